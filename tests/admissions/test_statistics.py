"""Figures add up, and no small one can be worked out from those that are told."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.roles import SYSTEM
from admissions.statistics import SMALLEST_TOLD, figures, withheld
from admissions.store.statistics import (
    Group,
    amendments_by_stage,
    groups_of,
)
from tests.admissions.season import BUREAU, CYCLE, MU, WEST, numbered

COUNTS = st.integers(0, 9)
TABLES = st.integers(1, 4).flatmap(
    lambda size: st.lists(st.lists(COUNTS, min_size=size, max_size=size), min_size=1, max_size=4)
)


def test_figures_of_a_school_leave_out_who_is_gone():
    groups = [
        Group("P01", "one", "on_roll", "zone", 40), Group("P01", "three", "on_roll", "zone", 7),
        Group("P01", "one", "on_roll", "overflow", 3), Group("P01", "one", "withdrawn", "", 2),
        Group("P02", "one", "no_show", "zone", 1), Group("", "", "lapsed", "", 4),
    ]  # fmt: skip

    found = {one.school_id: one for one in figures(groups)}

    assert found["P01"].by_category == {"one": 43, "three": 7}
    assert found["P01"].by_kind == {"zone": 47, "overflow": 3}
    assert [found[school].gone for school in ("P01", "P02", "")] == [2, 1, 4]


def test_a_lone_small_count_takes_company():
    #           one  two  three
    table = [[40, 3, 20], [50, 30, 25]]

    told = withheld(table)

    assert told[0][1] is None
    hidden = {(r, c) for r, c in product(range(3), range(4)) if told[r][c] is None}
    assert len(hidden) >= 4  # one alone, or two in a line with told totals, would be worked out
    assert told[2][3] == 168


def test_a_small_count_among_nothings_hides_its_total_too():
    told = withheld([[0, 3, 0], [20, 30, 40]])

    assert told[0] == [0, None, 0, None]


def test_two_counts_of_one_are_not_told_by_their_total_of_two():
    told = withheld([[1, 1], [30, 30]])

    assert told[0][2] is None


def test_large_counts_and_nothings_are_told_with_their_totals():
    assert withheld([[5, 0], [7, 12]]) == [[5, 0, 5], [7, 12, 19], [12, 12, 24]]


def possible(told, most):
    """Return every table that fits what is told, found by trying all: the slow second way."""
    rows, columns = len(told) - 1, len(told[0]) - 1
    ranges = [[told[r][c]] if told[r][c] is not None else range(1, most + 1)
              for r in range(rows) for c in range(columns)]  # fmt: skip
    for cells in product(*ranges):
        whole = [list(cells[r * columns : (r + 1) * columns]) for r in range(rows)]
        whole = [[*row, sum(row)] for row in whole]
        whole.append([sum(column) for column in zip(*whole, strict=True)])
        if all(cell is None or cell == sum_ for row, sums in zip(told, whole, strict=True)
               for cell, sum_ in zip(row, sums, strict=True)):  # fmt: skip
            yield whole


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
def test_whatever_is_withheld_has_two_possible_values_if_all_tables_are_tried(table):
    told = withheld(table)
    found = list(possible(told, most=12))

    for r, c in product(range(3), range(3)):
        if told[r][c] is None:
            assert len({one[r][c] for one in found}) > 1


@settings(max_examples=50)
@given(TABLES)
def test_nothing_small_is_told_and_nothing_told_is_untrue(table):
    told = withheld(table)

    for row, right in zip(told, table, strict=False):
        for cell, count in zip(row, right, strict=False):
            assert cell is None or cell == count
            assert cell is None or cell == 0 or cell >= SMALLEST_TOLD
    totals = [row[-1] for row in told[:-1]]
    assert all(total is None or total == sum(row) for total, row in zip(totals, table, strict=True))


@pytest.mark.parametrize("who", [BUREAU, WEST], ids=["bureau", "school"])
def test_whoever_counts_counts_only_what_it_may_see(either, who):
    first = either.submitted(MU, numbered(2))
    either.registered(MU, numbered(4))

    seen = either.store.read(who, lambda tx: groups_of(tx, CYCLE, "mtg"))
    everything = either.store.read(SYSTEM, lambda tx: groups_of(tx, CYCLE, "mtg"))

    wanted = 2 if who is BUREAU else 1  # what is not confirmed is on no school's desk
    assert sum(one.count for one in seen) == wanted
    assert sum(one.count for one in everything) == 2
    assert either.store.read(SYSTEM, lambda tx: groups_of(tx, CYCLE, "sjs")) == []
    assert either.stage(first) == "submitted"


def test_a_season_without_amendments_has_none_at_any_stage(either):
    either.submitted(MU, numbered(2))

    assert either.store.read(BUREAU, lambda tx: amendments_by_stage(tx, CYCLE, "mtg")) == {}
