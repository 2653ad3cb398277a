"""Which group of blocks can in no way keep to the number of schools it may be split over?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from zones.redraw.draft import Draft
from zones.redraw.problem import Ints, Problem

_MOST_CHOICES = 50_000  # sets of schools tried one by one; beyond it the largest schools answer


@dataclass(frozen=True, slots=True)
class SplitShortage:
    """A group that needs more schools than the `most` it may be split over, in a year.

    `blocks`: its blocks, or those of them that must have different schools; `schools`: those they
    must have, or may go to; `places`: of the best choice of schools, -1 where no choice can take
    every block.
    """

    group: str
    most: int
    year: int
    blocks: tuple[int, ...]
    schools: tuple[int, ...]
    children: int
    places: int
    held: bool = False


def split_shortages(draft: Draft, problem: Problem) -> tuple[SplitShortage, ...]:
    """Return proofs that groups cannot keep their limits, one a group; () if there is none.

    `problem` of `draft`, as `tightened`. No answer is no promise: groups may still be in each
    other's way.
    """
    if problem.group is None:
        return ()
    may, groups = problem.may(), draft.blocks.groups
    limited = [name for name, most in zip(groups.name, groups.most, strict=True) if most]
    found = []
    for at, name in enumerate(limited):
        rows = np.flatnonzero(problem.group == at)
        short = _held(problem, rows, name, int(problem.most[at]))
        found.append(short or _unfit(problem, may, rows, name, int(problem.most[at])))
    return tuple(short for short in found if short is not None)


def _held(problem: Problem, rows: Ints, name: str, most: int) -> SplitShortage | None:
    """Return the proof that blocks of a group must have more schools than it may."""
    held = rows[problem.fixed[rows] >= 0]
    schools, first = np.unique(problem.fixed[held], return_index=True)
    if len(schools) <= most:
        return None
    children = int(problem.children[rows, 0].sum())
    blocks = tuple(sorted(held[first].tolist()))
    return SplitShortage(name, most, 0, blocks, tuple(schools.tolist()), children, 0, held=True)


def _unfit(
    problem: Problem, may: np.ndarray, rows: Ints, name: str, most: int
) -> SplitShortage | None:
    """Return the proof that no choice of schools takes all blocks of a group and its children."""
    schools = np.flatnonzero(may[rows].any(axis=0))
    heads = problem.children[rows].sum(axis=0)
    best = [-1] * len(heads)
    for choice in _choices(may[np.ix_(rows, schools)], schools, most):
        places = problem.places[list(choice)].sum(axis=0)
        if (places >= heads).all():
            return None
        best = [max(one, int(other)) for one, other in zip(best, places, strict=True)]
    lacking = [head - one for one, head in zip(best, heads.tolist(), strict=True)]
    year = int(np.argmax(lacking))
    return SplitShortage(name, most, year, tuple(rows.tolist()), tuple(schools.tolist()),
                         int(heads[year]), best[year])  # fmt: skip


def _choices(may: np.ndarray, schools: Ints, most: int) -> Iterator[tuple[int, ...]]:
    """Yield the sets of `most` schools that can take every block; all schools where too many."""
    most = min(most, len(schools))
    if comb(len(schools), most) > _MOST_CHOICES:
        yield tuple(schools.tolist())
        return
    for choice in combinations(range(len(schools)), most):
        if may[:, choice].any(axis=1).all():
            yield tuple(schools[list(choice)].tolist())


def split_words(
    short: SplitShortage, blocks: Sequence[str], schools: Sequence[str], years: Sequence[str]
) -> str:
    """Say in one sentence why a group cannot keep its limit, naming blocks and schools."""
    may_be = f"group {short.group} may go to {short.most} school{'s' * (short.most != 1)}"
    where = ", ".join(schools[at] for at in short.schools)
    if short.held:
        named = ", ".join(blocks[at] for at in short.blocks)
        return (f"{may_be}, but its blocks {named} must have {where}: "
                "lift a pin, or raise most_schools")  # fmt: skip
    if short.places < 0:
        return (f"{may_be}, but no such choice among {where} can take every one of its "
                f"{len(short.blocks)} blocks in one piece: raise most_schools")  # fmt: skip
    when = f" in {years[short.year]}" if years[short.year] else ""
    most = f"more than {short.places} places"
    if short.places >= short.children:
        when, most = "", "room for them in every year"
    return (f"{may_be}, but it has {short.children} children{when}, and no such choice among "
            f"{where} has {most}: raise most_schools, or add places")  # fmt: skip
