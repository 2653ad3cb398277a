"""Is what was learned once good for every scenario, to the last bit of what anew would say?"""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.forecast.backtest import Backtest
from capacity.forecast.events import Event, EventKind
from capacity.forecast.learned import ALL, learn
from capacity.forecast.panel import Births, Panel
from capacity.forecast.run import Known, forecast_from, forecast_run
from capacity.forecast.scenario import Scenario
from tests.capacity.forecast.panels import panel_of, town

FIRST, YEARS, ENTRY_AGE = 2000, 12, 3
LAST = FIRST + YEARS - 1


def with_births(pupils: np.ndarray, seed: int) -> Panel:
    """Give a town's panel births of 1996 to 2014, of which the last six have not entered yet."""
    count = np.random.default_rng(seed).uniform(300, 900, (2, 19))
    panel = panel_of(pupils, districts=2, first_year=FIRST)
    return replace(panel, births=Births(count, 1996, ENTRY_AGE))


def scaled_by_hand(panel: Panel, factor: float) -> Panel:
    """Scale the births of 2009 on: a child of 2008 is three in 2011, the last year recorded."""
    assert panel.births is not None
    count = panel.births.count.copy()
    count[:, 2009 - 1996 :] *= factor
    return replace(panel, births=replace(panel.births, count=count))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 5))
def test_other_births_are_answered_as_if_all_had_been_learned_from_them(seed, factor):
    panel = with_births(town(seed=seed), seed)

    learned = learn(panel, {}, 4)
    found = learned.streams[ALL].with_births(factor).pupils

    slow = Backtest(scaled_by_hand(panel, factor), 4)
    assert np.array_equal(found, slow.forecasts[YEARS - 1].pupils)
    for ahead in (1, 2, 3, 4):
        assert learned.widths[ahead] == slow.widths(YEARS - 1, ahead)


def test_twice_the_births_are_twice_the_entrants_and_nobody_already_at_school():
    panel = with_births(town(), 1)
    stream = learn(panel, {}, 3).streams[ALL]

    was, found = stream.made.pupils, stream.with_births(2.0).pupils

    assert np.allclose(found[:, 0, 2], 2 * was[:, 0, 2])
    assert np.array_equal(found[:, 3, 1:], was[:, 3, 1:])


def test_scenarios_asked_one_after_another_leave_nothing_behind():
    local, other = with_births(town(seed=5), 5), with_births(np.rint(town(seed=6) / 4), 6)
    whole = replace(local, pupils=local.pupils + other.pupils, births=None)
    parts = {"local": local, "nonlocal": other}
    learned = learn(whole, parts, 4)
    events = [Event(EventKind.CLOSE, "S03", LAST + 2)]
    asked = [Scenario(births=0.5), Scenario(nonlocal_entry=0.3, births=2.0), Scenario()]

    for scenario in [*asked, *asked]:
        known = Known(events=events, scenario=scenario)
        found, anew = forecast_from(learned, known), forecast_run(whole, parts, known, 4)
        for stream in ("all", "local", "nonlocal"):
            assert np.array_equal(found.streams[stream].mean, anew.streams[stream].mean)
            assert np.array_equal(found.streams[stream].bounds, anew.streams[stream].bounds)
        assert found.widths == anew.widths
        assert found.reliability == anew.reliability


def test_bands_of_all_children_are_learned_from_what_the_sum_of_streams_missed():
    local, other = with_births(town(seed=5), 5), with_births(np.rint(town(seed=6) / 4), 6)
    whole = replace(local, pupils=local.pupils + other.pupils, births=None)

    learned = learn(whole, {"local": local, "nonlocal": other}, 2)

    slow = Backtest(whole, 2)
    slow.replace_by_sum([Backtest(panel, 2) for panel in (local, other)])
    for ahead in (1, 2):
        assert learned.widths[ahead] == slow.widths(YEARS - 1, ahead)
        assert learned.widths[ahead] != Backtest(whole, 2).widths(YEARS - 1, ahead)
