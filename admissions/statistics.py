"""Which figures of a season are told, and which small ones are withheld so that nobody is known?

S71 asks for statistics by themselves, S51 for the non-local children among them. Figures for staff
are exact; figures for everybody leave out counts of 1 to 4 and as many others as it takes that none
of them follows from the totals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from admissions.policy_terms import Category
from admissions.store.statistics import Group

SMALLEST_TOLD = 5
WITHHELD = None
CATEGORIES = (*(str(one) for one in Category), "")
PLACED_IN_ZONE, MOVED = "zone", "overflow"
_NOT_COMING = frozenset({"withdrawn", "lapsed", "no_show"})


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """One school's season: `by_category` and `by_kind` count its children, without those gone."""

    school_id: str
    by_category: Mapping[str, int]
    by_kind: Mapping[str, int]
    gone: int


def figures(groups: Iterable[Group]) -> tuple[SchoolFigures, ...]:
    """Add groups up by school, in order of the schools; "" are children of no school."""
    found: dict[str, tuple[dict[str, int], dict[str, int], list[int]]] = {}
    for one in groups:
        category, kind, gone = found.setdefault(one.school_id, ({}, {}, [0]))
        if one.stage in _NOT_COMING:
            gone[0] += one.count
            continue
        category[one.category] = category.get(one.category, 0) + one.count
        kind[one.kind] = kind.get(one.kind, 0) + one.count
    return tuple(SchoolFigures(school, *found[school][:2], found[school][2][0])
                 for school in sorted(found))  # fmt: skip


def withheld(table: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """Return counts with their totals (last column, last row), small ones and more of them None.

    Counts of 1 to 4 are withheld. Then, as long as some withheld count can be worked out from what
    is told (its least and greatest possible value are one), the smallest count told beside it goes
    too. Counts of 0 are told: they say nothing about a child.
    """
    whole = _with_totals(table)
    told: list[list[int | None]] = [
        [WITHHELD if 0 < cell < SMALLEST_TOLD else cell for cell in row] for row in whole
    ]
    while (found := _first_known(told)) is not None:
        beside = _told_beside(whole, told, found)
        if beside is None:
            break
        told[beside[0]][beside[1]] = WITHHELD
    return told


def _with_totals(table: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _told_beside(whole: list[list[int]], told: list[list[int | None]],
                 at: tuple[int, int]) -> tuple[int, int] | None:  # fmt: skip
    """Return the smallest positive count still told, in the row or column of a cell if any is."""
    open_ = [
        (r != at[0] and c != at[1], whole[r][c], r, c)
        for r, row in enumerate(told) for c, cell in enumerate(row)
        if cell is not WITHHELD and whole[r][c]
    ]  # fmt: skip
    return min(open_)[2:] if open_ else None


def _first_known(told: list[list[int | None]]) -> tuple[int, int] | None:
    """Return a withheld cell whose value follows from what is told, if there is one.

    Rows and columns add up, and everybody knows that what is withheld is 1 or more.
    """
    unknown = [(r, c) for r, row in enumerate(told) for c, cell in enumerate(row) if cell is None]
    if not unknown:
        return None
    sums = _sums(told, {at: number for number, at in enumerate(unknown)})
    for number, at in enumerate(unknown):
        least, most = (_end(sums, len(unknown), number, sign) for sign in (1, -1))
        if least == most:
            return at
    return None


def _sums(
    told: list[list[int | None]], number_of: Mapping[tuple[int, int], int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return A, b of A·unknown = b: every row and column less its total is nothing."""
    rows, columns = range(len(told)), range(len(told[0]))
    lines = [[(r, c) for c in columns] for r in rows] + [[(r, c) for r in rows] for c in columns]
    matrix = np.zeros((len(lines), len(number_of)))
    known = np.zeros(len(lines))
    for at, line in enumerate(lines):
        for place, (r, c) in enumerate(line):
            sign, cell = (-1 if place == len(line) - 1 else 1), told[r][c]
            if cell is WITHHELD:
                matrix[at, number_of[r, c]] = sign
            else:
                known[at] -= sign * cell
    return matrix, known


def _end(sums: tuple[NDArray[np.float64], NDArray[np.float64]], unknown: int, number: int,
         sign: int) -> int | None:  # fmt: skip
    """Return the least (sign 1) or greatest (-1) value of an unknown count; None: no bound.

    The constraints are those of a transport: its corners are whole numbers.
    """
    aim = np.zeros(unknown)
    aim[number] = sign
    found = linprog(aim, A_eq=sums[0], b_eq=sums[1], bounds=(1, None), method="highs")
    return round(sign * found.fun) if found.status == 0 else None
