"""How do two people let a child in late and put an entry right, and the bureau place specially?"""

from admissions.actions import amend
from admissions.people import SpecialNeeds
from admissions.roles import SYSTEM
from admissions.store.applications import read_entry
from tests.admissions.actions.june import on_desk
from tests.admissions.actions.test_late import approved, registered
from tests.admissions.season import BUREAU, BUREAU_2, numbered
from tests.dashboard.bench import errors, read
from tests.dashboard.test_bureau import choose
from tests.dashboard.test_school import button, opened
from tests.dashboard.test_transfers_page import typed

KINDS = "种类"
_SHOWN = ("child_name", "id_number", "guardian_name", "guardian_phone", "hukou_address",
          "residence_address")  # fmt: skip


def proposing(bench, kind):
    page = bench.open("exceptions")
    return next(it for it in page.segmented_control if it.label == KINDS).set_value(kind).run()


def reasoned(page):
    typed(page, "依据", "S29")
    next(it for it in page.text_area if it.label == "理由（封存）").set_value("住院")


def test_a_late_child_is_proposed_by_its_number_alone(bench):
    bench.season.move_to("verify")
    bench.sign_in(BUREAU)

    page = proposing(bench, "register_late")
    typed(page, "证件号码", numbered(8).id_number)
    reasoned(page)
    page = button(page, "提出补登记").click().run()

    assert errors(page) == ""
    assert "请另一位工作人员批准" in page.success[0].value
    assert "截止后登记" in read(page)


def test_a_proposal_without_a_number_or_a_reason_is_refused(bench):
    bench.sign_in(BUREAU)

    page = button(proposing(bench, "register_late"), "提出补登记").click().run()

    assert errors(page) != ""
    assert not page.success


def fill(page, child):
    """Write into the form what the guardian shows."""
    for it in page.text_input:
        name = (it.key or "").rpartition("-")[2]
        if name in _SHOWN:
            it.set_value(getattr(child, name))
    next(it for it in page.date_input).set_value(child.born)


def test_an_approved_child_is_registered_with_what_its_guardian_shows(bench):
    bench.season.move_to("verify")
    approved(bench.season, 8)
    bench.sign_in(BUREAU)

    page = choose(bench.open("exceptions"), "打开一项", "L1")
    fill(page, numbered(8, hukou_address="门头沟区西街1号"))
    page = button(page, "登记这名孩子").click().run()

    assert errors(page) == ""
    number = page.success[0].value.partition("：")[0]
    assert bench.season.stage(number) == "submitted"


def test_another_child_than_the_approved_is_refused(bench):
    bench.season.move_to("verify")
    approved(bench.season, 8)
    bench.sign_in(BUREAU)

    page = choose(bench.open("exceptions"), "打开一项", "L1")
    fill(page, numbered(6))
    page = button(page, "登记这名孩子").click().run()

    assert errors(page) != ""
    assert not page.success


def test_a_correction_is_approved_and_applied_word_for_word(bench):
    season = bench.season
    number = on_desk(season, 2, papers=False)
    bench.sign_in(BUREAU)
    page = proposing(bench, "correction")
    typed(page, "登记号", number)
    page = page.run()
    address(page, "门头沟区东街9号")
    reasoned(page)
    page = button(page, "提出更正").click().run()
    assert errors(page) == ""
    case = page.success[0].value.partition("：")[0]
    season.do(BUREAU_2, amend.approve, amendment_id=case)

    page = choose(bench.open("exceptions"), "打开一项", case)
    address(page, "门头沟区东街8号")
    other = button(page, "按此更正").click().run()
    assert errors(other) != ""
    page = choose(bench.open("exceptions"), "打开一项", case)
    address(page, "门头沟区东街9号")
    page = button(page, "按此更正").click().run()

    assert errors(page) == ""
    written = season.store.write(SYSTEM, lambda tx: read_entry(tx, number, purpose="test"))
    assert written == numbered(2, hukou_address="门头沟区东街9号")


def address(page, text):
    next(it for it in page.text_input if it.key and it.key.endswith("-hukou_address")).set_value(
        text)  # fmt: skip


def test_a_child_with_special_needs_is_placed_before_any_run(bench):
    number = on_desk(bench.season, 2, special_needs=SpecialNeeds.SPECIAL_SCHOOL)
    bench.sign_in(BUREAU)

    page = choose(opened(bench, number, "review"), "学校", "care")
    page = button(page, "安排").click().run()

    assert errors(page) == ""
    assert bench.season.stage(number) == "placed"


def test_a_late_child_waits_for_the_sealed_result(bench):
    number = registered(bench.season, 8)
    bench.sign_in(BUREAU)

    page = button(opened(bench, number, "review"), "就近安排到有余位的学校").click().run()

    assert errors(page) != ""  # no run is sealed yet
    assert bench.season.stage(number) == "submitted"
