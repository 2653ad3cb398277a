"""S17–S38: zones that anybody can look up, designated schools, nobody lost, no wandering."""

import json

import pytest

from tests.service.calls import snapshot
from tests.service.town import Town, crowded_town, square

from .season import ask, document, rows, run, schools


def test_s17_every_home_is_told_its_zone_and_on_what_ground(tmp_path):
    """S17 招生服务片：每个住址都有所属片区及其依据。"""
    row = rows(run(tmp_path, crowded_town()))["An"]

    assert (row["zone_ids"], row["zone_state"], row["basis"]) == ("West", "unique", "polygon")


def test_s17_a_home_on_the_line_is_left_to_a_person(tmp_path):
    """S17：落在片区界线上的住址不由程序猜测，由人核定。"""
    town = crowded_town()
    town.add_home("Line", 100, 50)

    row = rows(run(tmp_path, town))["Line"]

    assert (row["status"], row["school_id"]) == ("held", "")


def test_s25_the_designated_school_takes_the_child_though_another_is_nearer(tmp_path):
    """S25 到区教委确定的学校：片区指定了哪些学校，就只能进这些学校。"""
    town = Town(zones=[{"zone_id": "All", "school_ids": "B", "ring": square(0, 0, 200)}])
    town.add_home("An", 12, 50)  # 2 m from A

    row = rows(run(tmp_path, town))["An"]

    assert (row["school_id"], row["metres"], row["moved"]) == ("B", "178", "0")


def test_s25_several_designated_schools_share_the_children_by_distance(tmp_path):
    """S25：指定了几所学校，就在这几所之间按相对就近分配。"""
    town = Town(zones=[{"zone_id": "All", "school_ids": "A;B", "ring": square(0, 0, 200)}])
    for child, east in (("An", 20), ("Bai", 50), ("Cheng", 80)):
        town.add_home(child, east, 50)

    assert schools(tmp_path, town) == {"An": "A", "Bai": "A", "Cheng": "B"}


def test_s26_difficulty_is_counted_and_told(tmp_path):
    """S26 接收有困难：哪所学校、缺几个学位，如实列出。"""
    report = document(run(tmp_path, crowded_town()), "report.json")
    west = next(school for school in report["schools"] if school["school_id"] == "A")

    assert (west["claims"], west["places"], west["turned_away"]) == (3, 2, 1)


def test_s29_nobody_is_lost(tmp_path):
    """S29 一名不落：名单上的每名儿童都在结果中，且只出现一次。"""
    town = crowded_town()
    town.add_home("Line", 100, 50)
    town.add_home("Far", 150, 150)
    town.add_home("Nowhere", 0, 0, x="", y="", datum="", address="无此路1号")

    bundle = run(tmp_path, town)
    listed = rows(bundle)
    counts = document(bundle, "report.json")["counts"]

    assert set(listed) == {"An", "Bai", "Cheng", "Deng", "E", "Line", "Far", "Nowhere"}
    assert counts["children"] == counts["placed"] + counts["held"] == 8


def test_s29_the_bureau_can_place_a_child_without_a_zone(tmp_path):
    """S29 服从统一调剂：经人核定不在任何片区的儿童，也得到一所有学位的学校。"""
    town = crowded_town()
    town.add_home("Far", 150, 150, zone_id="none")

    assert schools(tmp_path, town)["Far"] == "B"


def test_s29_every_school_has_a_zone(tmp_path):
    """S29 每校必须划片就近：没有片区的学校会被检查出来。"""
    from tests.service.calls import call

    town = Town()
    town.schools.append(
        town.schools[0] | {"school_id": "C", "name": "无片小学", "x": town.schools[0]["x"] + 9}
    )
    town.write(tmp_path)

    called = call("zones", "check", tmp_path / "zones.geojson", "--level", "primary",
                  "--schools", tmp_path / "schools.csv", "--json")  # fmt: skip

    found = json.loads(called.out)["findings"]
    orphans = [finding for finding in found if finding["kind"] == "orphan_school"]
    assert len(orphans) == 1
    assert "C" in json.dumps(orphans, ensure_ascii=False)


@pytest.mark.parametrize("places", [3, 4, 5])
def test_s30_nobody_leaves_a_zone_whose_school_has_room(tmp_path, places):
    """S30 严控跨片流动：片区学校能够接收时，没有一名儿童被调出。"""
    town = crowded_town()
    town.schools[0]["places"] = places

    listed = rows(run(tmp_path, town))

    assert {row["moved"] for row in listed.values()} == {"0"}


@pytest.mark.parametrize(("places", "moved"), [(2, 1), (1, 2)])
def test_s30_no_more_children_move_than_there_are_places_too_few(tmp_path, places, moved):
    """S30：调出人数恰等于片区学校所缺学位数。"""
    town = crowded_town()
    town.schools[0]["places"] = places

    listed = rows(run(tmp_path, town))

    assert sum(int(row["moved"]) for row in listed.values()) == moved


@pytest.mark.parametrize("column", ["择校费", "报名费", "enrolment_fee"])
def test_s38_no_fee_buys_a_school(tmp_path, column):
    """S38 禁收择校费、报名费：缴费不影响分配。"""
    plain = run(tmp_path / "plain", crowded_town())
    town = crowded_town()
    town.homes[2][column] = 30_000

    paid = run(tmp_path / "paid", town)

    assert snapshot(plain) == snapshot(paid)


def test_s17_a_question_is_answered_and_not_kept(tmp_path):
    """S17、S62：查询所属片区不留下任何记录。"""
    first = ask(tmp_path, Town(), 20, 50)
    before = snapshot(tmp_path)
    second = ask(tmp_path, Town(), 20, 50)

    assert (first.code, second.out) == (0, first.out)
    assert "West" in first.out
    assert snapshot(tmp_path) == before
