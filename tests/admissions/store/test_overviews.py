"""An overview counts what its reader may see, on both engines."""

from admissions.actions import amend, overflow
from admissions.store import overviews
from admissions.store.runs import Line
from tests.admissions.actions.june import finished, gathered, on_desk, three_referred
from tests.admissions.season import (
    BUREAU,
    CITY,
    CYCLE,
    EAST,
    OTHER_BUREAU,
    WEST,
    Season,
)


def counted(season: Season, actor) -> list[tuple[str, str, str, int]]:
    found = season.store.read(actor, lambda tx: overviews.counts_by_school(tx, CYCLE))
    return [(it.district_id, it.school_id, it.stage, it.count) for it in found]


def test_counts_are_of_what_the_reader_may_see(either):
    on_desk(either, 2)
    on_desk(either, 4)

    row = ("mtg", "west", "submitted", 2)
    seen = {actor.account_id: counted(either, actor)
            for actor in (WEST, BUREAU, CITY, EAST, OTHER_BUREAU)}  # fmt: skip

    assert seen == {"west-desk": [row], "bureau-zhao": [row], "city": [row], "east-desk": [],
                    "bureau-sjs": []}  # fmt: skip


def test_amendments_to_be_decided_come_first_and_no_other_districts(either):
    for number in ("AM1", "AM2"):
        either.do(
            BUREAU,
            amend.propose,
            amendment_id=number,
            cycle_id=CYCLE,
            kind="places",
            basis="G6",
            reason="双胞胎",
            after={"school_id": "west", "places": 1},
        )
    either.do(BUREAU, amend.reject, amendment_id="AM1")

    def listed(actor):
        found = either.store.read(actor, lambda tx: overviews.amendments_of(tx, CYCLE))
        return [it.id for it in found]

    assert (listed(BUREAU), listed(OTHER_BUREAU)) == (["AM2", "AM1"], [])


def test_the_moved_of_a_run_are_its_lines_that_say_so(either):
    numbers = three_referred(either)
    moved = {"moved": "1", "own_school_id": "west"}
    lines = tuple(
        Line(number, school, reason)
        for number, school, reason in zip(
            numbers, ("west", "east", "east"), ({"moved": "0"}, moved, moved), strict=True
        )
    )
    done = finished({})
    either.do(
        BUREAU, overflow.record_preview, run_id="R1", cycle_id=CYCLE, district_id="mtg",
        state=gathered(either).state,
        done=overflow.Finished(lines, done.input_digest, done.bundle_digest, done.report, b"PK"),
    )  # fmt: skip

    found = either.store.read(BUREAU, lambda tx: overviews.moved_lines(tx, "R1"))

    assert [it.application_id for it in found] == numbers[1:]
