"""From primary to junior school: named by the school, paired where one is, else the bureau's."""

from dataclasses import replace

import pytest

from admissions.actions import junior, overflow, review
from admissions.people import Entry
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM
from admissions.store.applications import get_application
from admissions.store.cycles import School, open_cycle, open_windows, places_of, set_places
from admissions.store.frame import add_pairing, add_school
from admissions.store.pairings import NamedPupils, named_pupils, pairings_of
from tests.admissions.actions.june import code_of, finished, place_of
from tests.admissions.ceremonies import kept_as_drawn
from tests.admissions.season import (
    BUREAU,
    CYCLE,
    EAST,
    MU,
    WEST,
    Season,
    home_in,
    numbered,
)

JUNIOR = "2013-junior"


def open_junior(season: Season, places: int = 2) -> None:
    """Open a junior cycle: the western primary school is paired with the first junior school."""

    def frame(tx) -> None:
        for name in ("first", "second"):
            add_school(tx, School(name, "mtg", f"{name}中学", "junior", boarding=False,
                                  special=False, designated=False))  # fmt: skip
        open_cycle(tx, cycle_id=JUNIOR, year=2013, level="junior",
                   policy=builtin_policy("mentougou_2013"))  # fmt: skip
        open_windows(tx, cycle_id=JUNIOR, district_id="mtg")
        for name in ("first", "second"):
            set_places(tx, cycle_id=JUNIOR, school_id=name, planned=places)
        add_pairing(tx, cycle_id=JUNIOR, primary_school_id="west", junior_school_id="first")

    season.store.write(SYSTEM, frame)


def pupil(serial: int, school: str = "west") -> Entry:
    return replace(numbered(serial), primary_school_id=school)


def named(season: Season, serial: int, desk=WEST, **changed) -> str:
    number = season.number()
    season.do(desk, junior.nominate, application_id=number, cycle_id=JUNIOR,
              entry=pupil(serial, desk.school_id), home=home_in("second", **changed))  # fmt: skip
    return number


def test_a_pupil_is_named_by_its_school_and_goes_up_to_the_paired_one(either):
    season = either
    open_junior(season)
    number = named(season, 2)
    season.move_to("verify")
    season.do(BUREAU, junior.pair, application_id=number)

    found = season.store.read(BUREAU, lambda tx: get_application(tx, number))
    assert (found.stage, found.school_id) == ("placed", "first")
    assert (place_of(season, number).kind, place_of(season, number).school_id) == (
        "paired", "first")  # fmt: skip


@pytest.mark.parametrize(
    ("who", "cycle", "school", "code"),
    [(WEST, CYCLE, "west", "not_junior"), (WEST, JUNIOR, "east", "not_your_pupil"),
     (MU, JUNIOR, "west", "not_your_move"), (BUREAU, JUNIOR, "west", "not_your_move")],
    ids=["a primary cycle", "another school's pupil", "a guardian", "the bureau"],
)  # fmt: skip
def test_only_a_primary_school_names_its_own_pupils(season, who, cycle, school, code):
    open_junior(season)

    refused = code_of(season, who, junior.nominate, application_id="J1", cycle_id=cycle,
                      entry=pupil(2, school), home=home_in("second"))  # fmt: skip

    assert refused == code


def test_a_pupil_is_named_once(season):
    open_junior(season)
    named(season, 2)

    refused = code_of(season, EAST, junior.nominate, application_id="J9", cycle_id=JUNIOR,
                      entry=pupil(2, "east"), home=home_in("second"))  # fmt: skip

    assert refused == "child_already_registered"


def test_nobody_is_named_after_the_deadline(season):
    open_junior(season)
    season.move_to("verify")

    refused = code_of(season, WEST, junior.nominate, application_id="J1", cycle_id=JUNIOR,
                      entry=pupil(2), home=home_in("second"))  # fmt: skip

    assert refused == "outside_window"


def test_more_pupils_than_paired_places_are_all_the_bureau_s_whoever_is_asked_first(season):
    open_junior(season, places=2)
    numbers = [named(season, serial) for serial in (2, 4, 6)]
    season.move_to("verify")

    refused = [code_of(season, BUREAU, junior.pair, application_id=one) for one in numbers]
    stages = [season.do(BUREAU, junior.pair_or_refer, application_id=one).stage for one in numbers]

    assert refused == ["over_capacity_refer"] * 3
    assert stages == ["referred"] * 3
    assert season.store.read(BUREAU, lambda tx: places_of(tx, JUNIOR))["first"].taken == 0


def test_as_many_pupils_as_paired_places_all_go_up(season):
    open_junior(season, places=2)
    numbers = [named(season, serial) for serial in (2, 4)]
    season.move_to("verify")

    stages = [season.do(BUREAU, junior.pair_or_refer, application_id=one).stage for one in numbers]

    assert stages == ["placed", "placed"]


def test_nobody_is_paired_while_schools_may_still_name_pupils(season):
    open_junior(season, places=1)
    number = named(season, 2)

    early = code_of(season, BUREAU, junior.pair, application_id=number)
    all_of_them = code_of(season, BUREAU, junior.pair_next, cycle_id=JUNIOR)

    assert early == all_of_them == "naming_not_over"


