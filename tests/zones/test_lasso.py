"""Does a lasso take in the blocks whose point it encloses, however it was drawn?"""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.zones.redraw.grids import CORNER, grid_draft
from zones.lasso import enclosed, lassoed

DRAFT = grid_draft(4, 3, [10] * 12, {0: 60, 11: 60})
X, Y = CORNER


def line(*corners):
    """Return what a line through these corners encloses, closed, in metres from the corner."""
    return shapely.Polygon([(X + x, Y + y) for x, y in corners])


def test_a_block_goes_with_its_middle() -> None:
    # The middles of the first row lie 50 m north of its southern edge, 50, 150, 250, 350 m east.
    assert lassoed(DRAFT, line((0, 0), (149, 0), (149, 60), (0, 60))) == ("A00",)
    assert lassoed(DRAFT, line((0, 0), (151, 0), (151, 60), (0, 60))) == ("A00", "A01")


def test_a_line_around_no_middle_takes_in_nothing() -> None:
    assert lassoed(DRAFT, line((60, 60), (90, 60), (90, 90))) == ()


def test_a_line_that_crosses_itself_takes_in_both_of_its_loops() -> None:
    bow = line((0, 0), (400, 100), (400, 0), (0, 100))

    assert not bow.is_valid
    # It crosses in the middle, 200 m east; of each loop the outer middle lies inside.
    assert lassoed(DRAFT, bow) == ("A00", "A01", "A02", "A03")


def test_ground_that_was_gone_round_twice_is_inside() -> None:
    ring = [(0, 0), (200, 0), (200, 100), (0, 100)]
    twice = line(*ring, (0, 0), *[(x * 0.6 + 10, y * 0.8 + 5) for x, y in ring])

    assert lassoed(DRAFT, twice) == ("A00", "A01")


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300)), min_size=3, max_size=9))
def test_what_is_taken_in_cannot_leave_without_crossing_the_line(corners) -> None:
    drawn = line(*corners)
    outside = lassoed_slowly(drawn.exterior)

    assert set(lassoed(DRAFT, drawn)).isdisjoint(outside)
    assert enclosed(drawn).area <= shapely.convex_hull(drawn).area + 1e-6


def lassoed_slowly(ring) -> set[str]:
    """Return the blocks whose middle some straight way out of the district leaves free."""
    free = set()
    for name, (x, y) in zip(DRAFT.blocks.block_id, DRAFT.blocks.points, strict=True):
        ends = [(x + 999 * np.cos(at), y + 999 * np.sin(at)) for at in np.linspace(0, 6.28, 24)]
        if any(not shapely.LineString([(x, y), end]).intersects(ring) for end in ends):
            free.add(name)
    return free
