"""An administrator makes, closes and resets staff accounts of its district, and sees no child."""

# ruff: noqa: S106  the "hashes" stand for passwords that are nobody's

from datetime import timedelta

import pytest

from admissions.actions import accounts
from admissions.actions.accounts import Credentials
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.applications import get_application, read_entry
from admissions.store.transaction import NotThere, Refused
from admissions.totp import code_at, step_of
from geo.faults import BadInput
from tests.admissions.actions.desks import ADMIN, CLERK, SECRET, appoint_admin, audit_of, newcomer
from tests.admissions.season import BUREAU, MU, WEST

GOOD = Credentials("clerk-2", "initial", SECRET)
CITY_ADMIN = Actor("city-admin", Role.ADMIN)


@pytest.fixture
def office(season):
    newcomer(season)
    return season


def make(season, staff, credentials=GOOD, by=ADMIN, name="一名工作人员"):
    season.do(by, accounts.add_staff, staff=staff, display_name=name, credentials=credentials)


def refused_fields(season, staff, credentials=GOOD, by=ADMIN, name="一名工作人员"):
    with pytest.raises(BadInput) as refused:
        make(season, staff, credentials, by, name)
    return [fault.where for fault in refused.value.faults]


@pytest.mark.parametrize(
    "staff",
    [Actor("n", Role.SCHOOL, "mtg", "east"), Actor("n", Role.SUBDISTRICT, "mtg", "", "dayu"),
     Actor("n", Role.BUREAU, "mtg"), Actor("n", Role.EXAM_CENTRE, "mtg"),
     Actor("n", Role.AUDITOR, "mtg"), Actor("n", Role.ADMIN, "mtg")],
    ids=lambda staff: staff.role,
)  # fmt: skip
def test_an_administrator_makes_every_kind_of_staff_of_its_district(office, staff):
    make(office, staff)

    assert staff in [one.actor for one in office.store.read(ADMIN, accounts.staff_accounts)]
    assert audit_of(office, "account:n") == ["staff_added"]


@pytest.mark.parametrize(
    ("staff", "fields"),
    [
        (Actor("n", Role.GUARDIAN, "mtg"), ["role"]), (Actor("n", Role.SYSTEM, "mtg"), ["role"]),
        (Actor("n", Role.SCHOOL, "mtg"), ["school_id"]),
        (Actor("n", Role.SCHOOL, "mtg", "no-such-school"), ["school_id"]),
        (Actor("n", Role.SUBDISTRICT, "mtg"), ["subdistrict_id"]),
        (Actor("n", Role.SUBDISTRICT, "mtg", "", "no-such-office"), ["subdistrict_id"]),
        (Actor("n", Role.BUREAU, "mtg", "west"), ["school_id"]),
        (Actor("n", Role.BUREAU), ["district_id", "district_id"]),
        (Actor("n", Role.BUREAU, "sjs"), ["district_id"]), (Actor("n", Role.CITY), ["district_id"]),
        (Actor("n", Role.ADMIN), ["district_id"]),
        (Actor("n", Role.SCHOOL, "sjs", "west"), ["district_id", "school_id"]),
    ],
    ids=str,
)  # fmt: skip
def test_nobody_is_made_who_acts_beyond_the_district_or_for_nothing(office, staff, fields):
    assert refused_fields(office, staff) == fields


@pytest.mark.parametrize(
    ("credentials", "fields"),
    [
        (Credentials("", "initial", SECRET), ["login"]),
        (Credentials("有 空格", "initial", SECRET), ["login"]), (Credentials("n-2"), ["password"]),
        (Credentials("n-2", "initial"), ["totp_secret"]),
        (Credentials("n-2", "initial", b"short"), ["totp_secret"]),
    ],
)  # fmt: skip
def test_staff_log_in_with_two_factors_or_through_the_provider(office, credentials, fields):
    assert refused_fields(office, Actor("n", Role.BUREAU, "mtg"), credentials) == fields


def test_every_fault_of_a_new_account_is_told_together(office):
    staff = Actor("n", Role.SCHOOL, "sjs")

    assert refused_fields(office, staff, Credentials(""), name=" ") == [
        "login", "password", "district_id", "school_id", "display_name",
    ]  # fmt: skip


def test_one_staff_login_has_one_account(office):
    with pytest.raises(Refused) as refused:
        make(office, Actor("n", Role.BUREAU, "mtg"), Credentials("clerk-1", "x", SECRET))

    assert refused.value.code == "login_taken"


