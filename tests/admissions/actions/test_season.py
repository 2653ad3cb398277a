"""A season from registration to the roll, on either engine: two stay, one moves, all are told."""

import json

import pytest

from admissions.actions import amend, arrival, overflow, review, roll, roster, verify
from admissions.store.applications import get_application
from admissions.store.cycles import places_of
from admissions.store.homes import get_home
from admissions.store.placements import placement_of
from admissions.store.runs import Line, differences
from admissions.store.transaction import Refused
from tests.admissions.ceremonies import kept_as_drawn
from tests.admissions.season import (
    BUREAU,
    BUREAU_2,
    CYCLE,
    EAST,
    EXAM,
    LIN,
    MU,
    WEST,
    Season,
    home_in,
    numbered,
)


def three_in_the_west(season: Season) -> list[str]:
    """Confirm three children in the zone of the western school, which has two places."""
    return [season.verified(numbered(serial), who=who)
            for serial, who in ((2, MU), (4, LIN), (6, MU))]  # fmt: skip


def finished(lines: list[tuple[str, str]], status: str = "placed") -> overflow.Finished:
    told = tuple(Line(number, school, {"reason": "stays"}) for number, school in lines)
    return overflow.Finished(
        told, "1" * 64, "2" * 64, {"status": status}, json.dumps(lines).encode()
    )


def sealed(season: Season, numbers: list[str]) -> str:
    """Refer three children, run, seal and carry out: the third goes east."""
    for number in numbers:
        season.do(WEST, verify.refer, application_id=number)
    lines = list(zip(numbers, ("west", "west", "east"), strict=True))
    kept_as_drawn(season, "R1", finished(lines))
    season.do(BUREAU, overflow.seal, run_id="R1")
    while season.do(BUREAU, overflow.place_by_run, run_id="R1"):
        pass
    return "R1"


def test_from_registration_to_the_roll(either):
    season = either
    numbers = three_in_the_west(season)
    sealed(season, numbers)
    for number in numbers:
        season.do(BUREAU, review.confirm, application_id=number)
    for school in ("west", "east"):
        season.do(EXAM, roster.approve_roster, roster_id=f"roster-{school}", cycle_id=CYCLE,
                  school_id=school)  # fmt: skip
    for number, desk in zip(numbers, (WEST, WEST, EAST), strict=True):
        season.move_to("notice")
        season.do(desk, arrival.notify, application_id=number)
        season.move_to("arrival")
        season.do(desk, arrival.arrive, application_id=number)
    export = season.do(EXAM, roll.export_roll, export_id="X1", cycle_id=CYCLE)

    places = season.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))

    assert [season.stage(number) for number in numbers] == ["on_roll"] * 3
    assert (export.children, export.records) == (3, 3)
    assert (places["west"].taken, places["east"].taken) == (2, 1)


def test_a_school_that_can_hold_all_accepts_and_may_not_refer(either):
    number = either.verified(numbered(2))

    with pytest.raises(Refused, match="hold all"):
        either.do(WEST, verify.refer, application_id=number)

    assert either.do(WEST, verify.accept, application_id=number).stage == "provisional"


def test_a_school_that_cannot_hold_all_accepts_nobody_whoever_came_first(either):
    first, *_ = three_in_the_west(either)

    with pytest.raises(Refused) as refused:
        either.do(WEST, verify.accept, application_id=first)

    assert refused.value.code == "over_capacity_refer"


def test_without_its_papers_a_child_is_neither_accepted_nor_referred(either):
    number = either.submitted(MU, numbered(2))
    either.move_to("verify")

    for action in (verify.accept, verify.refer):
        with pytest.raises(Refused) as refused:
            either.do(WEST, action, application_id=number)
        assert refused.value.code == "papers_not_in_order"


def test_a_child_is_declined_only_with_a_reason_of_the_pack(either):
    number = either.verified(numbered(2))

    with pytest.raises(Refused) as refused:
        either.do(WEST, verify.decline, application_id=number, reason="looks_wrong")

    assert refused.value.code == "reason_missing"
    declined = either.do(WEST, verify.decline, application_id=number, reason="papers_missing")
    assert declined.stage == "declined"
    assert either.do(BUREAU, review.refer_onward, application_id=number).stage == "referred"


def test_a_run_is_sealed_only_when_everybody_is_dealt_with_and_nothing_changed(either):
    numbers = three_in_the_west(either)
    found = either.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")
    assert (found.children, found.unfinished) == ((), {"submitted": 3})
    for number in numbers[:2]:
        either.do(WEST, verify.refer, application_id=number)
    found = either.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")
    lines = [(numbers[0], "west"), (numbers[1], "west")]
    either.do(BUREAU, overflow.record_preview, run_id="R1", cycle_id=CYCLE, district_id="mtg",
              state=found.state, done=finished(lines))  # fmt: skip

    with pytest.raises(Refused) as unfinished:
        either.do(BUREAU, overflow.seal, run_id="R1")
    either.do(WEST, verify.refer, application_id=numbers[2])
    with pytest.raises(Refused) as changed:
        either.do(BUREAU, overflow.seal, run_id="R1")

    assert (unfinished.value.code, changed.value.code) == ("unfinished", "children_have_changed")


