"""Children with disabilities are placed before the overflow, on a place of their own (S20–S22)."""

import pytest

from admissions.actions import overflow, special
from admissions.people import SpecialNeeds
from admissions.store.applications import get_application
from tests.admissions.actions.june import (
    code_of,
    gathered,
    on_desk,
    place_of,
    previewed,
    taken,
)
from tests.admissions.season import BUREAU, EAST, LIN, MU, WEST

ASKED = {"special_needs": SpecialNeeds.SPECIAL_SCHOOL, "papers": False}


@pytest.mark.parametrize(
    ("school", "kind"), [("care", "special_school"), ("east", "regular_class")],
    ids=["special school", "regular class"],
)  # fmt: skip
def test_a_child_is_placed_where_it_can_be_taught(either, school, kind):
    season = either
    number = on_desk(season, 2, **ASKED)
    season.do(BUREAU, special.place_special, application_id=number, school_id=school, kind=kind)

    found = season.store.read(BUREAU, lambda tx: get_application(tx, number))
    assert (found.stage, found.school_id) == ("placed", school)
    assert place_of(season, number).kind == kind


def test_its_place_is_taken_off_before_the_run(season):
    number = on_desk(season, 2, **ASKED)
    season.do(BUREAU, special.place_special, application_id=number, school_id="east",
              kind="regular_class")  # fmt: skip

    found = gathered(season)

    assert (found.children, found.places["east"], found.unfinished) == ((), 2, {})


@pytest.mark.parametrize(
    ("school", "kind", "code"),
    [("east", "special_school", "school_unfit"), ("care", "regular_class", "school_unfit"),
     ("nowhere", "regular_class", "not_there")],
    ids=["an ordinary school", "a special school", "an unknown school"],
)  # fmt: skip
def test_the_school_must_be_of_the_kind_decided(season, school, kind, code):
    number = on_desk(season, 2, **ASKED)

    refused = code_of(season, BUREAU, special.place_special, application_id=number,
                      school_id=school, kind=kind)  # fmt: skip

    assert refused == code


def test_a_child_whose_guardian_did_not_ask_is_not_placed_specially(season):
    number = on_desk(season, 2)

    refused = code_of(season, BUREAU, special.place_special, application_id=number,
                      school_id="care", kind="special_school")  # fmt: skip

    assert refused == "not_asked_for"


def test_a_full_school_takes_nobody_more(season):
    for serial in (2, 4):
        taken(season, serial)
    number = on_desk(season, 6, zone="east", **ASKED)

    refused = code_of(season, BUREAU, special.place_special, application_id=number,
                      school_id="west", kind="regular_class")  # fmt: skip

    assert refused == "school_is_full"


@pytest.mark.parametrize("who", [WEST, MU, LIN, EAST], ids=lambda who: who.account_id)
def test_only_the_bureau_places_specially(season, who):
    number = on_desk(season, 2, **ASKED)

    refused = code_of(season, who, special.place_special, application_id=number,
                      school_id="care", kind="special_school")  # fmt: skip

    assert refused == ("not_your_move" if who in {WEST, MU} else "not_there")
    assert place_of(season, number) is None


def test_a_preview_made_before_it_is_not_sealed(season):
    other = taken(season, 4)
    number = on_desk(season, 2, zone="east", **ASKED)
    previewed(season, {other: "west"})
    season.do(BUREAU, special.place_special, application_id=number, school_id="east",
              kind="regular_class")  # fmt: skip

    assert code_of(season, BUREAU, overflow.seal, run_id="R1") == "children_have_changed"
