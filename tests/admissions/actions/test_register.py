"""A guardian registers, enters, confirms, changes, withdraws: until the deadline, once a city."""

from datetime import timedelta

import pytest

from admissions.actions import register as moves
from admissions.calendar import windows_of
from admissions.people import IdKind
from admissions.policy import builtin_policy
from admissions.store.applications import get_application, own_entry, read_entry
from admissions.store.transaction import NotThere, Refused, TooLate
from geo.faults import BadInput
from tests.admissions.entries import citizen_number, entry, non_local_entry
from tests.admissions.season import BUREAU, CYCLE, LIN, MU, OTHER_BUREAU, WEST, home_in

CLOSES = windows_of(builtin_policy("mentougou_2013"))["register"].closes


def test_a_child_is_registered_entered_and_confirmed(season):
    number = season.submitted()

    found = season.store.read(MU, lambda tx: get_application(tx, number))

    assert (found.stage, found.version, found.school_id) == ("submitted", 3, "west")
    assert found.category == "one"


def test_what_was_entered_comes_back_as_it_was(season):
    number = season.entered()

    assert season.store.read(MU, lambda tx: own_entry(tx, number)) == entry()
    assert season.store.write(BUREAU, lambda tx: read_entry(tx, number, purpose="check")) == entry()


@pytest.mark.parametrize("district", ["mtg", "sjs"], ids=["same district", "other district"])
def test_a_child_is_registered_once_in_the_whole_city(season, district):
    season.registered(MU)

    with pytest.raises(Refused) as refused:
        season.do(LIN, moves.register, application_id="B1", cycle_id=CYCLE, district_id=district,
                  id_kind=IdKind.ID_CARD, id_number=entry().id_number)  # fmt: skip

    assert refused.value.code == "child_already_registered"
    assert "mtg" not in str(refused.value)


def test_after_withdrawing_the_child_may_register_elsewhere_and_keeps_its_lot(season):
    first = season.submitted(MU)
    season.do(MU, moves.withdraw, application_id=first)
    season.do(LIN, moves.register, application_id="B1", cycle_id=CYCLE, district_id="sjs",
              id_kind=IdKind.ID_CARD, id_number=entry().id_number)  # fmt: skip

    before = season.store.read(MU, lambda tx: get_application(tx, first))
    after = season.store.read(LIN, lambda tx: get_application(tx, "B1"))

    assert (before.stage, after.stage) == ("withdrawn", "registered")
    assert before.case_id == after.case_id


@pytest.mark.parametrize(
    ("past", "allowed"), [(timedelta(microseconds=-1), True), (timedelta(0), False)],
    ids=["the last microsecond of 31 May", "the first of 1 June"],
)  # fmt: skip
def test_nothing_is_registered_entered_or_changed_after_the_deadline(season, past, allowed):
    entered = season.entered(MU)
    submitted = season.submitted(LIN, entry(id_number=citizen_number(entry().born, serial="004")))
    season.clock.move_to(CLOSES + past)
    third = entry(id_number=citizen_number(entry().born, serial="006"))
    tries = (
        lambda: season.registered(MU, third),
        lambda: season.do(MU, moves.enter, application_id=entered, entry=entry(),
                          home=home_in("west"), subdistrict_id="dayu"),
        lambda: season.do(MU, moves.submit, application_id=entered, declaration="2013-1"),
        lambda: season.do(LIN, moves.reopen, application_id=submitted),
        lambda: season.do(MU, moves.withdraw, application_id=entered),
    )  # fmt: skip

    for attempt in tries:
        if allowed:
            attempt()
        else:
            with pytest.raises(TooLate):
                attempt()

    assert season.stage(entered) == ("withdrawn" if allowed else "entered")


def test_another_child_s_number_cannot_be_entered(season):
    number = season.registered(MU)
    other = entry(id_number=citizen_number(entry().born, serial="008"))

    with pytest.raises(BadInput, match="registered with"):
        season.do(MU, moves.enter, application_id=number, entry=other, home=home_in("west"),
                  subdistrict_id="dayu")  # fmt: skip


def test_a_non_local_child_needs_its_sub_district_first(season):
    number = season.entered(MU, non_local_entry())

    with pytest.raises(Refused, match="sub-district"):
        season.do(MU, moves.submit, application_id=number, declaration="2013-1")

    assert (
        season.do(MU, moves.request_review, application_id=number).stage == "awaiting_subdistrict"
    )


def test_a_local_child_is_not_reviewed_by_the_sub_district(season):
    number = season.entered(MU)

    with pytest.raises(Refused, match="class three"):
        season.do(MU, moves.request_review, application_id=number)


@pytest.mark.parametrize("who", [LIN, OTHER_BUREAU, WEST], ids=lambda who: who.account_id)
def test_whoever_has_no_part_in_a_registration_is_told_that_there_is_none(season, who):
    number = season.entered(MU)

    with pytest.raises(NotThere):
        season.do(who, moves.withdraw, application_id=number)
    with pytest.raises(NotThere):
        season.store.write(who, lambda tx: read_entry(tx, number, purpose="curiosity"))


def test_a_guardian_cannot_confirm_without_agreeing_to_the_declaration(season):
    number = season.entered(MU)

    with pytest.raises(Refused, match="declaration"):
        season.do(MU, moves.submit, application_id=number, declaration="")
