"""A desk notes what it was shown, sees what is wrong, and sees only its own part."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from admissions.actions import verify
from admissions.actions.papers import note_papers, open_faults, papers_of, verified_kinds
from admissions.calendar import windows_of
from admissions.papers import Paper, PaperKind, ShownTo
from admissions.people import Anchor, PreferenceKind
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM
from admissions.store.papers import noted_papers
from admissions.store.transaction import NotThere, Refused, TooLate
from geo.faults import BadInput
from tests.admissions.actions.desks import audit_of
from tests.admissions.entries import entry
from tests.admissions.season import AUDITOR, BUREAU, DAYU, EAST, LIN, MU, WEST

K = PaperKind
FORM = Paper(K.REGISTRATION_FORM, issued_on=date(2013, 5, 2), copy=True)
BOOKLET = Paper(K.HOUSEHOLD_REGISTER, names=("李静", "张小禾"), copy=True)
WINDOWS = windows_of(builtin_policy("mentougou_2013"))
MICROSECOND = timedelta(microseconds=1)


def note(season, number, *papers, who=WEST):
    found = season.do(who, note_papers, application_id=number, papers=papers)
    return [(fault.need, str(fault.code)) for fault in found]


def still_wrong(season, number, desk=ShownTo.SCHOOL, who=WEST):
    found = season.store.write(who, lambda tx: open_faults(tx, number, desk))
    return [(fault.need, str(fault.code)) for fault in found]


@pytest.fixture
def shown(either):
    """Return a season in which one local child comes to the western school with its papers."""
    number = either.submitted()
    either.move_to("verify")
    return either, number


def test_a_school_notes_the_papers_of_a_local_child(shown):
    season, number = shown

    assert note(season, number, FORM, BOOKLET) == []
    assert still_wrong(season, number) == []
    assert set(season.store.write(WEST, lambda tx: papers_of(tx, number))) == {FORM, BOOKLET}
    assert audit_of(season, f"papers:{number}") == ["papers_noted"]


def test_a_family_that_shows_nothing_is_told_everything_it_lacks(shown):
    season, number = shown

    assert note(season, number) == [("form", "missing"), ("household_register", "missing")]


def test_a_paper_is_noted_again_when_it_is_right_and_the_first_note_stays(shown):
    season, number = shown

    assert note(season, number, FORM, replace(BOOKLET, copy=False)) == [
        ("household_register", "no_copy")
    ]
    assert note(season, number, BOOKLET) == []
    rows = season.store.read(
        SYSTEM,
        lambda tx: tx.conn.exec_driver_sql("SELECT kind, faults FROM paper ORDER BY id").all(),
    )
    assert [tuple(row) for row in rows] == [
        ("registration_form", "[]"), ("household_register", '["no_copy"]'),
        ("household_register", "[]"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("valid_until", "wrong"), [(date(2013, 6, 15), []), (date(2013, 6, 14), [("form", "expired")])]
)
def test_papers_are_judged_on_the_day_they_were_shown(season, valid_until, wrong):
    number = season.submitted()
    season.clock.move_to(WINDOWS["verify"].opens)
    note(season, number, replace(FORM, valid_until=valid_until), BOOKLET)

    season.clock.forward(timedelta(days=1))

    assert still_wrong(season, number) == wrong


@pytest.mark.parametrize(
    ("at", "taken"),
    [(WINDOWS["verify"].opens - MICROSECOND, False), (WINDOWS["verify"].opens, True),
     (WINDOWS["verify"].closes - MICROSECOND, True), (WINDOWS["verify"].closes, False)],
    ids=["14 June", "15 June", "16 June", "17 June"],
)  # fmt: skip
def test_a_school_notes_papers_on_15_and_16_june(season, at, taken):
    number = season.submitted()
    season.clock.move_to(at)

    if taken:
        note(season, number, FORM)
    else:
        with pytest.raises(TooLate):
            note(season, number, FORM)


def test_a_declined_child_brings_the_missing_paper(shown):
    season, number = shown
    season.do(WEST, verify.decline, application_id=number, reason="papers_missing")

    assert note(season, number, FORM, BOOKLET) == []


def test_nothing_is_noted_once_the_child_is_taken(shown):
    season, number = shown
    note(season, number, FORM, BOOKLET)
    season.do(WEST, verify.accept, application_id=number)

    with pytest.raises(Refused) as refused:
        note(season, number, FORM)

    assert refused.value.code == "not_now"


@pytest.mark.parametrize(
    ("who", "answer"),
    [(EAST, NotThere), (LIN, NotThere), (MU, Refused), (BUREAU, Refused), (DAYU, Refused),
     (AUDITOR, Refused)],
    ids=lambda it: getattr(it, "account_id", ""),
)  # fmt: skip
def test_no_other_desk_notes_papers(shown, who, answer):
    season, number = shown

    with pytest.raises(answer):
        note(season, number, FORM, who=who)
    assert season.store.read(SYSTEM, lambda tx: noted_papers(tx, number)) == ()


def test_a_guardian_sees_what_is_wrong_with_its_own_child_s_papers_and_no_other_s(shown):
    season, number = shown
    note(season, number, FORM)

    assert still_wrong(season, number, who=MU) == [("household_register", "missing")]
    with pytest.raises(NotThere):
        still_wrong(season, number, who=LIN)


@pytest.mark.parametrize(
    ("papers", "where"),
    [
        ((FORM, FORM), ["papers[1].kind", "papers[2].kind"]),
        ((replace(BOOKLET, issued_on=date(2013, 6, 2), valid_until=date(2013, 6, 1)),),
         ["papers[1].valid_until"]),
        ((replace(BOOKLET, names=("李静", " ")),), ["papers[1].names"]),
        ((replace(BOOKLET, names=("李静",) * 11),), ["papers[1].names"]),
        ((FORM, replace(BOOKLET, issuer="章" * 101)), ["papers[2].issuer"]),
        ((replace(BOOKLET, issuer="派出所\u202e"), replace(FORM, names=("",))),
         ["papers[1].issuer", "papers[2].names"]),
        ((Paper(K.RESIDENCE_PERMIT),), ["papers[1].kind"]),
    ],
    ids=["twice", "ends before it begins", "blank name", "eleven names", "long", "hidden", "kind"],
)  # fmt: skip
def test_a_note_that_cannot_be_true_is_refused_whole_with_every_fault(shown, papers, where):
    season, number = shown

    with pytest.raises(BadInput) as refused:
        note(season, number, *papers)

    assert [fault.where for fault in refused.value.faults] == where
    assert season.store.read(SYSTEM, lambda tx: noted_papers(tx, number)) == ()


@pytest.mark.parametrize(
    ("issued_on", "valid_until", "fits"),
    [(date(2013, 6, 1), date(2013, 6, 1), True), (date(2013, 6, 2), date(2013, 6, 1), False)],
)
def test_a_paper_may_end_on_the_day_it_was_issued(shown, issued_on, valid_until, fits):
    season, number = shown
    paper = replace(FORM, issued_on=issued_on, valid_until=valid_until)

    if fits:
        note(season, number, paper)
    else:
        with pytest.raises(BadInput):
            note(season, number, paper)


def test_names_are_in_neither_the_database_nor_the_log(season):
    number = season.submitted()
    season.move_to("verify")
    note(season, number, FORM, replace(BOOKLET, names=("欧阳明月",)))

    told = [season.store.read(SYSTEM, lambda tx, t=t: str(tx.conn.exec_driver_sql(
        f"SELECT * FROM {t}").all())) for t in ("paper", "audit", "event")]  # noqa: S608  # fmt: skip
    assert "household_register" in told[0]
    assert not any("欧阳明月" in one for one in told)


def test_whoever_reads_papers_is_written_down_with_the_purpose(season):
    number = season.submitted()
    season.move_to("verify")
    note(season, number, FORM)
    season.store.write(WEST, lambda tx: papers_of(tx, number, purpose="show to the parent"))
    season.store.read(MU, lambda tx: papers_of(tx, number))

    rows = season.store.read(SYSTEM, lambda tx: tx.conn.exec_driver_sql(
        "SELECT actor_id, purpose FROM read_log ORDER BY id").all())  # fmt: skip
    assert [tuple(row) for row in rows] == [
        ("west-desk", "verify papers"), ("west-desk", "show to the parent"),
    ]  # fmt: skip


def test_only_a_paper_in_order_favours(season):
    claiming = entry(preference=PreferenceKind.MARTYR)
    number = season.submitted(entry=claiming)
    season.move_to("verify")

    def kinds():
        return season.store.read(WEST, lambda tx: verified_kinds(tx, number, claiming))

    assert kinds() == frozenset()
    note(season, number, Paper(K.MARTYR_PROOF, original=False))
    assert kinds() == frozenset()
    note(season, number, Paper(K.MARTYR_PROOF))
    assert kinds() == {K.MARTYR_PROOF}


def test_a_deed_with_a_fault_is_not_verified_although_another_paper_meets_the_need(season):
    at_home = entry(anchor=Anchor.RESIDENCE)
    number = season.submitted(entry=at_home)
    season.move_to("verify")
    deed = Paper(K.DEED, names=("别人",), copy=True, original=False)

    note(season, number, deed, Paper(K.RELOCATION_CONTRACT, names=("李静",), copy=True))

    found = season.store.read(WEST, lambda tx: verified_kinds(tx, number, at_home))
    assert found == {K.RELOCATION_CONTRACT}


def test_nothing_is_noted_of_a_child_without_details(season):
    number = season.registered()

    with pytest.raises(NotThere):
        note(season, number, FORM)
