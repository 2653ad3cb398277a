"""Who moves by a run is counted in the store, on both engines, and only for who may see it."""

import pytest

from admissions.actions import overflow
from admissions.store import moved
from admissions.store.moved import MovedFlow
from admissions.store.runs import Line
from admissions.store.transaction import NotThere
from tests.admissions.actions.june import finished, gathered, three_referred
from tests.admissions.season import BUREAU, CITY, CYCLE, OTHER_BUREAU


def a_run(season) -> list[str]:
    """Keep a run of three children: one stays, two move, of one of whom the way is not known."""
    numbers = three_referred(season)
    moves = {"moved": "1", "own_school_id": "west"}
    lines = (
        Line(numbers[0], "west", {"moved": "0", "own_school_m": "9", "metres": "9"}),
        Line(numbers[1], "east", moves | {"own_school_m": "249", "metres": "750"}),
        Line(numbers[2], "east", moves | {"own_school_m": "", "metres": "100"}),
    )
    done = finished({})
    season.do(
        BUREAU, overflow.record_preview, run_id="R1", cycle_id=CYCLE, district_id="mtg",
        state=gathered(season).state,
        done=overflow.Finished(lines, done.input_digest, done.bundle_digest, done.report, b"PK"),
    )  # fmt: skip
    return numbers


def test_flows_count_the_moved_and_how_much_farther_they_walk(either):
    a_run(either)

    found = either.store.read(BUREAU, lambda tx: moved.moved_of(tx, "R1"))

    assert found.flows == (MovedFlow("west", "east", 2, 750 - 249 + 100),)


def test_a_way_belongs_to_the_step_it_begins_and_an_unknown_one_to_none(either):
    a_run(either)

    found = either.store.read(BUREAU, lambda tx: moved.moved_of(tx, "R1"))

    assert (found.own_ways, found.new_ways) == ({0: 1}, {750: 1})


def test_the_first_of_the_moved_are_told_by_number(either):
    numbers = a_run(either)

    found = either.store.read(BUREAU, lambda tx: moved.moved_lines(tx, "R1", 1))

    assert [it.application_id for it in found] == [numbers[1]]


def test_a_run_of_another_district_is_not_there(either):
    a_run(either)

    assert either.store.read(CITY, lambda tx: moved.moved_of(tx, "R1")).flows
    with pytest.raises(NotThere):
        either.store.read(OTHER_BUREAU, lambda tx: moved.moved_of(tx, "R1"))
