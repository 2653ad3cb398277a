"""How does the bureau review, place, amend, answer and watch in the dashboard?"""

from admissions.actions import amend, overflow, petitions, verify
from admissions.actions.petitions import Lodging, Subject
from admissions.store import jobs
from tests.admissions.actions.autumn import all_confirmed, at
from tests.admissions.actions.june import (
    drawn,
    on_desk,
    place_of,
    previewed,
    taken,
    three_referred,
)
from tests.admissions.season import BUREAU, BUREAU_2, CITY, CYCLE, MU, WEST, home_in, numbered
from tests.dashboard.bench import errors, read
from tests.dashboard.test_school import button, chosen, opened


def choose(page, label, value):
    return next(it for it in page.selectbox if it.label == label).set_value(value).run()


def test_the_bureau_confirms_a_whole_page_of_placed_children(bench):
    season = bench.season
    numbers = [taken(season, serial) for serial in (2, 4)]
    drawn(season, dict.fromkeys(numbers, "west"))
    season.do(BUREAU, overflow.seal, run_id="R1")
    season.clock.move_to(at(7, 5))
    bench.sign_in(BUREAU)

    page = button(bench.open("review"), "确认接收本页 2 名孩子").click().run()

    assert errors(page) == ""
    assert page.success[0].value == "已确认接收 2 名孩子。"
    assert [season.stage(number) for number in numbers] == ["confirmed", "confirmed"]


def test_a_refused_confirmation_stops_and_says_at_whom_and_why(bench):
    number = taken(bench.season, 2)  # in June: the period of review has not begun, no run is sealed
    bench.sign_in(BUREAU)

    page = button(bench.open("review"), "确认接收本页 1 名孩子").click().run()

    assert errors(page) != ""
    assert f"已办 0 名，在 {number} 处停下" in "\n".join(it.value for it in page.markdown)
    assert bench.season.stage(number) == "provisional"


def test_a_declined_child_is_referred_onward_so_that_nobody_is_lost(bench):
    number = on_desk(bench.season, 2)
    bench.season.do(WEST, verify.decline, application_id=number, reason="papers_missing")
    bench.sign_in(BUREAU)

    page = bench.open("review")
    assert "一名不落" in read(page)
    page = button(chosen(page, number), "转入统筹安排").click().run()

    assert "已转入统筹安排" in page.success[0].value
    assert bench.season.stage(number) == "referred"


def test_the_reason_of_the_school_is_read_with_the_child(bench):
    number = on_desk(bench.season, 2)
    bench.season.do(WEST, verify.decline, application_id=number, reason="papers_missing")
    bench.sign_in(BUREAU)

    page = opened(bench, number, "review")

    assert "上次的原因" in read(page)


def test_a_preview_is_queued_can_be_left_and_is_found_again(bench):
    three_referred(bench.season)
    bench.sign_in(BUREAU)

    page = button(bench.open("overflow"), "开始试算").click().run()
    assert "已开始试算 RUN-" in page.success[0].value

    again = bench.open("overflow")  # another browser: the job is the store's, not the session's
    start = button(again, "开始试算")
    assert start.disabled
    assert "排队中" in again.status[0].label
    queued = bench.season.store.read(BUREAU, jobs.jobs_of)
    assert [it.kind for it in queued] == ["overflow_preview"]


def test_a_failed_preview_says_why(bench):
    bench.season.store.write(BUREAU, lambda tx: jobs.queue_job(
        tx, kind="overflow_preview", payload={}))  # fmt: skip
    from datetime import timedelta

    from admissions.roles import SYSTEM

    job = bench.season.store.write(SYSTEM, lambda tx: jobs.claim_job(
        tx, kinds=["overflow_preview"], lease=timedelta(minutes=1), token="t"))  # noqa: S106  # fmt: skip
    bench.season.store.write(SYSTEM, lambda tx: jobs.fail_job(
        tx, job.id, "t", error="invalid",
        told="registered children: 2 homes lack a zone"))  # fmt: skip
    bench.sign_in(BUREAU)

    page = bench.open("overflow")

    assert errors(page) == "上次试算没有完成，原因如下： 填写的内容有误，请按提示更正。"
    assert page.code[0].value == "registered children: 2 homes lack a zone"
    assert not button(page, "开始试算").disabled


def test_a_run_is_sealed_carried_out_and_cannot_be_discarded_after(bench):
    season = bench.season
    numbers = three_referred(season)
    run_id = drawn(season, dict(zip(numbers, ("west", "west", "east"), strict=True)))
    season.move_to("follow_up")
    bench.sign_in(BUREAU)

    page = button(bench.open("overflow"), "封存结果").click().run()
    assert errors(page) == ""
    assert f"{run_id}：结果已封存" in page.success[0].value
    assert "作废试算" not in [it.label for it in page.button]

    page = button(page, "按结果安排").click().run()
    assert page.success[0].value == "已按结果安排 3 名孩子。"
    assert place_of(season, numbers[2]).school_id == "east"
    assert button(page, "公布结果").click().run().success[0].value == f"{run_id}：结果已公布。"


