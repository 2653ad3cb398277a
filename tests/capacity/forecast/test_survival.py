"""Is the forecast what cohorts and entrants say, by hand, and nothing from after the origin?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.forecast.backtest import Backtest
from capacity.forecast.entrants import area_entrants, cohorts, damped, school_shares, yearly_growth
from capacity.forecast.panel import Births
from capacity.forecast.parameters import FROZEN
from capacity.forecast.ratios import ratios
from capacity.forecast.survival import Projector
from tests.capacity.forecast.panels import panel_of, town


def test_a_ratio_is_a_ratio_of_weighted_sums_shrunk_by_pseudo_pupils():
    window = np.array([[[10.0, 20.0, 0.0], [0.0, 9.0, 24.0]]])

    found = ratios(window, np.array([1.0, 0.5]), np.array([0]), 1, FROZEN)

    arrived, started = 24 + 0.5 * 9, 20 + 0.5 * 10
    assert found.arrived[0, 0] == arrived
    assert found.started[0, 0] == started
    area = arrived / started  # one school: its district and city say the same
    assert found.area[0, 0] == pytest.approx(area)
    assert found.shrunk(np.array([5.0]))[0, 0] == pytest.approx(
        (arrived + 5 * area) / (started + 5)
    )


def test_a_school_without_experience_has_its_districts_ratio():
    window = np.full((2, 2, 2), np.nan)
    window[0] = [[100.0, 100.0], [80.0, 90.0]]
    window[1, 0, 1] = 30.0

    found = ratios(window, np.array([1.0]), np.array([0, 0]), 1, FROZEN)

    assert found.shrunk(np.array([0.0]))[1, 0] == pytest.approx(0.9)


def test_a_steady_school_stays_as_it_is():
    run = Backtest(panel_of(np.full((3, 4, 9), 60.0)), 5)

    assert run.forecasts[8].pupils[:, :, 1:] == pytest.approx(60.0)


def test_cohorts_move_up_one_grade_a_year():
    pupils = np.full((1, 3, 8), 100.0)
    pupils[0, 0, 7] = 40.0  # a small first grade at the origin
    found = Projector(panel_of(pupils), 2, FROZEN).all()[7].pupils

    assert found[0, 1, 1] == pytest.approx(40.0)
    assert found[0, 2, 2] == pytest.approx(40.0)


def test_growth_of_entrants_is_damped_and_of_schools_open_at_both_ends_only():
    pupils = np.full((2, 1, 4), np.nan)
    pupils[0, 0] = [1e6, 1e6, 1e6, 1.331e6]
    pupils[1, 0, 3] = 5e6  # opened this year: no growth of the other school

    growth = yearly_growth(pupils, panel_of(pupils), FROZEN)

    share, damping = FROZEN.growth_share, FROZEN.growth_damping
    assert growth[0, 0] == pytest.approx(share * np.log(1.331) / 3, rel=1e-3)
    factors = damped(growth, 2, FROZEN)[0, 0]
    assert np.log(factors[1]) == pytest.approx(growth[0, 0] * (damping + damping**2))


def test_a_cohort_is_a_third_of_one_years_births_and_two_of_the_next():
    births = Births(np.array([[300.0, 600.0, 900.0]]), 2010, 6)

    found = cohorts(births, (2017, 2018, 2019), 2018, FROZEN)

    assert found[0, 0] == pytest.approx(100 + 400)
    assert found[0, 1] == pytest.approx(200 + 600)
    assert np.isnan(found[0, 2])  # the births of 2013 are not given


def test_entrants_are_births_times_a_capture_weighted_3_2_1():
    births = Births(np.full((1, 20), 1000.0), 2000, 6)
    panel = replace(panel_of(np.full((1, 1, 3), 500.0), first_year=2010), births=births)

    found = area_entrants(np.array([[400.0, 500.0, 600.0]]), panel, 2012, 2, FROZEN)

    assert found[0] == pytest.approx([(3 * 600 + 2 * 500 + 400) / 6] * 2)


def test_a_birth_cliff_is_seen_before_it_reaches_the_school():
    births = Births(np.array([[1000.0] * 12 + [500.0] * 8]), 1996, 6)
    pupils = np.full((4, 3, 12), 50.0)
    panel = replace(panel_of(pupils, first_year=2002), births=births)

    found = Projector(panel, 5, FROZEN).all()[11]  # origin 2013; births halve from 2008 on

    # a third of the first small cohort is born in 2007, before the fall
    assert found.pupils[0, 0, 1] == pytest.approx(50 * (1 / 3 + 2 / 3 * 0.5))
    assert found.pupils[0, 0, 2] == pytest.approx(25.0)
    assert found.by_births


def test_shares_of_a_districts_entrants_add_up_to_one():
    shares = school_shares(np.array([30.0, 70.0, 5.0]), np.array([0, 0, 1]), 2)

    assert shares == pytest.approx([0.3, 0.7, 1.0])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 10))
def test_nothing_after_the_origin_changes_a_forecast_or_its_width(seed, origin):
    random = np.random.default_rng(seed)
    pupils = town(seed=seed)
    altered = pupils.copy()
    altered[:, :, origin + 1 :] = random.integers(0, 400, altered[:, :, origin + 1 :].shape)

    here, there = (
        Backtest(panel_of(pupils, districts=3), 3),
        Backtest(panel_of(altered, districts=3), 3),
    )

    assert np.array_equal(here.forecasts[origin].pupils, there.forecasts[origin].pupils)
    for horizon in (1, 2, 3):
        assert here.widths(origin, horizon) == there.widths(origin, horizon)


def test_taking_the_later_years_away_changes_nothing_either():
    pupils = town()
    whole, cut = Backtest(panel_of(pupils), 3), Backtest(panel_of(pupils[:, :, :9]), 3)

    assert np.array_equal(whole.forecasts[8].pupils, cut.forecasts[8].pupils)


def test_later_births_change_nothing():
    pupils = town(years=12)
    births = np.full((1, 12), 900.0)
    other = births.copy()
    other[0, 9:] = 10.0
    first = 2000
    here = replace(panel_of(pupils), births=Births(births, first, 1))
    there = replace(panel_of(pupils), births=Births(other, first, 1))

    a, b = Backtest(here, 3).forecasts[8], Backtest(there, 3).forecasts[8]

    assert a.made.by_births
    assert np.array_equal(a.pupils, b.pupils)


def test_the_same_panel_gives_the_same_forecast():
    a, b = Backtest(panel_of(town()), 4), Backtest(panel_of(town()), 4)

    assert all(np.array_equal(a.forecasts[t].pupils, b.forecasts[t].pupils) for t in a.forecasts)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 4), st.integers(1, 9))
def test_no_panel_crashes_and_no_open_grade_is_left_without_a_figure(seed, schools, grades, years):
    random = np.random.default_rng(seed)
    pupils = random.integers(0, 30, (schools, grades, years)).astype(float)
    pupils[random.random(pupils.shape) < 0.2] = np.nan

    run = Backtest(panel_of(pupils), 3)

    for t, made in run.forecasts.items():
        there = ~np.isnan(pupils[:, :, t])
        assert np.isfinite(made.pupils[there]).all()
        assert (made.pupils[there] >= 0).all()
        assert np.isnan(made.pupils[~there]).all()
