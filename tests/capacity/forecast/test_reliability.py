"""Are probabilities corrected by the years that have been seen, and by no more than they tell?"""

from dataclasses import replace

import numpy as np
import pytest

from capacity.forecast.backtest import Backtest
from capacity.forecast.levels import Unit
from capacity.forecast.parameters import FROZEN
from capacity.forecast.reliability import (
    Reliability,
    learn_reliability,
    past_warnings,
    reliabilities,
    reliability_at,
)
from tests.capacity.forecast.panels import panel_of, town

LOG_3 = np.log(3)


def evens(schools, came):
    """Warn `schools` schools by one half each, of which `came` came to be short."""
    return np.full(schools, 0.5), np.arange(schools) < came


def test_a_year_of_a_thousand_schools_is_evidence_of_one_year_only():
    found = learn_reliability({0: [evens(1_000, 250)]})

    # 250 of 1,000 is a shift of -log 3; its events tell 1000 * 1/4 * 3/4 against 1 / 0.5^2 = 4
    year = 187.5 / (187.5 + 4)
    assert found.shift == pytest.approx(-LOG_3 * year / (year + 0.5), rel=0.01)
    assert found.slope == pytest.approx(1.0)
    assert found.seen == 1_000


def test_the_newer_of_two_opposite_years_weighs_more():
    found = learn_reliability({0: [evens(1_000, 250)], 1: [evens(1_000, 750)]})

    year = 187.5 / (187.5 + 4)
    by_hand = -LOG_3 * year * (1 - 0.4) / (year * (1 + 0.4) + 0.5)
    assert found.shift == pytest.approx(by_hand, rel=0.01)


def test_a_target_year_told_by_two_horizons_is_one_years_evidence():
    once = learn_reliability({0: [evens(100, 25)]})
    twice = learn_reliability({0: [evens(100, 25), evens(100, 25)]})

    assert twice.shift == pytest.approx(once.shift, rel=0.02)


def test_a_dozen_schools_without_any_shortage_say_little():
    none = np.full(12, 0.1), np.zeros(12, np.bool_)

    found = learn_reliability({0: [none]})

    assert -0.4 < found.shift < 0
    assert found.correct(np.array([0.1]))[0] > 0.07


def test_odds_twice_too_bold_are_halved_whatever_their_years_shifts():
    random = np.random.default_rng(4)
    bold = random.uniform(-4, 4, (3, 4_000))
    shifts = (-1.0, 0.0, 0.7)
    told = {
        ago: [(1 / (1 + np.exp(-odds)),
               random.random(4_000) < 1 / (1 + np.exp(-(odds / 2 + shift))))]
        for ago, (odds, shift) in enumerate(zip(bold, shifts, strict=True))
    }  # fmt: skip

    found = learn_reliability(told)

    assert found.slope == pytest.approx(0.5, abs=0.04)
    weights = np.array([1.0, 0.4, 0.16])
    assert found.shift == pytest.approx((weights * shifts).sum() / (weights.sum() + 0.5), abs=0.05)


def test_surely_said_and_never_come_is_brought_low_and_keeps_its_order():
    sure = np.full(2_000, 0.9999), np.zeros(2_000, np.bool_)

    found = learn_reliability({0: [sure], 1: [sure]})

    less, more = found.correct(np.array([0.5, 0.9999]))
    assert less <= more < 0.1


def test_without_a_past_probabilities_stay_as_they_are():
    said = np.array([0.01, 0.3, 0.99])

    assert learn_reliability({}) == Reliability()
    assert learn_reliability({0: [(np.empty(0), np.empty(0, np.bool_))]}) == Reliability()
    assert Reliability().correct(said) == pytest.approx(said)


@pytest.mark.parametrize("size", [1, 25])
def test_every_warning_is_asked_whose_target_year_came_by_the_origin(size):
    run = Backtest(panel_of(town(schools=30)), 3)

    found = reliabilities(run, 9, (1, 3), size)

    by_hand: dict[int, list] = {}
    for s, target in [(s, u) for u in (9, 8, 7, 6, 5, 4) for s in (u - 1, u - 2, u - 3)]:
        if s >= 2:
            one = past_warnings(run, s, target - s, size)
            by_hand.setdefault(9 - target, []).append((one.said, one.came))
    short = {9 - u: [by_hand[9 - u][0]] for u in (9, 8, 7, 6, 5, 4)}
    assert found[3].seen == sum(len(said) for each in by_hand.values() for said, _ in each)
    assert found[3].shift == pytest.approx(learn_reliability(by_hand).shift)
    assert found[1].shift == pytest.approx(learn_reliability(short).shift)
    assert found[3] == reliability_at(run, 9, 3, size)


def test_nothing_after_the_origin_changes_a_correction():
    pupils = town(schools=30, seed=8)
    altered = pupils.copy()
    altered[:, :, 9:] = np.random.default_rng(1).integers(0, 400, altered[:, :, 9:].shape)

    here, there = (Backtest(panel_of(each), 3) for each in (pupils, altered))

    for size in (1, 25):
        assert reliabilities(here, 8, (1, 2, 3), size) == reliabilities(there, 8, (1, 2, 3), size)


def test_a_fall_seen_once_lowers_the_warnings_of_every_horizon():
    random = np.random.default_rng(2)
    pupils = random.integers(60, 100, (60, 2, 12)).astype(float)
    fallen = pupils.copy()
    fallen[:, :, 11] = np.rint(0.8 * fallen[:, :, 11])

    steady, falling = (
        reliabilities(Backtest(panel_of(each), 3), 11, (1, 2, 3), 1) for each in (pupils, fallen)
    )

    for ahead in (1, 2, 3):
        assert falling[ahead].shift < steady[ahead].shift - 0.3


def test_older_years_than_the_memory_holds_are_not_asked():
    run = Backtest(panel_of(town(schools=30)), 1, replace(FROZEN, reliability_years=2))

    found = reliability_at(run, 9, 1, 1)

    assert found.seen == 2 * 30
    assert run.width(Unit.ENTRY, 9, 1) is run.width(Unit.ENTRY, 9, 1)
