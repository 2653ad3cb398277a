"""Does the page say what the report holds, in both languages, safely and offline?"""

import base64
import copy
import hashlib
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from service.report_page import render_report
from tests.service.report_fixture import (
    city_report,
    district_report,
    empty_report,
    short_report,
)
from tests.service.report_reader import Element, read, shown_rows

Maker = Callable[[], tuple[dict[str, Any], dict[str, Any]]]
EVERY = pytest.mark.parametrize(
    "maker", [district_report, short_report, empty_report], ids=["placed", "short", "empty"]
)
SECTIONS = ("todo", "map", "schools", "moves", "moved", "held", "rules", "proof")
HOSTILE = "<script>alert('x')</script>\"&</title><!--]]>"


@pytest.fixture(scope="module")
def page() -> Element:
    return read(render_report(*district_report()))


@EVERY
def test_every_section_is_there_with_a_heading_in_both_languages(maker: Maker) -> None:
    page = read(render_report(*maker()))

    for key in SECTIONS:
        heading = page.by_id(key).all("h2")[0]
        assert heading.attributes["id"] == f"{key}-h"
        assert heading.text("zh") != heading.text("en") != ""


def test_the_headline_says_the_outcome_in_one_sentence(page: Element) -> None:
    (headline,) = page.all("h1")

    assert headline.text("zh") == (
        "2,600 名儿童\uff1a2,439 名留在本片\uff0c111 名按相对就近调剂\uff0c"
        "10 名不在任何片、就近安排\uff0c40 名待人工确认。"
    )
    assert headline.text("en") == (
        "2,600 children: 2,439 stay in their zone, 111 are moved by relative proximity, "
        "10 outside every zone are placed nearby, 40 wait for a person to decide."
    )


def test_one_child_is_not_called_children() -> None:
    report, shapes = district_report()
    report["counts"] = {
        "children": 1, "placed": 1, "in_zone": 0, "moved": 1, "no_zone": 0, "held": 0,
    }  # fmt: skip

    (headline,) = read(render_report(report, shapes)).all("h1")

    assert headline.text("en") == "1 child: 1 is moved by relative proximity."


def test_what_to_do_next_puts_what_must_be_done_before_publishing_first(page: Element) -> None:
    steps = [item.text("zh") for item in page.by_id("todo").all("li")]

    assert steps[0].startswith("公布之前必须办 确认 40 名儿童属于哪一片")
    assert "界线争议 20 名\uff0c不在任何片 10 名\uff0c地址未定位 10 名" in steps[0]
    assert steps[1].startswith("公布之前必须办 预演种子\uff0c不得公布")
    assert any("3 名儿童的路程按直线计" in step for step in steps)
    assert any("2 处住址的地址名单与图上界线不一致" in step for step in steps)
    assert any("1 处住址的坐标与登记地址相距较远" in step for step in steps)
    assert "jiujin verify" in steps[-1]


def test_a_public_seed_and_nobody_held_leave_nothing_to_do_before_publishing() -> None:
    report, shapes = district_report()
    report["seed"]["kind"] = "public"
    report["held"], report["counts"]["held"] = [], 0

    page = read(render_report(report, shapes))

    assert "公布之前必须办" not in page.by_id("todo").text()
    assert "没有待确认的儿童。" in page.by_id("held").text()


def test_straight_lines_in_place_of_streets_are_said_out_loud() -> None:
    report, shapes = district_report()
    report["distances"] |= {"measure": "straight_line", "streets": {}}

    page = read(render_report(report, shapes))

    assert "距离是直线\uff0c不是步行路程" in page.by_id("todo").text()
    assert "Distances are straight lines, not walks" in page.by_id("todo").text("en")
    assert "住址到最近校门的直线距离" in page.by_id("proof").text()


