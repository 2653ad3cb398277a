"""The last place goes to one child; what is sealed is changed by two people or by nobody."""

import pytest
from sqlalchemy import insert, select, update

from admissions.actions import amend
from admissions.roles import SYSTEM
from admissions.store.cycles import places_of, set_places
from admissions.store.placements import give_place
from admissions.store.schema import amendment, application, overflow_run, placement, run_line
from admissions.store.transaction import Refused
from tests.admissions.actions.test_season import sealed, three_in_the_west
from tests.admissions.season import BUREAU, BUREAU_2, CYCLE, MU, WEST
from tests.admissions.store.raw import put_application, put_event, rows


def refused(season, actor, work):
    with pytest.raises(Refused) as caught:
        season.store.write(actor, work)
    return caught.value.code


def claimants(season, count):
    """Write `count` confirmed applications at the western desk, without their details."""

    def one(tx, number):
        put_application(tx, number, f"child-{number}", MU.account_id)
        put_event(tx, number, "register", "registered", "guardian")
        put_event(tx, number, "enter", "entered", "guardian")
        put_event(tx, number, "submit", "submitted", "guardian")

    numbers = [f"C{index:04d}" for index in range(count)]
    for answer in [season.store.submit(MU, lambda tx, n=n: one(tx, n)) for n in numbers]:
        answer.result()
    season.move_to("verify")
    return numbers


def accepting(number):
    def work(tx):
        put_event(tx, number, "accept", "provisional", "school")
        version = tx.conn.execute(
            select(application.c.version).where(application.c.id == number)
        ).scalar_one()
        give_place(tx, number, version, school_id="west", kind="zone")

    return work


def claim(season, claims, places):
    season.store.write(
        SYSTEM, lambda tx: set_places(tx, cycle_id=CYCLE, school_id="west", planned=places)
    )
    numbers = claimants(season, claims)
    answers = [season.store.submit(WEST, accepting(number)) for number in numbers]
    codes = [getattr(answer.exception(), "code", None) for answer in answers]
    placed = {row.application_id for row in rows(season, placement)}
    provisional = {row.id for row in rows(season, application) if row.stage == "provisional"}
    taken = season.store.read(SYSTEM, lambda tx: places_of(tx, CYCLE))["west"].taken
    return codes, placed, provisional, taken


def test_many_claims_at_once_take_exactly_the_places_there_are(either):
    codes, placed, provisional, taken = claim(either, 40, 5)

    assert sorted(codes, key=str) == [None] * 5 + ["school_is_full"] * 35
    assert len(placed) == taken == 5
    assert placed == provisional  # no stage without its place


@pytest.mark.long
@pytest.mark.parametrize("turn", range(10))
def test_two_hundred_claims_take_exactly_ten_places(either, turn):
    codes, placed, provisional, taken = claim(either, 200, 10)

    assert sorted(codes, key=str) == [None] * 10 + ["school_is_full"] * 190
    assert len(placed) == taken == 10
    assert placed == provisional


def test_a_place_without_its_event_is_no_place(either):
    number = claimants(either, 1)[0]

    for version in (2, 3, 4):
        code = refused(either, WEST, lambda tx, v=version: give_place(
            tx, number, v, school_id="west", kind="zone"))  # fmt: skip
        assert code == "placement_with_its_event"

    assert rows(either, placement) == []


def test_a_place_is_given_back_only_by_whoever_goes_a_step_back(either):
    number = claimants(either, 1)[0]
    either.store.write(WEST, accepting(number))

    code = refused(either, WEST, lambda tx: tx.conn.execute(placement.delete()))

    assert code == "placement_given_back"
    assert either.store.read(SYSTEM, lambda tx: places_of(tx, CYCLE))["west"].taken == 1


def propose_east(season, number):
    season.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="place", basis="S70",
              reason="家里有变", after={"school_id": "east"}, application_id=number)  # fmt: skip


