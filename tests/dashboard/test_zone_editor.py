"""How does a planner draw zones in the dashboard: begin, paint, lock, undo, keep, compare?"""

import json

from shapely import union_all
from shapely.geometry import shape

from dashboard.block_layers import short
from dashboard.district_map import Ground
from dashboard.labels import distinct
from dashboard.map import EventKind, MapEvent
from tests.admissions.season import BUREAU, BUREAU_2, CITY
from tests.dashboard.bench import errors, read
from tests.dashboard.test_bureau import choose
from tests.dashboard.test_school import button
from tests.service.web.block_town import in_degrees, square


def field(page, label):
    return next(it for it in page.text_input if it.label == label)


def begun(town, name="方案甲"):
    page = town.open("zone_editor")
    field(page, "草稿名称").set_value(name)
    return button(page, "新建").click().run()


def painted(page, monkeypatch, event):
    """Run the page once with something done on its map."""
    told = [event]
    monkeypatch.setattr(
        "dashboard.views.zone_editor.show_map",
        lambda *_layers, **_words: told.pop() if told else None,
    )
    return page.run()


def loads(page):
    """Return the table of schools: children of this year for places, by school."""
    frame = next(it.value for it in page.table if "今年 人数/学位" in it.value)
    return dict(zip(frame["学校"], frame["今年 人数/学位"], strict=True))


def test_a_draft_is_begun_with_the_zones_of_today(town):
    town.sign_in(BUREAU)

    page = begun(town)

    assert errors(page) == ""
    assert page.success[0].value == "已新建草稿“方案甲”。"
    assert loads(page) == {"西小学": "30 / 35", "东小学": "30 / 35"}
    assert "blocks.geojson" in read(page)


def test_paint_changes_the_loads_the_warnings_and_the_children_moved(town, monkeypatch):
    town.sign_in(BUREAU)
    page = begun(town)
    event = MapEvent(kind=EventKind.PAINT, layer_id="blocks", painted=(("A03", "paint:west"),))

    page = painted(page, monkeypatch, event)

    assert loads(page) == {"西小学": "40 / 35  ▲5", "东小学": "20 / 35"}
    assert {it.label: it.value for it in page.metric} == {
        "超过学位的学校": "1", "变更学校的儿童": "10", "平均路程（米）": "117",
        "最远路程（米）": "300"}  # fmt: skip
    assert "超过学位：西小学。" in [it.value for it in page.warning]


def test_a_stroke_is_undone_and_made_again(town, monkeypatch):
    town.sign_in(BUREAU)
    page = begun(town)
    assert button(page, "撤销").disabled
    event = MapEvent(kind=EventKind.PAINT, layer_id="blocks", painted=(("A03", "paint:west"),))
    page = painted(page, monkeypatch, event)

    page = button(page, "撤销").click().run()
    assert loads(page)["西小学"] == "30 / 35"
    assert loads(button(page, "重做").click().run())["西小学"] == "40 / 35  ▲5"


def test_a_locked_block_is_left_alone_and_the_planner_told(town, monkeypatch):
    town.sign_in(BUREAU)
    page = begun(town)
    page = painted(page, monkeypatch, MapEvent(
        kind=EventKind.PAINT, layer_id="blocks", painted=(("A03", "lock"),)))  # fmt: skip

    page = painted(page, monkeypatch, MapEvent(
        kind=EventKind.PAINT, layer_id="blocks", painted=(("A03", "paint:west"),)))  # fmt: skip

    assert page.warning[0].value == "1 个锁定的地块保持不变：A03。"
    assert loads(page)["西小学"] == "30 / 35"


def test_the_map_tells_whose_a_block_is_which_are_locked_and_which_schools_are_over(
    town, monkeypatch
):
    town.sign_in(BUREAU)
    page = begun(town)
    seen = []
    strokes = [MapEvent(kind=EventKind.PAINT, layer_id="blocks",
                        painted=(("A03", "paint:west"), ("A02", "lock")))]  # fmt: skip

    def shown(layers, **_words):
        seen.append({layer.id: layer for layer in layers})
        return strokes.pop() if strokes else None

    monkeypatch.setattr("dashboard.views.zone_editor.show_map", shown)
    page.run()

    blocks = {it["properties"]["block_id"]: it["properties"]
              for it in json.loads(seen[-1]["blocks"].data)["features"]}  # fmt: skip
    assert (blocks["A03"]["school"], blocks["A03"]["mark"]) == ("west", "")
    assert blocks["A02"]["mark"] == "〔锁〕"
    assert seen[-1]["blocks"].selected == ("A02",)
    assert len(set(seen[-1]["blocks"].fill.colours)) == 2


