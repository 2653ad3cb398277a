"""On which day of Shanghai did children first reach a stage? Each counts once, on both engines."""

from datetime import date, datetime

from admissions.actions import register as moves
from admissions.calendar import SHANGHAI
from admissions.store.statistics import reached_by_day
from tests.admissions.actions.test_late import registered as registered_late
from tests.admissions.season import BUREAU, CYCLE, MU, OTHER_BUREAU, home_in, numbered

FIRST, SECOND = date(2013, 5, 6), date(2013, 5, 7)


def days(season, actor=BUREAU):
    return season.store.read(actor, lambda tx: reached_by_day(tx, CYCLE, "mtg"))


def at(season, day, hour=0, minute=0):
    season.clock.move_to(datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI))


def test_the_last_minute_of_a_day_and_the_first_of_the_next_are_two_days(either):
    at(either, FIRST, 23, 59)
    either.registered(MU, numbered(2))
    at(either, SECOND)
    either.registered(MU, numbered(4))
    either.registered(MU, numbered(6))

    assert days(either) == {"registered": {FIRST: 1, SECOND: 2}, "submitted": {}, "confirmed": {}}
    assert days(either, OTHER_BUREAU) == {"registered": {}, "submitted": {}, "confirmed": {}}


def test_a_child_confirmed_anew_after_a_correction_counts_on_its_first_day_alone(either):
    at(either, FIRST)
    number = either.submitted(MU, numbered(2))
    at(either, SECOND)
    either.do(MU, moves.reopen, application_id=number)
    either.do(MU, moves.enter, application_id=number, entry=numbered(2), home=home_in("west"),
              subdistrict_id="dayu")  # fmt: skip
    either.do(MU, moves.submit, application_id=number, declaration="2013-1")

    assert days(either) == {"registered": {FIRST: 1}, "submitted": {FIRST: 1}, "confirmed": {}}


def test_a_child_let_in_late_is_registered_and_confirmed_on_that_day(season):
    registered_late(season, 8)
    today = season.clock().date()

    assert days(season) == {"registered": {today: 1}, "submitted": {today: 1}, "confirmed": {}}


def test_a_registration_taken_back_stays_counted(season):
    at(season, FIRST)
    number = season.registered(MU, numbered(2))
    season.do(MU, moves.enter, application_id=number, entry=numbered(2), home=home_in("west"),
              subdistrict_id="dayu")  # fmt: skip
    season.do(MU, moves.withdraw, application_id=number)

    assert days(season)["registered"] == {FIRST: 1}