def test_a_place_other_than_the_sealed_one_needs_an_applied_amendment(either):
    numbers = three_in_the_west(either)
    sealed(either, numbers)
    elsewhere = update(placement).where(placement.c.application_id == numbers[0])

    other = refused(either, BUREAU, lambda tx: tx.conn.execute(elsewhere.values(school_id="east")))
    propose_east(either, numbers[0])
    proposed = refused(either, BUREAU, lambda tx: _amend(tx, numbers[0], "M1"))
    either.do(BUREAU_2, amend.approve, amendment_id="M1")
    approved = refused(either, BUREAU, lambda tx: _amend(tx, numbers[0], "M1"))
    foreign = refused(either, BUREAU, lambda tx: _amend(tx, numbers[1], "M1"))

    assert other in {"placement_as_sealed", "placement_with_its_event"}
    assert (proposed, approved, foreign) == ("placement_amendment_applied",) * 3
    assert refused(either, BUREAU, lambda tx: _amend(tx, numbers[0], None)) == "placement_as_sealed"
    either.do(BUREAU, amend.apply_place, amendment_id="M1")
    assert {row.application_id: row.school_id for row in rows(either, placement)}[numbers[0]] == (
        "east"
    )


def _amend(tx, number, amendment_id):
    put_event(tx, number, "amend", "confirmed", "bureau")
    version = tx.conn.execute(
        select(application.c.version).where(application.c.id == number)
    ).scalar_one()
    kind = "amendment" if amendment_id else "zone"
    give_place(tx, number, version, school_id="east", kind=kind, amendment_id=amendment_id)


def test_nobody_amends_alone(either):
    numbers = three_in_the_west(either)
    propose_east(either, numbers[0])
    mine = {"approved_by": BUREAU.account_id, "approved_at": either.clock()}
    of_m1 = update(amendment).where(amendment.c.id == "M1")

    own = refused(either, BUREAU, lambda tx: tx.conn.execute(of_m1.values(mine)))
    unsigned = refused(
        either, BUREAU, lambda tx: put_event(tx, "M1", "approve", "approved", "bureau", "amendment")
    )

    assert own == "needs_another_person"
    assert unsigned == "not_approved"


@pytest.mark.parametrize(
    "changed", [{"after": {"school_id": "hill"}}, {"basis": "S1"}, {"reason_hash": "0"}],
    ids=lambda changed: next(iter(changed)),
)  # fmt: skip
def test_a_proposal_is_not_rewritten(either, changed):
    either.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="places", basis="S70",
              reason="扩班", after={"school_id": "east", "places": 5})  # fmt: skip

    code = refused(either, BUREAU, lambda tx: tx.conn.execute(
        update(amendment).where(amendment.c.id == "M1").values(changed)))  # fmt: skip

    assert code == "amendment_is_immutable"


def test_a_sealed_run_is_neither_edited_nor_added_to_nor_sealed_twice(either):
    numbers = three_in_the_west(either)
    run = sealed(either, numbers)
    edited = update(overflow_run).where(overflow_run.c.id == run)
    line = {"run_id": run, "application_id": numbers[0], "school_id": "east", "reason": {}}
    second = {"id": "R2", "cycle_id": CYCLE, "district_id": "mtg", "stage": "none", "version": 0,
              "input_digest": "1", "bundle_digest": "2", "report": {}, "bundle": b""}  # fmt: skip

    def seal_again(tx):
        tx.conn.execute(insert(overflow_run), second)
        put_event(tx, "R2", "preview", "previewed", "bureau", "run")
        put_event(tx, "R2", "seal", "sealed", "bureau", "run")

    for values in ({"bundle": b"x"}, {"report": {"n": 1}}, {"input_digest": "0"}):
        assert refused(either, BUREAU, lambda tx, v=values: tx.conn.execute(edited.values(v))) == (
            "run_is_immutable"
        )
    assert refused(either, BUREAU, lambda tx: tx.conn.execute(insert(run_line), line)) in {
        "run_line_before_preview", "run_line_no_replace",
    }  # fmt: skip
    assert refused(either, BUREAU, seal_again) == "already_sealed"
