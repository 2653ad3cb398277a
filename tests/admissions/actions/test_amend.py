"""A sealed result is changed by two people, with a basis and a reason, and is counted in public."""

import pytest
from sqlalchemy import text

from admissions.actions import amend, correction, overflow, review, verify
from admissions.people import Anchor, HukouKind
from admissions.store.amendments import amendment_counts, amendments_by_school
from admissions.store.applications import get_application, read_entry
from admissions.store.cycles import places_of
from admissions.store.homes import get_home
from admissions.store.runs import differences, unexplained
from admissions.store.transaction import NotThere
from geo.faults import BadInput
from tests.admissions.actions.june import (
    carried_out,
    code_of,
    messages,
    on_desk,
    place_of,
    sealed,
    taken,
    three_referred,
)
from tests.admissions.season import (
    AUDITOR,
    BUREAU,
    BUREAU_2,
    CYCLE,
    EAST,
    EXAM,
    MU,
    OTHER_BUREAU,
    WEST,
    home_in,
    numbered,
)

REASON = "父母离异，儿童随外祖母居住"


def proposed(season, number: str | None, name: str = "M1", **changed) -> dict:
    words = {
        "amendment_id": name, "cycle_id": CYCLE, "kind": "place", "basis": "G6",
        "reason": REASON, "after": {"school_id": "hill"}, "application_id": number,
    }  # fmt: skip
    return words | changed


def moved_child(season) -> str:
    """Return a child whom the sealed run moved east."""
    numbers = three_referred(season)
    carried_out(season, dict(zip(numbers, ("west", "west", "east"), strict=True)))
    return numbers[2]


def two_people(season, number: str | None, name: str = "M1", **changed) -> str:
    season.do(BUREAU, amend.propose, **proposed(season, number, name, **changed))
    season.do(BUREAU_2, amend.approve, amendment_id=name)
    return name


def test_a_child_gets_its_other_school_and_is_told(either):
    season = either
    number = moved_child(season)
    name = two_people(season, number)
    season.do(BUREAU, amend.apply_place, amendment_id=name)

    found = place_of(season, number)
    assert (found.school_id, found.kind, found.amendment_id) == ("hill", "amendment", "M1")
    assert season.stage(number) == "confirmed"
    assert messages(season, number)[-1] == ("amended", {"school": "hill"})
    (one,) = season.store.read(BUREAU, lambda tx: differences(tx, "R1"))
    assert (one.sealed_school_id, one.present_school_id, one.amendment_id) == ("east", "hill", "M1")
    assert season.store.read(BUREAU, lambda tx: unexplained(tx, "R1")) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"kind": "favour"}, "kind_unknown"), ({"basis": ""}, "reason_missing"),
     ({"basis": "张三的孩子"}, "reason_missing"), ({"reason": "  "}, "reason_missing"),
     ({"after": {}}, "after_wrong"),
     ({"after": {"school_id": "hill", "note": "x"}}, "after_wrong"),
     ({"after": {"school_id": "nowhere"}}, "not_there"),
     ({"application_id": None}, "application_missing"),
     ({"application_id": "A999999"}, "not_there"),
     ({"kind": "places", "after": {"school_id": "hill", "places": 1}}, "after_wrong"),
     ({"kind": "places", "application_id": None, "after": {"school_id": "hill", "places": 0}},
      "places_wrong"),
     ({"kind": "places", "application_id": None, "after": {"school_id": "hill", "places": "1"}},
      "places_wrong"),
     ({"kind": "register_late", "application_id": None, "after": {}}, "after_wrong")],
    ids=["unknown kind", "no basis", "a basis that names somebody", "no reason", "no school",
         "more than a school", "unknown school", "no child", "unknown child", "places of a child",
         "no more places", "places as text", "a late child left blank"],
)  # fmt: skip
def test_a_proposal_says_exactly_what_is_to_change(season, changed, code):
    number = moved_child(season)

    refused = code_of(season, BUREAU, amend.propose, **proposed(season, number, **changed))

    assert refused == code


@pytest.mark.parametrize("who", [WEST, MU, EXAM, AUDITOR], ids=lambda who: who.account_id)
def test_only_the_bureau_proposes_approves_and_applies(season, who):
    number = moved_child(season)
    season.do(BUREAU, amend.propose, **proposed(season, number))

    assert code_of(season, who, amend.propose, **proposed(season, number, "M2")) == "not_your_move"
    for action in (amend.approve, amend.reject, amend.apply_place):
        assert code_of(season, who, action, amendment_id="M1") in {
            "not_there", "not_your_move", "not_approved", "no_such_move"}  # fmt: skip
    found = season.store.read(BUREAU, lambda tx: amend.amendment_document(tx, amendment_id="M1"))
    assert found["stage"] == "proposed"


