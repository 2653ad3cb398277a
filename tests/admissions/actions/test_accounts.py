"""Getting in: sign-up, login with its lock-out, second factor, passwords, all of it audited."""

# ruff: noqa: S106  the "hashes" stand for passwords that are nobody's

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from admissions.actions import accounts
from admissions.actions.accounts import LoggedIn, log_in
from admissions.roles import SYSTEM, Actor, Role
from admissions.store import logins
from admissions.store.transaction import Refused
from admissions.totp import code_at, step_of
from geo.faults import BadInput
from tests.admissions.actions.desks import ADMIN, CLERK, PHONE, SECRET, audit_of, newcomer
from tests.admissions.season import BUREAU, MU

MICROSECOND = timedelta(microseconds=1)


def typed(word):
    """Return a check that stands for argon2: the stored 'hash' is the password itself."""
    return lambda stored: stored == word


def attempt(season, word="right", *, login=PHONE, code="", **more):
    return season.do(SYSTEM, log_in, login=login, check=typed(word), totp=code, **more)


def code_of(season, steps=0):
    return code_at(SECRET, step_of(season.clock.at) + steps)


@pytest.fixture
def family(either):
    either.do(SYSTEM, accounts.sign_up, account_id="family", login=PHONE, password_hash="right")
    return either


@pytest.fixture
def clerk(season):
    newcomer(season)
    return season


def test_a_guardian_signs_up_with_a_telephone_and_logs_in(family):
    assert attempt(family) == LoggedIn(Actor("family", Role.GUARDIAN), password_initial=False)
    assert audit_of(family, "account:family") == ["signed_up", "logged_in"]


@pytest.mark.parametrize("again", [PHONE, " 138 0013 8000 ", "１３８００１３８０００"])
def test_one_telephone_has_one_account(family, again):
    with pytest.raises(Refused) as refused:
        family.do(SYSTEM, accounts.sign_up, account_id="f2", login=again, password_hash="other")

    assert refused.value.code == "login_taken"
    assert attempt(family, "right").actor.account_id == "family"


@pytest.mark.parametrize("login", ["", "12345", "west-desk", "138001380001"])
def test_what_is_no_mobile_number_does_not_sign_up(season, login):
    with pytest.raises(BadInput) as refused:
        season.do(SYSTEM, accounts.sign_up, account_id="f2", login=login, password_hash="x")

    assert [fault.code for fault in refused.value.faults] == ["phone"]


@pytest.mark.parametrize("who", [MU, BUREAU], ids=["guardian", "bureau"])
def test_only_the_system_signs_up_logs_in_and_opens_sessions(season, who):
    for action, words in (
        (accounts.sign_up, {"account_id": "x", "login": PHONE, "password_hash": "x"}),
        (log_in, {"login": PHONE, "check": typed("x")}),
        (accounts.log_in_through, {"oidc_subject": "x"}),
        (accounts.open_session, {"account_id": "guardian-mu", "token": "t", "csrf": "c"}),
        (accounts.renew_hash, {"account_id": "guardian-mu", "was": "x", "password_hash": "y"}),
    ):
        with pytest.raises(Refused) as refused:
            season.do(who, action, **words)
        assert refused.value.code == "not_your_move"


def test_a_wrong_password_and_an_unknown_login_have_one_answer(family):
    wrong, unknown = attempt(family, "wrong"), attempt(family, "wrong", login="13900139000")

    assert (wrong.code, str(wrong)) == (unknown.code, str(unknown)) == ("login_failed", str(wrong))
    assert audit_of(family, "login:unknown") == ["login_failed"]


def test_the_check_is_asked_also_where_there_is_no_account(season):
    asked = []

    season.do(SYSTEM, log_in, login=PHONE, check=lambda stored: asked.append(stored) or True)

    assert asked == [None]


def test_an_account_without_a_password_lets_nobody_in(season):
    found = season.do(SYSTEM, log_in, login="guardian-mu", check=lambda _stored: True)

    assert found.code == "login_failed"


@pytest.mark.parametrize(
    ("failures", "locked"), [(4, False), (5, True)], ids=["four failures", "five failures"]
)
def test_five_failures_lock_an_account_although_each_was_refused(family, failures, locked):
    for _ in range(failures):
        assert attempt(family, "wrong").code == "login_failed"

    found = attempt(family)

    assert isinstance(found, Refused) == locked


@pytest.mark.parametrize(
    ("waited", "open_again"), [(timedelta(minutes=15) - MICROSECOND, False),
                               (timedelta(minutes=15), True)],
)  # fmt: skip
def test_a_lock_ends_after_15_minutes(family, waited, open_again):
    for _ in range(5):
        attempt(family, "wrong")
    family.clock.forward(waited)

    assert isinstance(attempt(family), LoggedIn) == open_again


def test_attempts_while_locked_do_not_prolong_the_lock_and_counting_begins_anew(family):
    for _ in range(5):
        attempt(family, "wrong")
    family.clock.forward(timedelta(minutes=14))
    for _ in range(9):
        attempt(family, "wrong")
    family.clock.forward(timedelta(minutes=1))

    for _ in range(4):
        attempt(family, "wrong")

    assert isinstance(attempt(family), LoggedIn)


def test_a_login_forgets_the_failures_before_it(family):
    for _ in range(2):
        for _ in range(4):
            attempt(family, "wrong")
        assert isinstance(attempt(family), LoggedIn)


def test_five_failures_at_once_are_five(family):
    with ThreadPoolExecutor(5) as pool:
        told = list(pool.map(lambda _: attempt(family, "wrong").code, range(5)))

    assert told == ["login_failed"] * 5
    assert isinstance(attempt(family), Refused)
    assert len(audit_of(family, "account:family")) == 7


