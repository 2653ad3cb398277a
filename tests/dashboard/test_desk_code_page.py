"""A desk lets a guardian back in: papers seen first, then one code on paper, noted in the log."""

from tests.admissions.actions.desks import audit_of
from tests.admissions.season import BUREAU, EAST, WEST
from tests.dashboard.bench import errors, read
from tests.dashboard.test_school import button


def asked(page, number):
    return page.text_input[0].set_value(number).run()


def test_whose_papers_to_compare_is_shown_and_nothing_is_made_before_one_is_named(bench):
    number = bench.season.submitted()
    bench.sign_in(WEST)

    page = asked(bench.open("desk_code"), number)

    assert errors(page) == ""
    assert "李静" in read(page)
    assert "138****8000" in read(page)
    assert "13800138000" not in read(page)
    assert button(page, "开具凭条").disabled


def test_a_code_is_made_on_paper_and_noted(bench):
    number = bench.season.submitted()
    for who in (WEST, BUREAU):
        bench.sign_in(who)
        page = asked(bench.open("desk_code"), number)
        page = page.radio[0].set_value("id_card").run()
        page = button(page, "开具凭条").click().run()

        assert errors(page) == ""
        assert "24 小时内有效" in page.success[0].value

    assert audit_of(bench.season, "account:guardian-mu") == ["desk_code_made"] * 2


def test_a_child_of_another_desk_is_not_there(bench):
    number = bench.season.submitted()
    bench.sign_in(EAST)

    page = asked(bench.open("desk_code"), number)

    assert "未找到" in errors(page)
    assert not page.radio
