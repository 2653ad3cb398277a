"""A petition is received by whoever has cause, answered in its days, and read by nobody else."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from admissions.actions import petitions, publish
from admissions.actions.petitions import Lodging, Subject
from admissions.actions.publish import Notice
from admissions.calendar import SHANGHAI
from admissions.store.transaction import NotThere, Refused, TooLate
from tests.admissions.actions.autumn import at
from tests.admissions.season import (
    AUDITOR,
    BUREAU,
    CYCLE,
    EXAM,
    LIN,
    MU,
    OPENS,
    OTHER_BUREAU,
    Season,
)

QUESTION = Lodging(Subject.QUESTION, "我家在两个服务片的边界上，应去哪所学校？")
# Received on 10 May, fifteen days: due on 25 May.
DUE = date(2013, 5, 25)


def lodged(season: Season, lodging: Lodging = QUESTION, petition_id: str = "Q1", who=MU):
    return season.do(who, petitions.lodge, petition_id=petition_id, cycle_id=CYCLE,
                     district_id="mtg", lodging=lodging)  # fmt: skip


def answered(season: Season):
    season.do(BUREAU, petitions.take, petition_id="Q1")
    return season.do(BUREAU, petitions.answer, petition_id="Q1", text="请携带房产证核实")


def test_a_petition_is_received_taken_answered_contested_and_closed(either):
    received = lodged(either)
    answered(either)
    either.clock.move_to(at(5, 20))
    contested = either.do(MU, petitions.contest, petition_id="Q1", text="房产证已带")
    either.do(BUREAU, petitions.take, petition_id="Q1")
    either.do(BUREAU, petitions.answer, petition_id="Q1", text="已核实，西小学")
    either.clock.move_to(at(6, 5))
    closed = either.do(BUREAU, petitions.close, petition_id="Q1")

    told = either.do(MU, petitions.read_petition, petition_id="Q1")

    assert (received.stage, received.due_on, contested.due_on) == (
        "received",
        DUE,
        date(2013, 6, 4),
    )
    assert closed.stage == "closed"
    assert [one.text for one in told.said] == [QUESTION.text, "房产证已带"]
    assert [one.text for one in told.answered] == ["请携带房产证核实", "已核实，西小学"]


@pytest.mark.parametrize(
    ("today", "overdue"),
    [(at(5, 25, 23), []), (at(5, 26, 0), ["Q1"])],
    ids=["due day", "day after"],
)
def test_a_petition_is_overdue_on_the_day_after_its_last(season, today, overdue):
    lodged(season)
    season.clock.move_to(today)

    assert [one.id for one in season.store.read(BUREAU, petitions.overdue)] == overdue
    assert [one.id for one in season.store.read(BUREAU, petitions.waiting)] == ["Q1"]


def test_an_answered_petition_waits_for_nobody(season):
    lodged(season)
    answered(season)
    season.clock.move_to(at(7, 1))

    assert season.store.read(BUREAU, petitions.overdue) == []


@pytest.mark.parametrize(
    ("today", "closed"), [(at(5, 25, 23), False), (at(5, 26, 0), True)],
    ids=["may still be contested", "the day after"],
)  # fmt: skip
def test_the_guardian_has_as_many_days_to_contest_as_the_bureau_to_answer(season, today, closed):
    lodged(season)
    answered(season)  # on 10 May
    season.clock.move_to(today)

    if closed:
        assert season.do(BUREAU, petitions.close, petition_id="Q1").stage == "closed"
    else:
        with pytest.raises(Refused) as refused:
            season.do(BUREAU, petitions.close, petition_id="Q1")
        assert refused.value.code == "may_be_contested"


def test_what_was_said_by_telephone_is_recorded_and_closed_at_once(season):
    season.do(BUREAU, petitions.record, petition_id="Q1", cycle_id=CYCLE, lodging=QUESTION)
    answered(season)

    assert season.do(BUREAU, petitions.close, petition_id="Q1").stage == "closed"


@pytest.mark.parametrize(
    ("past", "allowed"), [(timedelta(microseconds=-1), True), (timedelta(0), False)],
    ids=["last moment of the period", "its end"],
)  # fmt: skip
def test_an_objection_to_a_notice_is_taken_within_its_period(season, past, allowed):
    season.do(BUREAU, publish.publish_scheme, cycle_id=CYCLE, notice=Notice("P1", "方案"),
              text="方案")  # fmt: skip
    objection = Lodging(Subject.PUBLICATION, "服务片应包括本院", publication_id="P1")
    season.clock.move_to(datetime(2013, 5, 17, tzinfo=SHANGHAI) + past)  # published on 10 May

    if allowed:
        assert lodged(season, objection).publication_id == "P1"
    else:
        with pytest.raises(TooLate):
            lodged(season, objection)


def test_there_is_no_objection_to_what_was_taken_down(season):
    season.do(BUREAU, publish.publish_scheme, cycle_id=CYCLE, notice=Notice("P1", "方案"),
              text="方案")  # fmt: skip
    season.do(BUREAU, publish.take_down, publication_id="P1")

    with pytest.raises(TooLate):
        lodged(season, Lodging(Subject.PUBLICATION, "异议", publication_id="P1"))


@pytest.mark.parametrize(
    ("lodging", "code"),
    [
        (Lodging(Subject.QUESTION, " "), "text_missing"),
        (Lodging(Subject.QUESTION, "字" * 5_001), "text_too_long"),
        (Lodging(Subject.PUBLICATION, "异议"), "publication_missing"),
        (Lodging(Subject.QUESTION, "异议", publication_id="P1"), "publication_missing"),
        (Lodging(Subject.RESULT, "异议", application_id="nobody"), "not_there"),
        (Lodging(Subject.PUBLICATION, "异议", publication_id="nothing"), "not_there"),
    ],
    ids=["empty", "too long", "no notice", "notice of a question", "no child", "unknown notice"],
)
def test_a_petition_that_does_not_hold_together_is_refused(season, lodging, code):
    with pytest.raises(Refused) as refused:
        lodged(season, lodging)

    assert refused.value.code == code


def test_the_longest_text_is_taken(season):
    assert lodged(season, Lodging(Subject.OTHER, "字" * 5_000)).stage == "received"


def test_nobody_petitions_about_another_guardian_s_child(season):
    number = season.entered(MU)

    with pytest.raises(NotThere):
        lodged(season, Lodging(Subject.RESULT, "结果", application_id=number), who=LIN)


@pytest.mark.parametrize("who", [LIN, OTHER_BUREAU], ids=lambda who: who.account_id)
def test_a_petition_is_not_there_for_others(season, who):
    lodged(season)

    with pytest.raises(NotThere):
        season.do(who, petitions.read_petition, petition_id="Q1")


@pytest.mark.parametrize("who", [EXAM, AUDITOR], ids=lambda who: who.role)
def test_who_may_see_that_there_is_a_petition_may_not_read_it(season, who):
    lodged(season)

    with pytest.raises(Refused) as refused:
        season.do(who, petitions.read_petition, petition_id="Q1")

    assert refused.value.code == "not_your_move"


def test_the_bureau_s_reading_about_a_child_is_written_down(season):
    number = season.entered(MU)
    lodged(season, Lodging(Subject.RESULT, "结果", application_id=number))
    season.do(BUREAU, petitions.read_petition, petition_id="Q1")

    with season.store.engine.engine.connect() as conn:
        noted = conn.exec_driver_sql(
            "SELECT actor_id, purpose FROM read_log WHERE application_id = ?", (number,)
        ).all()

    assert noted == [("bureau-zhao", "petition")]


def test_no_text_of_a_petition_can_be_read_in_the_database_file(season):
    lodged(season)
    answered(season)

    raw = b"".join(path.read_bytes() for path in sorted(Path(season.folder).iterdir()))

    assert "两个服务片的边界".encode() not in raw
    assert "请携带房产证核实".encode() not in raw


def test_an_answer_after_the_last_day_is_late_in_its_event(season):
    lodged(season)
    season.clock.move_to(OPENS + timedelta(days=16))
    answered(season)

    with season.store.engine.engine.connect() as conn:
        facts = conn.exec_driver_sql("SELECT facts FROM event WHERE action = 'answer'").scalar_one()

    assert facts == '{"late":true}'
