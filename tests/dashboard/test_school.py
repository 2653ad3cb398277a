"""How does a school work through its queue in the dashboard?"""

from admissions.actions import verify
from dashboard.state import Key
from tests.admissions.actions.autumn import rostered
from tests.admissions.actions.june import on_desk
from tests.admissions.season import EAST, WEST
from tests.dashboard.bench import errors, read


def button(page, label):
    return next(it for it in page.button if it.label == label)


def opened(bench, number, page="verification"):
    """Open the page and choose a registration."""
    found = bench.open(page)
    return chosen(found, number)


def chosen(page, number):
    box = next(it for it in page.selectbox if it.label == "打开一份登记")
    return box.set_value(number).run()


def test_the_queue_shows_masked_names_and_the_load_against_the_places(bench):
    for serial in (2, 4, 6):
        on_desk(bench.season, serial)
    bench.sign_in(WEST)

    page = bench.open("verification")

    told = read(page)
    assert "张**" in told
    assert "张小禾" not in told
    assert [(it.label, it.value) for it in page.metric] == [
        ("学位数", "2"), ("登记在本校的孩子", "3"), ("已占学位", "0")]  # fmt: skip
    assert "登记的孩子比学位多 1 名" in page.warning[0].value


def test_a_child_is_read_only_when_it_is_chosen_and_that_is_written_down(bench):
    number = on_desk(bench.season, 2)
    bench.sign_in(WEST)
    assert "张小禾" not in read(bench.open("verification"))

    page = opened(bench, number)

    assert "张小禾" in read(page)
    assert "会记入查阅记录" in read(page)
    reads = bench.season.store.read(WEST, lambda tx: tx.conn.exec_driver_sql(
        "SELECT purpose FROM read_log WHERE application_id = ?", (number,)).all())  # fmt: skip
    assert ("desk_school",) in [tuple(row) for row in reads]


def test_the_school_accepts_a_child_whose_papers_are_in_order(bench):
    number = on_desk(bench.season, 2)
    bench.sign_in(WEST)

    page = button(opened(bench, number), "预录取").click().run()

    assert errors(page) == ""
    assert page.success[0].value == f"{number}：已预录取。"
    assert bench.season.stage(number) == "provisional"


def test_a_refusal_is_shown_with_its_reason(bench):
    number = on_desk(bench.season, 2, papers=False)
    bench.sign_in(WEST)

    page = button(opened(bench, number), "预录取").click().run()

    assert "材料" in errors(page)
    assert bench.season.stage(number) == "submitted"


def test_nobody_is_declined_without_a_reason(bench):
    number = on_desk(bench.season, 2)
    bench.sign_in(WEST)
    page = opened(bench, number)

    refused = button(page, "不接收").click().run()
    assert errors(refused) == "请先选择原因。"
    assert bench.season.stage(number) == "submitted"

    box = next(it for it in refused.selectbox if it.label == "原因")
    box.set_value("papers_missing").run()
    done = button(refused, "不接收").click().run()

    assert "已记为不接收" in done.success[0].value
    assert bench.season.stage(number) == "declined"


def test_a_school_with_too_many_children_refers_them(bench):
    numbers = [on_desk(bench.season, serial) for serial in (2, 4, 6)]
    bench.sign_in(WEST)

    refused = button(opened(bench, numbers[0]), "预录取").click().run()
    assert "统筹" in errors(refused)
    done = button(opened(bench, numbers[0]), "报区教委统筹").click().run()

    assert "已报区教委统筹" in done.success[0].value
    assert bench.season.stage(numbers[0]) == "referred"


def test_papers_are_noted_by_what_their_rule_looks_at(bench):
    number = on_desk(bench.season, 2, papers=False)
    bench.sign_in(WEST)
    page = opened(bench, number)
    assert "材料还有" in page.warning[-1].value

    for box in page.checkbox:
        box.set_value(True)
    page = button(page, "记录材料").click().run()

    assert errors(page) == ""
    assert "已记录" in page.success[0].value
    again = opened(bench, number)
    assert [it.value for it in again.success] == ["材料齐全有效。"]
    assert errors(button(again, "预录取").click().run()) == ""


def test_notices_are_issued_for_a_whole_page_and_arrivals_noted_one_by_one(bench):
    number = rostered(bench.season)
    bench.season.move_to("notice")
    bench.sign_in(WEST)

    page = button(bench.open("arrivals"), "发放本页 1 份通知书").click().run()
    assert page.success[0].value == "已发放 1 份入学通知书。"

    bench.season.move_to("arrival")
    bench.sign_in(WEST)
    page = button(opened(bench, number, "arrivals"), "已报到").click().run()

    assert page.success[0].value == f"{number}：已报到。"
    assert bench.season.stage(number) == "enrolled"


def test_nothing_of_a_child_stays_in_the_browsers_session(bench):
    number = on_desk(bench.season, 2)
    bench.sign_in(WEST)

    page = opened(bench, number)

    kept = page.session_state._state.filtered_state
    text = repr(dict(kept))
    for personal in ("张小禾", "李静", "13800138000", "新桥大街", "110109"):
        assert personal not in text
    assert not any(type(value).__name__ == "DataFrame" for value in kept.values())
    assert number not in repr(page.query_params)
    assert set(kept) & set(Key) <= set(Key)


def test_another_schools_children_are_not_in_the_queue(bench):
    number = on_desk(bench.season, 2)
    bench.season.do(WEST, verify.accept, application_id=number)
    bench.sign_in(EAST)

    page = bench.open("verification")

    assert number not in read(page)
