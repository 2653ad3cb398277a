"""Who comes after the deadline: let in by two people, placed after the seal, displacing nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from admissions.actions import amend, late, overflow, review, verify
from admissions.actions.lapse import lapse_unfinished
from admissions.calendar import windows_of
from admissions.people import IdKind
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM
from admissions.store.amendments import amendment_counts
from admissions.store.applications import get_application
from admissions.store.cycles import places_of, set_places
from admissions.store.runs import unexplained
from geo.faults import BadInput
from tests.admissions.actions.june import (
    carried_out,
    code_of,
    gathered,
    messages,
    place_of,
    sealed,
    taken,
    three_referred,
)
from tests.admissions.season import (
    BUREAU,
    BUREAU_2,
    CYCLE,
    LIN,
    MU,
    WEST,
    Season,
    home_in,
    numbered,
)

CLOSES = windows_of(builtin_policy("mentougou_2013"))["register"].closes


def approved(season: Season, serial: int, name: str = "L1") -> str:
    season.do(BUREAU, late.propose_late, amendment_id=name, cycle_id=CYCLE,
              id_kind=IdKind.ID_CARD, id_number=numbered(serial).id_number, basis="S29",
              reason="住院，未能按时登记")  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id=name)
    return name


def registered(season: Season, serial: int, name: str = "L1", zone: str = "west", **home) -> str:
    """Let a child in late, on the verification days."""
    if season.clock.at < CLOSES:
        season.move_to("verify")
    number = season.number()
    season.do(BUREAU, late.register_late, application_id=number,
              amendment_id=approved(season, serial, name), entry=numbered(serial),
              home=home_in(zone, **home))  # fmt: skip
    return number


def test_a_late_child_is_registered_by_the_bureau_for_its_guardian(either):
    season = either
    number = registered(season, 8)

    found = season.store.read(BUREAU, lambda tx: get_application(tx, number))
    assert (found.stage, found.account_id, found.category) == ("submitted", None, "one")
    document = season.store.read(BUREAU, lambda tx: amend.amendment_document(tx, amendment_id="L1"))
    assert (document["case"], document["stage"]) == (number, "applied")
    assert season.store.read(BUREAU, lambda tx: amendment_counts(tx, CYCLE, "mtg")) == {
        "register_late": 1
    }


@pytest.mark.parametrize(
    ("at", "code"),
    [(CLOSES - timedelta(microseconds=1), "registration_is_open"), (CLOSES, "")],
    ids=["the last microsecond of 31 May", "1 June"],
)  # fmt: skip
def test_before_the_deadline_nobody_is_late(season, at, code):
    name = approved(season, 8)
    season.clock.move_to(at)

    assert code_of(season, BUREAU, late.register_late, application_id="B1", amendment_id=name,
                   entry=numbered(8), home=home_in("west")) == code  # fmt: skip


def test_what_two_people_approved_for_one_child_lets_no_other_in(season):
    season.move_to("verify")
    name = approved(season, 8)

    refused = code_of(season, BUREAU, late.register_late, application_id="B1", amendment_id=name,
                      entry=numbered(6), home=home_in("west"))  # fmt: skip

    assert refused == "not_approved"


def test_one_approval_lets_a_child_in_once(season):
    registered(season, 8)

    refused = code_of(season, BUREAU, late.register_late, application_id="B1", amendment_id="L1",
                      entry=numbered(8), home=home_in("west"))  # fmt: skip

    assert refused == "not_approved"


def test_a_child_that_is_registered_already_is_not_registered_late(season):
    taken(season, 8)
    name = approved(season, 8)

    refused = code_of(season, BUREAU, late.register_late, application_id="B1", amendment_id=name,
                      entry=numbered(8), home=home_in("west"))  # fmt: skip

    assert refused == "child_already_registered"


def test_one_person_alone_lets_nobody_in(season):
    season.move_to("verify")
    season.do(BUREAU, late.propose_late, amendment_id="L1", cycle_id=CYCLE, basis="S29",
              id_kind=IdKind.ID_CARD, id_number=numbered(8).id_number, reason="r")  # fmt: skip

    alone = code_of(season, BUREAU, amend.approve, amendment_id="L1")
    refused = code_of(season, BUREAU, late.register_late, application_id="B1", amendment_id="L1",
                      entry=numbered(8), home=home_in("west"))  # fmt: skip

    assert (alone, refused) == ("needs_another_person", "not_approved")


def test_without_a_number_nobody_can_be_named(season):
    with pytest.raises(BadInput):
        season.do(BUREAU, late.propose_late, amendment_id="L1", cycle_id=CYCLE, basis="S29",
                  id_kind=IdKind.ID_CARD, id_number="  ", reason="r")  # fmt: skip


@pytest.mark.parametrize("who", [MU, WEST], ids=["guardian", "school"])
def test_only_the_bureau_lets_somebody_in(season, who):
    season.move_to("verify")
    name = approved(season, 8)

    refused = code_of(season, who, late.register_late, application_id="B1", amendment_id=name,
                      entry=numbered(8), home=home_in("west"))  # fmt: skip

    assert refused == "not_your_move"


def test_a_registration_that_lapsed_with_its_entry_is_taken_up(season):
    number = season.entered(MU, numbered(8))
    season.move_to("verify")
    season.do(SYSTEM, lapse_unfinished, cycle_id=CYCLE, district_id="mtg")
    season.do(BUREAU, amend.propose, amendment_id="L1", cycle_id=CYCLE, kind="late", basis="S29",
              reason="r", after={}, application_id=number)  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id="L1")

    done = season.do(BUREAU, late.admit_late, application_id=number, amendment_id="L1")

    assert done.stage == "submitted"


def test_a_registration_that_lapsed_empty_is_registered_anew_instead(season):
    number = season.registered(MU, numbered(8))
    season.move_to("verify")
    season.do(SYSTEM, lapse_unfinished, cycle_id=CYCLE, district_id="mtg")
    season.do(BUREAU, amend.propose, amendment_id="L1", cycle_id=CYCLE, kind="late", basis="S29",
              reason="r", after={}, application_id=number)  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id="L1")

    refused = code_of(season, BUREAU, late.admit_late, application_id=number, amendment_id="L1")

    assert refused == "not_entered"


def test_a_late_child_claims_nothing_and_holds_nobody_up(season):
    # two places, two who came in time, one late: as if it were not there
    numbers = [taken(season, serial) for serial in (2, 4)]
    late_one = registered(season, 8)

    found = gathered(season)

    assert season.stage(late_one) == "submitted"
    assert [child.application_id for child in found.children] == numbers
    assert found.unfinished == {}
    sealed(season, dict.fromkeys(numbers, "west"))


def test_a_school_neither_accepts_nor_refers_a_late_child(season):
    number = registered(season, 8)
    season.papers(WEST, number, numbered(8))

    for action in (verify.accept, verify.refer):
        assert code_of(season, WEST, action, application_id=number) == "came_late"


def test_a_late_child_is_placed_only_after_the_seal(season):
    number = registered(season, 8)

    assert code_of(season, BUREAU, late.place_late, application_id=number) == "run_not_sealed"


def test_a_late_child_goes_to_the_nearest_school_with_a_place_left_and_is_told(either):
    # west is nearest and full, hill next; east farther
    season = either
    numbers = [taken(season, serial) for serial in (2, 4)]
    number = registered(season, 8, walk_m={"west": 300, "hill": 700, "east": 800})
    sealed(season, dict.fromkeys(numbers, "west"))

    done = season.do(BUREAU, late.place_late, application_id=number)

    found = place_of(season, number)
    assert (done.stage, found.school_id, found.kind) == ("confirmed", "hill", "amendment")
    assert (found.amendment_id, found.reason) == ("L1", {"reason": "late", "metres": 700})
    assert messages(season, number)[-1] == ("confirmed", {"school": "hill"})
    assert [place_of(season, one).school_id for one in numbers] == ["west", "west"]
    assert season.store.read(BUREAU, lambda tx: unexplained(tx, "R1")) == []


def test_of_two_schools_as_near_the_smaller_id_is_taken(season):
    number = registered(season, 8, walk_m={"west": 500, "east": 500})
    sealed(season, {})

    season.do(BUREAU, late.place_late, application_id=number)

    assert place_of(season, number).school_id == "east"


def test_a_late_child_reaches_further_schools_when_those_of_its_zone_are_full(season):
    numbers = [taken(season, serial) for serial in (2, 4)]
    number = registered(season, 8, walk_m={"west": 300})
    sealed(season, dict.fromkeys(numbers, "west"))
    assert code_of(season, BUREAU, late.place_late, application_id=number) == "no_school_has_room"

    season.do(BUREAU, late.place_late, application_id=number,
              walk_m={"west": 1, "east": 900, "hill": 1_200})  # fmt: skip

    found = place_of(season, number)
    assert (found.school_id, found.reason) == ("east", {"reason": "late", "metres": 900})


def test_a_special_school_is_no_school_with_room(season):
    number = registered(season, 8, walk_m={"care": 100, "west": 500})
    sealed(season, {})

    season.do(BUREAU, late.place_late, application_id=number)

    assert place_of(season, number).school_id == "west"


def test_a_place_that_the_sealed_run_has_yet_to_fill_is_not_for_who_came_late(season):
    numbers = three_referred(season)
    number = registered(season, 8, walk_m={"west": 300})
    sealed(season, dict(zip(numbers, ("west", "west", "east"), strict=True)))

    refused = code_of(season, BUREAU, late.place_late, application_id=number)

    assert refused == "no_school_has_room"
    assert season.do(BUREAU, overflow.place_by_run, run_id="R1") == 3


def test_where_no_place_is_left_nobody_is_displaced(season):
    numbers = [taken(season, serial) for serial in (2, 4)]
    number = registered(season, 8, walk_m={"west": 300, "east": 800})
    season.store.write(BUREAU, lambda tx: set_places(
        tx, cycle_id=CYCLE, school_id="east", planned=0))  # fmt: skip
    carried_out(season, dict.fromkeys(numbers, "west"))

    assert code_of(season, BUREAU, late.place_late, application_id=number) == "no_school_has_room"
    taken_now = season.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))
    assert (taken_now["west"].taken, taken_now["east"].taken) == (2, 0)


def test_who_came_in_time_is_not_placed_as_late(season):
    number = taken(season, 2)
    sealed(season, {number: "west"})

    assert code_of(season, BUREAU, late.place_late, application_id=number) == "not_late"


def test_a_late_child_is_placed_once(season):
    number = registered(season, 8)
    sealed(season, {})
    season.do(BUREAU, late.place_late, application_id=number)
    again = registered(season, 6, "L2")

    season.do(BUREAU, review.refer_onward, application_id=again)

    season.do(BUREAU, late.place_late, application_id=again)
    assert season.stage(again) == "confirmed"
    counts = season.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))
    assert counts["west"].taken == 2
    forged = code_of(season, BUREAU, lambda tx: tx.conn.execute(text(
        "UPDATE placement SET school_id = 'east'")))  # fmt: skip
    assert forged != ""


def test_a_guardian_without_an_account_is_still_known_by_its_child(season):
    # the same child cannot come in again through its guardian afterwards
    registered(season, 8)
    season.clock.move_to(CLOSES - timedelta(hours=1))

    assert code_of(season, LIN, register_elsewhere) == "child_already_registered"


def register_elsewhere(tx):
    from admissions.actions.register import register

    return register(tx, application_id="B2", cycle_id=CYCLE, district_id="sjs",
                    id_kind=IdKind.ID_CARD, id_number=numbered(8).id_number)  # fmt: skip
