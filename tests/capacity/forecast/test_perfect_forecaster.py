"""Is the benchmark's perfect forecaster missed by luck as often as its years let it be?"""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.forecast_chance import perfect
from capacity.forecast.backtest import Backtest
from capacity.forecast.parameters import FROZEN
from tests.capacity.forecast.panels import panel_of

CALM = replace(FROZEN, shift_leans=(0.0,), shift_jolt=1e-12)


def run(step):
    """Return the backtest of 300 steady schools; steps of a year are this large for sure."""
    pupils = np.random.default_rng(7).integers(60, 100, (300, 2, 14)).astype(float)
    return Backtest(panel_of(pupils), 2, replace(CALM, shift_steps=(step,), shift_step=step))


def test_where_years_do_not_move_a_perfect_forecaster_is_as_good_as_its_cases_let_it_be():
    found = perfect(run(1e-4), 1, 1)

    # bins of 50 cases or more: a standard error of 7 points at the most, far from 25
    assert found.misses(25) < 0.01
    assert found.areas.std() < 0.03


def test_where_years_move_much_it_misses_often_though_its_probabilities_are_right():
    calm, rough = (perfect(run(step), 1, 1) for step in (1e-4, 0.3))

    assert rough.misses(8) > 0.5 > calm.misses(8)
    assert np.median(rough.worst) > 2 * np.median(calm.worst)


@pytest.mark.parametrize("ahead", [1, 2])
def test_over_all_worlds_as_many_schools_fill_as_were_said(ahead):
    once, again = perfect(run(0.1), ahead, 1), perfect(run(0.1), ahead, 1)

    assert abs(once.off) < 1.5
    assert once.worst.tolist() == again.worst.tolist()
