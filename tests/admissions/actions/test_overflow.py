"""A run: gathered whole, kept as a preview, sealed only when nothing is open, then carried out."""

from dataclasses import replace

import pytest

from admissions.actions import amend, overflow, review, verify
from admissions.actions.papers import note_papers
from admissions.papers import PaperKind
from admissions.people import PreferenceKind
from admissions.store.applications import get_application
from admissions.store.cycles import move_window, places_of, set_places, window_of
from admissions.store.runs import bundle_of, differences, get_run, lines_of, runs_of
from admissions.store.transaction import Refused
from tests.admissions.actions.june import (
    carried_out,
    code_of,
    drawn,
    finished,
    gathered,
    messages,
    on_desk,
    place_of,
    previewed,
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
    LIN,
    MU,
    OPENS,
    OTHER_BUREAU,
    WEST,
    all_papers,
    home_in,
    numbered,
)


def by_hand(numbers: list[str], *schools: str) -> dict[str, str]:
    return dict(zip(numbers, schools or ("west", "west", "east"), strict=True))


def record(season, state: str, lines: dict[str, str], status: str = "placed") -> str:
    return code_of(season, BUREAU, overflow.record_preview, run_id="R1", cycle_id=CYCLE,
                   district_id="mtg", state=state, done=finished(lines, status))  # fmt: skip


def extra_place(season, school: str, name: str = "M1") -> None:
    season.do(
        BUREAU, amend.propose, amendment_id=name, cycle_id=CYCLE, kind="places", basis="twins",
        reason="双胞胎同校", after={"school_id": school, "places": 1},
    )  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id=name)
    season.do(BUREAU, amend.apply_places, amendment_id=name)


def test_provisional_and_referred_children_are_gathered_as_the_rule_may_know_them(season):
    kept = taken(season, 2)
    given = numbered(4, siblings_at=("east", "far-away-junior"))
    season.clock.move_to(OPENS)
    far = home_in("east", x_m=21_000.0, building_id="B7")
    moved = season.submitted(LIN, given, far)
    season.store.write(BUREAU, lambda tx: set_places(
        tx, cycle_id=CYCLE, school_id="east", planned=0))  # fmt: skip
    season.move_to("verify")
    season.papers(EAST, moved, given)
    season.do(EAST, verify.refer, application_id=moved)

    found = gathered(season)

    first, second = found.children
    assert (first.application_id, second.application_id) == (kept, moved)
    assert (second.x_m, second.y_m, second.crs) == (21_000.0, 10_000.0, "EPSG:4548")
    assert (second.tier, second.preference, second.building_id) == (1, 0, "B7")
    assert second.siblings_at == ("east",)
    assert second.address == given.hukou_address
    assert second.child_id == season.store.read(
        BUREAU, lambda tx: get_application(tx, moved)).case_id  # fmt: skip
    assert found.places == {"west": 2, "east": 0, "hill": 2, "care": 2}
    assert given.hukou_address not in repr(found)


@pytest.mark.parametrize(
    ("kind", "shown", "preference"),
    [(PreferenceKind.MARTYR, True, 1), (PreferenceKind.MARTYR, False, 0), (None, True, 0)],
    ids=["claimed and proved", "claimed only", "not claimed"],
)  # fmt: skip
def test_only_who_proves_it_is_favoured_among_equals(season, kind, shown, preference):
    number = on_desk(season, 2, papers=False, preference=kind)
    papers = [one for one in all_papers(numbered(2)) if shown or one.kind != PaperKind.MARTYR_PROOF]
    season.do(WEST, note_papers, application_id=number, papers=papers)
    season.do(WEST, verify.accept, application_id=number)

    assert [child.preference for child in gathered(season).children] == [preference]


def test_twins_of_one_account_are_a_group_named_by_a_case_and_strangers_are_not(season):
    first = taken(season, 2)
    second = taken(season, 4, twin_of=first)
    stranger = taken(season, 6, twin_of=first, who=LIN, zone="east", desk=EAST)

    found = gathered(season)

    group = {child.application_id: child.twins for child in found.children}
    case = next(child.child_id for child in found.children if child.application_id == first)
    assert group == {first: case, second: case, stranger: ""}
    assert found.twins_apart == (stranger,)


@pytest.mark.parametrize(
    ("status", "lines"),
    [("placed", {"A000001": "west"}),
     ("placed", {"A000001": "west", "A000002": "west", "A000003": "nowhere"}),
     ("placed", {"A000001": "west", "A000002": "west", "A000003": "east", "A000009": "east"}),
     ("short", {"A000001": "west"})],
    ids=["a child left out", "an unknown school", "a child too many", "lines although short"],
)  # fmt: skip
def test_a_preview_names_a_school_for_each_child_once_or_for_nobody(season, status, lines):
    three_referred(season)

    assert record(season, gathered(season).state, lines, status) == "lines_incomplete"
    assert season.store.read(BUREAU, lambda tx: runs_of(tx, CYCLE)) == []


