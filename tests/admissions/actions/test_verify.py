"""The school's verification days: by how many claim, with papers in order, with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admissions.actions import overflow, special, verify
from admissions.actions.papers import note_papers
from admissions.calendar import windows_of
from admissions.papers import PaperKind
from admissions.people import PreferenceKind, SpecialNeeds, TreatedAs
from admissions.policy import builtin_policy
from admissions.store.applications import get_application
from admissions.store.cycles import places_of, set_places
from tests.admissions.actions.june import (
    HILL,
    code_of,
    messages,
    on_desk,
    place_of,
    sealed,
    taken,
    three_referred,
    with_hill,
)
from tests.admissions.season import (
    BUREAU,
    CYCLE,
    EAST,
    LIN,
    MU,
    OPENS,
    WEST,
    all_papers,
    home_in,
    numbered,
)

WINDOW = windows_of(builtin_policy("mentougou_2013"))["verify"]


def test_an_accepted_child_holds_a_place_of_its_zone(season):
    number = taken(season, 2)

    assert season.stage(number) == "provisional"
    assert (place_of(season, number).school_id, place_of(season, number).kind) == ("west", "zone")
    assert season.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))["west"].taken == 1


def test_as_many_claims_as_places_are_accepted_and_one_more_refers_all(season):
    numbers = [on_desk(season, serial) for serial in (2, 4)]
    assert code_of(season, WEST, verify.refer, application_id=numbers[0]) == "school_has_room"

    third = on_desk(season, 6)

    for number in (*numbers, third):
        assert code_of(season, WEST, verify.accept, application_id=number) == "over_capacity_refer"
        assert code_of(season, WEST, verify.refer, application_id=number) == ""


def test_referring_one_child_makes_no_room_for_the_next(season):
    first, second, third = (on_desk(season, serial) for serial in (2, 4, 6))
    season.do(WEST, verify.refer, application_id=third)

    refused = [code_of(season, WEST, verify.accept, application_id=one) for one in (first, second)]

    assert refused == ["over_capacity_refer"] * 2


def test_a_child_placed_by_the_special_office_is_no_longer_a_claim_but_holds_its_place(season):
    asked = on_desk(season, 2, special_needs=SpecialNeeds.REGULAR_CLASS)
    others = [on_desk(season, serial) for serial in (4, 6)]
    season.do(BUREAU, special.place_special, application_id=asked, school_id="west",
              kind="regular_class")  # fmt: skip

    refused = code_of(season, WEST, verify.accept, application_id=others[0])

    assert refused == "over_capacity_refer"
    season.store.write(BUREAU, lambda tx: set_places(
        tx, cycle_id=CYCLE, school_id="west", planned=3))  # fmt: skip
    assert code_of(season, WEST, verify.accept, application_id=others[0]) == ""


@pytest.mark.parametrize(
    ("at", "code"),
    [(WINDOW.opens - timedelta(microseconds=1), "outside_window"), (WINDOW.opens, ""),
     (WINDOW.closes - timedelta(microseconds=1), ""), (WINDOW.closes, "outside_window")],
    ids=["before 15 June", "15 June", "end of 16 June", "17 June"],
)  # fmt: skip
@pytest.mark.parametrize("action", [verify.accept, verify.decline], ids=["accept", "decline"])
def test_the_school_decides_on_its_days_only(season, at, code, action):
    number = on_desk(season, 2)
    season.clock.move_to(at)
    words = {"reason": "papers_missing"} if action is verify.decline else {}

    assert code_of(season, WEST, action, application_id=number, **words) == code


def test_a_paper_that_only_favours_is_no_reason_to_refuse(season):
    given = numbered(2, preference=PreferenceKind.MARTYR)
    number = on_desk(season, 2, papers=False, preference=PreferenceKind.MARTYR)
    shown = [one for one in all_papers(given) if one.kind != PaperKind.MARTYR_PROOF]
    season.do(WEST, note_papers, application_id=number, papers=shown)

    assert season.do(WEST, verify.accept, application_id=number).stage == "provisional"


def test_a_child_to_be_treated_as_local_is_not_taken_before_it_is_proved(season):
    from tests.admissions.entries import non_local_entry

    local = non_local_entry(treated_as_local=TreatedAs.TAIWAN_COMPATRIOT)
    given = replace(local, id_number=numbered(2).id_number)
    season.clock.move_to(OPENS)
    number = season.submitted(MU, given, home_in("west"))
    season.move_to("verify")
    shown = [one for one in all_papers(given) if one.kind != PaperKind.TAIWAN_APPROVAL]
    season.do(WEST, note_papers, application_id=number, papers=shown)

    refused = code_of(season, WEST, verify.accept, application_id=number)

    assert refused == "papers_not_in_order"
    season.papers(WEST, number, given)
    assert code_of(season, WEST, verify.accept, application_id=number) == ""


def test_a_declined_child_s_guardian_is_told_why_and_it_is_taken_when_the_paper_comes(season):
    number = on_desk(season, 2, papers=False)
    season.do(WEST, verify.decline, application_id=number, reason="papers_missing")
    season.papers(WEST, number, numbered(2))

    assert messages(season, number)[-1] == ("declined", {"reason": "papers_missing"})
    assert season.do(WEST, verify.accept, application_id=number).stage == "provisional"


def test_undoing_gives_the_place_back(season):
    number = taken(season, 2)
    season.do(WEST, verify.undo, application_id=number)

    assert (season.stage(number), place_of(season, number)) == ("submitted", None)
    assert season.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))["west"].taken == 0


def test_a_sealed_result_is_not_undone_while_the_days_last(either):
    season = either
    numbers = three_referred(season)
    sealed(season, dict(zip(numbers, ("west", "west", "east"), strict=True)))

    refused = code_of(season, WEST, verify.undo, application_id=numbers[0])

    assert refused == "sealed_result_stands"
    assert season.stage(numbers[0]) == "referred"


def test_an_accepted_child_of_a_sealed_result_is_not_undone_either(either):
    season = either
    number = taken(season, 2)
    sealed(season, {number: "west"})

    assert code_of(season, WEST, verify.undo, application_id=number) == "sealed_result_stands"
    assert place_of(season, number).school_id == "west"


def test_who_did_not_come_is_noted_after_the_days_not_on_them(season):
    number = on_desk(season, 2, papers=False)

    assert code_of(season, WEST, verify.note_absent, application_id=number) == "outside_window"
    season.move_to("follow_up")
    assert season.do(WEST, verify.note_absent, application_id=number).stage == "absent"


@pytest.mark.parametrize(
    "action", [verify.accept, verify.refer, verify.note_absent, verify.undo, verify.accept_boarder],
    ids=lambda action: action.__name__,
)  # fmt: skip
def test_another_school_knows_of_no_such_child(season, action):
    number = on_desk(season, 2)

    assert code_of(season, EAST, action, application_id=number) == "not_there"


def test_a_boarder_is_accepted_by_its_boarding_school_with_the_medical_paper(either):
    season = either
    with_hill(season)
    number = on_desk(season, 2, desk=HILL, boarding_school_id="hill")

    assert season.do(HILL, verify.accept_boarder, application_id=number).stage == "provisional"
    assert place_of(season, number).kind == "boarding"


def test_without_the_medical_paper_nobody_boards_nor_slips_in_as_a_child_of_the_zone(season):
    with_hill(season)
    number = on_desk(season, 2, desk=HILL, papers=False, boarding_school_id="hill")
    shown = [one for one in all_papers(numbered(2, boarding_school_id="hill"))
             if one.kind != PaperKind.BOARDING_MEDICAL]  # fmt: skip
    season.do(HILL, note_papers, application_id=number, papers=shown)

    boarding = code_of(season, HILL, verify.accept_boarder, application_id=number)
    zone = code_of(season, HILL, verify.accept, application_id=number)

    assert (boarding, zone) == ("papers_not_in_order", "not_in_zone")


def test_more_boarders_than_places_are_all_referred(season):
    with_hill(season)
    numbers = [on_desk(season, serial, desk=HILL, boarding_school_id="hill")
               for serial in (2, 4, 6)]  # fmt: skip

    for number in numbers:
        refused = code_of(season, HILL, verify.accept_boarder, application_id=number)
        assert refused == "over_capacity_refer"
        assert season.do(HILL, verify.refer, application_id=number).stage == "referred"


def test_a_child_that_did_not_choose_to_board_is_no_boarder(season):
    with_hill(season)
    number = on_desk(season, 2, desk=HILL, zone="hill")

    refused = code_of(season, HILL, verify.accept_boarder, application_id=number)

    assert refused == "not_a_boarder"
    assert season.do(HILL, verify.accept, application_id=number).stage == "provisional"


def test_a_boarder_is_no_child_of_the_run_and_its_place_is_taken_off(season):
    with_hill(season)
    number = on_desk(season, 2, desk=HILL, boarding_school_id="hill")
    season.do(HILL, verify.accept_boarder, application_id=number)

    found = season.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")

    assert found.children == ()
    assert (found.places["hill"], found.places["west"]) == (1, 2)


def test_a_school_in_a_shared_zone_refers_even_with_room(season):
    season.clock.move_to(OPENS)
    shared = home_in("west", zone_state="shared", school_ids=("east", "west"))
    number = season.submitted(LIN, numbered(2), shared)
    season.move_to("verify")
    season.papers(WEST, number, numbered(2))

    assert code_of(season, WEST, verify.accept, application_id=number) == "shared_zone_refer"
    assert season.do(WEST, verify.refer, application_id=number).stage == "referred"
    assert season.store.read(WEST, lambda tx: get_application(tx, number)).school_id == "west"
