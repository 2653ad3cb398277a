"""How does a pupil go elsewhere by the pages of both schools and the bureau?"""

from datetime import date

from admissions.actions import transfers
from admissions.store.transfers import get_transfer
from tests.admissions.actions.autumn import STONE, at, confirmed, with_stone
from tests.admissions.actions.test_transfers import asked, with_letter
from tests.admissions.season import BUREAU, WEST
from tests.dashboard.bench import errors, read
from tests.dashboard.test_bureau import choose
from tests.dashboard.test_school import button


def typed(page, label, value):
    next(it for it in page.text_input if it.label == label).set_value(value)


def opened(bench, transfer_id="T1"):
    return choose(bench.open("transfers"), "打开一项", transfer_id)


def found(bench):
    return bench.season.store.read(BUREAU, lambda tx: get_transfer(tx, "T1"))


def test_the_bureau_seals_with_number_and_days(bench):
    with_stone(bench.season)
    asked(bench.season, confirmed(bench.season))
    bench.sign_in(BUREAU)
    page = opened(bench)

    typed(page, "批准章号", "门教跨2013-7")
    for box, day in zip(page.date_input, (15, 19), strict=True):
        box.set_value(date(2013, 7, day))
    page = button(page, "盖章批准").click().run()

    assert errors(page) == ""
    assert "T1：已盖章批准" in page.success[0].value
    assert (found(bench).stage, found(bench).seal_no) == ("approved", "门教跨2013-7")
    assert "2013-07-15 至 2013-07-19" in read(page)


def test_days_outside_the_period_and_no_seal_are_refused_with_reasons(bench):
    with_stone(bench.season)
    asked(bench.season, confirmed(bench.season))
    bench.sign_in(BUREAU)

    lacking = button(opened(bench), "盖章批准").click().run()
    page = opened(bench)
    typed(page, "批准章号", "门教跨2013-7")
    for box in page.date_input:
        box.set_value(date(2013, 12, 1))
    outside = button(page, "盖章批准").click().run()

    assert errors(lacking) != ""
    assert errors(outside) != ""
    assert found(bench).stage == "requested"


def test_the_bureau_rejects_with_a_reason(bench):
    with_stone(bench.season)
    asked(bench.season, confirmed(bench.season))
    bench.sign_in(BUREAU)

    page = choose(opened(bench), "原因", "no_place_there")
    page = button(page, "不批准").click().run()

    assert errors(page) == ""
    assert found(bench).stage == "rejected"


def test_the_school_that_takes_the_child_issues_the_letter_and_collects_the_form(bench):
    with_letter(bench.season)
    bench.season.clock.move_to(at(7, 16))
    bench.sign_in(STONE)

    page = button(opened(bench), "登记表已提取").click().run()

    assert errors(page) == ""
    assert found(bench).stage == "collected"


def test_one_letter_names_its_children(bench):
    with_stone(bench.season)
    asked(bench.season, confirmed(bench.season))
    bench.season.do(BUREAU, transfers.approve, transfer_id="T1", seal_no="7",
                    days=transfers.CollectDays(date(2013, 7, 15), date(2013, 7, 19)))  # fmt: skip
    bench.sign_in(STONE)

    page = bench.open("transfers")
    typed(page, "介绍信编号", "石小介1")
    page = button(page, "开介绍信").click().run()

    assert page.success[0].value == "介绍信 石小介1 已开出，共 1 名孩子。"
    assert found(bench).letter_no == "石小介1"


def test_the_bureau_releases_only_a_child_whose_form_was_collected(bench):
    with_letter(bench.season)
    bench.sign_in(BUREAU)
    assert "放行" not in [it.label for it in opened(bench).button]
    bench.season.clock.move_to(at(7, 16))
    bench.season.do(STONE, transfers.collect, transfer_id="T1")
    bench.sign_in(BUREAU)

    page = button(opened(bench), "放行").click().run()

    assert errors(page) == ""
    assert bench.season.stage(found(bench).application_id) == "transferred"


def test_a_school_asks_for_its_own_pupil_and_for_no_other(bench):
    with_stone(bench.season)
    number = confirmed(bench.season)
    bench.sign_in(WEST)

    for given, sent in (("A999999", False), (number, True)):
        page = choose(bench.open("transfers"), "安排学校", "stone")
        typed(page, "登记号", given)
        page = button(page, "提出申请").click().run()
        assert (errors(page) == "") is sent
        assert bool(page.success) is sent

    assert bench.season.stage(number) == "confirmed"
