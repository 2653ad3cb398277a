"""A move belongs to the day on which it was made in Shanghai, on both engines."""

from datetime import date, datetime

from admissions.calendar import SHANGHAI
from admissions.store.statistics import moves_by_day
from tests.admissions.season import BUREAU, CYCLE, MU, OTHER_BUREAU, numbered


def test_the_last_minute_of_a_day_and_the_first_of_the_next_are_two_days(either):
    either.clock.move_to(datetime(2013, 5, 6, 23, 59, tzinfo=SHANGHAI))
    either.registered(MU, numbered(2))
    either.clock.move_to(datetime(2013, 5, 7, 0, 0, tzinfo=SHANGHAI))
    either.registered(MU, numbered(4))
    either.registered(MU, numbered(6))

    def days(actor):
        return either.store.read(
            actor, lambda tx: moves_by_day(tx, CYCLE, "mtg", ("register", "submit"))
        )

    assert days(BUREAU) == {"register": {date(2013, 5, 6): 1, date(2013, 5, 7): 2}, "submit": {}}
    assert days(OTHER_BUREAU) == {"register": {}, "submit": {}}
