"""The roster is the exam centre's: who is confirmed, once, at the school that has the child."""

import hashlib

import pytest

from admissions.actions import amend, review, roster
from admissions.store.rosters import roster_digest_of, rosters_of
from admissions.store.transaction import NotThere, Refused
from tests.admissions.actions.autumn import all_confirmed, confirmed
from tests.admissions.season import (
    BUREAU,
    BUREAU_2,
    CYCLE,
    EAST,
    EXAM,
    OTHER_BUREAU,
    WEST,
    Season,
    numbered,
)


def approved(season: Season, roster_id: str = "R1", school: str = "west"):
    return season.do(EXAM, roster.approve_roster, roster_id=roster_id, cycle_id=CYCLE,
                     school_id=school)  # fmt: skip


def amended_to_the_east(season: Season, number: str) -> None:
    season.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="place", basis="S70",
              reason="迁居", after={"school_id": "east"}, application_id=number)  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id="M1")
    season.do(BUREAU, amend.apply_place, amendment_id="M1")


def test_every_confirmed_child_of_the_school_comes_on_its_roster(either):
    numbers = all_confirmed(either, numbered(2), numbered(4))

    found = approved(either)

    by_hand = hashlib.sha256("\n".join([CYCLE, "west", *numbers]).encode()).hexdigest()
    assert (found.numbers, found.digest) == (tuple(numbers), by_hand)
    assert [either.stage(number) for number in numbers] == ["rostered"] * 2


def test_nobody_comes_on_two_rosters(season):
    confirmed(season)
    approved(season)

    with pytest.raises(Refused) as refused:
        approved(season, "R2")

    assert refused.value.code == "nobody_confirmed"


def test_an_amended_child_counts_on_the_roster_of_its_new_school_alone(season):
    number, _ = all_confirmed(season, numbered(2), numbered(4))
    approved(season)
    amended_to_the_east(season, number)
    new = approved(season, "R2", "east")

    lines = {
        roster_id: season.store.read(
            EXAM,
            lambda tx, roster_id=roster_id: roster.read_roster(
                tx, cycle_id=CYCLE, roster_id=roster_id
            ),
        )
        for roster_id in ("R1", "R2")
    }

    counting = [(name, line.number) for name, found in lines.items() for line in found
                if line.counts and line.number == number]  # fmt: skip
    assert counting == [("R2", number)]
    assert len(lines["R1"]) == 2
    assert season.store.read(EXAM, lambda tx: roster_digest_of(tx, number)) == new.digest


def test_who_was_amended_and_is_on_no_new_roster_is_on_none(season):
    number = confirmed(season)
    approved(season)
    amended_to_the_east(season, number)

    with pytest.raises(Refused) as refused:
        season.store.read(EXAM, lambda tx: roster_digest_of(tx, number))

    assert refused.value.code == "not_on_a_roster"


def test_a_child_is_struck_off_with_a_reason_and_loses_its_place(season):
    number = confirmed(season)

    with pytest.raises(Refused) as refused:
        season.do(EXAM, roster.strike, application_id=number, reason="mood")
    struck = season.do(EXAM, roster.strike, application_id=number, reason="papers_not_valid")

    assert (refused.value.code, struck.stage) == ("reason_missing", "returned")


def test_who_is_on_the_roster_is_struck_off_no_more(season):
    number = confirmed(season)
    approved(season)

    with pytest.raises(Refused) as refused:
        season.do(EXAM, roster.strike, application_id=number, reason="papers_not_valid")

    assert refused.value.code == "no_such_move"


@pytest.mark.parametrize("who", [BUREAU, WEST], ids=lambda who: who.role)
def test_nobody_but_the_exam_centre_approves_a_roster(season, who):
    confirmed(season)

    with pytest.raises(Refused) as refused:
        season.do(who, roster.approve_roster, roster_id="R1", cycle_id=CYCLE, school_id="west")

    assert refused.value.code == "not_your_move"


def test_a_roster_is_read_by_its_district_and_listed_for_its_school(season):
    confirmed(season)
    approved(season)

    with pytest.raises(NotThere):
        season.store.read(
            OTHER_BUREAU, lambda tx: roster.read_roster(tx, cycle_id=CYCLE, roster_id="R1")
        )
    with pytest.raises(Refused, match="this is for"):
        season.store.read(WEST, lambda tx: roster.read_roster(tx, cycle_id=CYCLE, roster_id="R1"))
    listed = [[one.id for one in season.store.read(who, lambda tx: rosters_of(tx, CYCLE))]
              for who in (WEST, EAST, BUREAU, OTHER_BUREAU)]  # fmt: skip
    assert listed == [["R1"], [], ["R1"], []]


def test_a_child_that_is_not_confirmed_is_on_no_roster(season):
    number = season.verified()

    with pytest.raises(Refused) as refused:
        approved(season)

    assert refused.value.code == "nobody_confirmed"
    with pytest.raises(NotThere):
        season.do(BUREAU, review.confirm, application_id=number)