def test_a_preview_is_not_kept_if_a_child_was_moved_since_it_was_gathered(season):
    numbers = three_referred(season)
    state = gathered(season).state
    season.do(WEST, verify.undo, application_id=numbers[0])

    assert record(season, state, by_hand(numbers[1:], "west", "west")) == "children_have_changed"


def test_a_preview_is_not_kept_if_places_changed_since(season):
    numbers = three_referred(season)
    state = gathered(season).state
    season.store.write(BUREAU, lambda tx: set_places(
        tx, cycle_id=CYCLE, school_id="east", planned=4))  # fmt: skip

    assert record(season, state, by_hand(numbers)) == "children_have_changed"


def test_a_preview_is_there_whole_or_not_at_all(season):
    numbers = three_referred(season)
    done = finished(by_hand(numbers))
    broken = replace(done, lines=(*done.lines[:2], replace(done.lines[2], application_id="A9")))

    refused = code_of(season, BUREAU, overflow.record_preview, run_id="R1", cycle_id=CYCLE,
                      district_id="mtg", state=gathered(season).state, done=broken)  # fmt: skip

    assert refused == "lines_incomplete"
    assert season.store.read(BUREAU, lambda tx: lines_of(tx, "R1")) == []


def test_nothing_is_sealed_while_registration_is_open(season):
    numbers = three_referred(season)
    previewed(season, by_hand(numbers))
    season.clock.move_to(OPENS)

    assert code_of(season, BUREAU, overflow.seal, run_id="R1") == "registration_is_open"


@pytest.mark.parametrize("stage", ["submitted", "declined", "returned", "absent"])
def test_nothing_is_sealed_while_a_child_is_not_dealt_with(season, stage):
    other = taken(season, 2)
    number = on_desk(season, 4)
    if stage == "declined":
        season.do(WEST, verify.decline, application_id=number, reason="papers_missing")
    elif stage == "returned":
        season.do(WEST, verify.accept, application_id=number)
        season.do(BUREAU, review.return_to_school, application_id=number, reason="not_in_zone")
    elif stage == "absent":
        season.move_to("follow_up")
        season.do(WEST, verify.note_absent, application_id=number)
    previewed(season, {other: "west"})

    with pytest.raises(Refused, match=f"1 {stage}") as refused:
        season.do(BUREAU, overflow.seal, run_id="R1")

    assert refused.value.code == "unfinished"
    assert gathered(season).unfinished == {stage: 1}


def test_a_child_that_lapsed_or_withdrew_keeps_nobody_from_sealing(season):
    season.registered(LIN, numbered(8))
    number = taken(season, 2)

    sealed(season, {number: "west"})

    assert season.store.read(BUREAU, lambda tx: get_run(tx, "R1")).stage == "sealed"


def test_a_run_that_moves_a_child_a_school_has_accepted_is_not_sealed(season):
    number = taken(season, 2)
    previewed(season, {number: "east"})

    assert code_of(season, BUREAU, overflow.seal, run_id="R1") == "provisional_elsewhere"


def test_twins_over_the_plan_need_an_extra_place_by_two_people_and_no_new_run(season):
    numbers = three_referred(season)
    drawn(season, by_hand(numbers, "west", "west", "west"))
    lacking = season.store.read(BUREAU, lambda tx: overflow.extra_needed(tx, "R1"))
    early = code_of(season, BUREAU, overflow.seal, run_id="R1")
    extra_place(season, "west")

    season.do(BUREAU, overflow.seal, run_id="R1")
    moved = season.do(BUREAU, overflow.place_by_run, run_id="R1")

    west = season.store.read(BUREAU, lambda tx: places_of(tx, CYCLE))["west"]
    assert (lacking, early, moved) == ({"west": 1}, "needs_extra_places", 3)
    assert (west.planned, west.extra, west.taken) == (2, 1, 3)


def test_two_previews_of_two_people_become_one_sealed_run(season):
    numbers = three_referred(season)
    drawn(season, by_hand(numbers), "R1")
    drawn(season, by_hand(numbers, "west", "east", "west"), "R2")
    season.do(BUREAU, overflow.seal, run_id="R2")

    assert code_of(season, BUREAU_2, overflow.seal, run_id="R1") == "already_sealed"
    assert code_of(season, BUREAU_2, overflow.seal, run_id="R2") != ""
    stages = [run.stage for run in season.store.read(BUREAU, lambda tx: runs_of(tx, CYCLE))]
    assert stages == ["previewed", "previewed", "sealed"]  # the first is the one that froze


def test_two_people_sealing_at_once_seal_once(either):
    season = either
    numbers = three_referred(season)
    for run_id in ("R1", "R2", "R3", "R4"):
        drawn(season, by_hand(numbers), run_id)

    waiting = [
        season.store.submit(who, lambda tx, run_id=run_id: overflow.seal(tx, run_id=run_id))
        for who, run_id in zip((BUREAU, BUREAU_2) * 2, ("R1", "R2", "R3", "R4"), strict=True)
    ]
    refused = [future.exception() for future in waiting]

    assert [one is None for one in refused].count(True) == 1
    assert {one.code for one in refused if one is not None} == {"already_sealed"}