def test_a_coordinate_system_taken_by_longitude_is_said_out_loud() -> None:
    report, shapes = district_report()
    report["district"]["declared"] = False

    page = read(render_report(report, shapes))

    assert "本区的坐标系没有声明" in page.by_id("todo").text()
    assert "EPSG:4548" in page.by_id("todo").text()


def test_a_note_of_the_run_is_shown_and_takes_the_place_of_the_same_warning() -> None:
    report, shapes = district_report()
    report["notes"] = [
        {"code": "preview_seed", "text_zh": "种子说明甲", "text_en": "Seed note A"},
        {"code": "streets_old", "text_zh": "街道数据是旧的", "text_en": "The streets are old"},
    ]

    todo = read(render_report(report, shapes)).by_id("todo")

    weights = [item.text("zh").split()[0] for item in todo.all("li")]
    assert weights == ["公布之前必须办"] * 2 + ["请核对"] * 5 + ["请知悉", "然后"]
    assert todo.text("zh").count("预演种子\uff0c不得公布") == 1
    assert "种子说明甲" in todo.text("zh")
    assert "公开抽取" not in todo.text("zh")
    assert "The streets are old" in todo.text("en")


def test_schools_stand_with_their_figures_the_tightest_first(page: Element) -> None:
    rows = shown_rows(page, "schools")

    assert len(rows) == 20
    assert rows[0] == ["雁翅东小学 P10", "学位不够", "160", "218", "160", "58", "0", "0", "818"]
    assert [row[0].split()[1] for row in rows[:3]] == ["P10", "P15", "P18"]
    assert next(row[-1] for row in rows if "P13" in row[0]) == "\u221235"


def test_a_negative_seat_price_is_explained_where_there_is_one(page: Element) -> None:
    report, shapes = district_report()
    for school in report["schools"]:
        school["price"] = abs(school["price"])
    without = read(render_report(report, shapes))

    assert "负数也是对的" in page.by_id("schools").text()
    assert "负数也是对的" not in without.by_id("schools").text()


def test_flows_stand_with_children_and_further_walk(page: Element) -> None:
    rows = shown_rows(page, "moves")

    assert rows[0] == ["雁翅东小学", "\u2192 大峪西小学", "20", "8.5 公里", "+427 米"]
    assert ["不在任何片", "\u2192 东辛房东小学", "10", "—", "—"] in rows
    assert sum(int(row[2]) for row in rows) == 121


def test_every_moved_child_has_its_walk_and_its_reason(page: Element) -> None:
    rows = {row[0]: row[1:] for row in shown_rows(page, "moved")}

    assert len(rows) == 121
    assert rows["2026-00101"][:3] == [
        "第 1 类", "大峪东小学 \u2192调剂到 城子东小学", "420 \u2192 680 米 多走 260 米",
    ]  # fmt: skip
    assert rows["2026-00101"][3].endswith(
        "本校再有 1 个学位\uff0c即可留在本校。若到城子东小学再远 20 米以上\uff0c也可留在本校。"
    )
    assert rows["2026-08000"][1].startswith("不在任何片")


def test_held_children_stand_with_their_state_and_what_decides(page: Element) -> None:
    rows = shown_rows(page, "held")

    assert len(rows) == 40
    assert rows[0][:4] == ["2026-09000", "H9000", "界线争议", "Z09、Z10"]
    assert rows[0][4].endswith("离界线 3 米")
    assert rows[2][2] == "不在任何片"


def test_other_rules_are_compared_with_the_one_applied_first(page: Element) -> None:
    rows = shown_rows(page, "rules")

    assert rows[0][0].startswith("相对就近 本次采用")
    assert [row[4] for row in rows] == ["1.00 ×", "1.75 ×", "1.58 ×", "2.67 ×", "1.70 ×"]
    assert [row[7] for row in rows] == ["0", "71", "45", "104", "68"]