def test_a_run_that_is_short_of_places_cannot_be_sealed(either):
    found = either.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")
    either.do(BUREAU, overflow.record_preview, run_id="R1", cycle_id=CYCLE, district_id="mtg",
              state=found.state, done=finished([], status="short"))  # fmt: skip

    with pytest.raises(Refused) as refused:
        either.do(BUREAU, overflow.seal, run_id="R1")

    assert refused.value.code == "run_is_short"


def test_only_one_run_of_a_district_is_sealed(either):
    sealed(either, three_in_the_west(either))
    found = either.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")
    either.do(BUREAU, overflow.record_preview, run_id="R2", cycle_id=CYCLE, district_id="mtg",
              state=found.state, done=finished([]))  # fmt: skip

    with pytest.raises(Refused) as refused:
        either.do(BUREAU_2, overflow.seal, run_id="R2")

    assert refused.value.code == "already_sealed"


def test_a_sealed_result_is_changed_by_two_people_and_the_difference_is_listed(either):
    moved = three_in_the_west(either)[2]
    sealed(either, [f"A{n:06d}" for n in (1, 2, 3)])
    either.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="place",
              basis="G6", reason="家庭困难", after={"school_id": "hill"},
              application_id=moved)  # fmt: skip

    with pytest.raises(Refused) as alone:
        either.do(BUREAU, amend.approve, amendment_id="M1")
    with pytest.raises(Refused) as early:
        either.do(BUREAU, amend.apply_place, amendment_id="M1")
    either.do(BUREAU_2, amend.approve, amendment_id="M1")
    either.do(BUREAU, amend.apply_place, amendment_id="M1")

    found = either.store.read(BUREAU, lambda tx: differences(tx, "R1"))
    assert (alone.value.code, early.value.code) == ("needs_another_person", "not_approved")
    assert [(one.application_id, one.present_school_id, one.amendment_id) for one in found] == [
        (moved, "hill", "M1")
    ]


def test_an_amendment_cannot_fill_a_school_beyond_its_places(either):
    moved = three_in_the_west(either)[2]
    sealed(either, ["A000001", "A000002", "A000003"])
    either.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="place", basis="G6",
              reason="r", after={"school_id": "west"}, application_id=moved)  # fmt: skip
    either.do(BUREAU_2, amend.approve, amendment_id="M1")

    with pytest.raises(Refused) as refused:
        either.do(BUREAU, amend.apply_place, amendment_id="M1")

    assert refused.value.code == "school_is_full"
    assert either.store.read(BUREAU, lambda tx: placement_of(tx, moved)).school_id == "east"


def test_a_home_on_a_line_is_decided_by_a_person_and_a_certain_one_is_not(either):
    line = home_in("west", zone_state="contested", zone_ids=("zone-west", "zone-east"),
                   school_ids=("east", "west"))  # fmt: skip
    number = either.submitted(MU, numbered(2), line)
    certain = either.submitted(LIN, numbered(4))
    assert either.store.read(BUREAU, lambda tx: get_application(tx, number)).school_id is None

    either.do(BUREAU, review.decide_zone, application_id=number, zone_id="zone-east",
              school_ids=("east",))  # fmt: skip
    with pytest.raises(Refused) as refused:
        either.do(BUREAU, review.decide_zone, application_id=certain, zone_id="zone-east",
                  school_ids=("east",))  # fmt: skip

    assert either.store.read(EAST, lambda tx: get_application(tx, number)).school_id == "east"
    assert refused.value.code == "zone_is_certain"


def test_a_home_that_was_not_found_needs_a_pin_before_its_zone_is_decided(either):
    nowhere = home_in("west", x_m=None, y_m=None, zone_state="not_located", zone_ids=(),
                      school_ids=())  # fmt: skip
    number = either.submitted(MU, numbered(2), nowhere)
    words = {"application_id": number, "zone_id": "zone-east", "school_ids": ("east",)}

    with pytest.raises(Refused) as refused:
        either.do(BUREAU, review.decide_zone, **words)
    either.do(BUREAU, review.decide_zone, pin=(20_100.0, 10_200.0), **words)

    facts, decided = either.store.read(BUREAU, lambda tx: get_home(tx, number))
    assert refused.value.code == "place_missing"
    assert (facts.x_m, facts.source, decided) == (20_100.0, "person", "zone-east")


def test_nobody_writes_the_roll_by_hand(either):
    assert either.do(EXAM, roll.write_by_hand, cycle_id=CYCLE) == "manual_entry_refused"
    either.move_to("roll_frozen")
    assert either.do(EXAM, roll.write_by_hand, cycle_id=CYCLE) == "roll_frozen"
