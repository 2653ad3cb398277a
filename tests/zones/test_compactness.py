"""How round is a zone of squares?"""

import math

import numpy as np
import pytest

from tests.zones.redraw.grids import grid_draft
from zones.compactness import Roundness
from zones.redraw.figures import figures


def test_a_square_and_a_row_by_hand():
    draft = grid_draft(3, 2, [1] * 6, {0: 10, 5: 10})

    square, row = Roundness(draft).of(np.array([0, 0, 1, 0, 0, 1]))

    assert square == pytest.approx(math.pi / 4, abs=0.001)  # 200 m × 200 m
    assert row == pytest.approx(4 * math.pi * 2 / 36, abs=0.001)  # 100 m × 200 m


def test_a_school_without_blocks_has_no_shape():
    draft = grid_draft(2, 1, [1, 1], {0: 10, 1: 10})

    assert Roundness(draft).of(np.array([0, 0]))[1] is None


def test_what_is_remembered_is_what_would_be_measured():
    draft = grid_draft(4, 2, [1] * 8, {0: 10, 7: 10})
    kept = Roundness(draft)
    plans = [np.array([0, 0, 1, 1, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 0, 1, 1, 1])]

    for zone in (*plans, *plans):
        mean = figures(draft, zone)["compactness"]
        assert np.mean(kept.of(zone)) == pytest.approx(mean, abs=0.001)
