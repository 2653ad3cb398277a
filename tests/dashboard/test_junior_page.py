"""To junior school by the page: named by the school, paired at once by the bureau."""

from dataclasses import replace

import pytest

from admissions.roles import Actor, Role
from tests.admissions.actions.test_junior import JUNIOR, named, open_junior, pupil
from tests.admissions.season import BUREAU, CITY, EAST, WEST
from tests.dashboard.bench import Bench, errors, read


@pytest.fixture
def season(bench: Bench) -> Bench:
    """Let the service stand for a junior season whose first school has one place."""
    open_junior(bench.season, places=1)
    bench.context.settings = replace(bench.context.settings, cycle_id=JUNIOR)
    return bench


def pressed(page, label):
    return next(it for it in page.button if it.label.startswith(label)).click().run()


def row(page, at, school):
    """Return a row of the page's table number `at` by the words of its columns."""
    frame = page.table[at].value
    return frame[frame["学校"] == school].iloc[0].to_dict()


def test_a_primary_season_says_that_nobody_goes_up_here(bench):
    bench.sign_in(BUREAU)

    page = bench.open("junior")

    assert "当前是小学招生季" in page.info[0].value
    assert not page.main.button


def test_a_primary_school_names_a_pupil_and_sees_it_masked(season):
    season.sign_in(WEST)
    page = season.open("junior")
    child = pupil(2)
    for name in ("child_name", "id_number", "guardian_name", "guardian_phone", "hukou_address",
                 "residence_address"):  # fmt: skip
        page.text_input(key=f"nominate-0-{name}").input(getattr(child, name))
    page.date_input(key="nominate-0-born").set_value(child.born)
    for name in ("id_kind", "relation", "hukou_kind", "residence_kind", "anchor"):
        page.selectbox(key=f"nominate-0-{name}").select(str(getattr(child, name)))
    page = pressed(page, "上报")

    assert errors(page) == ""
    assert "已上报" in page.success[0].value
    assert row(page, 0, "西小学")["已上报"] == 1
    assert child.child_name not in read(page)
    assert f"{child.child_name[0]}*" in read(page)


def test_every_fault_of_a_named_pupil_is_told(season):
    season.sign_in(WEST)

    page = pressed(season.open("junior"), "上报")

    assert "出生日期" in errors(page)
    assert row(page, 0, "西小学")["已上报"] == 0


def test_a_school_sees_its_own_pairing_and_no_other(season):
    named(season.season, 2), named(season.season, 4, EAST)
    season.sign_in(EAST)

    page = season.open("junior")

    assert list(page.table[0].value["学校"]) == ["东小学"]
    assert row(page, 0, "东小学")["对口初中"] == "没有对口初中"
    assert "西小学" not in read(page)


def test_nobody_is_paired_before_the_naming_ends(season):
    named(season.season, 2)
    season.sign_in(BUREAU)

    page = season.open("junior")

    button = next(it for it in page.button if it.label.startswith("对口录取全部"))
    assert button.disabled
    assert "截止前不做对口录取" in read(page)


def test_the_bureau_pairs_all_and_sees_who_is_left(season):
    named(season.season, 2), named(season.season, 4, EAST)
    named(season.season, 6, EAST, zone_state="outside")
    season.season.move_to("verify")
    season.sign_in(BUREAU)

    page = pressed(season.open("junior"), "对口录取全部")

    assert "对口录取 1 名，转统筹 1 名，住址待定 1 名" in page.success[0].value
    west, east = row(page, 0, "西小学"), row(page, 0, "东小学")
    assert (west["已对口录取"], west["待对口录取"]) == (1, 0)
    assert (east["转统筹"], east["待对口录取"]) == (1, 1)
    assert row(page, 1, "first中学")["余位"] == 0


def test_more_pupils_than_places_are_told_before_anybody_is_paired(season):
    named(season.season, 2), named(season.season, 4)
    season.season.move_to("verify")
    season.sign_in(BUREAU)

    page = season.open("junior")
    assert row(page, 1, "first中学")["超出"] == 1
    assert row(page, 0, "西小学")["状态"] == "对口人数超过学位"
    page = pressed(page, "对口录取全部")

    assert "对口录取 0 名，转统筹 2 名" in page.success[0].value


def test_the_city_reads_and_moves_nobody(season):
    named(season.season, 2)
    season.season.move_to("verify")
    season.sign_in(CITY)

    page = season.open("junior", language="en")

    assert errors(page) == ""
    assert page.table[0].value["Named"].sum() == 1
    assert not page.main.button


def test_a_junior_school_sees_who_is_paired_with_it(season):
    from tests.admissions.actions.autumn import with_desk

    named(season.season, 2), named(season.season, 4, EAST)
    desk = Actor("first-desk", Role.SCHOOL, "mtg", "first")
    with_desk(season.season, desk)
    season.sign_in(desk)

    page = season.open("junior")

    assert list(page.table[0].value["学校"]) == ["西小学"]
    assert list(page.table[1].value["学校"]) == ["first中学"]
    assert not [it for it in page.button if it.label == "上报"]


def test_lots_are_drawn_on_the_placement_page(season):
    season.sign_in(BUREAU)

    page = season.open("junior")

    assert [it.label for it in page.get("page_link")][-1:] == ["到统筹安排页办理抽签"]
    assert [it.label for it in season.open("overflow").text_input] == ["采用哪一个公开数值"]
