"""Are plans compared, tested, brought in and taken away as they are, and found until stopped?"""

import base64
import io
import json
import zipfile
from functools import partial

import pandas as pd
import pytest

from admissions.roles import SYSTEM
from admissions.store import jobs, redraws
from service.api_run_job import registry
from service.redraw_run_job import StoppedClock
from service.sms import FileGateway
from service.worker import Worker
from tests.admissions.season import BUREAU, OTHER_BUREAU
from tests.service.web.block_town import TODAY, write_town
from tests.service.web.site import Site, close, new_site
from tests.service.web.test_drafts import DRAFTS, begun, state, stroke
from zones.redraw.holds import HOLDS

COMPARISON = "/api/v1/zones/comparison"
REDRAWS = "/api/v1/zones/redraws"


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Site:
    folder = tmp_path_factory.mktemp("plans")
    write_town(folder)
    found = new_site(folder)
    yield found
    close(found)


def moved(town: Site, *blocks: str) -> str:
    draft = begun(town)
    stroke(town, draft, 1, "paint", blocks=list(blocks), school_id="west")
    return draft


def unpacked(answer) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_today_and_two_drafts_stand_side_by_side(town):
    one, two = moved(town, "A03"), moved(town, "A03", "A04")

    found = town.get(BUREAU, f"{COMPARISON}?one=today&two={one}&three={two}").json()

    assert [it["affected"]["children"] for it in found["plans"]] == [0, 10, 20]
    assert found["plans"][1]["changes"] == [{
        "block_id": "A03", "school_before": "east", "school_after": "west", "children": 10,
        "enrolled": 50, "siblings": 2, "walk_before_m": 200.0, "walk_after_m": 300.0,
        "change_m": 100.0}]  # fmt: skip
    west = next(it for it in found["schools"] if (it["school_id"], it["year"]) == ("west", "2014"))
    assert west["children"] == [30, 44, 58]


def test_two_estates_that_would_both_walk_less_are_found(town):
    draft = begun(town)
    stroke(town, draft, 1, "paint", blocks=["A04"], school_id="west")
    stroke(town, draft, 2, "paint", blocks=["A01"], school_id="east")

    found = town.get(BUREAU, f"{DRAFTS}/{draft}/swaps").json()

    worst = found["worst"][0]  # each of ten children of both would walk 300 m less
    assert {worst["block"], worst["other_block"]} == {"A01", "A04"}
    assert worst["saved_m"] == pytest.approx(6000, abs=2)


def test_a_plan_without_such_estates_has_none(town):
    assert town.get(BUREAU, f"{DRAFTS}/{begun(town)}/swaps").json() == {"pairs": 0, "worst": []}


@pytest.mark.parametrize("name", ["assignment.csv", "ize.csv", "zones.geojson", "zones.gpkg"])
def test_a_draft_taken_away_comes_back_as_it_was(town, name):
    draft = moved(town, "A03")
    files = unpacked(town.get(BUREAU, f"{DRAFTS}/{draft}/export.zip"))
    data = files[name]
    told = base64.b64encode(data).decode() if name.endswith("gpkg") else data.decode("utf-8-sig")

    answer = town.post(BUREAU, f"{DRAFTS}/import", {
        "name": "导入", "file_name": name, "data": told})  # fmt: skip

    assert answer.status_code == 201, answer.text
    assert state(town, answer.json()["id"])["assignment"] == TODAY | {"A03": "west"}


@pytest.mark.parametrize(("name", "data", "what"), [
    ("plan.csv", "block_id,school_id\nB77,west\n", "B77"),
    ("plan.csv", "block_id,school_id\nA01,north\n", "north"),
    ("plan.csv", "a,b\n1,2\n", "no column says the block"),
    ("plan.pdf", "x", ".pdf is not read"),
    ("plan.gpkg", "no base64!", "is not base64"),
    ("plan.geojson", "{", ""),
])  # fmt: skip
def test_a_plan_that_cannot_be_read_is_refused_with_the_place(town, name, data, what):
    answer = town.post(BUREAU, f"{DRAFTS}/import", {
        "name": "导入", "file_name": name, "data": data})  # fmt: skip

    assert answer.status_code == 422
    assert what in answer.json()["faults"][0]["what"]


def test_the_consultation_pack_opens_offline_and_names_nobody(town):
    draft = moved(town, "A03")

    files = unpacked(town.get(BUREAU, f"/api/v1/zones/consultation.zip?one=today&two={draft}"))

    assert set(files) == {"consultation.html", "affected.csv", "loads.csv", "compare.json"}
    assert b"http" not in files["consultation.html"].replace(b"http://www.w3.org/2000/svg", b"")
    affected = pd.read_csv(io.BytesIO(files["affected.csv"]))
    assert list(affected["block_id"]) == ["A03"]
    assert json.loads(files["compare.json"])["totals"]["children"] == 10


def test_the_same_draft_gives_the_same_pack(town):
    draft = moved(town, "A03")

    packs = [town.get(BUREAU, f"{DRAFTS}/{draft}/export.zip").content for _ in range(2)]

    assert packs[0] == packs[1]


def worker(town: Site) -> Worker:
    folder = town.context.settings.district_folder
    return Worker(town.season.store, FileGateway(folder / "sms"), registry(folder), (),
                  lambda: "lease")  # fmt: skip


