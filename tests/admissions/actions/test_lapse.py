"""After the deadline what was not confirmed lapses, in its district, and each family is told."""

from datetime import timedelta

import pytest

from admissions.actions import register as moves
from admissions.actions.lapse import lapse_unfinished
from admissions.calendar import windows_of
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM
from admissions.store.cycles import move_window
from admissions.store.transaction import NotThere, Refused
from tests.admissions.entries import citizen_number, entry, non_local_entry
from tests.admissions.season import BUREAU, CITY, CYCLE, LIN, MU, WEST

WINDOW = windows_of(builtin_policy("mentougou_2013"))["register"]
CLOSES = WINDOW.closes


def child(serial, kind=entry):
    return kind(id_number=citizen_number(entry().born, serial=serial))


def lapse(season, district="mtg", limit=200):
    return season.do(SYSTEM, lapse_unfinished, cycle_id=CYCLE, district_id=district, limit=limit)


def told(season):
    rows = season.store.read(SYSTEM, lambda tx: tx.conn.exec_driver_sql(
        "SELECT subject_id FROM message WHERE template = 'lapsed' ORDER BY id").all())  # fmt: skip
    return [row[0] for row in rows]


def test_only_what_was_not_confirmed_lapses(either):
    registered = either.registered(MU, child("004"))
    entered = either.entered(MU, child("006"))
    waiting = either.entered(LIN, child("008", non_local_entry))
    either.do(LIN, moves.request_review, application_id=waiting)
    confirmed = either.submitted(LIN, child("002"))
    gone = either.entered(LIN, child("012"))
    either.do(LIN, moves.withdraw, application_id=gone)
    either.clock.move_to(CLOSES)

    assert lapse(either) == 3

    stages = [either.stage(number) for number in (registered, entered, waiting, confirmed, gone)]
    assert stages == ["lapsed", "lapsed", "lapsed", "submitted", "withdrawn"]
    assert told(either) == [registered, entered, waiting]
    assert lapse(either) == 0


@pytest.mark.parametrize(
    ("past", "lapses"), [(timedelta(microseconds=-1), False), (timedelta(0), True)]
)
def test_nothing_lapses_before_the_window_has_closed(season, past, lapses):
    number = season.entered()
    season.clock.move_to(CLOSES + past)

    if lapses:
        assert lapse(season) == 1
    else:
        with pytest.raises(Refused) as refused:
            lapse(season)
        assert refused.value.code == "too_early"
    assert season.stage(number) == ("lapsed" if lapses else "entered")


@pytest.mark.parametrize(
    ("past", "stage"), [(timedelta(microseconds=-1), "awaiting_subdistrict"),
                        (timedelta(0), "lapsed")],
)  # fmt: skip
def test_papers_under_review_lapse_when_the_review_has_closed(season, past, stage):
    later = CLOSES + timedelta(days=5)
    season.store.write(SYSTEM, lambda tx: move_window(
        tx, cycle_id=CYCLE, district_id="mtg", name="review_papers", opens=WINDOW.opens,
        closes=later))  # fmt: skip
    number = season.entered(MU, non_local_entry())
    season.do(MU, moves.request_review, application_id=number)
    season.clock.move_to(later + past)

    lapse(season)

    assert season.stage(number) == stage


def test_one_district_s_many_do_not_hide_another_s_few(season):
    for serial in ("004", "006", "008"):
        season.entered(MU, child(serial))
    season.do(LIN, moves.register, application_id="Z1", cycle_id=CYCLE, district_id="sjs",
              id_kind=entry().id_kind, id_number=entry().id_number)  # fmt: skip
    season.clock.move_to(CLOSES)

    assert lapse(season, "sjs", limit=2) == 1
    assert season.stage("Z1") == "lapsed"


def test_many_lapse_in_portions_until_none_is_left(season):
    for serial in ("004", "006", "008"):
        season.entered(MU, child(serial))
    season.clock.move_to(CLOSES)

    assert [lapse(season, limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("who", [MU, WEST, BUREAU, CITY], ids=lambda who: who.role)
def test_nobody_but_the_clock_lets_a_registration_lapse(season, who):
    season.entered()
    season.clock.move_to(CLOSES)

    with pytest.raises(Refused) as refused:
        season.do(who, lapse_unfinished, cycle_id=CYCLE, district_id="mtg")

    assert refused.value.code == "not_your_move"


def test_a_district_without_a_window_is_not_there(season):
    with pytest.raises(NotThere):
        lapse(season, "no-such-district")