def test_digests_and_parameters_can_be_compared_with_the_published_ones(page: Element) -> None:
    report, _ = district_report()
    digests = [row[1] for row in shown_rows(page, "digests")]
    parameters = dict(shown_rows(page, "rule"))

    assert digests == [report["digests"][k] for k in ("ruleset", "input", "result", "placements")]
    assert parameters["出片路程上限"] == "6,000 米"
    assert parameters["同类之内依次比较"] == "照顾对象、同胞在读、相对就近、抽签"
    assert parameters["抽签种子"].endswith(report["seed"]["value"])


def test_where_the_streets_come_from_is_told_entry_by_entry(page: Element) -> None:
    assert shown_rows(page, "streets") == [
        ["components.count", "2"], ["components.nodes", "1509, 2"],
        ["source.bytes", "4132"], ["source.name", "streets.osm"],
    ]  # fmt: skip


def test_one_child_in_many_is_not_called_none() -> None:
    report, shapes = district_report()
    report["counts"] |= {"no_zone": 1}

    (stats,) = (e for e in read(render_report(report, shapes)).all("div") if "stats" in e.classes)

    assert "不在任何片 1 不到 0.1%" in stats.text()
    assert "留在本片 2,439 占 93.8%" in stats.text()


@pytest.mark.parametrize(
    ("key", "words"), [("unreachable", "沿街道走不到学校"), ("off_street", "附近没有街道")]
)
def test_homes_away_from_the_streets_are_to_be_checked(key: str, words: str) -> None:
    report, shapes = district_report()
    report["distances"] |= {"unreachable": 0, "off_street": 0, key: 7}

    todo = read(render_report(report, shapes)).by_id("todo").text()

    assert f"请核对 7 名儿童的住址{words}" in todo


def test_a_shortage_is_named_before_anything_else() -> None:
    report, shapes = short_report()
    page = read(render_report(report, shapes))
    sections = [element.attributes["id"] for element in page.all("section")]
    short = page.by_id("short")

    assert page.all("h1")[0].text() == "还缺 37 个学位\uff0c本次没有安排任何儿童。"
    assert sections[:2] == ["short", "todo"]
    assert "这 412 名儿童只能去下面这 2 所学校" in short.text()
    assert "永定一片、龙泉西片" in short.text()
    assert [row[0].split()[1] for row in shown_rows(page, "short_schools")] == ["P10", "P15"]
    assert "2026-00411" in short.text()
    assert "放宽出片的路程上限\uff08现为 6,000 米\uff09" in short.text()


def test_when_nobody_is_placed_no_figure_claims_that_somebody_stays() -> None:
    report, shapes = short_report()
    for school in report["schools"]:  # as the run hands it over: all places are free
        school |= {"stays": 0, "arrivals": 0, "turned_away": 0, "free": school["places"]}

    rows = shown_rows(read(render_report(report, shapes)), "schools")

    assert rows[0] == ["雁翅东小学 P10", "学位不够", "160", "218", "\u221258"]


def test_children_without_any_school_to_go_to_are_named_as_such() -> None:
    report, shapes = short_report()
    report["short"] |= {"schools": [], "zones": [], "children": ["c1"], "short": 1}

    short = read(render_report(report, shapes)).by_id("short")

    assert "没有一所能去的学校" in short.text()
    assert "1 place is lacking" in short.text("en")


@pytest.mark.parametrize("count", [500, 501])
def test_a_list_is_cut_after_500_rows_and_says_where_the_rest_is(count: int) -> None:
    report, shapes = district_report()
    child = report["moved"][0]
    report["moved"] = [child | {"child_id": f"c{at:04}"} for at in range(count)]

    page = read(render_report(report, shapes))

    assert len(shown_rows(page, "moved")) == 500
    assert ("placements.csv" in page.by_id("moved").text()) == (count > 500)


def test_what_a_name_holds_is_only_ever_text() -> None:
    report, shapes = _hostile(district_report())
    rendered = render_report(report, shapes)

    page = read(rendered)  # would fail where a name closed or opened an element

    assert len(page.all("script")) == 2
    assert rendered.count("alert(") > 50
    assert "<script>alert" not in rendered
    assert "\u2028" not in page.by_id("map-data").parts[0]
    assert HOSTILE in page.by_id("schools").text()