def test_unknown_logins_at_once_all_get_their_answer(either):
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda n: attempt(either, login=f"1390013900{n}").code, range(6)))

    assert told == ["login_failed"] * 6
    assert audit_of(either, "login:unknown") == ["login_failed"] * 6


def test_no_log_holds_a_login_in_the_open(family):
    attempt(family, "wrong")
    attempt(family, "wrong", login="13900139000")
    rows = family.store.read(SYSTEM, lambda tx: tx.conn.exec_driver_sql(
        "SELECT stream, facts FROM audit").all())  # fmt: skip

    assert rows
    assert not any("139001" in str(row) or "138001" in str(row) for row in rows)


def test_staff_need_a_code_besides_the_password_and_each_code_once(clerk):
    code = code_of(clerk)

    assert attempt(clerk, "initial", login="clerk-1").code == "login_failed"
    assert attempt(clerk, "initial", login="clerk-1", code="000000").code == "login_failed"
    assert attempt(clerk, "initial", login="clerk-1", code=code) == LoggedIn(CLERK, True)
    assert attempt(clerk, "initial", login="clerk-1", code=code).code == "login_failed"
    clerk.clock.forward(timedelta(seconds=30))
    assert isinstance(attempt(clerk, "initial", login="Clerk-1", code=code_of(clerk)), LoggedIn)


def test_a_wrong_password_does_not_use_a_code_up(clerk):
    code = code_of(clerk)

    attempt(clerk, "wrong", login="clerk-1", code=code)

    assert isinstance(attempt(clerk, "initial", login="clerk-1", code=code), LoggedIn)


def test_five_wrong_codes_lock_as_five_wrong_passwords_do(clerk):
    for _ in range(5):
        attempt(clerk, "initial", login="clerk-1", code="12345")

    assert attempt(clerk, "initial", login="clerk-1", code=code_of(clerk)).code == "login_failed"


def test_staff_without_an_authenticator_stay_out_unless_a_demo_says_otherwise(season):
    season.store.write(SYSTEM, lambda tx: logins.set_login(tx, "west-desk", password_hash="right"))

    assert attempt(season, login="west-desk").code == "second_factor_missing"
    assert attempt(season, "wrong", login="west-desk").code == "login_failed"
    assert isinstance(attempt(season, login="west-desk", second_factor=False), LoggedIn)


def test_nobody_logs_in_as_the_clock(season):
    season.store.write(SYSTEM, lambda tx: logins.set_login(tx, "system", password_hash="right"))

    assert attempt(season, login="system", second_factor=False).code == "login_failed"


def test_the_identity_provider_s_subject_lets_its_account_in_and_no_other(season):
    newcomer(season, oidc_subject="sub-1")

    told = season.do(SYSTEM, accounts.log_in_through, oidc_subject="sub-1")
    other = season.do(SYSTEM, accounts.log_in_through, oidc_subject="sub-2")

    assert told.actor == CLERK
    assert other.code == "login_failed"


def test_a_closed_account_is_let_in_by_neither_way(season):
    newcomer(season, oidc_subject="sub-1")
    season.do(ADMIN, accounts.disable, account_id="clerk")

    ways = (attempt(season, "initial", login="clerk-1", code=code_of(season)),
            season.do(SYSTEM, accounts.log_in_through, oidc_subject="sub-1"))  # fmt: skip

    assert [way.code for way in ways] == ["login_failed", "login_failed"]
    season.do(ADMIN, accounts.enable, account_id="clerk")
    assert isinstance(season.do(SYSTEM, accounts.log_in_through, oidc_subject="sub-1"), LoggedIn)


def test_changing_the_password_ends_the_other_sessions(family):
    for token in ("here", "there"):
        family.do(SYSTEM, accounts.open_session, account_id="family", token=token, csrf="c")
    me = Actor("family", Role.GUARDIAN)

    ended = family.do(me, accounts.change_password, check=typed("right"), password_hash="new",
                      keep_token="here")  # fmt: skip

    assert ended == 1
    assert family.store.read(SYSTEM, lambda tx: accounts.session_actor(tx, token="here")) == me
    with pytest.raises(Refused):
        family.store.read(SYSTEM, lambda tx: accounts.session_actor(tx, token="there"))
    assert attempt(family, "right").code == "login_failed"
    assert isinstance(attempt(family, "new"), LoggedIn)


def test_guessing_the_old_password_locks_as_logging_in_does(family):
    me = Actor("family", Role.GUARDIAN)

    told = [family.do(me, accounts.change_password, check=typed(word), password_hash="new")
            for word in ("a", "b", "c", "d", "e", "right")]  # fmt: skip

    assert [one.code for one in told] == ["login_failed"] * 6
    assert isinstance(attempt(family), Refused)


def test_a_hash_is_renewed_unless_the_password_was_changed_meanwhile(family):
    words = {"account_id": "family", "password_hash": "right again"}

    assert family.do(SYSTEM, accounts.renew_hash, was="right", **words)
    assert not family.do(SYSTEM, accounts.renew_hash, was="right", **words)
    assert isinstance(attempt(family, "right again"), LoggedIn)


def test_the_hash_is_read_before_it_is_verified_and_nothing_is_for_the_unknown(family):
    def read(login):
        return family.store.read(SYSTEM, lambda tx: accounts.password_hash_for(tx, login=login))

    assert read(f" {PHONE}") == "right"
    assert read("13900139000") is None
