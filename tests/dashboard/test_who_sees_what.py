"""Does everybody see the pages of their role, and nobody another's?"""

import pytest

from admissions.actions.accounts import log_out
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from dashboard.gates import PAGES, page_at, pages_of
from service.api_operations import STAFF
from tests.admissions.season import AUDITOR, BUREAU, CITY, DAYU, EXAM, MU, WEST
from tests.dashboard.bench import errors, read, titles
from tests.service.forecast_files import write_files
from tests.service.web.block_town import write_town

ADMIN = Actor("admin", Role.ADMIN, "mtg")
# Written by hand from issue 4: which pages each role works with.
BY_HAND = {
    WEST: {"today", "verification", "arrivals", "transfers", "duties", "help_desk", "junior",
           "desk_code"},
    DAYU: {"today", "five_papers", "help_desk"},
    BUREAU: {"today", "review", "help_desk", "overflow", "exceptions", "petitions", "messages",
             "publication", "demand", "forecast", "warnings", "scenarios", "accuracy", "zone_check",
             "zone_editor", "plan_comparison", "audit", "transfers", "duties", "progress",
             "junior", "siting", "desk_code"},
    EXAM: {"today", "rosters", "help_desk"},
    CITY: {"today", "duties", "help_desk", "overflow", "progress", "districts", "demand",
           "forecast", "warnings", "scenarios", "accuracy", "zone_check", "zone_editor",
           "plan_comparison", "junior", "siting"},
    AUDITOR: {"today", "audit"},
    ADMIN: {"today", "accounts"},
}  # fmt: skip


def test_each_role_has_the_pages_of_its_work_and_no_other():
    found = {actor: {page.name for page in pages_of(actor.role)} for actor in BY_HAND}

    assert found == BY_HAND
    assert {actor.role for actor in BY_HAND} == STAFF


@pytest.mark.parametrize("actor", [a for a in BY_HAND if a is not ADMIN], ids=lambda a: a.role)
def test_every_page_of_a_role_opens_without_a_refusal(bench, actor):
    write_files(bench.season.folder)
    bench.sign_in(actor)

    write_town(bench.context.settings.district_folder)
    for name in sorted(BY_HAND[actor] - {"zone_check"}):  # that one needs streets besides
        page = bench.open("" if name == "today" else name)

        assert errors(page) == "", name
        assert len(titles(page)) == 1, name


def test_the_accounts_are_the_administrators(bench):
    bench.season.store.write(SYSTEM, lambda tx: add_account(tx, actor=ADMIN, login="admin"))
    bench.sign_in(ADMIN)

    page = bench.open("accounts")

    assert "bureau-zhao" in read(page)
    assert errors(page) == ""


@pytest.mark.parametrize(("actor", "name"), [
    (WEST, "review"), (WEST, "overflow"), (DAYU, "verification"), (EXAM, "audit"),
    (CITY, "exceptions"), (AUDITOR, "review"), (BUREAU, "verification"), (BUREAU, "accounts"),
])  # fmt: skip
def test_a_page_of_another_role_is_no_page(bench, actor, name):
    bench.sign_in(actor)

    page = bench.open(name)

    assert page_at(name, actor.role) is None
    assert titles(page) == ["今日"]


def test_nobody_sees_anything_without_a_session(bench):
    page = bench.open("review")

    assert "您尚未登录" in page.info[0].value
    assert not page.table
    assert not page.dataframe
    assert not page.button


def test_a_guardian_is_nobody_here(bench):
    bench.sign_in(MU)

    page = bench.open()

    assert "您尚未登录" in page.info[0].value
    assert not page.table


def test_an_open_page_is_locked_at_its_next_step_once_the_session_has_ended(bench):
    bench.sign_in(BUREAU)
    page = bench.open("review")
    assert titles(page) == ["区教委审核"]

    bench.season.do(SYSTEM, log_out, token=bench.cookie)
    page.run()

    assert titles(page) == ["就近入学工作台"]
    assert not page.table


def test_signing_out_ends_the_session_in_the_store(bench):
    bench.sign_in(WEST)
    page = bench.open()

    next(it for it in page.sidebar.button if it.label == "退出登录").click().run()

    assert "您尚未登录" in page.info[0].value
    assert "您尚未登录" in bench.open().info[0].value


def test_pages_have_a_name_of_their_own_and_a_module():
    from importlib import import_module

    assert len({page.path for page in PAGES}) == len(PAGES)
    for page in PAGES:
        assert callable(import_module(f"dashboard.views.{page.name}").show)


def test_the_other_language_is_english_throughout(bench):
    bench.sign_in(BUREAU)

    page = bench.open("overflow", language="en")

    assert titles(page) == ["Placement"]
    assert "There is no preview yet this season." in page.info[0].value
