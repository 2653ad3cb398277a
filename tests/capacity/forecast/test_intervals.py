"""Do bands, probabilities, corrections and scores say what a slow second way says?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.forecast.intervals import learn_width
from capacity.forecast.levels import Unit
from capacity.forecast.parameters import FROZEN
from capacity.forecast.peers import CohortSurvival321
from capacity.forecast.scores import bias, mape, score, wape
from tests.capacity.forecast.panels import panel_of, town


def test_bands_hold_as_often_as_they_say():
    random = np.random.default_rng(3)
    said = random.uniform(20, 200, 8_000)
    past = [(part, part + random.normal(0, np.sqrt(2 * part))) for part in np.split(said, 8)]

    width = learn_width(past, 1, FROZEN)
    low95, low80, high80, high95 = width.bounds(said)

    came = said + random.normal(0, np.sqrt(2 * said))
    assert ((came >= low80) & (came <= high80)).mean() == pytest.approx(0.8, abs=0.03)
    assert ((came >= low95) & (came <= high95)).mean() == pytest.approx(0.95, abs=0.02)
    assert width.above(said, said).mean() == pytest.approx(0.5, abs=0.03)


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_a_higher_limit_is_never_more_likely_passed(said, limit):
    width = learn_width([], 1, FROZEN)
    at = np.array([said, said])

    less, more = width.above(at, np.array([limit, limit + 1]))

    assert 0 <= more <= less <= 1


def test_without_any_past_the_prior_speaks_and_a_band_is_not_empty():
    width = learn_width([], 3, FROZEN)
    low95, low80, high80, high95 = width.bounds(np.array([0.0, 50.0]))

    assert (low95 <= low80).all()
    assert (low80 < high80).all()
    assert (high80 < high95).all()
    assert (low95 >= 0).all()


def test_errors_by_hand():
    came, said = np.array([10.0, 0.0, 30.0]), np.array([12.0, 1.0, 24.0])

    assert wape(came, said) == pytest.approx(9 / 40)
    assert mape(came, said) == pytest.approx((0.2 + 0.2) / 2)
    assert bias(came, said) == pytest.approx(-3 / 40)


def test_cohort_survival_3_2_1_by_hand():
    pupils = np.array([[[10.0, 20, 30, 40], [5, 5, 10, 15]]])

    found = CohortSurvival321(panel_of(pupils)).forecast(3, 1)

    ratio = (3 * 15 + 2 * 10 + 5) / (3 * 30 + 2 * 20 + 10)
    assert found[0, :, 1].tolist() == pytest.approx([(3 * 40 + 2 * 30 + 20) / 6, ratio * 40])


def test_a_score_counts_what_was_scored_and_says_none_where_nothing_can_be():
    from capacity.forecast.backtest import Backtest

    run = Backtest(panel_of(town(schools=6, years=10), districts=2), 8)

    found = score(run, (1, 8))

    origins = run.origins(1)
    assert found["cell"]["1"]["n"] == len(origins) * 6 * 4
    assert found["district"]["1"]["n"] == len(origins) * 2
    assert found["cell"]["8"]["wape"] is None
    one = [run.units(t, 1)[Unit.SCHOOL] for t in origins]
    by_hand = sum(np.abs(s - c).sum() for s, c in one) / sum(c.sum() for _, c in one)
    assert found["school"]["1"]["wape"]["ours"] == pytest.approx(100 * by_hand, abs=1e-3)