def test_all_named_pupils_are_paired_or_referred_at_once_but_for_homes_in_doubt(either):
    season = either
    open_junior(season, places=2)
    there = [named(season, serial) for serial in (2, 4)]
    without, doubt = named(season, 6, EAST), named(season, 8, EAST, zone_state="outside")
    season.move_to("verify")

    found = season.do(BUREAU, junior.pair_next, cycle_id=JUNIOR)

    assert found == junior.Paired(placed=2, referred=1, in_doubt=1)
    assert [season.stage(one) for one in (*there, without, doubt)] == [
        "placed", "placed", "referred", "nominated"]  # fmt: skip


def test_many_named_pupils_are_taken_step_by_step_until_none_moves(season):
    open_junior(season, places=3)
    doubt = named(season, 8, EAST, zone_state="outside")
    for serial in (2, 4, 6):
        named(season, serial)
    season.move_to("verify")

    steps = [season.do(BUREAU, junior.pair_next, cycle_id=JUNIOR, limit=2) for _ in range(3)]

    assert [(it.placed, it.in_doubt) for it in steps] == [(2, 1), (1, 1), (0, 1)]
    assert season.stage(doubt) == "nominated"


def test_a_home_in_doubt_does_not_keep_a_pupil_from_its_paired_school(season):
    open_junior(season)
    number = named(season, 2, zone_state="outside")
    season.move_to("verify")

    season.do(BUREAU, junior.pair_next, cycle_id=JUNIOR)

    assert season.stage(number) == "placed"


def test_pupils_are_counted_by_the_school_that_named_them_also_after_they_went_up(either):
    season = either
    open_junior(season, places=1)
    named(season, 2), named(season, 4, EAST)
    season.move_to("verify")
    season.do(BUREAU, junior.pair_next, cycle_id=JUNIOR)

    found = season.store.read(SYSTEM, lambda tx: named_pupils(tx, JUNIOR))

    assert found == [NamedPupils("east", "referred", "", 1),
                     NamedPupils("west", "placed", "first", 1)]  # fmt: skip
    assert season.store.read(BUREAU, lambda tx: pairings_of(tx, JUNIOR)) == {"west": "first"}


def test_a_school_without_a_pairing_has_its_pupils_placed_by_the_bureau(season):
    open_junior(season)
    number = named(season, 2, EAST)
    season.move_to("verify")

    assert code_of(season, BUREAU, junior.pair, application_id=number) == "not_paired"
    assert season.do(BUREAU, junior.pair_or_refer, application_id=number).stage == "referred"


def test_who_has_no_pair_is_in_the_run_of_the_junior_cycle_in_one_tier(season):
    open_junior(season)
    paired, other = named(season, 2), named(season, 4, EAST)
    season.move_to("verify")
    for number in (paired, other):
        season.do(BUREAU, junior.pair_or_refer, application_id=number)

    found = season.do(BUREAU, overflow.children_to_place, cycle_id=JUNIOR, district_id="mtg")

    assert [(one.application_id, one.tier) for one in found.children] == [(other, 1)]
    assert found.places == {"first": 1, "second": 2}


def test_a_run_of_the_junior_cycle_is_sealed_beside_the_primary_one(season):
    open_junior(season)
    number = named(season, 2, EAST)
    season.move_to("verify")
    season.do(BUREAU, junior.pair_or_refer, application_id=number)
    for cycle, lines in ((CYCLE, {}), (JUNIOR, {number: "second"})):
        kept_as_drawn(season, cycle, finished(lines), cycle)
        season.do(BUREAU, overflow.seal, run_id=cycle)

    season.do(BUREAU, overflow.place_by_run, run_id=JUNIOR)

    assert place_of(season, number).school_id == "second"


def test_nothing_is_sealed_while_a_named_pupil_waits_to_be_paired(season):
    open_junior(season)
    named(season, 2)

    found = season.do(BUREAU, overflow.children_to_place, cycle_id=JUNIOR, district_id="mtg")

    assert found.unfinished == {"nominated": 1}


def test_a_named_pupil_whose_home_is_in_doubt_is_decided_first(season):
    open_junior(season)
    number = named(season, 2, EAST, zone_state="contested", school_ids=("first", "second"))

    season.move_to("verify")
    early = code_of(season, BUREAU, junior.pair_or_refer, application_id=number)
    season.do(BUREAU, review.decide_zone, application_id=number, zone_id="zone-second",
              school_ids=("second",))  # fmt: skip
    after = season.do(BUREAU, junior.pair_or_refer, application_id=number)

    assert (early, after.stage) == ("zone_not_decided", "referred")


@pytest.mark.parametrize("who", [WEST, MU], ids=["school", "guardian"])
def test_only_the_bureau_pairs(season, who):
    open_junior(season)
    number = named(season, 2)
    season.move_to("verify")

    assert code_of(season, who, junior.pair, application_id=number) == "not_your_move"
    assert code_of(season, who, junior.pair_next, cycle_id=JUNIOR) == "not_your_move"
