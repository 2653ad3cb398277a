"""Are past warnings judged as one would by hand: in bins, by rank, and by what came?"""

import numpy as np
import pytest

from capacity.forecast.backtest import Backtest
from capacity.forecast.reliability import past_warnings, reliability_at
from capacity.forecast.warned import Warned, ranking, warned
from tests.capacity.forecast.panels import panel_of, town


def of(said, came, origins):
    said, came = np.array(said), np.array(came, dtype=bool)
    return Warned(said, came, said[::-1].copy(), np.array(origins, dtype=float))


def test_the_ranking_is_the_share_of_pairs_in_the_right_order():
    said, came = np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, True, False, True])
    pairs = [(a > b) + 0.5 * (a == b) for a in said[came] for b in said[~came]]

    assert ranking(said, came) == pytest.approx(np.mean(pairs))
    assert np.isnan(ranking(said, np.ones(4, np.bool_)))


def test_a_bin_tells_what_was_said_and_what_came():
    low, high = of([0.05, 0.12, 0.18, 0.9], [0, 1, 0, 1], [1, 1, 2, 2]).bins()[1:]

    assert (low.cases, low.said, low.came) == (2, pytest.approx(0.15), 0.5)
    assert low.miss == pytest.approx(35)
    assert (high.cases, high.said, high.came) == (1, 0.9, 1.0)


def test_a_years_schools_are_one_cluster_of_the_standard_error():
    # two origins of 50 each; said 0.2, of the first all came, of the second nobody
    found = of([0.2] * 100, [1] * 50 + [0] * 50, [1] * 50 + [2] * 50).worst()

    # each origin's sum of misses lies 50 x 0.5 from the mean: sqrt(2/1 (25² + 25²)) / 100
    assert found.error == pytest.approx(0.5)
    assert found.miss == pytest.approx(30)


@pytest.mark.parametrize(("cases", "judged"), [(49, None), (50, 20.0)])
def test_a_bin_is_judged_from_fifty_cases_on(cases, judged):
    found = of([0.2] * cases, [0] * cases, [1] * cases).document()

    assert found["worst_bin"] == judged
    assert found["bins"][0]["standard_error"] is None  # one origin tells of no spread
    assert (found["auc"], found["brier"]) == (None, 0.04)


def test_all_origins_are_asked_with_the_correction_they_could_know():
    run = Backtest(panel_of(town(schools=30)), 2)

    found = warned(run, 2, 1)

    first = run.origins(2)[0]
    here = found.origin == first
    one = past_warnings(run, first, 2, 1)
    assert sorted(np.unique(found.origin)) == run.origins(2)
    assert found.said[here] == pytest.approx(reliability_at(run, first, 2, 1).correct(one.said))
    assert found.came[here].tolist() == one.came.tolist()


def test_a_panel_that_cannot_be_scored_says_nothing():
    found = warned(Backtest(panel_of(town(years=3)), 5), 5, 1).document()

    assert found["n"] == found["origins"] == 0
    assert found["auc"] is found["worst_bin"] is None
    assert found["bins"] == []
