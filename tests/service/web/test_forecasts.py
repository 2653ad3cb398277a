"""Can planners forecast, ask what if, compare and be judged over HTTP, each in their district?"""

import csv
import io
import json
import zipfile
from datetime import timedelta
from itertools import count

import pytest

from admissions.actions.register import withdraw
from service.api_run_job import registry
from service.sms import FileGateway
from service.worker import Worker
from tests.admissions.season import (
    BUREAU,
    BUREAU_2,
    CITY,
    CYCLE,
    LIN,
    MU,
    OPENS,
    OTHER_BUREAU,
    WEST,
    numbered,
)
from tests.service.forecast_files import (
    CROWDED,
    forecast_kept,
    write_files,
    write_registrations,
    write_rolls,
)

FORECASTS, SCENARIOS = "/api/v1/forecasts", "/api/v1/scenarios"
BIGGER = {"name": "西小学扩班", "plans": [{"school": CROWDED, "year": 2014, "classes": 3}]}


@pytest.fixture
def town(site):
    write_files(site.season.folder)
    return site


def worked(site):
    """Let the worker do one job."""
    numbers, store = count(1), site.season.store
    worker = Worker(store, FileGateway(site.season.folder / "sent.jsonl"),
                    registry(site.season.folder), (), lambda: f"t{next(numbers)}")  # fmt: skip
    return worker.run_once(store.clock()).jobs


