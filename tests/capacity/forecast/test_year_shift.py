"""Does the shift that a year's schools share say what a slow second way says, and no more?"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from capacity.forecast.backtest import Backtest
from capacity.forecast.intervals import Width, learn_width
from capacity.forecast.outlook import Outlook
from capacity.forecast.parameters import FROZEN
from capacity.forecast.year_shift import YearMiss, learn_shifts, year_miss
from tests.capacity.forecast.panels import panel_of, town

NO_JOLT = replace(FROZEN, shift_jolt=1e-12)
ONE_LAW = replace(NO_JOLT, shift_steps=(0.03,), shift_leans=(0.5,))


def missed(*misses, variance=1e-4):
    """Return the misses of the origins 0, 1, … by the year after each."""
    return [YearMiss(t, t + 1, miss, variance, 500) for t, miss in enumerate(misses)]


def mean(law, ahead=1):
    return float(law.weight @ law.mean[:, ahead - 1])


def test_half_of_a_years_step_is_kept_by_the_next_and_a_quarter_by_the_one_after():
    found = learn_shifts(missed(0.05), 1, 2, ONE_LAW)

    trust = 0.03**2 / (0.03**2 + 1e-4 + FROZEN.shift_noise**2)
    assert mean(found, 1) == pytest.approx(0.05 * trust * 0.5)
    assert mean(found, 2) == pytest.approx(0.05 * trust * (0.5 + 0.25))
    left = 0.03**2 * (1 - 0.25 * trust)
    assert found.deviation[0, 0] == pytest.approx(np.sqrt(left))


def by_the_book(past, steps, leans, years, parameters):
    """Weigh every law by the density of the misses, and move each by its regression on them."""
    a = np.array([[float(m.origin < u <= m.target) for u in years] for m in past])
    y = np.array([m.miss for m in past])
    noise = np.diag([m.variance + parameters.shift_noise**2 for m in past])
    told = []
    for step, lean, jolt in product(steps, leans, [None, *years[:-1]]):
        c = np.array([[step**2 * lean ** abs(u - v) for u in years] for v in years])
        if jolt is not None:
            at = years.index(jolt)
            c[at, at] += (parameters.shift_jolt_size * step) ** 2
        s = a @ c @ a.T + noise
        odds = 1.0 if jolt is None else parameters.shift_jolt / (1 - parameters.shift_jolt)
        belief = norm.pdf(np.log(step / parameters.shift_step) / parameters.shift_step_doubt)
        density = multivariate_normal(np.zeros(len(y)), s).pdf(y)
        told.append((odds * belief * density, (c @ a.T @ np.linalg.inv(s) @ y)[-1]))
    weight, next_ = np.array(told).T
    return float(weight @ next_ / weight.sum())


def test_overlapping_misses_of_several_horizons_are_weighed_as_in_the_book():
    past = [
        YearMiss(0, 1, 0.01, 1e-4, 300), YearMiss(0, 2, 0.05, 2e-4, 300),
        YearMiss(1, 2, 0.06, 1e-4, 300), YearMiss(1, 4, 0.02, 3e-4, 300),
    ]  # fmt: skip

    found = learn_shifts(past, 4, 1)

    by_hand = by_the_book(past, FROZEN.shift_steps, FROZEN.shift_leans, [1, 2, 3, 4, 5], FROZEN)
    assert mean(found) == pytest.approx(by_hand, rel=1e-6)


def test_six_falls_in_a_row_are_expected_to_go_on_and_six_to_and_fro_are_not():
    falls = learn_shifts(missed(*[-0.03] * 6), 6, 1)
    swings = learn_shifts(missed(*[-0.03, 0.03] * 3), 6, 1)

    assert -0.03 < mean(falls) < -0.015
    assert abs(mean(swings)) < 0.01


def test_one_jump_in_calm_years_is_taken_for_a_jolt_and_not_carried_on():
    calm = missed(0.004, -0.003, 0.002, -0.004, 0.003, 0.09)

    with_jolts, without = (learn_shifts(calm, 6, 1, p) for p in (FROZEN, NO_JOLT))

    assert abs(mean(with_jolts)) < abs(mean(without)) / 2


def test_few_years_leave_tails_that_are_heavier_than_a_normal_laws():
    points = learn_shifts(missed(0.02, -0.03), 2, 1).points(1)

    outer, inner = points[-1] - points[12], points[18] - points[12]
    assert outer / inner > norm.ppf(24.5 / 25) / norm.ppf(18.5 / 25) + 0.3


def test_a_coming_year_may_be_jolted_too_and_two_of_them_the_likelier():
    rare = replace(FROZEN, shift_steps=(0.03,), shift_leans=(0.0,), shift_jolt=0.3)

    law = learn_shifts([], 5, 2, rare)

    for ahead, calm in ((1, 0.7), (2, 0.49)):
        points, usual = np.array(law.points(ahead)), 0.03 * np.sqrt(ahead)
        below = calm * norm.cdf(points / usual) + (1 - calm) * norm.cdf(
            points / np.hypot(usual, 3 * 0.03)
        )
        assert below == pytest.approx((np.arange(25) + 0.5) / 25, abs=1e-3)


def test_without_a_past_no_side_is_favoured_and_the_further_is_the_wider():
    law = learn_shifts([], 5, 3)

    near, far = law.points(1), law.points(3)

    assert near == pytest.approx([-x for x in reversed(near)], abs=1e-9)
    assert far[-1] > 1.5 * near[-1] > 0


def drawn(random, years):
    """Draw a world from the law: its step, its lean, its moves and jolts, and the misses seen."""
    steps = np.array(FROZEN.shift_steps)
    belief = norm.pdf(np.log(steps / FROZEN.shift_step) / FROZEN.shift_step_doubt)
    step, lean = random.choice(steps, p=belief / belief.sum()), random.choice(FROZEN.shift_leans)
    moves = np.zeros(years + 1)
    moves[0] = random.normal(0, step)
    for t in range(1, years + 1):
        moves[t] = lean * moves[t - 1] + random.normal(0, step * np.sqrt(1 - lean**2))
    jolted = random.random(years + 1) < FROZEN.shift_jolt
    moves += jolted * random.normal(0, FROZEN.shift_jolt_size * step, years + 1)
    seen = moves[:years] + random.normal(0, np.sqrt(1e-4 + FROZEN.shift_noise**2), years)
    return moves[years], seen


def test_the_shift_comes_within_its_bands_as_often_as_they_say():
    random = np.random.default_rng(11)
    inside = []
    for _ in range(300):
        came, seen = drawn(random, 10)
        points = learn_shifts(missed(*seen), 10, 1).points(1)
        inside.append(points[2] <= came <= points[22])  # the middles at 10 % and 90 %

    assert np.mean(inside) == pytest.approx(0.8, abs=0.06)


def test_a_miss_that_was_not_known_yet_is_refused():
    with pytest.raises(ValueError, match="after year 3"):
        learn_shifts([YearMiss(2, 4, 0.01, 1e-4, 10)], 3, 1)


def test_a_miss_of_few_schools_may_be_chance_and_of_one_is_nobodys():
    said = np.full(400, 50.0)
    random = np.random.default_rng(3)
    came = np.rint(said * 0.9 + random.normal(0, 10, 400))

    many, few = year_miss(0, 1, said, came), year_miss(0, 1, said[:4], came[:4])
    one = year_miss(0, 1, said[:1], came[:1])

    assert many.miss == pytest.approx(np.log(came.sum() / said.sum()))
    assert many.variance == pytest.approx((10 / 45) ** 2 / 400, rel=0.2)
    assert many.common() == pytest.approx(many.miss, rel=0.2)
    assert abs(few.common()) < 0.5 * abs(few.miss)
    assert one.common() == 0.0
    assert mean(learn_shifts([one], 1, 1)) == 0.0


def test_as_many_children_as_places_are_not_more():
    said = 100.0 + np.repeat(np.linspace(-0.5, 0.5, 101), 3)
    came = 100.0 + np.tile([-1.0, 0.0, 1.0], 101)
    outlook = Outlook((0.0,), learn_width([(said, came)], 1, FROZEN))

    assert outlook.above(np.array([100.0]), np.array([100.0])) == pytest.approx(1 / 3, abs=0.02)
    assert outlook.above(np.array([100.0]), np.array([99.0])) == pytest.approx(2 / 3, abs=0.02)


def test_a_probability_is_the_mean_over_the_shifts_of_the_year():
    own = learn_width([], 1, FROZEN)
    outlook = Outlook((-0.2, 0.1), own)
    said, seats = np.array([50.0, 80.0]), np.array([55.0, 75.0])

    half_way = seats + 0.5
    by_hand = (
        own.above(said * np.exp(-0.2), half_way) + own.above(said * np.exp(0.1), half_way)
    ) / 2

    assert outlook.above(said, seats) == pytest.approx(by_hand)
    low, high = outlook.above_by_shift(said, seats)
    assert (low < high).all()
    expected = (own.beyond(80 * np.exp(-0.2), 75) + own.beyond(80 * np.exp(0.1), 75)) / 2
    assert outlook.beyond(80.0, 75.0) == pytest.approx(expected)


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_a_higher_limit_is_never_more_likely_passed_whatever_the_year(said, limit):
    outlook = Outlook((-0.3, 0.0, 0.4), learn_width([], 1, FROZEN))

    less, more = outlook.above(np.array([said, said]), np.array([limit, limit + 1]))

    assert 0 <= more <= less <= 1


def test_a_schools_own_width_leaves_out_what_its_years_shared():
    random = np.random.default_rng(5)
    pupils = random.integers(70, 90, (60, 2, 12)).astype(float)
    shared = np.exp(random.normal(0, 0.15, 12))
    moved = np.rint(pupils * shared)

    still, rocked = (Backtest(panel_of(each), 1) for each in (pupils, moved))

    def spread(width: Width) -> float:
        return float(width.deviation(np.array([80.0]))[0])

    assert spread(rocked.outlook(11, 1).own) < 1.6 * spread(still.outlook(11, 1).own)
    together = [np.ptp(run.outlook(11, 1).shifts) for run in (still, rocked)]
    assert together[1] > 2 * together[0]


def test_nothing_after_the_origin_changes_an_outlook():
    pupils = town(schools=30, seed=8)
    altered = pupils.copy()
    altered[:, :, 9:] = np.random.default_rng(1).integers(0, 400, altered[:, :, 9:].shape)

    here, there = (Backtest(panel_of(each), 3) for each in (pupils, altered))

    for ahead in (1, 2, 3):
        assert here.outlook(8, ahead) == there.outlook(8, ahead)
    assert here.outlook(9, 1) != there.outlook(9, 1)