def drawn_from(town: Site, draft: str) -> int:
    """Let the optimiser draw from a draft; return the number of the run."""
    number = town.post(BUREAU, REDRAWS, {"draft_id": draft, "seconds": 2}).json()["job_id"]
    assert town.get(BUREAU, f"{REDRAWS}/{number}/plans").status_code == 404
    worker(town).run_once(town.season.clock())
    return int(number)


def taken(town: Site, number: int) -> dict:
    plan = {"name": "最短路程", "plan": "shortest_walk"}
    return town.post(BUREAU, f"{REDRAWS}/{number}/take", plan).json()


def test_the_optimiser_keeps_locks_and_what_it_found_is_taken_as_a_draft_with_them(town):
    draft = moved(town, "A03")
    stroke(town, draft, 2, "lock", blocks=["A03"])
    number = drawn_from(town, draft)

    plans = town.get(BUREAU, f"{REDRAWS}/{number}/plans").json()["plans"]
    made = taken(town, number)

    assert "shortest_walk" in [it["name"] for it in plans]
    assert (made["locks"], made["unlocked"]) == (1, [])
    found = state(town, made["id"])
    assert (found["assignment"]["A03"], found["locked"]) == ("west", ["A03"])
    assert town.get(OTHER_BUREAU, f"{REDRAWS}/{number}/plans").status_code == 404


def test_a_lock_that_a_plan_contradicts_is_told_and_left_open(town):
    draft = begun(town)
    number = drawn_from(town, draft)
    stroke(town, draft, 1, "paint", blocks=["A03", "A05"], school_id="west")
    stroke(town, draft, 2, "lock", blocks=["A03", "A00"])  # after the run set out

    made = taken(town, number)

    assert (made["locks"], made["unlocked"]) == (1, ["A03"])
    found = state(town, made["id"])
    assert (found["assignment"]["A03"], found["locked"]) == ("east", ["A00"])


def test_a_plan_that_set_out_from_today_has_no_locks(town):
    number = town.post(BUREAU, REDRAWS, {"seconds": 2}).json()["job_id"]
    worker(town).run_once(town.season.clock())

    assert taken(town, number)["locks"] == 0


@pytest.fixture
def promised(tmp_path) -> Site:
    """Serve a town whose A02 is nearer to west, but east's today, with a taken place."""
    write_town(tmp_path)
    path = tmp_path / "blocks.geojson"
    blocks = json.loads(path.read_text(encoding="utf-8"))
    for at, it in enumerate(blocks["features"]):
        it["properties"] |= {"children": 5, "children_2014": 5, "six_years": 2 * (at == 2)}
        if at == 2:
            it["properties"]["school_id"] = "east"
    path.write_text(json.dumps(blocks), encoding="utf-8")
    found = new_site(tmp_path)
    yield found
    close(found)


@pytest.mark.parametrize(("hold", "school"), [([], "west"), (["six_years"], "east")])
def test_a_taken_place_of_six_years_stays_where_the_bureau_asks_that_it_holds(
    promised, hold, school
):
    asked = {"seconds": 2, "hold": hold}
    number = promised.post(BUREAU, REDRAWS, asked).json()["job_id"]
    worker(promised).run_once(promised.season.clock())

    made = taken(promised, number)

    assert state(promised, made["id"])["assignment"]["A02"] == school


def test_a_lock_against_what_shall_hold_ends_the_run_and_says_why(promised):
    draft = moved(promised, "A02")
    stroke(promised, draft, 2, "lock", blocks=["A02"])
    asked = {"draft_id": draft, "seconds": 2, "hold": ["six_years"]}

    number = promised.post(BUREAU, REDRAWS, asked).json()["job_id"]
    worker(promised).run_once(promised.season.clock())

    told = promised.get(BUREAU, f"/api/v1/jobs/{number}/faults").json()["lines"]
    assert len(told) == 1
    assert (
        "block A02: has 2 addresses whose place of six years is taken, but is pinned to west"
        in (told[0])
    )


def test_the_names_that_may_hold_are_those_of_the_search(town):
    assert town.post(BUREAU, REDRAWS, {"hold": ["distance"]}).status_code == 422
    told = town.web.get("/api/v1/openapi.json").json()["components"]["schemas"]["RedrawBody"]
    assert sorted(told["properties"]["hold"]["items"]["enum"]) == sorted(HOLDS)


def test_a_run_that_was_told_to_stop_still_gives_a_plan(town):
    number = town.post(BUREAU, REDRAWS, {"seconds": 600}).json()["job_id"]
    assert town.post(BUREAU, f"{REDRAWS}/{number}/stop").status_code == 200

    worker(town).run_once(town.season.clock())

    job = town.season.store.read(SYSTEM, partial(jobs.get_job, job_id=number))
    assert (job.state, job.result["stopped_by"]) == ("done", "user")
    assert town.season.store.read(SYSTEM, partial(redraws.plans_found, job_id=number))


def test_the_clock_of_a_run_asks_at_most_once_a_second():
    now, asked = [0.0], []

    def told() -> bool:
        asked.append(now[0])
        return now[0] >= 2

    clock = StoppedClock(10, now=lambda: now[0], stopped_by=told)
    for at in (0.0, 0.4, 0.9, 1.0, 1.5):
        now[0] = at
        assert clock.left() > 0
    assert asked == [0.0, 1.0]

    now[0] = 2.0
    assert clock.left() < 0