def test_the_city_sees_a_run_and_has_nothing_to_press(bench):
    previewed(bench.season, dict.fromkeys(three_referred(bench.season), "east"))
    bench.sign_in(CITY)

    page = bench.open("overflow")

    assert errors(page) == ""
    assert {it.label for it in page.button} == {"在这里核对", "退出登录"}


def test_a_special_case_needs_another_person(bench):
    season = bench.season
    season.do(BUREAU, amend.propose, amendment_id="AM1", cycle_id=CYCLE, kind="places",
              basis="G6", reason="双胞胎", after={"school_id": "west", "places": 1})  # fmt: skip
    bench.sign_in(BUREAU)
    page = choose(bench.open("exceptions"), "打开一项", "AM1")
    assert "双胞胎" in read(page)
    assert "须由另一位工作人员批准" in page.info[0].value

    refused = button(page, "批准").click().run()
    assert "另一位" in errors(refused)

    bench.sign_in(BUREAU_2)
    page = button(choose(bench.open("exceptions"), "打开一项", "AM1"), "批准").click().run()
    assert page.success[0].value == "AM1：已批准。"
    page = button(choose(bench.open("exceptions"), "打开一项", "AM1"), "执行").click().run()
    assert page.success[0].value == "AM1：已执行，学位已增加。"


def test_a_special_case_is_proposed_with_basis_and_reason(bench):
    (number,) = all_confirmed(bench.season, numbered(2))
    bench.sign_in(BUREAU)
    page = bench.open("exceptions")

    values = {"登记号": number, "依据": "G6"}
    for it in page.text_input:
        it.set_value(values[it.label])
    page.text_area[0].set_value("母亲住院")
    next(it for it in page.selectbox if it.label == "学校").set_value("east")
    page = button(page, "提出").click().run()

    assert errors(page) == ""
    assert "请另一位工作人员批准" in page.success[0].value
    assert "换学校" in read(page)


def test_a_petition_is_read_taken_answered_and_closed(bench):
    season = bench.season
    number = on_desk(season, 2)
    lodging = Lodging(Subject.RESULT, "为什么去东小学？", number, "")
    season.do(MU, petitions.lodge, petition_id="P1", cycle_id=CYCLE, district_id="mtg",
              lodging=lodging)  # fmt: skip
    bench.sign_in(BUREAU)
    page = bench.open("petitions")
    assert "为什么" not in read(page)

    page = choose(page, "打开一件", "P1")
    assert [it.value for it in page.text] == ["为什么去东小学？"]
    page = button(page, "开始办理").click().run()
    page = choose(page, "打开一件", "P1")
    next(it for it in page.text_area if it.label == "答复内容").set_value("按相对就近安排。")
    page = button(page, "答复").click().run()

    assert page.success[0].value == "P1：已答复。"
    page = choose(page, "打开一件", "P1")
    assert "按相对就近安排。" in [it.value for it in page.text]


def test_the_chains_are_checked_and_a_tampered_step_is_found(bench):
    number = on_desk(bench.season, 2)
    bench.sign_in(BUREAU)

    page = button(bench.open("audit"), "核对全部办理链").click().run()
    assert "全部完整" in page.success[0].value

    import sqlite3

    raw = sqlite3.connect(bench.season.folder / "season.db")
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    for row in raw.execute(names).fetchall():
        raw.execute(f"DROP TRIGGER {row[0]}")
    raw.execute("UPDATE event SET reason = 'x' WHERE subject_id = ?", (number,))
    raw.commit()
    raw.close()
    page = button(page, "核对全部办理链").click().run()

    assert "断开" in errors(page)


def test_who_read_a_child_is_told_by_account_and_purpose(bench):
    number = on_desk(bench.season, 2)
    bench.sign_in(WEST)
    opened(bench, number)
    bench.sign_in(BUREAU)
    page = bench.open("audit")

    page = page.text_input[0].set_value(number).run()

    assert "west-desk" in read(page)
    assert "学校验证" in read(page)


def test_a_zone_in_doubt_is_marked_and_waits_for_a_person(bench):
    number = bench.season.submitted(home=home_in("west", zone_state="contested", school_ids=()))
    bench.sign_in(BUREAU)

    page = bench.open("review")

    assert number in read(page)
    assert "片区待定" in read(page)
    assert "人工确定片区" in [it.label for it in chosen(page, number).expander]