def test_each_zone_is_named_once_inside_its_largest_part_with_its_load(town, monkeypatch):
    town.sign_in(BUREAU)
    page = begun(town)
    seen, strokes = [], [MapEvent(kind=EventKind.PAINT, layer_id="blocks",
                                  painted=(("A04", "paint:west"),))]  # fmt: skip

    def shown(layers, **_words):
        seen.append({layer.id: json.loads(layer.data)["features"] for layer in layers})
        return strokes.pop() if strokes else None

    monkeypatch.setattr("dashboard.views.zone_editor.show_map", shown)
    page.run()

    blocks = {it["properties"]["block_id"]: shape(it["geometry"]) for it in seen[-1]["blocks"]}
    named = {it["properties"]["name"]: shape(it["geometry"]) for it in seen[-1]["zone_names"]}
    # 40 children for 35 places, and one block east of the third; 20, over in no year
    assert sorted(named) == ["东小学\n20/35", "西小学\n40/35 超5"]
    held = {name: [block for block, it in blocks.items() if area.contains(it.centroid)]
            for name, area in named.items()}  # fmt: skip
    assert held["西小学\n40/35 超5"] == ["A00", "A01", "A02"]
    assert held["东小学\n20/35"] in (["A03"], ["A05"])


def test_a_lassoed_area_goes_to_the_school_and_locked_blocks_in_it_are_named(town, monkeypatch):
    town.sign_in(BUREAU)
    page = begun(town)
    page = painted(page, monkeypatch, MapEvent(
        kind=EventKind.PAINT, layer_id="blocks", painted=(("A04", "lock"),)))  # fmt: skip
    around = in_degrees(union_all([square(3), square(4)]).buffer(20))

    page = painted(page, monkeypatch, MapEvent(
        kind=EventKind.LASSO, layer_id="blocks", brush="lasso:west", geometry=around))  # fmt: skip

    assert page.warning[0].value == "1 个锁定的地块保持不变：A04。"
    assert loads(page) == {"西小学": "40 / 35  ▲5", "东小学": "20 / 35"}


def test_two_schools_of_one_short_name_are_told_apart_in_lists():
    names = {"a": "实验小学（东）", "b": "实验小学（西）", "c": "西小学（合成）", "d": "中心小学",
             "e": "中心小学"}  # fmt: skip

    told = distinct({it: (short(name), name) for it, name in names.items()})

    assert told == {"a": "实验小学（东）", "b": "实验小学（西）", "c": "西小学",
                    "d": "中心小学 d", "e": "中心小学 e"}  # fmt: skip


def test_a_lasso_around_nothing_is_told_and_is_no_step(town, monkeypatch):
    town.sign_in(BUREAU)
    page = begun(town)

    page = painted(page, monkeypatch, MapEvent(
        kind=EventKind.LASSO, layer_id="blocks", brush="lasso:west",
        geometry=in_degrees(square(9))))  # fmt: skip

    assert "圈内没有任何地块的中心" in errors(page)
    assert button(page.run(), "撤销").disabled


def test_blocks_are_given_and_locked_from_a_list_without_a_pointer(town):
    town.sign_in(BUREAU)
    page = begun(town)
    page = choose(choose(page, "划给", "west"), "列出哪所学校的地块", "east")

    page.multiselect[0].set_value(["A03"])
    page = button(page, "划给西小学").click().run()
    assert loads(page) == {"西小学": "40 / 35  ▲5", "东小学": "20 / 35"}

    page.segmented_control(key="zone_tool").set_value("lock").run()
    page.multiselect[0].set_value(["A04"])
    page = button(page, "锁定").click().run()
    assert [it for it in page.multiselect[0].options if "锁" in it] == ["A04（10 人） 〔锁〕"]


