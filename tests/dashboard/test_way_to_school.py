"""Does the help desk draw the way that is measured, and nothing where there is none?"""

from dataclasses import replace

import pytest

from dashboard.map import LayerKind
from dashboard.views import help_desk
from service.desk_paths import walks_to_all
from tests.admissions.season import MU, WEST
from tests.dashboard.bench import errors
from tests.dashboard.test_other_desks import SAMPLE, asked
from tests.service.test_desk import PLAIN, desk
from tests.service.web.desks import WEST_STREET

PATHS = "/api/v1/walking-paths"


@pytest.fixture
def town(site):
    """Return a service that knows the sample's streets and addresses."""
    site.context.desk = desk()
    site.context.settings = replace(site.context.settings, district_folder=SAMPLE)
    return site


@pytest.fixture
def drawn(monkeypatch):
    """Return the layers of the map that the help desk draws."""
    found = []
    monkeypatch.setattr(help_desk, "draw", lambda _visit, layers, **_: found.extend(layers))
    return found


def test_a_way_is_as_long_as_the_answer_says_and_ends_at_the_schools_gate(town):
    told = town.web.post("/api/v1/lookup", json={"address": PLAIN}).json()["candidates"][0]
    gates = {it["properties"]["school_id"]: it["geometry"]["coordinates"]
             for it in town.web.get("/api/v1/schools").json()["features"]}  # fmt: skip

    body = {"address": PLAIN, "school_ids": [told["school_id"], "nobody"]}
    (path,) = town.post(WEST, PATHS, body).json()["paths"]

    assert (path["school_id"], path["metres"]) == (told["school_id"], told["metres"])
    lon, lat = path["line"][-1]
    assert min(abs(lon - x) + abs(lat - y) for x, y in gates[path["school_id"]]) < 2e-7
    assert len(path["line"]) > 5


def test_an_address_nobody_knows_has_no_way(town):
    answer = town.post(WEST, PATHS, {"address": "无名路9号", "school_ids": ["P01"]})

    assert (answer.status_code, answer.json()) == (200, {"paths": []})


def test_a_district_without_streets_has_no_way(site):
    answer = site.post(WEST, PATHS, {"address": WEST_STREET, "school_ids": ["west"]})

    assert answer.json() == {"paths": []}


@pytest.mark.parametrize("body", [
    {"address": PLAIN}, {"address": PLAIN, "school_ids": []},
    {"school_ids": ["P01"]}, {"x": 116.1, "y": 39.9, "school_ids": ["P01"]},
], ids=["no school", "an empty list", "no place", "a pair without its datum"])  # fmt: skip
def test_a_question_that_lacks_something_is_refused(town, body):
    assert town.post(WEST, PATHS, body).status_code == 422


def test_a_way_is_for_those_who_help(town):
    body = {"address": PLAIN, "school_ids": ["P01"]}

    assert town.post(MU, PATHS, body).status_code == 403
    assert town.web.post(PATHS, json=body).status_code == 401


def test_the_help_desk_draws_the_way_beside_the_candidates(bench, drawn):
    bench.context.desk = desk()
    bench.context.settings = replace(bench.context.settings, district_folder=SAMPLE)
    bench.sign_in(WEST)

    page = asked(bench.open("help_desk"), PLAIN)

    assert errors(page) == ""
    assert [it.kind for it in drawn] == [
        LayerKind.ZONES, LayerKind.SCHOOLS, LayerKind.PATH, LayerKind.PIN]  # fmt: skip
    metres = page.table[0].value["路程（米）"].iloc[0]
    assert f'"metres":{metres}' in drawn[2].data


def test_every_school_is_measured_for_a_child_that_came_late():
    home = desk().anchor(PLAIN)

    found = walks_to_all(desk().paths, home.x_m, home.y_m)

    assert {school: found[school] for school in home.walk_m} == home.walk_m
    assert len(found) > 15 > len(home.walk_m)
    assert walks_to_all(desk().paths, None, None) == {}
