"""Is the number of schools short of places told as a count of all worlds would tell it?"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.forecast.inputs import Plan
from capacity.forecast.reliability import Reliability
from capacity.forecast.run import Known, forecast_run
from capacity.full_schools import bounds, corrected, full_schools, number_law
from tests.capacity.forecast.panels import panel_of, town

chances = st.lists(
    st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=4
).map(np.array)  # fmt: skip


@given(chances)
def test_the_law_of_the_number_is_that_of_all_worlds_counted(chance):
    by_hand = np.zeros(4)
    for shift in chance:
        for world in product((0, 1), repeat=3):
            each = [p if full else 1 - p for p, full in zip(shift, world, strict=True)]
            by_hand[sum(world)] += np.prod(each) / len(chance)

    assert number_law(chance) == pytest.approx(by_hand, abs=1e-12)


def test_ten_schools_that_fill_together_swing_from_none_to_all():
    together = np.array([[0.0] * 10, [1.0] * 10])
    alone = together.mean(axis=0, keepdims=True)

    assert bounds(number_law(together)) == (0, 10)
    assert bounds(number_law(alone)) == (3, 7)  # 10 coins: P(<= 2) = 5.5 %, P(<= 3) = 17.2 %


def test_a_sure_number_has_bounds_of_itself():
    assert bounds(number_law(np.array([[1.0, 1.0, 0.0]]))) == (2, 2)


@given(chances, st.floats(0.3, 2), st.floats(-2, 2))
def test_corrected_chances_keep_the_corrected_mean_and_the_order_of_shifts(chance, slope, shift):
    trust = Reliability(slope, shift)

    found = corrected(chance, trust)

    assert found.mean(axis=0) == pytest.approx(trust.correct(chance.mean(axis=0)), abs=1e-6)
    order = np.argsort(chance, axis=0, kind="stable")
    assert (np.diff(np.take_along_axis(found, order, axis=0), axis=0) >= -1e-12).all()


def test_only_planned_and_open_intakes_are_counted():
    pupils = town(schools=6)
    pupils[5, :, -1] = np.nan  # closed
    run = forecast_run(panel_of(pupils), {}, Known(), 2)
    plans = {(school, 2012): Plan(1, 1, 4) for school in run.panel.schools}
    plans |= {("S00", 2013): Plan(20, 50, 4), ("S00", 2019): Plan(1, 1, 4)}

    first, second = full_schools(replace(run, reliability={}), plans)

    assert (first.year, first.schools, first.low80, first.high80) == (2012, 5, 5, 5)
    assert first.expected == pytest.approx(5, abs=0.02)
    assert (second.year, second.schools, second.low80, second.high80) == (2013, 1, 0, 0)
