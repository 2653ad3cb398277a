import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.calendar import SHANGHAI, Window, duties_of, roll_frozen, windows_of
from admissions.moves import MOVES
from admissions.policy import Policy, builtin_policy
from admissions.policy_terms import Owner, WindowName

PACK = builtin_policy("mentougou_2013")
MICROSECOND = timedelta(microseconds=1)


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("pack", "name", "opens", "closes"),
    [
        ("mentougou_2013", "register", at(2013, 5, 1), at(2013, 6, 1)),
        ("mentougou_2013", "verify", at(2013, 6, 15), at(2013, 6, 17)),
        ("mentougou_2013", "objection", at(2013, 7, 6), at(2013, 7, 13)),
        ("mentougou_2013", "roll_frozen", at(2013, 8, 18), at(2013, 10, 1)),
        ("beijing_current", "register", at(2026, 5, 1), at(2026, 6, 1)),
        ("beijing_current", "verify", at(2026, 6, 13), at(2026, 6, 15)),
        ("beijing_current", "roll_frozen", at(2026, 8, 18), at(2026, 10, 1)),
    ],
)
def test_a_period_holds_its_first_moment_and_not_its_last(
    pack: str, name: str, opens: datetime, closes: datetime
) -> None:
    window = windows_of(builtin_policy(pack))[name]

    assert (window.opens, window.closes) == (opens, closes)
    assert not window.open_at(opens - MICROSECOND)
    assert window.open_at(opens)
    assert window.open_at(closes - MICROSECOND)
    assert not window.open_at(closes)


def test_registration_closes_at_four_in_the_afternoon_in_greenwich() -> None:
    register = windows_of(PACK)["register"]

    assert register.open_at(datetime(2013, 5, 31, 15, 59, 59, 999999, tzinfo=UTC))
    assert not register.open_at(datetime(2013, 5, 31, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("pack", "days"),
    [
        ("mentougou_2013", ["Saturday 15", "Sunday 16"]),
        ("beijing_current", ["Saturday 13", "Sunday 14"]),
    ],
)
def test_verification_falls_on_a_saturday_and_a_sunday(pack: str, days: list[str]) -> None:
    window = windows_of(builtin_policy(pack))["verify"]
    length = (window.closes - window.opens).days

    assert [f"{window.opens + timedelta(days=n):%A %d}" for n in range(length)] == days


def test_every_period_the_table_of_moves_names_is_there() -> None:
    named = {row[4] for rows in MOVES.values() for row in rows if row[4]}

    assert named <= set(windows_of(PACK))
    assert set(windows_of(PACK)) == set(WindowName)


@given(st.timedeltas(timedelta(0), timedelta(days=365)), st.integers(-12, 14))
def test_the_zone_a_time_is_told_in_changes_nothing(since: timedelta, hours: int) -> None:
    here = at(2013, 1, 1) + since
    elsewhere = here.astimezone(timezone(timedelta(hours=hours)))

    for window in windows_of(PACK).values():
        assert window.open_at(here) == window.open_at(elsewhere)


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2013, 6, 1)  # noqa: DTZ001 (meant)

    for ask in (windows_of(PACK)["register"].open_at, lambda t: roll_frozen(t, PACK)):
        with pytest.raises(ValueError, match="without zone"):
            ask(naive)


@pytest.mark.parametrize(
    ("moment", "frozen"),
    [
        (at(2013, 8, 18) - MICROSECOND, False),
        (at(2013, 8, 18), True),
        (at(2013, 9, 1), True),
        (at(2013, 10, 1) - MICROSECOND, True),
        (at(2013, 10, 1), False),
    ],
)
def test_the_roll_is_frozen_two_weeks_before_and_a_month_after_term_starts(
    moment: datetime, frozen: bool
) -> None:
    assert roll_frozen(moment, PACK) == frozen


def with_term(starts: date, months: int) -> Policy:
    term = PACK.term.model_copy(
        update={"starts": PACK.term.starts.model_copy(update={"value": starts})}
    )
    after = PACK.roll.freeze_after.model_copy(update={"value": months})
    roll = PACK.roll.model_copy(update={"freeze_after": after})
    return PACK.model_copy(update={"term": term, "roll": roll})


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [
        (date(2013, 8, 31), 1, at(2013, 9, 30)),
        (date(2013, 12, 1), 1, at(2014, 1, 1)),
        (date(2013, 11, 15), 13, at(2014, 12, 15)),
        (date(2012, 1, 31), 1, at(2012, 2, 29)),
        (date(2013, 1, 31), 1, at(2013, 2, 28)),
    ],
)
def test_a_month_after_ends_with_the_shorter_month(
    starts: date, months: int, ends: datetime
) -> None:
    assert windows_of(with_term(starts, months))["roll_frozen"].closes == ends


def test_duties_come_in_the_order_of_days_and_name_who_owes_them() -> None:
    duties = duties_of(PACK)

    assert [duty.on for duty in duties] == sorted(duty.on for duty in duties)
    owed = {duty.code: duty for duty in duties}
    assert owed["tell_families"].owners == (Owner.PRIMARY_SCHOOL, Owner.KINDERGARTEN)
    assert owed["teach_leavers"].on < date(2013, 7, 15)
    assert owed["not_registered_list"].on < windows_of(PACK)["register"].closes.date()


@pytest.mark.parametrize("number", ["S27", "S40", "S41", "S47", "S48", "S62", "S74", "S75", "S76"])
def test_every_dated_duty_of_the_source_has_a_reminder(number: str) -> None:
    cites = [duty.cite.replace(",", " ").split() for duty in duties_of(PACK)]

    assert any(number in cite for cite in cites)


def test_a_duty_whose_day_the_source_does_not_name_says_so() -> None:
    assert all(duty.stated_default for duty in duties_of(PACK))


def test_a_window_can_be_asked_on_its_own() -> None:
    window = Window(WindowName.VERIFY, at(2013, 6, 15), at(2013, 6, 17))

    assert window.open_at(at(2013, 6, 16, 23))


def test_the_calendar_works_without_the_systems_time_zones() -> None:
    code = (
        "from admissions.calendar import SHANGHAI, windows_of\n"
        "from admissions.policy import builtin_policy\n"
        "print(windows_of(builtin_policy('mentougou_2013'))['register'].closes.isoformat())"
    )

    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "2013-06-01T00:00:00+08:00"


def test_shanghai_is_the_zone_meant() -> None:
    assert ZoneInfo("Asia/Shanghai") == SHANGHAI
