"""What would other rules have done? Known rules on the same case, for comparison only.

Like the rule they move nobody from a single-school zone that holds its children, and they go by
level; they differ in who stays at a school that cannot hold its zone, and where the others go. In
shared zones they fill schools one child at a time, so fewer may stay than the rule can keep; they
take all claims before any move, whatever the ruleset's order.
"""

import heapq
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from capacity.case import Case, Ints
from capacity.overflow import levels
from capacity.ruleset import Ruleset

FAR = np.iinfo(np.int64).max // 4


class Alternative(StrEnum):
    """Rules in use elsewhere (overflow-rule.md, table; mission/requirements.md)."""

    NEAREST_STAYS = "nearest_stays"  # who lives nearest stays; movers by lot to the nearest room
    SWEDISH_STATIC = (
        "swedish_static"  # relativ närhet against the nearest other school, full or not
    )
    LOTTERY = "lottery"  # who stays is drawn; movers by lot to the nearest room
    DEFERRED_ACCEPTANCE = "deferred_acceptance"  # zone, level, distance as priority (Gale-Shapley)


@dataclass(frozen=True, slots=True)
class Measure:
    """How one placement compares: whole metres over all children placed, counts of children.

    `complaints` counts moved children who can name a child of the same level that stayed at
    their school and would have lost less by moving to their new one (P4).
    """

    moved: int
    unplaced: int
    total_m: int
    moved_extra_m: int
    longest_m: int
    complaints: int


def place_by(alternative: Alternative, case: Case, ruleset: Ruleset, rank: Ints) -> Ints:
    """Return each child's school index (-1: unplaced) under `alternative`."""
    level = levels(case, ruleset)
    if alternative is Alternative.DEFERRED_ACCEPTANCE:
        return _deferred_acceptance(case, ruleset, level, rank)
    stays = _who_stays(alternative, case, level, rank)
    return _send_to_nearest_room(case, ruleset, level, rank, stays)


def measure(case: Case, ruleset: Ruleset, school: Ints) -> Measure:
    """Measure a placement; a moved child's extra walk counts against its nearest claimed school."""
    placed = np.flatnonzero(school >= 0)
    metres = np.full(len(case), 0, dtype=np.int64)
    metres[placed] = case.metres(placed, school[placed])
    own = _own_metres(case)
    stays = _in_zone(case, school)
    moved = (school >= 0) & ~stays & (own < FAR)
    return Measure(
        moved=int(moved.sum()),
        unplaced=int((school < 0).sum()),
        total_m=int(metres.sum()),
        moved_extra_m=int((metres - own)[moved].sum()),
        longest_m=int(metres.max(initial=0)),
        complaints=_complaints(case, ruleset, school, moved),
    )


def _open_claims(case: Case) -> NDArray[np.bool_]:
    return case.claimed & ~case.barred


def _own_metres(case: Case) -> Ints:
    own = np.full(len(case), FAR, dtype=np.int64)
    claims = _open_claims(case)
    np.minimum.at(own, case.option_child[claims], case.option_m[claims])
    return own


def _in_zone(case: Case, school: Ints) -> NDArray[np.bool_]:
    hit = _open_claims(case) & (school[case.option_child] == case.option_school)
    inside = np.zeros(len(case), dtype=np.bool_)
    inside[case.option_child[hit]] = True
    return inside


def _who_stays(alternative: Alternative, case: Case, level: Ints, rank: Ints) -> Ints:
    """Fill each school with its claimants: by level, then by the rule's own score, then by lot."""
    rows = np.flatnonzero(_open_claims(case))
    child = case.option_child[rows]
    score = {
        Alternative.NEAREST_STAYS: case.option_m[rows],
        Alternative.SWEDISH_STATIC: case.option_m[rows] - _nearest_other(case, rows),
        Alternative.LOTTERY: np.zeros(len(rows), dtype=np.int64),
    }[alternative]
    order = np.lexsort((case.option_m[rows], rank[child], score, level[child]))
    free, stays = case.places.copy(), np.full(len(case), -1, dtype=np.int64)
    for row in rows[order].tolist():
        child_index, school = int(case.option_child[row]), int(case.option_school[row])
        if stays[child_index] < 0 and free[school] > 0:
            stays[child_index] = school
            free[school] -= 1
    return stays


