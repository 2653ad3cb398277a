"""The bureau's desk: confirm by the sealed result, return, lose nobody, decide zones."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admissions.actions import review, verify
from admissions.calendar import windows_of
from admissions.people import SpecialNeeds
from admissions.policy import builtin_policy
from admissions.store.applications import get_application
from admissions.store.desk_queue import Flag, queue_of
from admissions.store.homes import get_home
from admissions.store.schema import read_log
from tests.admissions.actions.june import (
    HILL,
    carried_out,
    code_of,
    gathered,
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
    LIN,
    MU,
    OTHER_BUREAU,
    WEST,
    Season,
    home_in,
    numbered,
)

REVIEW = windows_of(builtin_policy("mentougou_2013"))["review"]
VERIFY = windows_of(builtin_policy("mentougou_2013"))["verify"]
ON_A_LINE = {"zone_state": "contested", "zone_ids": ("zone-west", "zone-east"),
             "school_ids": ("east", "west")}  # fmt: skip


def in_doubt(season: Season, **home) -> str:
    return season.submitted(MU, numbered(2), home_in("west", **{**ON_A_LINE, **home}))


def test_a_zone_s_child_is_confirmed_and_told_once_the_result_is_sealed(season):
    number = taken(season, 2)
    early = code_of(season, BUREAU, review.confirm, application_id=number)
    sealed(season, {number: "west"})

    assert early == "run_not_sealed"
    assert season.do(BUREAU, review.confirm, application_id=number).stage == "confirmed"
    assert messages(season, number)[-1] == ("confirmed", {"school": "west"})


def test_a_boarder_is_confirmed_without_a_run_since_no_run_concerns_it(season):
    with_hill(season)
    number = on_desk(season, 2, desk=HILL, boarding_school_id="hill")
    season.do(HILL, verify.accept_boarder, application_id=number)

    assert season.do(BUREAU, review.confirm, application_id=number).stage == "confirmed"


def test_a_moved_child_is_confirmed_at_the_school_of_the_run(season):
    numbers = three_referred(season)
    carried_out(season, dict(zip(numbers, ("west", "west", "east"), strict=True)))

    season.do(BUREAU, review.confirm, application_id=numbers[2])

    found = season.store.read(BUREAU, lambda tx: get_application(tx, numbers[2]))
    assert (found.stage, found.school_id) == ("confirmed", "east")


@pytest.mark.parametrize(
    ("at", "code"),
    [(REVIEW.closes - timedelta(microseconds=1), ""), (REVIEW.closes, "outside_window")],
    ids=["the last moment", "closed"],
)  # fmt: skip
def test_the_review_ends_with_its_period(season, at, code):
    number = taken(season, 2)
    sealed(season, {number: "west"})
    season.clock.move_to(at)

    assert code_of(season, BUREAU, review.confirm, application_id=number) == code


@pytest.mark.parametrize("who", [WEST, MU], ids=["school", "guardian"])
def test_nobody_but_the_bureau_confirms(season, who):
    number = taken(season, 2)

    assert code_of(season, who, review.confirm, application_id=number) == "not_your_move"


def test_another_district_s_bureau_knows_of_no_such_child(season):
    number = taken(season, 2)

    assert code_of(season, OTHER_BUREAU, review.confirm, application_id=number) == "not_there"


def test_a_returned_child_loses_its_place_and_its_guardian_is_told_why(season):
    number = taken(season, 2)
    season.do(BUREAU, review.return_to_school, application_id=number, reason="papers_not_valid")

    assert (season.stage(number), place_of(season, number)) == ("returned", None)
    assert messages(season, number)[-1] == ("returned", {"reason": "papers_not_valid"})
    assert season.do(WEST, verify.accept, application_id=number).stage == "provisional"


def test_a_child_is_returned_only_with_a_reason_of_the_pack(season):
    number = taken(season, 2)

    refused = code_of(season, BUREAU, review.return_to_school, application_id=number, reason="x")

    assert refused == "reason_missing"


def test_a_child_of_the_sealed_result_is_returned_by_no_one(either):
    season = either
    number = taken(season, 2)
    sealed(season, {number: "west"})

    refused = code_of(season, BUREAU, review.return_to_school, application_id=number,
                      reason="papers_not_valid")  # fmt: skip

    assert refused == "sealed_result_stands"
    assert place_of(season, number).school_id == "west"


@pytest.mark.parametrize(
    ("at", "code"),
    [(VERIFY.closes - timedelta(microseconds=1), "school_verifies_first"), (VERIFY.closes, "")],
    ids=["16 June", "17 June"],
)  # fmt: skip
def test_who_is_left_on_a_school_s_desk_is_referred_after_the_days(season, at, code):
    number = on_desk(season, 2)
    season.clock.move_to(at)

    assert code_of(season, BUREAU, review.refer_onward, application_id=number) == code


@pytest.mark.parametrize("state", ["contested", "outside", "not_located"])
def test_a_home_in_doubt_goes_into_no_run(season, state):
    number = in_doubt(season, zone_state=state)
    season.move_to("follow_up")

    refused = code_of(season, BUREAU, review.refer_onward, application_id=number)

    assert refused == "zone_not_decided"


def test_a_home_found_to_lie_in_no_zone_is_referred_without_a_claim(season):
    number = in_doubt(season)
    season.do(BUREAU, review.decide_zone, application_id=number, zone_id="none", school_ids=())
    season.move_to("verify")

    season.do(BUREAU, review.refer_onward, application_id=number)

    facts, decided = season.store.read(BUREAU, lambda tx: get_home(tx, number))
    assert (facts.zone_state, decided, facts.school_ids) == ("outside", "none", ())
    assert [child.zone_id for child in gathered(season).children] == ["none"]


@pytest.mark.parametrize(
    ("zone", "schools", "code"),
    [("zone-east", (), "zone_missing"), ("none", ("east",), "zone_missing"),
     ("", ("east",), "zone_missing"), ("zone-east", ("nowhere",), "not_there")],
    ids=["no school", "no zone but a school", "no zone named", "unknown school"],
)  # fmt: skip
def test_a_decision_names_a_zone_with_its_schools_or_none_with_none(season, zone, schools, code):
    number = in_doubt(season)

    refused = code_of(season, BUREAU, review.decide_zone, application_id=number, zone_id=zone,
                      school_ids=schools)  # fmt: skip

    assert refused == code


def test_a_decision_can_be_taken_again(season):
    number = in_doubt(season)
    for school in ("west", "east"):
        season.do(BUREAU, review.decide_zone, application_id=number, zone_id=f"zone-{school}",
                  school_ids=(school,))  # fmt: skip

    found = season.store.read(BUREAU, lambda tx: get_application(tx, number))
    assert found.school_id == "east"


def test_a_boarder_whose_home_is_in_doubt_stays_with_its_boarding_school(season):
    with_hill(season)
    given = numbered(2, boarding_school_id="hill")
    number = season.submitted(MU, given, home_in("west", **ON_A_LINE))
    season.move_to("verify")

    season.do(BUREAU, review.decide_zone, application_id=number, zone_id="zone-east",
              school_ids=("east",))  # fmt: skip

    found = season.store.read(BUREAU, lambda tx: get_application(tx, number))
    assert found.school_id == "hill"


def test_a_boarder_in_doubt_that_was_referred_is_decided_before_the_run(season):
    with_hill(season)
    numbers = []
    for serial in (2, 4, 6):
        given = numbered(serial, boarding_school_id="hill")
        season.clock.move_to(season.clock.at.replace(month=5, day=10))
        numbers.append(season.submitted(LIN, given, home_in("west", **ON_A_LINE)))
        season.move_to("verify")
        season.papers(HILL, numbers[-1], given)
    for number in numbers:
        season.do(HILL, verify.refer, application_id=number)

    decided = season.do(BUREAU, review.decide_zone, application_id=numbers[0], zone_id="zone-east",
                        school_ids=("east",))  # fmt: skip

    assert decided.stage == "referred"


def test_a_queue_masks_names_flags_what_matters_and_notes_one_read_of_each(season):
    first = on_desk(season, 2, special_needs=SpecialNeeds.REGULAR_CLASS, siblings_at=("west",))
    second = on_desk(season, 4)
    before = reads(season)

    page, rest = (
        season.store.write(BUREAU, lambda tx, after=after: queue_of(
            tx, cycle_id=CYCLE, stages=("submitted",), purpose="review", after=after, limit=1))
        for after in ("", first)
    )  # fmt: skip

    assert [(row.application_id, row.masked_name) for row in page.rows] == [(first, "张**")]
    assert page.next_after == first
    assert page.rows[0].flags == (Flag.SPECIAL_NEEDS, Flag.SIBLINGS)
    assert [row.application_id for row in rest.rows] == [second]
    assert (rest.rows[0].flags, rest.next_after) == ((), "")
    assert reads(season) - before == 2


def test_a_queue_shows_a_school_its_own_children_only(season):
    on_desk(season, 2)
    on_desk(season, 4, zone="east", papers=False)

    page = season.store.write(WEST, lambda tx: queue_of(
        tx, cycle_id=CYCLE, stages=("submitted",), purpose="verify"))  # fmt: skip

    assert [row.school_id for row in page.rows] == ["west"]


def reads(season: Season) -> int:
    return season.store.read(BUREAU, lambda tx: tx.conn.execute(
        select(func.count()).select_from(read_log)).scalar_one())  # fmt: skip
