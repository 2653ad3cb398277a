"""A new pupil goes elsewhere only by the bureau's papers, collected within their days."""

from datetime import date, datetime, time

import pytest

from admissions.actions import amend, transfers
from admissions.actions.register import register
from admissions.actions.transfers import CollectDays, Ground, Rejection
from admissions.calendar import SHANGHAI
from admissions.people import IdKind
from admissions.roles import SYSTEM
from admissions.store.cycles import places_of
from admissions.store.transaction import NotThere, Refused, TooLate
from admissions.store.transfers import get_transfer, transfers_of
from tests.admissions.actions.autumn import STONE, arrived, at, confirmed, rostered, with_stone
from tests.admissions.season import (
    BUREAU,
    BUREAU_2,
    CYCLE,
    EAST,
    LIN,
    MU,
    OTHER_BUREAU,
    WEST,
    Season,
    numbered,
)

DAYS = CollectDays(date(2013, 7, 15), date(2013, 7, 19))


def asked(season: Season, number: str, to: str = "stone", transfer_id: str = "T1"):
    return season.do(MU, transfers.request, transfer_id=transfer_id, application_id=number,
                     to_school_id=to, ground=Ground.NEW_HOME)  # fmt: skip


def approved(season: Season, days: CollectDays = DAYS, **words):
    return season.do(BUREAU, transfers.approve, transfer_id="T1", seal_no="门教跨2013-7", days=days,
                     **words)  # fmt: skip


def with_letter(season: Season) -> str:
    with_stone(season)
    number = confirmed(season)
    asked(season, number)
    approved(season)
    season.do(STONE, transfers.issue_letter, transfer_ids=["T1"], letter_no="石小介1")
    return number


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def test_a_child_with_its_papers_leaves_and_may_then_register_elsewhere(either):
    with_letter(either)
    child = numbered(2)
    words = {"application_id": "B1", "cycle_id": CYCLE, "district_id": "sjs",
             "id_kind": IdKind.ID_CARD, "id_number": child.id_number}  # fmt: skip
    either.clock.move_to(moment(date(2013, 7, 16), 10))
    either.do(STONE, transfers.collect, transfer_id="T1")
    either.clock.move_to(at(5, 10))
    with pytest.raises(Refused) as still_here:
        either.do(LIN, register, **words)

    either.clock.move_to(moment(date(2013, 7, 16), 11))
    left = either.do(BUREAU, transfers.release, transfer_id="T1")

    places = either.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))
    assert still_here.value.code == "child_already_registered"
    assert (left.stage, places["west"].taken) == ("transferred", 0)
    either.clock.move_to(at(5, 10))
    assert either.do(LIN, register, **words).stage == "registered"


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (moment(date(2013, 7, 14), 23, 59), False), (moment(date(2013, 7, 15), 0), True),
        (moment(date(2013, 7, 19), 23, 59), True), (moment(date(2013, 7, 20), 0), False),
    ],
    ids=["the day before", "first day", "last minute of the last day", "after the last day"],
)  # fmt: skip
def test_the_form_is_collected_within_its_days_and_not_after(season, now, allowed):
    with_letter(season)
    season.clock.move_to(now)

    if allowed:
        found = season.do(STONE, transfers.collect, transfer_id="T1")
        assert found.stage == "collected"
    else:
        with pytest.raises(TooLate):
            season.do(STONE, transfers.collect, transfer_id="T1")


@pytest.mark.parametrize(
    ("today", "lapsed"), [(at(7, 19, 23), 0), (at(7, 20, 0), 1)], ids=["last day", "day after"]
)
def test_what_was_not_collected_lapses_the_day_after(season, today, lapsed):
    number = with_letter(season)
    season.clock.move_to(today)
    words = {"cycle_id": CYCLE, "district_id": "mtg"}

    assert season.do(SYSTEM, transfers.lapse_uncollected, **words) == lapsed

    assert season.stage(number) == "confirmed"
    found = season.store.read(BUREAU, lambda tx: get_transfer(tx, "T1"))
    assert found.stage == ("lapsed" if lapsed else "letter_issued")
    assert season.do(SYSTEM, transfers.lapse_uncollected, **words) == 0