def test_control_characters_and_halves_of_characters_do_not_reach_the_file() -> None:
    report, shapes = district_report()
    report["schools"][0]["name"] = "甲\x00\x1b\ud800小学"

    rendered = render_report(report, shapes)

    assert "甲\ufffd\ufffd\ufffd小学" in rendered
    assert rendered.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", rendered)


def _hostile(given: tuple[dict[str, Any], dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put markup into every text of a report that comes from the district's files."""
    report, shapes = given
    report["district"]["name"] = report["code"] = HOSTILE
    report["notes"] = [{"code": HOSTILE, "text_zh": HOSTILE, "text_en": HOSTILE}]
    report["digests"] = {HOSTILE: HOSTILE}
    report["seed"] = {"kind": HOSTILE, "value": HOSTILE}
    report["rule"] |= {"tier_names": {"1": HOSTILE}, "order": HOSTILE, HOSTILE: HOSTILE}
    report["distances"]["streets"] = {HOSTILE: HOSTILE}
    for rows, keys in (
        (report["schools"], ("name",)), (report["tiers"], ("name",)),
        (report["held"], ("child_id", "home_id", "state", "note")),
        (report["moved"], ("child_id", "reason")), (report["disagreements"], ("what", "note")),
        (shapes["zones"], ("name", "zone_id")), (report["alternatives"], ("rule",)),
    ):  # fmt: skip
        for row in rows:
            row.update(dict.fromkeys(keys, HOSTILE + "\u2028"))
    return report, shapes


@pytest.mark.parametrize(
    "maker",
    [district_report, short_report, empty_report, city_report, lambda: _hostile(short_report())],
    ids=["placed", "short", "empty", "city", "hostile"],
)
def test_nothing_outside_the_file_is_ever_asked_for(maker: Maker) -> None:
    rendered = render_report(*maker())

    assert "http://" not in rendered
    assert "https://" not in rendered
    assert not re.search(r"@import|url\((?!#)|<(?:img|iframe|object|embed|base)\b", rendered)
    assert {e.attributes["href"] for e in read(rendered).all("link")} == {"data:,"}
    assert re.search(r"default-src 'none';.*script-src 'sha256-", rendered)


def test_the_policy_lets_no_script_run_but_the_page_s_own() -> None:
    page = read(render_report(*_hostile(district_report())))
    data, script = page.all("script")
    (policy,) = (
        meta.attributes["content"] or "" for meta in page.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip

    digest = base64.b64encode(hashlib.sha256(script.parts[0].encode()).digest()).decode()

    assert f"script-src 'sha256-{digest}'" in policy
    assert data.attributes["type"] == "application/json"
    assert not [key for e in page.all() for key in e.attributes if key.startswith("on")]


def test_the_same_run_gives_the_same_bytes_in_any_order_of_its_rows() -> None:
    report, shapes = district_report()
    shuffled, other_shapes = copy.deepcopy((report, shapes))
    chance = random.Random(7)
    rows = ("schools", "moves", "moved", "tiers", "held", "disagreements")
    for listed in (*(shuffled[key] for key in rows), other_shapes["zones"]):
        chance.shuffle(listed)
    before = copy.deepcopy((report, shapes))

    assert render_report(shuffled, other_shapes) == render_report(report, shapes)
    assert (report, shapes) == before


def test_a_thousand_schools_and_zones_stay_below_six_megabytes() -> None:
    report, shapes = city_report()

    rendered = render_report(report, shapes)

    assert len(report["schools"]) == len(shapes["zones"]) == 1000
    assert len(rendered.encode()) < 6_000_000
    page = read(rendered)
    assert [e for e in page.all("g") if "school" in e.classes and "data-s" in e.attributes]
    assert "report.json" in page.by_id("schools").text()
