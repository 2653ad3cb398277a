"""A session begins after a login, runs out idle and in all, and ends when told."""

# ruff: noqa: S106, S107  the tokens are nobody's

from datetime import timedelta

import pytest

from admissions.actions import accounts
from admissions.roles import SYSTEM
from admissions.store.transaction import NotThere, Refused
from tests.admissions.actions.desks import ADMIN, CLERK, audit_of, newcomer
from tests.admissions.season import BUREAU, LIN, MU

MICROSECOND = timedelta(microseconds=1)


def begin(season, who=MU, token="token"):
    return season.do(SYSTEM, accounts.open_session, account_id=who.account_id, token=token,
                     csrf=f"form of {token}")  # fmt: skip


def alive(season, token="token"):
    try:
        return season.store.read(SYSTEM, lambda tx: accounts.session_actor(tx, token=token))
    except Refused as refused:
        return None if refused.code == "not_logged_in" else refused


def test_a_session_acts_as_its_account(either):
    begin(either, BUREAU)

    assert alive(either) == BUREAU
    assert alive(either, "another token") is None


@pytest.mark.parametrize(
    ("who", "idle"), [(MU, timedelta(hours=2)), (BUREAU, timedelta(minutes=30))],
    ids=["guardian", "staff"],
)  # fmt: skip
@pytest.mark.parametrize(("past", "lives"), [(-MICROSECOND, True), (timedelta(0), False)])
def test_a_session_runs_out_when_idle(season, who, idle, past, lives):
    begin(season, who)
    season.clock.forward(idle + past)

    assert (alive(season) is not None) == lives


@pytest.mark.parametrize(("past", "lives"), [(-MICROSECOND, True), (timedelta(0), False)])
def test_no_session_lives_for_twelve_hours_however_busy(season, past, lives):
    begin(season)
    for _ in range(11):
        season.clock.forward(timedelta(hours=1))
        season.do(SYSTEM, accounts.touch, token="token")
    season.clock.forward(timedelta(hours=1) + past)

    assert (alive(season) is not None) == lives


@pytest.mark.parametrize(
    ("waited", "written"), [(timedelta(minutes=1) - MICROSECOND, False),
                            (timedelta(minutes=1), True)],
)  # fmt: skip
def test_use_is_written_down_once_a_minute_at_most(season, waited, written):
    begin(season)
    season.clock.forward(waited)

    assert season.do(SYSTEM, accounts.touch, token="token") == written
    found = season.store.read(SYSTEM, lambda tx: accounts.session_of(tx, token="token"))
    assert (found.seen_at == season.clock.at) == written


def test_use_does_not_wake_a_session_that_has_run_out(season):
    begin(season)
    season.clock.forward(timedelta(hours=2))

    with pytest.raises(Refused):
        season.do(SYSTEM, accounts.touch, token="token")
    assert alive(season) is None


def test_logging_out_ends_one_session_and_twice_is_no_fault(either):
    for token in ("here", "there"):
        begin(either, token=token)

    assert either.do(SYSTEM, accounts.log_out, token="here")
    assert not either.do(SYSTEM, accounts.log_out, token="here")
    assert (alive(either, "here"), alive(either, "there")) == (None, MU)
    assert audit_of(either, "account:guardian-mu") == [
        "session_opened", "session_opened", "logged_out",
    ]  # fmt: skip


def test_logging_out_everywhere_ends_one_s_own_sessions_and_nobody_else_s(season):
    begin(season, MU, "a")
    begin(season, MU, "b")
    begin(season, LIN, "c")

    assert season.do(MU, accounts.log_out_everywhere) == 2
    assert [alive(season, token) for token in "abc"] == [None, None, LIN]


def test_a_form_token_belongs_to_its_session(season):
    first, second = begin(season, MU, "a"), begin(season, LIN, "b")

    def right(found, csrf):
        return season.store.read(SYSTEM, lambda tx: accounts.right_csrf(tx, found, csrf))

    assert right(first, "form of a")
    assert not right(first, "form of b")
    assert not right(second, "")


def test_neither_token_is_in_the_database(season):
    begin(season, token="a-secret-token")
    rows = season.store.read(
        SYSTEM, lambda tx: tx.conn.exec_driver_sql("SELECT * FROM session").all()
    )

    assert len(rows) == 1
    assert "secret" not in str(rows)


def test_one_token_is_not_used_for_two_sessions(season):
    begin(season, MU)

    with pytest.raises(Exception, match="UNIQUE"):
        begin(season, LIN)
    assert alive(season) == MU


def test_a_closed_account_s_sessions_end_at_once_and_none_begins(season):
    newcomer(season)
    begin(season, CLERK)

    season.do(ADMIN, accounts.disable, account_id="clerk")

    assert alive(season) is None
    with pytest.raises(NotThere):
        begin(season, CLERK, "again")


def test_an_initial_password_is_changed_before_its_owner_does_anything(season):
    newcomer(season)
    begin(season, CLERK)
    found = season.store.read(SYSTEM, lambda tx: accounts.session_of(tx, token="token"))

    with pytest.raises(Refused) as refused:
        season.store.read(SYSTEM, lambda tx: accounts.session_actor(tx, token="token"))
    season.do(found.actor, accounts.change_password, check=lambda stored: stored == "initial",
              password_hash="own", keep_token="token")  # fmt: skip

    assert refused.value.code == "password_is_initial"
    assert alive(season) == CLERK
