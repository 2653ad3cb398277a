"""A sub-district reviews the five papers of a non-local child, certifies or returns them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from admissions.actions import register as moves
from admissions.actions import subdistrict as office
from admissions.actions.papers import note_papers
from admissions.calendar import windows_of
from admissions.papers import IssuerLevel, Paper, PaperKind
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM
from admissions.store.transaction import NotThere, Refused, TooLate
from tests.admissions.entries import citizen_number, entry, non_local_entry
from tests.admissions.season import BUREAU, CYCLE, DAYU, LIN, MU, WEST, home_in

K = PaperKind
FIVE = (
    Paper(K.HOUSEHOLD_REGISTER, copy=True), Paper(K.TEMPORARY_PERMIT, copy=True,
                                                  valid_until=date(2014, 5, 1)),
    Paper(K.RESIDENCE_PROOF, copy=True), Paper(K.EMPLOYMENT_PROOF, copy=True),
    Paper(K.NO_GUARDIAN_PROOF, issuer_level=IssuerLevel.TOWNSHIP, copy=True),
)  # fmt: skip
CLOSES = windows_of(builtin_policy("mentougou_2013"))["review_papers"].closes


def asked(season, child=None, who=MU):
    number = season.entered(who, child or non_local_entry())
    season.do(who, moves.request_review, application_id=number)
    return number


def other_child(serial):
    return non_local_entry(id_number=citizen_number(entry().born, serial=serial))


def note(season, number, papers=FIVE):
    return season.do(DAYU, note_papers, application_id=number, papers=papers)


def messages(season):
    rows = season.store.read(SYSTEM, lambda tx: tx.conn.exec_driver_sql(
        "SELECT template, params FROM message ORDER BY id").all())  # fmt: skip
    return [tuple(row) for row in rows]


def waiting(season):
    found = season.store.read(DAYU, lambda tx: office.waiting_for(tx, cycle_id=CYCLE))
    return [one.application_id for one in found]


def test_with_the_five_papers_in_order_a_child_is_certified_and_then_confirmed(either):
    number = asked(either)

    assert note(either, number) == ()
    assert either.do(DAYU, office.certify, application_id=number).stage == "certified"
    assert messages(either) == [("papers_certified", f'{{"number":"{number}"}}')]
    told = either.do(MU, moves.submit, application_id=number, declaration="2013-1")
    assert told.stage == "submitted"


@pytest.mark.parametrize("without", range(5), ids=[str(paper.kind) for paper in FIVE])
def test_without_one_of_the_five_there_is_no_certificate(season, without):
    number = asked(season)
    note(season, number, FIVE[:without] + FIVE[without + 1 :])

    with pytest.raises(Refused) as refused:
        season.do(DAYU, office.certify, application_id=number)

    assert refused.value.code == "papers_not_in_order"
    assert season.stage(number) == "awaiting_subdistrict"


def test_a_permit_that_has_run_out_is_no_permit(season):
    number = asked(season)
    old = replace(FIVE[1], valid_until=date(2013, 5, 9))

    assert [str(fault.code) for fault in note(season, number, (old,))][1:2] == ["expired"]
    with pytest.raises(Refused):
        season.do(DAYU, office.certify, application_id=number)


def test_papers_are_returned_with_a_reason_that_the_guardian_is_told(either):
    number = asked(either)

    told = either.do(DAYU, office.return_papers, application_id=number, reason="papers_missing")

    assert told.stage == "entered"
    assert messages(either) == [
        ("papers_returned", f'{{"number":"{number}","reason":"papers_missing"}}')
    ]
    assert either.do(MU, moves.request_review, application_id=number).version == 5


@pytest.mark.parametrize("reason", ["", "no_such_reason"])
def test_papers_are_not_returned_without_a_reason_of_the_pack(season, reason):
    number = asked(season)

    with pytest.raises(Refused) as refused:
        season.do(DAYU, office.return_papers, application_id=number, reason=reason)

    assert refused.value.code == "reason_missing"


def test_a_local_child_is_not_reviewed(season):
    number = season.submitted()

    for attempt in (
        lambda: note(season, number),
        lambda: season.do(DAYU, office.certify, application_id=number),
        lambda: season.do(
            DAYU, office.return_papers, application_id=number, reason="papers_missing"
        ),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "review_not_needed"


def test_a_confirmed_child_is_not_certified_twice(season):
    number = asked(season)
    note(season, number)
    season.do(DAYU, office.certify, application_id=number)
    season.do(MU, moves.submit, application_id=number, declaration="2013-1")

    with pytest.raises(Refused) as refused:
        season.do(DAYU, office.certify, application_id=number)

    assert refused.value.code == "already_certified"


def test_changing_the_details_makes_the_certificate_void(season):
    number = asked(season)
    note(season, number)
    season.do(DAYU, office.certify, application_id=number)

    def certified():
        return season.store.read(DAYU, lambda tx: office.is_certified(tx, number))

    assert certified()
    season.do(MU, moves.reopen, application_id=number)
    season.do(MU, moves.enter, application_id=number, entry=non_local_entry(guardian_name="王芳"),
              home=home_in("west"), subdistrict_id="dayu")  # fmt: skip
    assert not certified()
    with pytest.raises(Refused):
        season.do(MU, moves.submit, application_id=number, declaration="2013-1")


@pytest.mark.parametrize(
    ("past", "open_still"), [(timedelta(microseconds=-1), True), (timedelta(0), False)],
    ids=["the last microsecond of 31 May", "the first of 1 June"],
)  # fmt: skip
def test_the_review_ends_with_its_window(season, past, open_still):
    number, second = asked(season), asked(season, other_child("004"), LIN)
    note(season, number)
    season.clock.move_to(CLOSES + past)

    for attempt in (
        lambda: note(season, number),
        lambda: season.do(DAYU, office.certify, application_id=number),
        lambda: season.do(DAYU, office.return_papers, application_id=second,
                          reason="papers_missing"),
    ):  # fmt: skip
        if open_still:
            attempt()
        else:
            with pytest.raises(TooLate):
                attempt()


def test_the_office_s_list_begins_with_the_longest_waiting(either):
    first = asked(either)
    either.clock.forward(timedelta(hours=1))
    second = asked(either, other_child("004"), LIN)
    either.clock.forward(timedelta(hours=1))
    either.submitted(LIN, entry(id_number=citizen_number(entry().born, serial="006")))

    assert waiting(either) == [first, second]
    either.do(DAYU, office.return_papers, application_id=first, reason="papers_missing")
    assert waiting(either) == [second]
    either.do(MU, moves.request_review, application_id=first)
    assert waiting(either) == [second, first]
    last = either.store.read(DAYU, lambda tx: office.waiting_for(tx, cycle_id=CYCLE))[-1]
    assert (last.since, last.returned) == (either.clock.at, 1)


@pytest.mark.parametrize("who", [MU, WEST, BUREAU, SYSTEM], ids=lambda who: who.role)
def test_nobody_else_has_the_office_s_list_or_certifies(season, who):
    number = asked(season)
    note(season, number)

    with pytest.raises(Refused) as refused:
        season.store.read(who, lambda tx: office.waiting_for(tx, cycle_id=CYCLE))
    assert refused.value.code == "not_your_move"
    with pytest.raises(Refused) as refused:
        season.do(who, office.certify, application_id=number)
    assert refused.value.code == "not_your_move"


def test_a_child_of_another_office_is_not_there(season):
    number = asked(season)
    away = replace(DAYU, account_id="other-office", subdistrict_id="yongding")

    for action, words in (
        (office.certify, {}), (office.return_papers, {"reason": "papers_missing"}),
        (note_papers, {"papers": FIVE}),
    ):  # fmt: skip
        with pytest.raises(NotThere):
            season.do(away, action, application_id=number, **words)