@pytest.mark.parametrize("stage", ["requested", "approved", "letter_issued"])
def test_nobody_is_released_before_the_form_is_collected(season, stage):
    with_stone(season)
    number = confirmed(season)
    asked(season, number)
    if stage != "requested":
        approved(season)
    if stage == "letter_issued":
        season.do(STONE, transfers.issue_letter, transfer_ids=["T1"], letter_no="石小介1")

    with pytest.raises(Refused) as refused:
        season.do(BUREAU, transfers.release, transfer_id="T1")

    assert refused.value.code == "not_collected"
    assert season.stage(number) == "confirmed"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (CollectDays(date(2013, 7, 12), date(2013, 7, 19)), "days_outside_window"),
        (CollectDays(date(2013, 7, 13), date(2013, 8, 17)), ""),
        (CollectDays(date(2013, 7, 13), date(2013, 8, 18)), "days_outside_window"),
        (CollectDays(date(2013, 7, 20), date(2013, 7, 19)), "days_outside_window"),
    ],
    ids=["a day too early", "the whole window", "a day too late", "ends before it begins"],
)
def test_the_days_lie_in_the_period_of_transfers(season, days, code):
    with_stone(season)
    asked(season, confirmed(season))

    if code:
        with pytest.raises(Refused) as refused:
            approved(season, days)
        assert refused.value.code == code
    else:
        assert approved(season, days).collect_until == days.last


def test_days_that_are_past_cannot_be_named(season):
    with_stone(season)
    asked(season, confirmed(season))
    season.clock.move_to(at(7, 20, 0))

    with pytest.raises(Refused) as refused:
        approved(season)

    assert refused.value.code == "days_are_past"


def test_an_approval_without_its_seal_is_refused(season):
    with_stone(season)
    asked(season, confirmed(season))

    with pytest.raises(Refused) as refused:
        season.do(BUREAU, transfers.approve, transfer_id="T1", seal_no=" ", days=DAYS)

    assert refused.value.code == "seal_missing"


def test_inside_the_district_two_people_first_amend_the_place(season):
    number = confirmed(season)
    assert asked(season, number, "east").kind == "cross_zone"
    with pytest.raises(Refused) as refused:
        approved(season, amendment_id="M1")
    season.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="place", basis="S36",
              reason="迁居", after={"school_id": "east"}, application_id=number)  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id="M1")
    season.do(BUREAU, amend.apply_place, amendment_id="M1")

    found = approved(season, amendment_id="M1")

    assert (refused.value.code, found.stage) == ("amendment_missing", "approved")
    season.do(EAST, transfers.issue_letter, transfer_ids=["T1"], letter_no="东小介1")
    season.clock.move_to(moment(date(2013, 7, 15), 9))
    season.do(EAST, transfers.collect, transfer_id="T1")
    with pytest.raises(Refused) as stays:
        season.do(BUREAU, transfers.release, transfer_id="T1")
    assert stays.value.code == "stays_in_district"


def test_only_the_school_that_takes_the_child_issues_the_letter_and_collects(season):
    with_letter(season)
    season.clock.move_to(moment(date(2013, 7, 16), 9))

    for desk, code in ((WEST, "not_your_move"), (EAST, "not_there")):
        with pytest.raises(Refused) as refused:
            season.do(desk, transfers.collect, transfer_id="T1")
        assert refused.value.code == code


def test_a_letter_lists_the_children_it_was_issued_for(season):
    with_letter(season)

    listed = season.store.read(STONE, lambda tx: transfers_of(tx, CYCLE, letter_no="石小介1"))

    assert [one.id for one in listed] == ["T1"]


def test_one_transfer_at_a_time_and_another_after_a_rejection(season):
    with_stone(season)
    number = confirmed(season)
    asked(season, number)

    with pytest.raises(Refused) as refused:
        asked(season, number, transfer_id="T2")
    season.do(BUREAU, transfers.reject, transfer_id="T1", reason=Rejection.GROUND_NOT_SHOWN)

    assert refused.value.code == "transfer_open"
    assert asked(season, number, transfer_id="T2").stage == "requested"


@pytest.mark.parametrize(
    ("to", "code"), [("west", "same_school"), ("nowhere", "not_there")], ids=["own", "unknown"]
)
def test_a_transfer_names_another_school(season, to, code):
    number = confirmed(season)

    with pytest.raises(Refused) as refused:
        asked(season, number, to)

    assert refused.value.code == code


def test_who_has_arrived_is_no_new_pupil_any_more(season):
    with_stone(season)
    number = arrived(season)

    with pytest.raises(Refused) as refused:
        asked(season, number)

    assert refused.value.code == "not_movable"


@pytest.mark.parametrize("who", [LIN, OTHER_BUREAU], ids=["another guardian", "other district"])
def test_a_transfer_is_not_there_for_whoever_has_no_part_in_it(season, who):
    with_stone(season)
    number = rostered(season)
    asked(season, number)

    with pytest.raises(NotThere):
        season.do(who, transfers.reject, transfer_id="T1", reason=Rejection.NO_PLACE_THERE)
    with pytest.raises(NotThere):
        season.do(who, transfers.request, transfer_id="T9", application_id=number,
                  to_school_id="stone", ground=Ground.NEW_HOME)  # fmt: skip
