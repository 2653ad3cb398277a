"""Does a draft become the plan of a day by two people only, and the plan before it stay?"""

from datetime import date

import pytest
import shapely

from admissions.roles import SYSTEM
from geo.district import read_district
from service import api_zone_versions, zone_versions
from service.desk import Desk, DeskSources
from service.progress import Progress
from tests.admissions.season import BUREAU, BUREAU_2, CITY
from tests.service.web.block_town import in_degrees, square, write_town
from tests.service.web.site import Site, close, new_site
from tests.service.web.test_drafts import begun, stroke
from zones.read import read_plan

VERSIONS = "/api/v1/zones/versions"
EVE, DAY = date(2013, 12, 31), date(2014, 1, 1)  # the tests' clock shows May 2013
MOVED = square(2).centroid  # in the west zone till the eve, in the east zone from the day on


@pytest.fixture
def town(tmp_path) -> Site:
    write_town(tmp_path)
    found = new_site(tmp_path)
    yield found
    close(found)


def drawn(town: Site) -> str:
    draft = begun(town)
    assert stroke(town, draft, 1, "paint", blocks=["A02"], school_id="east").status_code == 200
    return draft


def proposed(town: Site, draft: str, day: date = DAY):
    wanted = {"draft_id": draft, "valid_from": day.isoformat(), "basis": "门教发〔2013〕12号"}
    return town.post(BUREAU, VERSIONS, wanted)


def approved(town: Site, draft: str) -> str:
    number = proposed(town, draft).json()["id"]
    answer = town.post(BUREAU_2, f"{VERSIONS}/{number}/approve")
    assert answer.status_code == 200, answer.text
    return number


def schools_at(town: Site, day: date, place=MOVED) -> list[str]:
    """Ask a desk that is opened on a day which schools a place belongs to."""
    folder = town.context.settings.district_folder
    desk = Desk.load(DeskSources.in_folder(folder, day), Progress(quiet=True))
    lon, lat = in_degrees(place)["coordinates"]
    return [it.school_id for it in desk.ask(x=lon, y=lat, datum="WGS84").answer.candidates]


def test_look_ups_use_the_new_plan_from_its_day_and_the_old_one_before(town):
    approved(town, drawn(town))

    assert schools_at(town, EVE) == ["west"]
    assert schools_at(town, DAY) == ["east"]
    assert schools_at(town, date(2013, 5, 10)) == ["west"]


def test_a_zone_keeps_its_id_and_name_and_lies_where_its_blocks_lie(town):
    approved(town, drawn(town))

    folder = town.context.settings.district_folder
    plan = read_plan(folder / "zones.geojson", read_district(folder / "district.toml"))
    new = plan.on(DAY, "primary")
    assert (new.zone_id, new.name) == (("zone-east", "zone-west"), ("东片", "西片"))
    assert new.polygons[0].symmetric_difference(
        shapely.union_all([square(at) for at in (2, 3, 4, 5)])).area < 0.1  # fmt: skip


def test_nobody_approves_what_they_proposed(town):
    number = proposed(town, drawn(town)).json()["id"]

    answer = town.post(BUREAU, f"{VERSIONS}/{number}/approve")

    assert (answer.status_code, answer.json()["code"]) == (409, "needs_another_person")
    assert schools_at(town, DAY) == ["west"]


def test_a_proposal_alone_changes_no_file(town):
    zones = town.context.settings.district_folder / "zones.geojson"
    before = zones.read_bytes()

    proposed(town, drawn(town))

    assert zones.read_bytes() == before


def test_a_rejected_version_changes_nothing_and_cannot_be_approved_after(town):
    number = proposed(town, drawn(town)).json()["id"]

    assert town.post(BUREAU_2, f"{VERSIONS}/{number}/reject").json()["stage"] == "rejected"

    assert town.post(BUREAU_2, f"{VERSIONS}/{number}/approve").json()["code"] == "no_such_move"
    assert schools_at(town, DAY) == ["west"]


def test_a_plan_begins_on_a_day_to_come(town):
    answer = proposed(town, drawn(town), date(2013, 5, 10))  # today

    assert (answer.status_code, answer.json()["code"]) == (409, "not_ahead")


def test_a_block_without_a_school_is_no_plan(town):
    draft = begun(town)
    stroke(town, draft, 1, "paint", blocks=["A02"], school_id="")

    answer = proposed(town, draft)

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["what"] == "1 blocks have no school"


def test_only_one_proposal_waits_at_a_time(town):
    draft = drawn(town)
    proposed(town, draft)

    assert proposed(town, draft).json()["code"] == "version_open"


def test_an_earlier_day_than_that_of_a_plan_which_stands_is_refused(town):
    approved(town, drawn(town))

    answer = proposed(town, drawn(town), date(2013, 12, 1))

    assert answer.status_code == 422
    assert "2014-01-01" in answer.json()["faults"][0]["what"]