def _nearest_other(case: Case, rows: Ints) -> Ints:
    """Return, per claim row, the metres to the child's nearest school other than that one."""
    order = np.lexsort((case.option_m, case.option_child))
    first = np.full(len(case), -1, dtype=np.int64)
    second = np.full(len(case), FAR, dtype=np.int64)
    start = case.option_start[:-1]
    counts = np.diff(case.option_start)
    first[counts > 0] = order[start[counts > 0]]
    second[counts > 1] = case.option_m[order[start[counts > 1] + 1]]
    child = case.option_child[rows]
    return np.where(first[child] == rows, second[child], case.option_m[first[child]])


def _admissible(case: Case, ruleset: Ruleset) -> NDArray[np.bool_]:
    within = ruleset.cap_m is None or (case.option_m <= ruleset.cap_m)
    return ~case.barred & (case.claimed | within)


def _send_to_nearest_room(
    case: Case, ruleset: Ruleset, level: Ints, rank: Ints, stays: Ints
) -> Ints:
    """Send everybody without a place, by level and lot, to the nearest school with room."""
    school = stays.copy()
    free = case.places - np.bincount(stays[stays >= 0], minlength=len(case.places))
    allowed = _admissible(case, ruleset)
    waiting = np.flatnonzero(stays < 0)
    for child in waiting[np.lexsort((rank[waiting], level[waiting]))].tolist():
        rows = case.options_of(child)
        room = allowed[rows] & (free[case.option_school[rows]] > 0)
        if room.any():
            metres = np.where(room, case.option_m[rows], FAR)
            school[child] = case.option_school[rows][int(metres.argmin())]
            free[school[child]] -= 1
    return school


def _deferred_acceptance(case: Case, ruleset: Ruleset, level: Ints, rank: Ints) -> Ints:
    """Children ask their own zone first, then by distance; schools keep zone, level, distance."""
    allowed = np.flatnonzero(_admissible(case, ruleset))
    wish = allowed[
        np.lexsort((case.option_m[allowed], ~case.claimed[allowed], case.option_child[allowed]))
    ]
    start = np.searchsorted(case.option_child[wish], np.arange(len(case) + 1))
    key = list(
        zip(
            (~case.claimed).tolist(),
            level[case.option_child].tolist(),
            case.option_m.tolist(),
            rank[case.option_child].tolist(),
            strict=True,
        )
    )
    return _propose(case, wish, start, key)


def _propose(case: Case, wish: Ints, start: Ints, key: list[tuple[bool, int, int, int]]) -> Ints:
    school = np.full(len(case), -1, dtype=np.int64)
    following = start[:-1].copy()
    kept: list[list[tuple[tuple[int, ...], int]]] = [[] for _ in case.places]
    asking = list(range(len(case)))[::-1]
    while asking:
        child = asking.pop()
        if following[child] == start[child + 1]:
            continue
        row = int(wish[following[child]])
        following[child] += 1
        at = int(case.option_school[row])
        worst_first = tuple(-int(part) for part in key[row])
        heapq.heappush(kept[at], (worst_first, child))
        school[child] = at
        if len(kept[at]) > case.places[at]:
            _, refused = heapq.heappop(kept[at])
            school[refused] = -1
            asking.append(refused)
    return school


def _complaints(case: Case, ruleset: Ruleset, school: Ints, moved: NDArray[np.bool_]) -> int:
    """Count moved children with a stayer of the same level who would have lost less (P4).

    A stayer counts only where the rule would let it go.
    """
    level, allowed = levels(case, ruleset), _admissible(case, ruleset)
    may_go = set(
        zip(case.option_child[allowed].tolist(), case.option_school[allowed].tolist(), strict=True)
    )
    stayers: dict[tuple[int, int], list[int]] = {}
    for child in np.flatnonzero(_in_zone(case, school)).tolist():
        stayers.setdefault((int(school[child]), int(level[child])), []).append(child)
    count = 0
    for child in np.flatnonzero(moved).tolist():
        rows = case.options_of(child)
        to = int(school[child])
        walk = dict(
            zip(case.option_school[rows].tolist(), case.option_m[rows].tolist(), strict=True)
        )
        claims = case.option_school[rows][_open_claims(case)[rows]].tolist()
        for own in claims:
            near = stayers.get((own, int(level[child])), [])
            rivals = np.array([rival for rival in near if (rival, to) in may_go], dtype=np.int64)
            theirs = case.metres(rivals, np.full(len(rivals), to))
            loss = theirs - case.metres(rivals, np.full(len(rivals), own))
            if np.any((theirs >= 0) & (loss < walk[to] - walk[own])):
                count += 1
                break
    return count
