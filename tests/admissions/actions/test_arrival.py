"""A child is told by its notice, arrives on its days, and is taken also when it comes late."""

from datetime import timedelta

import pytest

from admissions.actions import arrival
from admissions.calendar import windows_of
from admissions.policy import builtin_policy
from admissions.store.messages import messages_of
from admissions.store.transaction import NotThere, Refused, TooLate
from tests.admissions.actions.autumn import STEM, at, notified, paired_pupil, rostered
from tests.admissions.season import BUREAU, EAST, WEST

WINDOWS = windows_of(builtin_policy("mentougou_2013"))
BEFORE = timedelta(microseconds=-1)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (WINDOWS["notice"].opens + BEFORE, False), (WINDOWS["notice"].opens, True),
        (WINDOWS["notice"].closes + BEFORE, True), (WINDOWS["notice"].closes, False),
    ],
    ids=["before", "first moment", "last moment", "after"],
)  # fmt: skip
def test_the_notice_is_given_out_on_its_days(season, now, allowed):
    number = rostered(season)
    season.clock.move_to(now)

    if not allowed:
        with pytest.raises(TooLate):
            season.do(WEST, arrival.notify, application_id=number)
        return
    season.do(WEST, arrival.notify, application_id=number)

    told = season.store.read(BUREAU, lambda tx: messages_of(tx, ("queued",)))
    assert [(one.template, one.params) for one in told][-1] == ("notified", {"school": "west"})


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (WINDOWS["arrival"].opens + BEFORE, False), (WINDOWS["arrival"].opens, True),
        (WINDOWS["arrival"].closes + BEFORE, True), (WINDOWS["arrival"].closes, False),
    ],
    ids=["before", "first moment", "last moment", "after"],
)  # fmt: skip
def test_a_child_arrives_on_its_days(season, now, allowed):
    number = notified(season)
    season.clock.move_to(now)

    if allowed:
        assert season.do(WEST, arrival.arrive, application_id=number).stage == "enrolled"
    else:
        with pytest.raises(TooLate):
            season.do(WEST, arrival.arrive, application_id=number)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [(WINDOWS["arrival"].opens + BEFORE, False), (WINDOWS["arrival"].opens, True)],
    ids=["before the days of arrival", "on the first"],
)
def test_nobody_is_missed_before_the_days_of_arrival(season, now, allowed):
    number = notified(season)
    season.clock.move_to(now)

    if allowed:
        assert season.do(WEST, arrival.note_no_show, application_id=number).stage == "no_show"
    else:
        with pytest.raises(Refused) as refused:
            season.do(WEST, arrival.note_no_show, application_id=number)
        assert refused.value.code == "too_early"


def test_who_comes_after_the_days_of_arrival_is_still_taken(season):
    number = notified(season)
    season.clock.move_to(at(9, 9))
    season.do(WEST, arrival.note_no_show, application_id=number)

    assert season.do(WEST, arrival.arrive, application_id=number).stage == "enrolled"


def test_a_junior_pupil_registers_by_card_alone(season):
    number = paired_pupil(season)
    season.move_to("arrival")

    with pytest.raises(Refused) as refused:
        season.do(STEM, arrival.arrive, application_id=number)

    assert refused.value.code == "wrong_level"
    assert season.do(STEM, arrival.swipe_card, application_id=number).stage == "enrolled"


def test_a_junior_pupil_that_comes_late_registers_by_card_too(season):
    number = paired_pupil(season)
    season.clock.move_to(at(9, 9))
    season.do(STEM, arrival.note_no_show, application_id=number)

    assert season.do(STEM, arrival.swipe_card, application_id=number).stage == "enrolled"


def test_a_primary_pupil_has_no_card(season):
    number = notified(season)
    season.move_to("arrival")

    with pytest.raises(Refused) as refused:
        season.do(WEST, arrival.swipe_card, application_id=number)

    assert refused.value.code == "wrong_level"


def test_another_school_notes_nobody_s_arrival(season):
    number = notified(season)
    season.move_to("arrival")

    with pytest.raises(NotThere):
        season.do(EAST, arrival.arrive, application_id=number)
