"""Why can no plan keep within places? The smallest set of blocks and schools that cannot fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import maximum_flow

from zones.redraw.problem import Ints, Problem

_FEW = 30  # schools a block is offered at first: enough, as a rule, to show that all fit


@dataclass(frozen=True, slots=True)
class Shortage:
    """Blocks whose children may only go to `schools`, which have too few places in a year.

    Indices, sorted; `children`, `places`: heads, children > places. With `whole` the blocks would
    fit in parts, but one block is larger than any of the schools.
    """

    year: int
    blocks: tuple[int, ...]
    schools: tuple[int, ...]
    children: int
    places: int
    whole: bool = False


def shortages(problem: Problem) -> tuple[Shortage, ...]:
    """Return proofs that not all children fit, at most one a year and kind; () if there is none.

    `problem` as `tightened`: pairs that no zone in one piece can hold are left out already. No
    answer is no promise: whole blocks in one piece may still not fit.
    """
    found = []
    for year in range(problem.places.shape[1]):
        heads, places = problem.children[:, year], problem.places[:, year]
        may = problem.may()
        largest = np.where(may, places[None, :], -1).max(axis=1)
        for block in np.flatnonzero((heads > largest) & (heads > 0)):
            schools = tuple(np.flatnonzero(may[block]).tolist())
            found.append(Shortage(year, (int(block),), schools, int(heads[block]),
                                  max(int(largest[block]), 0), whole=True))  # fmt: skip
        lacking = _lacking(may, heads, places)
        if lacking is not None:
            blocks, schools_ = lacking
            sums = int(heads[blocks].sum()), int(places[schools_].sum())
            found.append(Shortage(year, tuple(blocks.tolist()), tuple(schools_.tolist()), *sums))
    return tuple(found)


def fits_in_parts(problem: Problem) -> bool:
    """Say whether the children fit if blocks could be split: what no plan can do without."""
    may = problem.may()
    return all(
        _lacking(may, problem.children[:, year], problem.places[:, year]) is None
        for year in range(problem.places.shape[1])
    )


def _lacking(may: NDArray[np.bool_], heads: Ints, places: Ints) -> tuple[Ints, Ints] | None:
    """Return the smallest found set of blocks whose schools are too small, by maximum flow."""
    for few in (_FEW, may.shape[1]):
        fewer = may & (np.cumsum(may, axis=1) <= few) if few < may.shape[1] else may
        found = _short_of(fewer, heads, places)
        if found is None or few >= may.shape[1]:
            break
    return found


def _short_of(may: NDArray[np.bool_], heads: Ints, places: Ints) -> tuple[Ints, Ints] | None:
    n, m = may.shape
    block, school = np.nonzero(may & (heads > 0)[:, None])
    source, sink = n + m, n + m + 1
    rows = np.concatenate([np.full(n, source), block, n + np.arange(m)])
    columns = np.concatenate([np.arange(n), n + school, np.full(m, sink)])
    limit = np.concatenate([heads, heads[block], places]).astype(np.int32)
    shape = (n + m + 2, n + m + 2)
    flow = maximum_flow(coo_matrix((limit, (rows, columns)), shape).tocsr(), source, sink)
    if flow.flow_value == int(heads.sum()):
        return None
    sent = flow.flow[:n, n : n + m].toarray()
    short = np.flatnonzero(sent.sum(axis=1) < heads)
    best: tuple[Ints, Ints] | None = None
    for start in short[:200]:
        found = _closed(int(start), may, sent)
        if best is None or len(found[0]) + len(found[1]) < len(best[0]) + len(best[1]):
            best = found
    return best


def _closed(start: int, may: NDArray[np.bool_], sent: Ints) -> tuple[Ints, Ints]:
    """Follow a child without a place: the schools it may go to, the blocks that fill them, …"""
    blocks: NDArray[np.bool_] = np.zeros(may.shape[0], np.bool_)
    schools: NDArray[np.bool_] = np.zeros(may.shape[1], np.bool_)
    blocks[start] = True
    while True:
        wider: NDArray[np.bool_] = np.asarray(may[blocks].any(axis=0))
        users: NDArray[np.bool_] = np.asarray((sent[:, wider] > 0).any(axis=1) | blocks)
        if (wider == schools).all() and (users == blocks).all():
            return np.flatnonzero(blocks), np.flatnonzero(schools)
        blocks, schools = users, wider


def shortage_words(
    shortage: Shortage, blocks: Sequence[str], schools: Sequence[str], years: Sequence[str]
) -> str:
    """Say a shortage in one sentence, naming blocks and schools."""
    when = f" in {years[shortage.year]}" if years[shortage.year] else ""
    named = _listed([blocks[at] for at in shortage.blocks])
    where = _listed([schools[at] for at in shortage.schools])
    if not shortage.schools:
        return f"block {named} ({shortage.children} children){when} can reach no school"
    if shortage.whole:
        return (
            f"block {named} has {shortage.children} children{when}, no school that it may go "
            f"to ({where}) has more than {shortage.places} places: split the block"
        )
    return (
        f"{len(shortage.blocks)} blocks with {shortage.children} children{when} may only go to "
        f"{where}, which have {shortage.places} places, {shortage.children - shortage.places} too "
        f"few: add places there, lift a pin or a limit, or allow a longer walk (blocks {named})"
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12])
    return shown if len(names) <= 12 else f"{shown} and {len(names) - 12} more"
