"""An overview counts what its reader may see, on both engines."""

from admissions.actions import amend
from admissions.store import overviews
from tests.admissions.actions.june import on_desk
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