def test_a_zones_file_changed_since_the_proposal_stops_the_approval(town):
    number = proposed(town, drawn(town)).json()["id"]
    zones = town.context.settings.district_folder / "zones.geojson"
    zones.write_text(zones.read_text().replace("西片", "城西片"))

    answer = town.post(BUREAU_2, f"{VERSIONS}/{number}/approve")

    assert (answer.status_code, answer.json()["code"]) == (409, "plan_changed")


def test_a_service_stopped_between_approval_and_file_writes_it_when_it_begins_again(
    town, monkeypatch
):
    number = proposed(town, drawn(town)).json()["id"]
    with monkeypatch.context() as broken:
        broken.setattr(api_zone_versions, "put_in_force", lambda *_all: None)
        town.post(BUREAU_2, f"{VERSIONS}/{number}/approve")
    assert schools_at(town, DAY) == ["west"]

    folder, store = town.context.settings.district_folder, town.context.store
    api_zone_versions.settle_folder(store, folder, "primary", "mtg")
    once = (folder / "zones.geojson").read_bytes()
    api_zone_versions.settle_folder(store, folder, "primary", "mtg")

    assert schools_at(town, DAY) == ["east"]
    assert (folder / "zones.geojson").read_bytes() == once


def test_a_write_that_fails_leaves_the_files_as_they_were(town, monkeypatch):
    folder = town.context.settings.district_folder
    number = proposed(town, drawn(town)).json()["id"]
    before = (folder / "zones.geojson").read_bytes()

    def full(*_all):
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(zone_versions, "write_layer", full)
        answer = town.post(BUREAU_2, f"{VERSIONS}/{number}/approve")

    assert answer.status_code == 500
    assert (folder / "zones.geojson").read_bytes() == before
    assert not [path for path in folder.iterdir() if path.is_dir()]
    api_zone_versions.settle_folder(town.context.store, folder, "primary", "mtg")
    assert schools_at(town, DAY) == ["east"]


def test_every_decision_is_noted_in_the_chain(town):
    approved(town, drawn(town))

    from sqlalchemy import text

    asked = text("SELECT what, actor_id FROM audit WHERE stream = 'zones:mtg' ORDER BY seq")
    told = town.context.store.read(SYSTEM, lambda tx: tx.conn.execute(asked).all())
    assert [tuple(row) for row in told] == [
        ("proposed", BUREAU.account_id), ("approved", BUREAU_2.account_id)]  # fmt: skip


def test_the_city_reads_the_versions_and_decides_none(town):
    number = proposed(town, drawn(town)).json()["id"]

    assert town.get(CITY, VERSIONS).json()["versions"][0]["id"] == number
    assert town.get(CITY, f"{VERSIONS}/{number}/zones.geojson").status_code == 200
    assert town.post(CITY, f"{VERSIONS}/{number}/approve").status_code == 403


def test_the_legal_list_is_made_anew_for_the_day(town):
    folder = town.context.settings.district_folder
    rows = [f"西街{at}号,{in_degrees(square(at).centroid)['coordinates'][0]:.7f},"
            f"{in_degrees(square(at).centroid)['coordinates'][1]:.7f},WGS84,B{at}"
            for at in range(1, 6)]  # fmt: skip
    (folder / "register.csv").write_text("address,x,y,datum,building_id\n" + "\n".join(rows) + "\n")
    (folder / "address_list.csv").write_text(
        "zone_id,place,numbers\nzone-west,西街,1-2号\nzone-east,西街,3-5号\n"
    )

    approved(town, drawn(town))

    def asked(day):
        desk = Desk.load(DeskSources.in_folder(folder, day), Progress(quiet=True))
        return [it.school_id for it in desk.ask("西街2号").answer.candidates]

    assert (asked(EVE), asked(DAY)) == (["west"], ["east"])


def test_a_file_in_which_the_day_before_would_lie_otherwise_is_not_put_in_its_place(
    town, monkeypatch
):
    folder = town.context.settings.district_folder
    number = proposed(town, drawn(town)).json()["id"]
    before = (folder / "zones.geojson").read_bytes()
    merged = zone_versions._merged

    def shifted(*given):
        frame = merged(*given)
        return frame.set_geometry(frame.geometry.translate(0.001, 0.0))

    with monkeypatch.context() as broken:
        broken.setattr(zone_versions, "_merged", shifted)
        answer = town.post(BUREAU_2, f"{VERSIONS}/{number}/approve")

    assert answer.status_code == 422
    assert (folder / "zones.geojson").read_bytes() == before


def test_a_zone_of_two_schools_stays_one_zone_of_both(town):
    zones = town.context.settings.district_folder / "zones.geojson"
    zones.write_text(zones.read_text().replace('"school_ids": "west"', '"school_ids": "west;east"'))
    assert schools_at(town, EVE) == ["east", "west"]

    approved(town, drawn(town))  # the third block, in the shared zone, is painted east

    assert schools_at(town, DAY) == ["east", "west"]
    assert schools_at(town, DAY, square(4).centroid) == ["east"]
