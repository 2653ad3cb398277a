"""Scenarios grow by revisions, forecasts stay, and both are a district's own, on both engines."""

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from admissions.store.forecasts import add_forecast, forecast_bundle, forecasts, get_forecast
from admissions.store.scenarios import (
    add_revision,
    get_revision,
    lineage,
    newest_scenarios,
    revisions_of,
)
from admissions.store.schema import scenario
from admissions.store.transaction import NotThere, Refused
from tests.admissions.season import BUREAU, BUREAU_2, CITY, OTHER_BUREAU, SYSTEM, WEST
from tests.admissions.store.forecasts import forecast_values


def revised(season, actor=BUREAU, name="少一成出生", parent=None, scenario_id="SC1", **body):
    return season.do(actor, add_revision, scenario_id=scenario_id, name=name, note="", body=body,
                     parent=parent)  # fmt: skip


def test_a_revision_by_a_colleague_is_added_and_the_first_one_stays(either):
    first = revised(either, births=0.9)
    second = revised(either, BUREAU_2, births=0.8)

    found = either.store.read(CITY, lambda tx: revisions_of(tx, "SC1"))

    assert found == [second, first]
    assert (first.revision, first.body, first.made_by) == (1, {"births": 0.9}, "bureau-zhao")
    assert (second.revision, second.body, second.made_by) == (2, {"births": 0.8}, "bureau-qian")
    assert either.store.read(BUREAU, newest_scenarios) == [second]


def test_a_scenario_keeps_to_the_revision_of_its_parent_that_it_was_made_from(either):
    first = revised(either, births=0.9)
    child = revised(either, parent=first, scenario_id="SC2", name="并扩班", housing=0.5)
    revised(either, births=0.1)

    line = either.store.read(BUREAU, lambda tx: lineage(tx, child))

    assert line == [first, child]


@pytest.mark.parametrize("actor", [OTHER_BUREAU, WEST], ids=["another district", "a school"])
def test_scenarios_and_forecasts_of_a_district_are_not_there_for_others(either, actor):
    revised(either, births=0.9)
    either.store.write(BUREAU, lambda tx: add_forecast(tx, forecast_values("F1"), b"zip"))

    assert either.store.read(actor, newest_scenarios) == []
    assert either.store.read(actor, forecasts) == []
    for question in (
        lambda tx: revisions_of(tx, "SC1"), lambda tx: get_revision(tx, "SC1", 1),
        lambda tx: get_forecast(tx, "F1"), lambda tx: forecast_bundle(tx, "F1"),
    ):  # fmt: skip
        with pytest.raises(NotThere):
            either.store.read(actor, question)


def test_a_forecast_is_kept_with_its_bundle_and_whoever_made_it(either):
    first = revised(either, births=0.9)
    values = forecast_values("F1", scenario_id="SC1", scenario_revision=1)

    kept = either.store.write(BUREAU, lambda tx: add_forecast(tx, values, b"zip"))

    assert (kept.scenario_id, kept.scenario_revision) == (first.id, first.revision)
    assert (kept.district_id, kept.made_by, kept.made_at) == ("mtg", "bureau-zhao", either.clock())
    assert either.store.read(CITY, lambda tx: forecast_bundle(tx, "F1")) == b"zip"


def test_a_forecast_of_no_known_scenario_is_refused(either):
    revised(either, births=0.9)
    for number, revision in (("SC9", 1), ("SC1", None), (None, 1), ("SC1", 2)):
        values = forecast_values("F1", scenario_id=number, scenario_revision=revision)

        with pytest.raises((Refused, DBAPIError)):
            either.store.write(BUREAU, lambda tx, v=values: add_forecast(tx, v, b""))


@pytest.mark.parametrize("changed", [
    {"revision": 3}, {"revision": 1}, {"revision": 2, "district_id": "sjs"},
    {"id": "SC2", "revision": 1, "district_id": "sjs", "parent_id": "SC1", "parent_revision": 1},
], ids=["a gap", "again", "of another district", "a parent of another district"])  # fmt: skip
def test_the_database_itself_keeps_revisions_in_their_line(either, changed):
    revised(either, births=0.9)
    row = {"id": "SC1", "revision": 2, "district_id": "mtg", "name": "n", "note": "", "body": {},
           "parent_id": None, "parent_revision": None, "made_by": "bureau-zhao"}  # fmt: skip

    with pytest.raises(Refused):
        either.store.write(SYSTEM, lambda tx: tx.conn.execute(
            insert(scenario), {**row, **changed, "made_at": tx.now}))  # fmt: skip