@pytest.mark.parametrize(
    ("action", "stages"),
    [(overflow.seal, "published"), (overflow.discard, "sealed"),
     (overflow.publish_run, "previewed")],
    ids=["seal what is published", "discard what is sealed", "publish a preview"],
)  # fmt: skip
def test_a_run_goes_its_way_in_order(season, action, stages):
    numbers = three_referred(season)
    drawn(season, by_hand(numbers))
    if stages != "previewed":
        season.do(BUREAU, overflow.seal, run_id="R1")
    if stages == "published":
        season.do(BUREAU, overflow.place_by_run, run_id="R1")
        season.do(BUREAU, overflow.publish_run, run_id="R1")

    assert code_of(season, BUREAU, action, run_id="R1") != ""
    assert season.store.read(BUREAU, lambda tx: get_run(tx, "R1")).stage == stages


def test_a_result_is_not_public_before_everybody_has_a_place(season):
    numbers = three_referred(season)
    sealed(season, by_hand(numbers))
    season.do(BUREAU, overflow.place_by_run, run_id="R1", limit=2)

    assert code_of(season, BUREAU, overflow.publish_run, run_id="R1") == "not_carried_out"
    season.do(BUREAU, overflow.place_by_run, run_id="R1", limit=2)
    assert season.do(BUREAU, overflow.publish_run, run_id="R1").stage == "published"


def test_only_a_sealed_run_is_carried_out(season):
    previewed(season, by_hand(three_referred(season)))

    assert code_of(season, BUREAU, overflow.place_by_run, run_id="R1") == "not_sealed"


def test_carrying_out_gives_each_child_the_school_and_reason_of_its_line(either):
    season = either
    numbers = three_referred(season)
    carried_out(season, by_hand(numbers))

    found = [place_of(season, number) for number in numbers]
    assert [one.school_id for one in found] == ["west", "west", "east"]
    assert {(one.kind, one.run_id) for one in found} == {("overflow", "R1")}
    assert found[2].reason == {"reason": "by hand"}
    assert messages(season, numbers[2])[-1] == ("placed", {"school": "east"})
    assert season.store.read(EAST, lambda tx: get_application(tx, numbers[2])).school_id == "east"
    assert season.store.read(BUREAU, lambda tx: differences(tx, "R1")) == []


def test_what_is_not_yet_carried_out_is_no_difference(season):
    sealed(season, by_hand(three_referred(season)))

    assert season.store.read(BUREAU, lambda tx: differences(tx, "R1")) == []


def test_a_place_the_sealed_run_has_yet_to_fill_is_given_to_nobody_else(season):
    numbers = three_referred(season)
    other = taken(season, 8, zone="east", desk=EAST)
    sealed(season, by_hand(numbers) | {other: "east"})
    season.do(BUREAU, review.confirm, application_id=other)
    season.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="place", basis="G6",
              reason="r", after={"school_id": "west"}, application_id=other)  # fmt: skip
    season.do(BUREAU_2, amend.approve, amendment_id="M1")

    refused = code_of(season, BUREAU, amend.apply_place, amendment_id="M1")

    assert refused == "school_is_full"
    assert season.do(BUREAU, overflow.place_by_run, run_id="R1") == 3


@pytest.mark.parametrize("who", [WEST, MU, OTHER_BUREAU, AUDITOR], ids=lambda who: who.account_id)
def test_only_the_district_s_bureau_makes_runs(season, who):
    numbers = three_referred(season)
    previewed(season, by_hand(numbers))
    state = gathered(season).state

    assert code_of(season, who, overflow.seal, run_id="R1") in {"not_there", "not_your_move"}
    assert code_of(season, who, overflow.place_by_run, run_id="R1") in {"not_there", "not_sealed"}
    assert code_of(season, who, overflow.record_preview, run_id="R2", cycle_id=CYCLE,
                   district_id="mtg", state=state, done=finished(by_hand(numbers))) in {
        "not_your_move", "children_have_changed"}  # fmt: skip


def test_a_guardian_or_school_does_not_read_a_bundle(season):
    previewed(season, by_hand(three_referred(season)))

    assert season.store.read(AUDITOR, lambda tx: bundle_of(tx, "R1")) == b"PK"
    for who in (WEST, MU, OTHER_BUREAU):
        with pytest.raises(Refused, match="not found"):
            season.store.read(who, lambda tx: bundle_of(tx, "R1"))


def test_the_verification_days_do_not_bring_a_sealed_child_back(season):
    # the days were prolonged after the seal: the result still stands
    numbers = three_referred(season)
    sealed(season, by_hand(numbers))
    opens, closes = season.store.read(BUREAU, lambda tx: window_of(tx, CYCLE, "mtg", "verify"))
    season.store.write(BUREAU, lambda tx: move_window(
        tx, cycle_id=CYCLE, district_id="mtg", name="verify", opens=opens,
        closes=closes.replace(month=7)))  # fmt: skip
    season.clock.move_to(closes)

    assert code_of(season, WEST, verify.undo, application_id=numbers[0]) == "sealed_result_stands"