def test_schools_that_share_a_zone_are_told_with_what_they_have_together(town, monkeypatch):
    zone = {"properties": {"zone_id": "Z1", "name": "合片", "school_ids": ["east", "west"]}}
    monkeypatch.setattr("dashboard.shared_zones.ground", lambda _visit: Ground((zone,), ()))
    town.sign_in(BUREAU)

    page = begun(town)

    assert "合片（东小学、西小学）：合计今年 60 人，学位 70 个。" in page.info[0].value


def test_a_draft_is_kept_and_remarked_on(town):
    town.sign_in(BUREAU)
    page = begun(town)

    field(page, "说明").set_value("第一稿")
    page = button(page, "存为一稿").click().run()
    assert page.success[0].value == "“方案甲”已存为一稿。"

    next(it for it in page.text_area if it.label == "写意见").set_value("过河不便")
    page = button(page, "提交意见").click().run()
    assert "过河不便" in [it.value for it in page.text]
    assert "第一稿" in read(page)


def test_a_draft_is_put_in_force_by_another_person_only(town):
    town.sign_in(BUREAU)
    page = begun(town)
    field(page, "依据（文号或会议决定）").set_value("门教发12号")
    page = button(page, "提出").click().run()
    assert "请另一位工作人员批准" in page.success[0].value
    assert "批准施行" not in [it.label for it in page.button]

    town.sign_in(BUREAU_2)
    page = button(town.open("zone_editor"), "批准施行").click().run()

    assert errors(page) == ""
    assert "已批准" in page.success[0].value


def test_the_city_reads_a_draft_and_has_nothing_to_draw_with(town):
    town.sign_in(BUREAU)
    begun(town)
    town.sign_in(CITY)

    page = town.open("zone_editor")

    assert errors(page) == ""
    assert loads(page)["西小学"] == "30 / 35"
    assert {it.label for it in page.button} == {"退出登录"}


def test_a_stroke_that_moves_a_taken_place_is_warned_of(town, monkeypatch):
    path = town.context.settings.district_folder / "blocks.geojson"
    blocks = json.loads(path.read_text(encoding="utf-8"))
    for it in blocks["features"]:
        it["properties"]["six_years"] = 2 * (it["properties"]["block_id"] == "A03")
    path.write_text(json.dumps(blocks), encoding="utf-8")
    town.sign_in(BUREAU)
    page = begun(town)
    assert "六年学位已占用的住址，将换学校" not in read(page)

    page = painted(page, monkeypatch, MapEvent(
        kind=EventKind.PAINT, layer_id="blocks", painted=(("A03", "paint:west"),)))  # fmt: skip

    assert "1 个地块中有六年学位已占用的住址，将换学校（A03）。" in read(page)


def test_a_district_without_blocks_is_told_what_is_missing(bench):
    bench.sign_in(BUREAU)

    page = bench.open("zone_editor")

    assert "blocks" in errors(page)


def test_plans_are_compared_side_by_side_with_who_is_affected(town, monkeypatch):
    town.sign_in(BUREAU)
    page = begun(town)
    painted(page, monkeypatch, MapEvent(
        kind=EventKind.PAINT, layer_id="blocks", painted=(("A03", "paint:west"),)))  # fmt: skip

    page = town.open("plan_comparison")

    assert errors(page) == ""
    told = {it.label: it.value for it in page.metric}
    # one block of ten children, from 250 m to the east gate to 350 m to the west gate
    assert (told["变更地块"], told["变更学校的儿童"], told["涉及在校生"]) == ("1", "10", "50")
    assert (told["路程变长"], told["路程变短"], told["最多多走（米）"]) == ("10", "0", "100")
    assert "A03" in read(page)


def test_the_comparison_of_today_with_itself_affects_nobody(town):
    town.sign_in(BUREAU)

    page = town.open("plan_comparison")

    assert errors(page) == ""
    assert "没有家庭受影响" in page.info[0].value


def test_a_third_plan_joins_the_comparison(town):
    town.sign_in(BUREAU)
    begun(town, "方案甲")

    page = choose(town.open("plan_comparison"), "第三个方案（可不选）", "today")

    assert errors(page) == ""
    assert [it.value for it in page.subheader][:3] == ["现行片区", "方案甲", "现行片区"]
