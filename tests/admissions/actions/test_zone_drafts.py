"""What may a bureau do with drafts and versions of zones, and what does the store refuse?"""

from datetime import date

import pytest
from sqlalchemy import delete, insert, update

from admissions.actions import zone_drafts
from admissions.actions.zone_drafts import NewDraft, NewVersion
from admissions.roles import SYSTEM
from admissions.store import zone_drafts as kept
from admissions.store.schema import zone_draft_step, zone_version
from admissions.store.transaction import NotThere, Refused
from tests.admissions.season import BUREAU, BUREAU_2, CITY, EAST, OTHER_BUREAU

WHOLE = {"format": "zones-draft/1", "assignment": {"A": "west"}, "locked": [], "pinned": {}}
NEXT_YEAR = date(2014, 1, 1)


def begun(season, number="ZD1", actor=BUREAU):
    draft = NewDraft(number, "方案一", "", "primary", "d" * 64)
    return season.do(actor, zone_drafts.begin, draft=draft, document=WHOLE)


def version(number="ZV1", day=NEXT_YEAR, basis="门教发1号"):
    return NewVersion(number, "ZD1", 1, day, basis, b"{}", None, "r" * 64)


def test_steps_are_counted_and_read_in_their_order(either):
    begun(either)
    said = {"assign": {"A": "east"}}

    step = either.do(BUREAU, zone_drafts.stroke, draft_id="ZD1", after=1, kind="paint", said=said)
    either.do(BUREAU, zone_drafts.save, draft_id="ZD1", after=step, document=WHOLE, note="一稿")

    steps = either.store.read(CITY, lambda tx: kept.steps_of(tx, "ZD1"))
    assert [(it.step, it.kind, it.note) for it in steps] == [
        (1, "begin", ""), (2, "paint", ""), (3, "save", "一稿")]  # fmt: skip
    assert steps[1].said == said


def test_a_stroke_on_a_draft_that_went_on_is_refused(either):
    begun(either)
    words = {"draft_id": "ZD1", "after": 1, "kind": "undo", "said": {}}
    either.do(BUREAU, zone_drafts.stroke, **words)

    with pytest.raises(Refused) as refused:
        either.do(BUREAU_2, zone_drafts.stroke, **words)

    assert refused.value.code == "draft_changed"


@pytest.mark.parametrize("actor", [CITY, EAST], ids=lambda it: it.role)
def test_only_a_bureau_draws(either, actor):
    with pytest.raises(Refused) as refused:
        begun(either, actor=actor)

    assert refused.value.code == "not_your_move"


def test_another_district_neither_sees_nor_draws_on_a_draft(either):
    begun(either)

    for work in (
        lambda tx: kept.get_draft(tx, "ZD1"),
        lambda tx: zone_drafts.comment(tx, draft_id="ZD1", body="x"),
        lambda tx: zone_drafts.stroke(tx, draft_id="ZD1", after=1, kind="undo", said={}),
        lambda tx: zone_drafts.propose_version(tx, version=version()),
    ):
        with pytest.raises(NotThere):
            either.store.write(OTHER_BUREAU, work)
    assert either.store.read(OTHER_BUREAU, kept.drafts_of) == []


@pytest.mark.parametrize("statement", [
    update(zone_draft_step).values(note="x"), delete(zone_draft_step),
], ids=["changed", "removed"])  # fmt: skip
def test_the_database_keeps_every_step_as_it_is(season, statement):
    begun(season)

    with pytest.raises(Refused, match="zone_draft_step_only_grows"):
        season.store.write(SYSTEM, lambda tx: tx.conn.execute(statement))


def test_the_database_leaves_no_step_out(season):
    begun(season)
    row = {"draft_id": "ZD1", "step": 3, "district_id": "mtg", "kind": "undo", "said": {},
           "note": "", "author": BUREAU.account_id}  # fmt: skip

    with pytest.raises(Refused, match="zone_step_follows"):
        season.store.write(SYSTEM, lambda tx: tx.conn.execute(
            insert(zone_draft_step), row | {"at": tx.now}))  # fmt: skip


def test_a_version_needs_two_people_also_for_the_database(either):
    begun(either)
    either.do(BUREAU, zone_drafts.propose_version, version=version())

    with pytest.raises(Refused) as refused:
        either.do(BUREAU, zone_drafts.approve_version, version_id="ZV1")
    assert refused.value.code == "needs_another_person"

    with pytest.raises(Refused):
        either.store.write(BUREAU, lambda tx: kept.decide_version(tx, "ZV1", "approved"))

    found = either.do(BUREAU_2, zone_drafts.approve_version, version_id="ZV1")
    assert (found.stage, found.decided_by) == ("approved", BUREAU_2.account_id)


@pytest.mark.parametrize("values", [
    {"layer": b"[]"}, {"valid_from": date(2015, 1, 1)}, {"basis": "其他"}, {"stage": "proposed"},
], ids=lambda it: next(iter(it)))  # fmt: skip
def test_a_decided_version_is_never_changed(season, values):
    begun(season)
    season.do(BUREAU, zone_drafts.propose_version, version=version())
    season.do(BUREAU_2, zone_drafts.approve_version, version_id="ZV1")

    with pytest.raises(Refused):
        season.store.write(SYSTEM, lambda tx: tx.conn.execute(update(zone_version).values(values)))


@pytest.mark.parametrize(("given", "code"), [
    (version(day=date(2013, 5, 10)), "not_ahead"), (version(day=date(2012, 1, 1)), "not_ahead"),
    (version(basis=" "), "reason_missing"),
], ids=["today", "past", "no basis"])  # fmt: skip
def test_what_is_no_proposal_is_refused(season, given, code):
    begun(season)

    with pytest.raises(Refused) as refused:
        season.do(BUREAU, zone_drafts.propose_version, version=given)

    assert refused.value.code == code


def test_an_earlier_day_than_that_of_an_approved_version_is_refused(season):
    begun(season)
    season.do(BUREAU, zone_drafts.propose_version, version=version())
    season.do(BUREAU_2, zone_drafts.approve_version, version_id="ZV1")

    for day in (NEXT_YEAR, date(2013, 12, 31)):
        with pytest.raises(Refused) as refused:
            season.do(BUREAU, zone_drafts.propose_version, version=version("ZV2", day))
        assert refused.value.code == "later_version"
    season.do(BUREAU, zone_drafts.propose_version, version=version("ZV2", date(2014, 1, 2)))


def test_a_draft_without_a_name_is_none(season):
    with pytest.raises(Refused) as refused:
        season.do(BUREAU, zone_drafts.begin, document=WHOLE,
                  draft=NewDraft("ZD1", " ", "", "primary", ""))  # fmt: skip

    assert refused.value.code == "name_missing"