def test_the_city_s_administrator_makes_the_districts_ones(season):
    appoint_admin(season, CITY_ADMIN)

    make(season, Actor("n", Role.ADMIN, "sjs"), by=CITY_ADMIN)
    make(season, Actor("m", Role.CITY), Credentials("city-2", "x", SECRET), by=CITY_ADMIN)

    found = season.store.read(CITY_ADMIN, accounts.staff_accounts)
    assert {"n", "m"} <= {one.actor.account_id for one in found}


@pytest.mark.parametrize("who", [MU, WEST, BUREAU, SYSTEM], ids=lambda who: who.role)
def test_nobody_but_an_administrator_keeps_accounts(office, who):
    tries = (
        (accounts.add_staff, {"staff": Actor("n", Role.BUREAU, "mtg"), "display_name": "x",
                              "credentials": GOOD}),
        (accounts.disable, {"account_id": "clerk"}), (accounts.enable, {"account_id": "clerk"}),
        (accounts.reset_password, {"account_id": "clerk", "password_hash": "x"}),
        (accounts.replace_second_factor, {"account_id": "clerk", "totp_secret": SECRET}),
        (accounts.staff_accounts, {}),
    )  # fmt: skip
    for action, words in tries:
        with pytest.raises(Refused) as refused:
            office.do(who, action, **words)
        assert refused.value.code == "not_your_move"


@pytest.mark.parametrize("account_id", ["bureau-sjs", "guardian-mu", "system", "nobody"])
def test_accounts_of_others_guardians_and_the_clock_are_not_there(office, account_id):
    for action, words in (
        (accounts.disable, {}), (accounts.enable, {}),
        (accounts.reset_password, {"password_hash": "x"}),
        (accounts.replace_second_factor, {"totp_secret": SECRET}),
    ):  # fmt: skip
        with pytest.raises(NotThere):
            office.do(ADMIN, action, account_id=account_id, **words)


@pytest.mark.parametrize("account_id", ["guardian-mu", "system", "nobody"])
def test_not_even_the_city_s_administrator_keeps_guardians(season, account_id):
    appoint_admin(season, CITY_ADMIN)

    with pytest.raises(NotThere):
        season.do(CITY_ADMIN, accounts.reset_password, account_id=account_id, password_hash="x")


def test_an_administrator_does_not_close_its_own_account(office):
    with pytest.raises(Refused) as refused:
        office.do(ADMIN, accounts.disable, account_id="admin")

    assert refused.value.code == "own_account"


def test_an_administrator_sees_no_child(office):
    number = office.submitted()

    with pytest.raises(NotThere):
        office.store.read(ADMIN, lambda tx: get_application(tx, number))
    with pytest.raises(NotThere):
        office.store.write(ADMIN, lambda tx: read_entry(tx, number, purpose="curiosity"))


def attempt(season, word, code):
    return season.do(SYSTEM, accounts.log_in, login="clerk-1", check=lambda it: it == word,
                     totp=code)  # fmt: skip


def test_a_reset_password_is_initial_again_lifts_the_lock_and_ends_sessions(office):
    office.do(SYSTEM, accounts.open_session, account_id="clerk", token="t", csrf="c")
    for _ in range(5):
        attempt(office, "wrong", "")

    office.do(ADMIN, accounts.reset_password, account_id="clerk", password_hash="second")

    code = code_at(SECRET, step_of(office.clock.at))
    assert attempt(office, "second", code) == accounts.LoggedIn(CLERK, password_initial=True)
    with pytest.raises(Refused):
        office.store.read(SYSTEM, lambda tx: accounts.session_of(tx, token="t"))
    assert audit_of(office, "account:clerk")[-2:] == ["password_reset", "logged_in"]


def test_a_lost_authenticator_is_replaced_and_the_old_one_is_worthless(office):
    new = b"another 20 byte word"

    office.do(ADMIN, accounts.replace_second_factor, account_id="clerk", totp_secret=new)

    step = step_of(office.clock.at)
    assert attempt(office, "initial", code_at(SECRET, step)).code == "login_failed"
    office.clock.forward(timedelta(seconds=30))
    assert isinstance(attempt(office, "initial", code_at(new, step + 1)), accounts.LoggedIn)


def test_the_list_of_accounts_is_the_district_s_and_names_no_guardian(office):
    found = office.store.read(ADMIN, accounts.staff_accounts)

    ids = {one.actor.account_id for one in found}
    assert {"clerk", "west-desk", "bureau-zhao"} <= ids
    assert not ids & {"bureau-sjs", "guardian-mu", "city", "system"}
    clerk = next(one for one in found if one.actor == CLERK)
    assert (clerk.display_name, clerk.active, clerk.second_factor) == ("西小学招生办", True, True)