def test_nobody_approves_what_they_proposed_not_even_past_our_own_check(either):
    season = either
    season.do(BUREAU, amend.propose, **proposed(season, moved_child(season)))

    assert code_of(season, BUREAU, amend.approve, amendment_id="M1") == "needs_another_person"
    forged = code_of(season, BUREAU, lambda tx: tx.conn.execute(
        text("UPDATE amendment SET approved_by = proposed_by, approved_at = 1")
    ))  # fmt: skip
    assert forged == "needs_another_person"


def test_another_district_s_bureau_sees_no_amendment(season):
    season.do(BUREAU, amend.propose, **proposed(season, moved_child(season)))

    assert code_of(season, OTHER_BUREAU, amend.approve, amendment_id="M1") == "not_there"


@pytest.mark.parametrize("before", ["proposed", "rejected", "applied"])
def test_only_an_approved_amendment_is_applied_and_only_once(season, before):
    number = moved_child(season)
    season.do(BUREAU, amend.propose, **proposed(season, number))
    if before == "rejected":
        season.do(BUREAU_2, amend.reject, amendment_id="M1")
    if before == "applied":
        season.do(BUREAU_2, amend.approve, amendment_id="M1")
        season.do(BUREAU, amend.apply_place, amendment_id="M1")

    assert code_of(season, BUREAU, amend.apply_place, amendment_id="M1") == "not_approved"


def test_an_amendment_is_stale_once_another_has_changed_the_school(season):
    number = moved_child(season)
    two_people(season, number, "M1")
    two_people(season, number, "M2", after={"school_id": "east"})
    season.do(BUREAU, amend.apply_place, amendment_id="M1")

    assert code_of(season, BUREAU, amend.apply_place, amendment_id="M2") == "before_has_changed"
    assert place_of(season, number).school_id == "hill"


def test_a_full_school_takes_nobody_even_by_two_people(season):
    number = moved_child(season)
    name = two_people(season, number, after={"school_id": "west"})

    assert code_of(season, BUREAU, amend.apply_place, amendment_id=name) == "school_is_full"
    assert place_of(season, number).school_id == "east"
    assert season.stage(number) == "placed"


def test_two_people_may_give_a_school_a_place_more_and_then_it_takes_the_child(season):
    number = moved_child(season)
    two_people(season, None, "P1", kind="places", after={"school_id": "west", "places": 1})
    season.do(BUREAU, amend.apply_places, amendment_id="P1")
    two_people(season, number, after={"school_id": "west"})
    season.do(BUREAU, amend.apply_place, amendment_id="M1")

    west = season.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))["west"]
    assert (west.planned, west.extra, west.taken) == (2, 1, 3)
    counts = season.store.read(BUREAU, lambda tx: amendment_counts(tx, CYCLE, "mtg"))
    schools = season.store.read(BUREAU, lambda tx: amendments_by_school(tx, CYCLE, "mtg"))
    assert counts == {"place": 1, "places": 1}
    assert schools == {"west": {"place": 1, "places": 1}}


def test_what_is_only_proposed_or_approved_is_not_counted(season):
    number = moved_child(season)
    two_people(season, number)
    season.do(BUREAU, amend.propose, **proposed(season, number, "M2"))

    assert season.store.read(BUREAU, lambda tx: amendment_counts(tx, CYCLE, "mtg")) == {}


def test_a_child_that_is_not_verified_has_no_result_to_amend(season):
    number = on_desk(season, 2)
    two_people(season, number, after={"school_id": "east"})

    assert code_of(season, BUREAU, amend.apply_place, amendment_id="M1") == "not_placed_yet"
    assert place_of(season, number) is None


def test_the_document_holds_ids_and_digests_and_ties_to_the_sealed_bundle(season):
    number = moved_child(season)
    season.do(BUREAU, amend.propose, **proposed(season, number))
    season.do(BUREAU_2, amend.approve, amendment_id="M1")

    found = season.store.read(AUDITOR, lambda tx: amend.amendment_document(tx, amendment_id="M1"))

    reason_hash = found.pop("reason_hash")
    assert found == {
        "format": "amendment/1", "id": "M1", "kind": "place", "case": number,
        "result_sha256": "2" * 64, "basis": "G6",
        "before": {"stage": "placed", "school_id": "east"}, "after": {"school_id": "hill"},
        "by": "bureau-zhao", "approved_by": "bureau-qian", "stage": "approved",
    }  # fmt: skip
    assert len(reason_hash) == 64
    assert season.store.read(BUREAU, lambda tx: amend.why(tx, amendment_id="M1")) == REASON


def test_the_reason_stands_nowhere_in_the_database_in_words(season):
    season.do(BUREAU, amend.propose, **proposed(season, moved_child(season)))

    files = [path.read_bytes() for path in season.folder.glob("season.db*")]
    assert not any(REASON[:6].encode() in content for content in files)


# 更正: the entry itself, after the deadline


