"""Do streams, steps, homes, decisions and scenarios add up to the figure, by hand?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.forecast.classes import class_chances
from capacity.forecast.coherence import whole_children
from capacity.forecast.events import Event, EventKind, with_events
from capacity.forecast.housing import Development, pupils_of_housing
from capacity.forecast.inputs import Plan
from capacity.forecast.intervals import learn_width
from capacity.forecast.nowcast import combined, nowcast
from capacity.forecast.outlook import Outlook
from capacity.forecast.parameters import FROZEN
from capacity.forecast.run import Known, forecast_run
from capacity.forecast.scenario import PlanChange, Scenario, read_scenario
from capacity.forecast.steps import STEPS
from capacity.warnings import Colour, Thresholds, one_more_class, warnings
from geo.faults import BadInput
from tests.capacity.forecast.panels import panel_of, town


def streams(seed=5):
    local, other = town(seed=seed), np.rint(town(seed=seed + 1) / 4)
    whole = panel_of(local + other)
    return whole, {"local": replace(whole, pupils=local), "nonlocal": replace(whole, pupils=other)}


@given(st.lists(st.floats(0, 500), min_size=1, max_size=60))
def test_whole_children_add_up_and_are_never_off_by_one_or_more(values):
    given_ = np.array(values)

    found = whole_children(given_)

    assert found.sum() == np.rint(given_.sum())
    assert (np.abs(found - given_) < 1).all()


@given(st.integers(0, 19))
def test_steps_add_up_to_the_figure_and_streams_to_the_whole(seed):
    whole, parts = streams(seed)
    known = Known(
        developments=[Development("S01", 200, "commercial", 2013)],
        events=[Event(EventKind.CAP, "S02", 2013, 30), Event(EventKind.CLOSE, "S03", 2014)],
    )

    run = forecast_run(whole, parts, known, 4)

    for made in run.streams.values():
        steps = sum(getattr(made.steps, name) for name in STEPS)
        assert steps == pytest.approx(made.mean)
        assert (made.mean >= 0).all()
    parts_sum = run.streams["local"].mean + run.streams["nonlocal"].mean
    assert run.streams["all"].mean == pytest.approx(parts_sum)


def test_a_steady_district_is_forecast_as_it_is_in_every_step():
    whole = panel_of(np.full((4, 3, 10), 40.0))

    run = forecast_run(whole, {}, Known(), 3)

    assert run.streams["all"].mean == pytest.approx(40.0)
    assert run.streams["all"].steps.last_year == pytest.approx(40.0)


def test_new_homes_fill_in_three_years_and_usual_building_is_taken_off():
    panel = panel_of(np.full((2, 4, 10), 50.0))  # the last year is 2009
    homes = [
        Development("S00", 100, "commercial", 2010),
        Development("S01", 40, "affordable", 2008),
    ]

    found = pupils_of_housing(homes, panel, 2009, 3, {"commercial": 0.2, "affordable": 0.4})

    assert found[0].sum(axis=0) == pytest.approx([8, 14, 20])  # 0.4, 0.7, 1 of 20 pupils
    usual = 40 * 0.4 / 4
    assert found[1].sum(axis=0) == pytest.approx([-usual * 0.4, -usual * 1.1, -usual * 2.1])
    assert found[0, :, 0] == pytest.approx(2.0)


def test_a_cap_holds_the_intake_and_follows_its_cohort():
    pupils = np.full((1, 3, 3), 60.0)
    panel = panel_of(np.full((1, 3, 5), 60.0))

    found = with_events(pupils, [Event(EventKind.CAP, "S00", 2006, 45)], panel, 2004)

    assert found[0, 0].tolist() == [60, 45, 45]
    assert found[0, 1].tolist() == [60, 60, 45]
    assert found[0, 2].tolist() == [60, 60, 60]


def test_a_cap_above_the_intake_changes_nothing_and_below_it_keeps_the_cohorts_share():
    pupils = np.full((1, 2, 2), 60.0)
    pupils[0, 1, 1] = 30.0
    panel = panel_of(np.full((1, 2, 5), 60.0))

    loose, tight = (
        with_events(pupils, [Event(EventKind.CAP, "S00", 2005, cap)], panel, 2004)
        for cap in (90, 40)
    )

    assert loose.tolist() == pupils.tolist()
    assert tight[0].tolist() == [[40, 40], [60, 20]]


def test_a_school_that_opens_grows_by_a_grade_a_year():
    panel = panel_of(np.full((2, 3, 5), 60.0))
    pupils = np.full((2, 3, 3), 60.0)
    pupils[1] = np.nan

    found = with_events(pupils, [Event(EventKind.OPEN, "S01", 2006, 80)], panel, 2004)

    assert np.nan_to_num(found[1], nan=-1).tolist() == [[-1, 80, 80], [-1, -1, 80], [-1, -1, -1]]


def test_a_closed_school_has_nobody():
    panel = panel_of(np.full((1, 2, 5), 60.0))

    found = with_events(
        np.full((1, 2, 3), 60.0), [Event(EventKind.CLOSE, "S00", 2006)], panel, 2004
    )

    assert found[0].tolist() == [[60, 0, 0], [60, 0, 0]]


def test_a_policy_for_nonlocal_entrants_is_a_switch_of_that_stream_alone():
    whole, parts = streams()
    base = forecast_run(whole, parts, Known(), 2)

    less = forecast_run(whole, parts, Known(scenario=Scenario(nonlocal_entry=0.5)), 2)

    assert less.streams["local"].mean == pytest.approx(base.streams["local"].mean)
    there, was = less.streams["nonlocal"].mean, base.streams["nonlocal"].mean
    assert there[:, 0] == pytest.approx(was[:, 0] / 2)
    assert there[:, 2:, 0] == pytest.approx(was[:, 2:, 0])
    assert there[:, 1, 1] == pytest.approx(was[:, 1, 1] / 2)


def test_a_nowcast_is_registrations_over_the_share_past_years_had_by_then():
    past, final = np.array([[40.0, 60], [20, 20]]), np.array([[80.0, 100], [30, 50]])

    found = nowcast(np.array([54.0, 27]), past, final)

    share = (40 + 60 + 20 + 20) / (80 + 100 + 30 + 50)
    assert found.share == pytest.approx(share)
    assert found.count == pytest.approx(np.array([54, 27]) / share)
    mean, spread = combined(np.array([90.0, np.nan]), np.array([10.0, 5.0]), found)
    assert 90 < mean[0] < found.count[0]
    assert spread[0] < 10


def test_a_nowcast_without_a_past_season_is_refused():
    with pytest.raises(ValueError, match="past season"):
        nowcast(np.array([5.0]), np.full((1, 1), np.nan), np.full((1, 1), np.nan))


@given(st.floats(0, 400), st.integers(20, 50))
def test_class_chances_are_a_distribution(said, limit):
    found = class_chances(
        np.array([said]), Outlook((-0.1, 0.1), learn_width([], 1, FROZEN)), limit, 14
    )[:, 0]

    assert found.sum() == pytest.approx(1.0)
    assert (found >= -1e-12).all()


def test_a_full_school_is_red_and_an_emptying_one_blue():
    pupils = np.full((3, 2, 12), 90.0)
    pupils[1] = 8.0
    run = forecast_run(panel_of(pupils), {}, Known(), 3)
    plans = {(school, 2012): Plan(2, 40, 4) for school in run.panel.schools}
    plans["S02", 2012] = Plan(4, 40, 8)

    found = {each.school: each for each in warnings(run, plans, Thresholds())}

    assert found["S00"].by_ratio == found["S00"].by_probability == Colour.RED
    assert found["S00"].ratio == pytest.approx(90 / 80)
    assert found["S01"].by_probability == Colour.BLUE
    assert found["S02"].by_ratio == found["S02"].by_probability == Colour.NONE


def test_one_more_class_takes_what_it_holds_off_the_shortage():
    run = forecast_run(panel_of(np.full((2, 2, 12), 100.0)), {}, Known(), 6)
    plans = {("S00", 2012): Plan(2, 40, 4), ("S01", 2012): Plan(5, 40, 20)}

    first, second = one_more_class(run, plans, {"S00": 700})

    assert (first.school, second.school) == ("S00", "S01")
    assert first.unmet_less == pytest.approx(20, abs=4)
    assert first.metres_less == pytest.approx(700 * first.unmet_less)
    assert second.unmet_less < 0.01
    assert first.rooms_short == 1
    assert first.used_6 > 0.9


def test_a_scenario_is_its_parent_and_what_it_changes(tmp_path):
    (tmp_path / "base.toml").write_text("births = 0.9\nhousing = 0.5\n")
    (tmp_path / "fewer.toml").write_text('parent = "base.toml"\nhousing = 0.0\n')

    assert read_scenario(tmp_path / "fewer.toml") == Scenario("fewer", births=0.9, housing=0.0)


def test_plans_and_decisions_of_a_scenario_are_added_to_its_parents(tmp_path):
    (tmp_path / "base.toml").write_text(
        '[[plans]]\nschool = "P07"\nyear = 2028\nclasses = 6\n', encoding="utf-8"
    )
    (tmp_path / "more.toml").write_text(
        'parent = "base.toml"\n[[plans]]\nschool = "P10"\nyear = 2027\nclasses = 7\n'
        '[[events]]\nkind = "close"\nschool = "P19"\nyear = 2030\n', encoding="utf-8"
    )  # fmt: skip

    assert read_scenario(tmp_path / "more.toml") == Scenario(
        "more", plans=(PlanChange("P07", 2028, 6), PlanChange("P10", 2027, 7)),
        events=(Event(EventKind.CLOSE, "P19", 2030),),
    )  # fmt: skip


ROW = '[[events]]\nkind = "{}"\nschool = "P01"\nyear = {}\npupils = {}\n'


@pytest.mark.parametrize(("text", "words"), [
    ("plans = 3", "is not a list of tables"),
    ('[[plans]]\nschool = "P01"\nyear = 2028\n', "lacks or does not know classes"),
    ('[[plans]]\nschool = "P01"\nyear = 2028\nclasses = -1\n', "-1 is not 0 to 100 classes"),
    ("[[plans]]\nschool = 7\nyear = 2028\nclasses = 3\n", "is not a text"),
    (ROW.format("sell", 2028, 3), "'sell' is not known"),
    (ROW.format("cap", 28, 3), "28 is not a year"),
    (ROW.format("cap", 2028, -3), "is not 0 to 10000 pupils"),
])  # fmt: skip
def test_a_broken_row_of_a_scenario_is_refused_with_its_number(tmp_path, text, words):
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=words):
        read_scenario(path)


@pytest.mark.parametrize(
    "text",
    ["births = -1", "births = true", "unknown = 1", "housing_delay = 1.5", "parent = 3",
     'parent = "self.toml"', 'parent = "none.toml"', "births = "],
)  # fmt: skip
def test_a_broken_scenario_is_refused(tmp_path, text):
    path = tmp_path / "self.toml"
    path.write_text(text)

    with pytest.raises(BadInput):
        read_scenario(path)
