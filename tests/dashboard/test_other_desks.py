"""How do sub-district, exam centre, help desk, city and planner work in the dashboard?"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from admissions.actions.register import request_review
from admissions.calendar import SHANGHAI
from tests.admissions.actions.autumn import arrived, confirmed
from tests.admissions.actions.june import on_desk, previewed, three_referred
from tests.admissions.entries import non_local_entry
from tests.admissions.season import BUREAU, CITY, DAYU, EXAM, MU, WEST
from tests.dashboard.bench import errors, read
from tests.dashboard.test_school import button, opened
from tests.service.web.desks import NOWHERE, WEST_STREET

SAMPLE = Path(__file__).parents[2] / "samples" / "mentougou"


def asked(page, address):
    page.text_input[0].set_value(address)
    return button(page, "查询").click().run()


def test_the_help_desk_tells_school_zone_and_way_in_words(bench):
    bench.sign_in(WEST)

    page = asked(bench.open("help_desk"), WEST_STREET)

    assert errors(page) == ""
    assert page.success[0].value == "属于 zone-west"
    assert "zone-west" in read(page)
    assert "300" in read(page)
    assert "不等于录取承诺" in read(page)


def test_an_address_that_nobody_knows_is_said_and_not_guessed(bench):
    bench.sign_in(BUREAU)

    page = asked(bench.open("help_desk"), NOWHERE)

    assert not page.success
    assert len(page.warning) == 1


def test_a_home_beside_a_line_is_warned_of(bench, monkeypatch):
    from tests.service.web import desks

    told = bench.context.desk.ask(WEST_STREET)
    body = told.body | {"said": ["near_line"], "line_distance_m": 4.6}
    monkeypatch.setattr(desks.SmallDesk, "ask", lambda *_: desks.Told(body))
    bench.sign_in(WEST)

    page = asked(bench.open("help_desk"), WEST_STREET)

    assert "约 5 米" in page.warning[0].value


def test_the_sub_district_certifies_five_papers_that_are_in_order(bench):
    season = bench.season
    child = non_local_entry()
    number = season.entered(MU, child)
    season.do(MU, request_review, application_id=number)
    bench.sign_in(DAYU)
    page = opened(bench, number, "five_papers")

    refused = button(page, "审核通过").click().run()
    assert "材料" in errors(refused)
    season.papers(DAYU, number, child)
    done = button(opened(bench, number, "five_papers"), "审核通过").click().run()

    assert done.success[0].value == f"{number}：五证审核已通过。"
    assert season.stage(number) == "certified"


def test_papers_are_given_back_only_with_a_reason(bench):
    season = bench.season
    number = season.entered(MU, non_local_entry())
    season.do(MU, request_review, application_id=number)
    bench.sign_in(DAYU)
    page = opened(bench, number, "five_papers")

    assert errors(button(page, "退回补充").click().run()) == "请先选择原因。"
    next(it for it in page.selectbox if it.label == "原因").set_value("papers_missing").run()
    done = button(page, "退回补充").click().run()

    assert "监护人会收到原因" in done.success[0].value
    assert season.stage(number) == "entered"


def test_the_exam_centre_approves_a_roster(bench):
    number = confirmed(bench.season)
    bench.sign_in(EXAM)

    page = button(bench.open("rosters"), "批准名册").click().run()

    assert page.success[0].value == "西小学的名册已批准，共 1 名孩子。"
    assert bench.season.stage(number) == "rostered"


def test_the_exam_centre_exports_the_roll_and_can_take_the_file(bench):
    number = arrived(bench.season)
    bench.sign_in(EXAM)

    page = button(bench.open("rosters"), "导出学籍").click().run()

    assert errors(page) == ""
    assert page.success[0].value == "已导出 1 名孩子的学籍数据。"
    assert bench.season.stage(number) == "on_roll"


def test_nobody_exports_a_roll_without_an_arrival(bench):
    bench.sign_in(EXAM)

    assert button(bench.open("rosters"), "导出学籍").disabled


def test_the_city_sees_every_district_by_counts(bench):
    on_desk(bench.season, 2)
    bench.sign_in(CITY)

    page = bench.open("districts")

    frame = page.table[0].value
    assert list(frame["区"]) == ["门头沟区", "石景山区"]
    assert list(frame["验证中"]) == [1, 0]
    assert "张" not in frame.to_string()


def test_demand_counts_the_children_of_each_school_against_its_places(bench):
    three_referred(bench.season)
    bench.sign_in(BUREAU)

    page = bench.open("demand")

    frame = page.table[0].value
    west = frame[frame["学校"] == "西小学"].iloc[0]
    assert (west["学位"], west["本片孩子"], west["学位余缺"]) == (2, 3, -1)
    assert frame["学校"].iloc[0] == "西小学"  # the shortest first
    assert [it.value for it in page.metric if it.label == "学位不足的学校"] == ["1"]


def test_a_runs_counts_come_before_the_registrations(bench):
    from admissions.actions import overflow
    from tests.admissions.actions.june import finished, gathered
    from tests.admissions.season import CYCLE

    numbers = three_referred(bench.season)
    report = {"status": "placed", "schools": [
        {"school_id": "west", "stays": 2, "turned_away": 5}]}  # fmt: skip
    bench.season.do(
        BUREAU, overflow.record_preview, run_id="R2", cycle_id=CYCLE, district_id="mtg",
        state=gathered(bench.season).state,
        done=replace(finished(dict.fromkeys(numbers, "west")), report=report),
    )  # fmt: skip
    bench.sign_in(BUREAU)

    frame = bench.open("demand").table[0].value

    assert frame[frame["学校"] == "西小学"].iloc[0]["本片孩子"] == 7


def test_the_zone_check_names_every_finding_with_its_repair(bench):
    bench.context.settings = replace(bench.context.settings, district_folder=SAMPLE)
    bench.season.clock.move_to(datetime(2026, 6, 15, 9, tzinfo=SHANGHAI))
    bench.sign_in(BUREAU)

    page = bench.open("zone_check")

    assert errors(page) == ""
    counts = {it.label: it.value for it in page.metric}
    assert counts["错误"] == "2"  # the sample's one overlap and one gap, made on purpose
    assert {"重叠", "空隙"} <= set(page.table[0].value["种类"])
    assert "定下这块地归哪一片" in read(page)


def test_flows_and_ways_of_a_run_are_counted_by_school(bench):
    numbers = three_referred(bench.season)
    previewed(bench.season, dict.fromkeys(numbers, "east"))  # its reasons say nobody moved
    bench.sign_in(BUREAU)

    assert "没有孩子需要去片外的学校" in "\n".join(it.value for it in bench.open("overflow").info)