def corrected(season, number: str, new, name: str = "C1") -> str:
    season.do(BUREAU, correction.propose_correction, amendment_id=name, application_id=number,
              entry=new, basis="S58", reason="录入有误")  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id=name)
    return name


def test_an_entry_is_put_right_before_verification_and_goes_to_its_new_desk(either):
    season = either
    number = on_desk(season, 2, papers=False)
    new = numbered(2, hukou_address="门头沟区东街9号")
    corrected(season, number, new)

    done = season.do(BUREAU, correction.apply_correction, amendment_id="C1", entry=new,
                     home=home_in("east"))  # fmt: skip

    assert done.stage == "submitted"
    assert season.store.read(EAST, lambda tx: get_application(tx, number)).school_id == "east"
    written = season.store.write(BUREAU, lambda tx: read_entry(tx, number, purpose="check"))
    assert written == new
    facts, _ = season.store.read(BUREAU, lambda tx: get_home(tx, number))
    assert facts.school_ids == ("east",)


def test_a_declined_child_put_right_is_verified_again(season):
    number = on_desk(season, 2, papers=False)
    season.do(WEST, verify.decline, application_id=number, reason="not_in_zone")
    new = numbered(2, hukou_address="门头沟区东街9号")
    corrected(season, number, new)
    season.do(BUREAU, correction.apply_correction, amendment_id="C1", entry=new,
              home=home_in("east"))  # fmt: skip
    season.papers(EAST, number, new)

    assert season.do(EAST, verify.accept, application_id=number).stage == "provisional"


def test_a_correction_after_the_seal_changes_no_place(season):
    number = taken(season, 2)
    sealed(season, {number: "west"})
    season.do(BUREAU, review.confirm, application_id=number)
    new = numbered(2, guardian_phone="13900139000")
    corrected(season, number, new)
    season.do(BUREAU, correction.apply_correction, amendment_id="C1", entry=new,
              home=home_in("east"))  # fmt: skip

    assert place_of(season, number).school_id == "west"
    assert season.stage(number) == "confirmed"
    assert season.store.read(BUREAU, lambda tx: differences(tx, "R1")) == []


def test_a_correction_can_change_the_class_of_a_child(season):
    number = on_desk(season, 2, papers=False)
    new = numbered(2, hukou_kind=HukouKind.CITY, hukou_address="海淀区学院路5号",
                   anchor=Anchor.RESIDENCE)  # fmt: skip
    corrected(season, number, new)
    season.do(BUREAU, correction.apply_correction, amendment_id="C1", entry=new,
              home=home_in("west"))  # fmt: skip

    assert season.store.read(BUREAU, lambda tx: get_application(tx, number)).category == "two"


def test_another_entry_than_the_approved_one_is_not_written(season):
    number = on_desk(season, 2, papers=False)
    corrected(season, number, numbered(2, guardian_phone="13900139000"))

    refused = code_of(season, BUREAU, correction.apply_correction, amendment_id="C1",
                      entry=numbered(2, guardian_phone="13700137000"),
                      home=home_in("west"))  # fmt: skip

    assert refused == "not_approved"


@pytest.mark.parametrize("stage", ["provisional", "referred"])
def test_a_decision_is_taken_back_before_the_entry_under_it_changes(season, stage):
    if stage == "provisional":
        number = taken(season, 2)
    else:
        number, *_ = three_referred(season)
    new = numbered(2, guardian_phone="13900139000")
    corrected(season, number, new)

    refused = code_of(season, BUREAU, correction.apply_correction, amendment_id="C1", entry=new,
                      home=home_in("west"))  # fmt: skip

    assert refused == "undo_first"


def test_before_the_deadline_the_guardian_changes_its_entry_itself(season):
    number = season.submitted()

    refused = code_of(season, BUREAU, correction.propose_correction, amendment_id="C1",
                      application_id=number, entry=numbered(2), basis="S58",
                      reason="r")  # fmt: skip

    assert refused == "registration_is_open"


def test_an_impossible_entry_is_not_even_proposed(season):
    number = on_desk(season, 2, papers=False)

    with pytest.raises(BadInput):
        season.do(BUREAU, correction.propose_correction, amendment_id="C1", application_id=number,
                  entry=numbered(2, guardian_phone="12"), basis="S58", reason="r")  # fmt: skip
    with pytest.raises(NotThere):
        season.store.read(BUREAU, lambda tx: amend.amendment_document(tx, amendment_id="C1"))


def test_a_new_run_starts_from_the_corrected_entry(season):
    number = on_desk(season, 2, papers=False)
    new = numbered(2, hukou_address="门头沟区东街9号")
    corrected(season, number, new)
    season.do(BUREAU, correction.apply_correction, amendment_id="C1", entry=new,
              home=home_in("east"))  # fmt: skip
    season.papers(EAST, number, new)
    season.do(EAST, verify.accept, application_id=number)

    found = season.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")

    assert [child.address for child in found.children] == ["门头沟区东街9号"]