def made(site, body, actor=BUREAU):
    answer = site.post(actor, SCENARIOS, body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def rows(site, run, table, query="", actor=BUREAU):
    answer = site.get(actor, f"{FORECASTS}/{run}/{table}{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_a_queued_forecast_is_made_by_the_worker_and_read_by_everybody_who_plans(town):
    queued = town.post(BUREAU, FORECASTS, {"years": 3, "limit": 40})
    run = queued.json()["run_id"]
    assert queued.status_code == 202
    assert town.get(BUREAU, f"{FORECASTS}/{run}").status_code == 404

    assert worked(town) == 1

    job = town.get(BUREAU, f"/api/v1/jobs/{queued.json()['job_id']}").json()
    assert (job["state"], job["result"]["run_id"]) == ("done", run)
    for actor in (BUREAU, BUREAU_2, CITY):
        found = town.get(actor, f"{FORECASTS}/{run}").json()
        assert (found["origin"], found["years"], found["made_by"]) == (2012, 3, "bureau-zhao")
    assert town.get(OTHER_BUREAU, f"{FORECASTS}/{run}").status_code == 404
    assert town.get(OTHER_BUREAU, FORECASTS).json() == {"forecasts": []}


def test_the_same_files_give_the_same_forecast_byte_for_byte(town):
    first, second = (forecast_kept(town.season.store, BUREAU, town.season.folder, number)
                     for number in ("F1", "F2"))  # fmt: skip

    assert first.digest == second.digest


def test_the_figures_of_a_stored_forecast_add_up_and_lie_beside_the_places(town):
    forecast_kept(town.season.store, BUREAU, town.season.folder, "F1")

    cells = rows(town, "F1", "cells", f"?school_id={CROWDED}&year=2013")
    whole = {it["stream"]: it["pupils"] for it in cells if it["grade"] == "1"}
    assert set(whole) == {"all", "local", "nonlocal"}
    assert whole["all"] == whole["local"] + whole["nonlocal"]
    assert whole["all"] == pytest.approx(90, abs=2)  # as every year
    steps = ("last_year", "moving_up", "entrants", "calibration", "housing", "registrations",
             "events")  # fmt: skip
    for it in cells:
        assert sum(it[name] for name in steps) == pytest.approx(it["mean"], abs=1e-6)

    places = rows(town, "F1", "places", f"?school_id={CROWDED}")
    assert [(it["year"], it["places"]) for it in places] == [(y, 80) for y in range(2013, 2017)]
    warned = {(it["school"], it["year"]): it for it in rows(town, "F1", "warnings", "?who=all")}
    assert warned[CROWDED, 2013]["by_ratio"] == "red"  # 90 for 80
    assert warned["east", 2013]["by_ratio"] == "none"  # 60 for 80
    assert (CROWDED, 2016) not in warned  # beyond three years
    history = rows(town, "F1", "history", f"?school_id={CROWDED}&stream=all")
    assert {it["year"] for it in history} == set(range(2001, 2013))
    assert next(it["pupils"] for it in history
                if (it["grade"], it["year"]) == ("1", 2012)) in {89, 90, 91}  # fmt: skip
    total = rows(town, "F1", "areas", "?level=total&stream=all")
    assert [it["year"] for it in total] == [2013, 2014, 2015]
    closed = rows(town, "F1", "areas", "?level=school&area=care&stream=all")
    assert [it["pupils"] for it in closed][2] == 0  # closed in 2015
    chances = [it for it in rows(town, "F1", "classes", f"?school_id={CROWDED}")
               if it["year"] == 2013]  # fmt: skip
    assert sum(it["probability"] for it in chances) == pytest.approx(1, abs=0.01)
    assert max(chances, key=lambda it: it["probability"])["classes"] == 3  # 90 children by 40


def test_the_bundle_of_a_forecast_is_the_folder_that_the_command_writes(town):
    kept = forecast_kept(town.season.store, BUREAU, town.season.folder, "F1")

    answer = town.get(CITY, f"{FORECASTS}/F1/bundle.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"manifest.json", "run.json", "forecast.csv", "history.csv"} <= {*archive.namelist()}
        document = json.loads(archive.read("run.json"))
        cells = list(csv.DictReader(io.StringIO(archive.read("forecast.csv").decode("utf-8-sig"))))
    assert document["data_sha256"] == kept.data_sha256
    assert len(cells) == len(rows(town, "F1", "cells"))


def test_what_if_answers_at_once_and_keeps_nothing(town):
    plain = town.post(CITY, f"{FORECASTS}/what-if", {"years": 3}).json()
    bigger = town.post(CITY, f"{FORECASTS}/what-if", {
        "years": 3, "plans": BIGGER["plans"], "nonlocal_entry": 0.0}).json()  # fmt: skip

    def intake(found, year):
        return next(it for it in found["intakes"]
                    if (it["school_id"], it["year"]) == (CROWDED, year))  # fmt: skip

    assert [intake(plain, y)["places"] for y in (2013, 2014)] == [80, 80]
    assert [intake(bigger, y)["places"] for y in (2013, 2014)] == [80, 120]
    assert intake(plain, 2014)["probability"] > 0.5 > intake(bigger, 2014)["probability"]
    taken_off = intake(plain, 2014)["children"] - intake(bigger, 2014)["children"]
    assert taken_off == pytest.approx(9, abs=1)  # one child in ten is non-local
    assert town.get(BUREAU, FORECASTS).json() == {"forecasts": []}
    assert town.get(BUREAU, SCENARIOS).json() == {"scenarios": []}


def test_a_scenario_is_shared_revised_and_keeps_its_parents_switches(town):
    base = made(town, {"name": "出生减一成", "births": 0.9})
    child = made(town, {**BIGGER, "parent_id": base["id"]}, BUREAU_2)
    later = {"name": "出生减三成", "births": 0.7, "note": "按 2024 年出生数"}
    revised = town.post(BUREAU_2, f"{SCENARIOS}/{base['id']}/revisions", later)

    assert revised.json()["revision"] == 2
    found = {it["id"]: it for it in town.get(CITY, SCENARIOS).json()["scenarios"]}
    assert found[base["id"]]["switches"]["births"] == 0.7
    kept = found[child["id"]]
    assert (kept["switches"]["births"], kept["parent_revision"]) == (0.9, 1)  # as it was made
    assert kept["switches"]["plans"] == BIGGER["plans"]
    both = town.get(BUREAU, f"{SCENARIOS}/{base['id']}").json()["scenarios"]
    assert [(it["revision"], it["name"]) for it in both] == [(2, "出生减三成"), (1, "出生减一成")]
    assert town.get(OTHER_BUREAU, f"{SCENARIOS}/{base['id']}").status_code == 404
    assert town.post(OTHER_BUREAU, f"{SCENARIOS}/{base['id']}/revisions",
                     {"name": "别人的"}).status_code == 404  # fmt: skip


def test_two_forecasts_of_one_data_differ_by_their_scenario_alone(town):
    forecast_kept(town.season.store, BUREAU, town.season.folder, "F1")
    scenario = made(town, {"name": "不收非京籍", "nonlocal_entry": 0.0})
    run = town.post(BUREAU, FORECASTS, {"years": 3, "scenario_id": scenario["id"]}).json()["run_id"]
    worked(town)

    found = town.get(CITY, f"{FORECASTS}/{run}/comparison?other=F1").json()

    assert found["same_data"] is True
    assert (found["first"]["name"], found["second"]["name"]) == ("不收非京籍", "base")
    by = {(it["level"], it["area"], it["stream"], it["year"]): it for it in found["areas"]}
    assert by["total", "all", "local", 2013]["difference"] == 0
    assert by["total", "all", "nonlocal", 2013]["difference"] == pytest.approx(21, abs=2)
    stored = town.get(BUREAU, f"{FORECASTS}/{run}").json()
    assert (stored["scenario_id"], stored["scenario_revision"]) == (scenario["id"], 1)
    assert town.get(CITY, f"{FORECASTS}/{run}/comparison").json() == found  # the plain one


def test_a_forecast_from_an_earlier_autumn_is_judged_beside_the_usual_rules(town):
    forecast_kept(town.season.store, BUREAU, town.season.folder, "F9", until=2009)

    found = town.get(CITY, f"{FORECASTS}/F9/score").json()

    assert found["origin"] == 2009
    seen = {(it["stream"], it["level"], it["years_ahead"]): it for it in found["rows"]}
    assert {key[2] for key in seen} == {1, 2, 3}
    cell = seen["all", "cell", 1]
    assert cell["n"] == 12  # four schools, three grades
    assert cell["wape"] < 5
    assert None not in (cell["wape_last_year"], cell["wape_321"], cell["held_80"])


def test_a_forecast_nothing_has_come_of_yet_has_no_score_until_the_next_autumn(town):
    forecast_kept(town.season.store, BUREAU, town.season.folder, "F1")
    assert town.get(BUREAU, f"{FORECASTS}/F1/score").json() == {"origin": 2012, "rows": []}

    write_rolls(town.season.folder, last=2013)

    found = town.get(BUREAU, f"{FORECASTS}/F1/score").json()["rows"]
    assert {it["years_ahead"] for it in found} == {1}


def test_a_district_without_rolls_is_told_which_file_it_lacks(site):
    answer = site.post(BUREAU, f"{FORECASTS}/what-if", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "rolls_missing")
    assert "rolls.csv" in answer.json()["zh"]

    queued = site.post(BUREAU, FORECASTS, {}).json()
    worked(site)
    job = site.get(BUREAU, f"/api/v1/jobs/{queued['job_id']}").json()
    assert (job["state"], job["error"]) == ("failed", "rolls_missing")


def test_a_broken_file_of_the_district_is_told_with_every_fault(town):
    plans = town.season.folder / "plans.csv"
    plans.write_text("school_id,year,classes,limit\nwest,2013,many,40\nnowhere,2013,2,40\n")

    queued = town.post(BUREAU, FORECASTS, {}).json()
    worked(town)

    told = town.get(BUREAU, f"/api/v1/jobs/{queued['job_id']}/faults").json()["lines"]
    assert len(told) == 2
    assert all(line.startswith("plans.csv") for line in told)
    assert town.get(BUREAU, FORECASTS).json() == {"forecasts": []}


def test_a_file_that_has_changed_is_read_again(town):
    def places():
        found = town.post(BUREAU, f"{FORECASTS}/what-if", {"years": 1}).json()["intakes"]
        return {it["school_id"]: it["places"] for it in found}

    assert places()[CROWDED] == 80
    plans = town.season.folder / "plans.csv"
    plans.write_text(plans.read_text().replace(f"{CROWDED},2013,2", f"{CROWDED},2013,30"))

    assert places()[CROWDED] == 30 * 40


@pytest.mark.parametrize(("body", "where"), [
    ({"name": "错", "births": 9}, "scenario, births"),
    ({"name": "错", "plans": [{"school": CROWDED, "year": 28, "classes": 3}]}, "scenario, plans 1"),
    ({"name": "错", "events": [{"kind": "cap", "school": CROWDED, "year": 2014}]},
     "scenario, events 1"),
    ({"name": "错", "parent_id": "SC-NOBODY"}, ""),
])  # fmt: skip
def test_a_scenario_that_cannot_be_is_refused_with_every_fault(town, body, where):
    answer = town.post(BUREAU, SCENARIOS, body)

    assert answer.status_code == (422 if where else 404)
    if where:
        assert answer.json()["faults"][0]["where"].startswith(where)
    assert town.get(BUREAU, SCENARIOS).json() == {"scenarios": []}


def test_a_what_if_of_a_school_nobody_knows_is_refused(town):
    answer = town.post(BUREAU, f"{FORECASTS}/what-if", {
        "plans": [{"school": "nowhere", "year": 2014, "classes": 3}]})  # fmt: skip

    assert answer.status_code == 422
    assert "'nowhere' is not in the rolls" in answer.json()["faults"][0]["what"]


def test_the_nowcast_counts_who_is_registered_by_school_and_day(town):
    write_registrations(town.season.folder)
    season = town.season
    season.clock.move_to(OPENS)
    season.entered(MU)  # in the zone of the west school
    gone = season.entered(LIN, numbered(22))
    season.clock.forward(timedelta(days=10))
    season.do(LIN, withdraw, application_id=gone)

    for actor in (BUREAU, CITY):
        found = town.get(actor, f"/api/v1/cycles/{CYCLE}/nowcast").json()

        assert (found["year"], found["lacking"], found["share"]) == (2013, "", 0.5)
        assert {it["school_id"]: it["registered"] for it in found["rows"]} == {
            "west": 1, "east": 0, "hill": 0, "care": 0}  # fmt: skip
        assert sum(it["count"] for it in found["days"]) == 2  # one has been withdrawn since
    assert town.get(WEST, f"/api/v1/cycles/{CYCLE}/nowcast").status_code == 403
