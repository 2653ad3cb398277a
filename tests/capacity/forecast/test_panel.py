"""Are missing years, closed grades, empty cohorts and shocks told apart, from the past alone?"""

import numpy as np
import pytest

from capacity.forecast.backtest import Backtest
from capacity.forecast.flags import FlagKind, panel_flags
from capacity.forecast.levels import asks_every_grade, counted_cells, depth
from capacity.forecast.panel import fill, open_cells
from capacity.forecast.parameters import FROZEN
from capacity.forecast.shocks import area_moves, shock_years
from capacity.forecast.survival import Projector
from tests.capacity.forecast.panels import panel_of, town


def kinds(panel, shocks=None):
    found = panel_flags(panel, shocks if shocks is not None else np.zeros(panel.n_years, bool), 5)
    return [(flag.kind, flag.school, flag.year) for flag in found]


def test_one_zero_after_pupils_is_an_empty_cohort_two_are_a_closed_grade():
    counts = np.array([[[5.0, 0, 0, 4], [9, 9, 9, 9], [0, 0, 7, 0]]])

    found = open_cells(counts)

    assert found[0, 0].tolist()[:2] == [5, 0]
    assert np.isnan(found[0, 0, 2])
    assert found[0, 0, 3] == 4
    assert np.isnan(found[0, 2, :2]).all()
    assert found[0, 2, 2:].tolist() == [7, 0]


def test_a_school_whose_every_grade_is_zero_is_closed():
    counts = np.array([[[5.0, 0], [6, 0]]])

    assert np.isnan(open_cells(counts)[0, :, 1]).all()


def test_a_missing_year_is_filled_along_its_cohort():
    pupils = np.full((1, 3, 4), np.nan)
    pupils[0, :, 0] = [40, 40, 40]
    pupils[0, :, 1] = [40, 40, 40]
    pupils[0, :, 3] = [90, 90, 90]

    found = fill(pupils)

    assert found.value[0, 1, 2] == pytest.approx(np.sqrt(40 * 90))
    assert found.value[0, 0, 2] == pytest.approx(90)  # the cohort is in grade 2 a year later
    assert found.value[0, 2, 2] == pytest.approx(40)
    assert np.isnan(found.until(2, 5)[0, :, 2]).all()  # in that year nobody knew
    assert not np.isnan(found.until(3, 5)[0, :, 2]).any()


def test_a_missing_year_is_neither_origin_nor_target_and_flagged():
    pupils = town(years=12)
    pupils[:, :, 7] = np.nan
    panel = panel_of(pupils)

    run = Backtest(panel, 3)

    assert 7 not in run.forecasts
    assert 6 not in run.origins(1)
    assert 4 not in run.origins(3)
    assert (FlagKind.MISSING_YEAR, "", 2007) in kinds(panel)


def test_openings_closures_gaps_and_small_ones_are_flagged():
    pupils = np.full((4, 2, 6), 60.0)
    pupils[0, :, :2] = np.nan
    pupils[1, :, 4:] = np.nan
    pupils[2, :, 3] = np.nan
    pupils[3] = 20.0
    pupils[3, 0, 5] = 0.0
    pupils[3, 1, 5] = 3.0

    found = kinds(panel_of(pupils))

    assert (FlagKind.OPENING, "S00", 2002) in found
    assert (FlagKind.CLOSURE, "S01", 2003) in found
    assert (FlagKind.UNRECORDED, "S02", 2003) in found
    assert (FlagKind.ZERO_COHORT, "S03", 2005) in found
    assert (FlagKind.TINY_COHORT, "S03", 2005) in found
    assert (FlagKind.TINY_SCHOOL, "S03", 2005) in found


def test_a_closed_school_has_no_forecast_not_a_zero():
    pupils = np.full((2, 3, 8), 50.0)
    pupils[1, :, 7] = np.nan

    found = Projector(panel_of(pupils), 2, FROZEN).all()[7].pupils

    assert np.isnan(found[1]).all()
    assert not np.isnan(found[0]).any()


def test_a_year_in_which_all_cohorts_shrink_is_a_shock_and_rests_momentum():
    pupils = np.full((5, 4, 10), 100.0)
    pupils[:, :, 8:] = 88.0
    moves = area_moves(fill(pupils))

    assert shock_years(moves, 8, FROZEN).tolist() == [False] * 8 + [True]
    made = Projector(panel_of(pupils), 1, FROZEN).all()
    assert made[8].shocked
    assert not made[7].shocked


def test_a_shock_weighs_a_quarter_in_the_ratios():
    pupils = np.full((2, 3, 9), 100.0)
    pupils[:, 1:, 8] = 80.0  # every cohort lost a fifth on the way into the last year

    ratio = Projector(panel_of(pupils), 1, FROZEN).all()[8].ratio[0, 0]

    w = np.array([4 * 0.25, 3, 2, 1])
    assert ratio == pytest.approx((w[0] * 0.8 + w[1:].sum()) / w.sum())


def test_the_scored_schools_have_every_grade_at_origin_and_target():
    pupils = np.full((3, 2, 4), 30.0)
    pupils[1, 1, 3] = np.nan
    pupils[2, 0, 0] = np.nan

    panel = panel_of(pupils)

    assert asks_every_grade(panel)
    assert counted_cells(panel, 0, 3, every_grade=True).all(axis=1).tolist() == [True, False, False]


def test_schools_with_other_spans_are_judged_by_their_own():
    pupils = np.full((2, 4, 4), np.nan)
    pupils[0, :2] = 30.0
    pupils[1, 2:] = 30.0
    panel = panel_of(pupils)

    assert not asks_every_grade(panel)
    assert counted_cells(panel, 0, 3, every_grade=False).tolist() == [
        [True, True, False, False],
        [False, False, True, True],
    ]
    entry = Projector(panel, 1, FROZEN).all()[3].entry
    assert entry.tolist() == [[True, False, False, False], [False, False, True, False]]
    assert depth(entry)[1, 3] == 1
