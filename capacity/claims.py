"""Who may stay in the own zone? Rights of claim by level, before any distance (R1, R2).

Schools are filled by their own zone's children level by level (tier, then comparators), children
of a shared zone moving between its schools so that as many as possible stay. In the end each
school has a *threshold*: the level of the best-placed child who was turned away from it. Levels
before the threshold are safe there, the threshold level is contested, later ones must move.
This is the greedy optimum of a transversal matroid, so no other way lets more of a level stay.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NO_THRESHOLD = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Rights:
    """What the claims decide: one feasible set of stayers, and each school's threshold.

    `stays_at[i]` is a school index or -1; `threshold[j]` a level or NO_THRESHOLD.
    """

    stays_at: Ints
    threshold: Ints


def settle_claims(level: Ints, start: Ints, school: Ints, places: Ints, order: Ints) -> Rights:
    """Return who may stay, given claims in CSR form (`start`, `school`) and free `places`.

    `order` lists the children by level (ties in any order: they do not change the thresholds).
    """
    by_school = np.argsort(school, kind="stable")
    child = np.repeat(np.arange(len(level), dtype=np.int64), np.diff(start))
    shared = np.diff(start)[child[by_school]] > 1  # only children of shared zones can be shifted
    claimant = child[by_school][shared]
    claimant_start = np.zeros(len(places) + 1, dtype=np.int64)
    np.cumsum(np.bincount(school[by_school][shared], minlength=len(places)), out=claimant_start[1:])
    stays_at = _fill(order, start, school, places.copy(), claimant_start, claimant)
    threshold = _thresholds(order, level, start, school, stays_at, claimant_start, claimant)
    return Rights(stays_at, threshold)


@njit(cache=True)
def _fill(order, start, school, free, claimant_start, claimant):  # type: ignore[no-untyped-def]
    """Seat children in `order`, shifting earlier ones inside their shared zones if need be."""
    stays_at = np.full(len(start) - 1, -1, np.int64)
    closed = np.zeros(len(free), np.bool_)
    came_from = np.full(len(free), -1, np.int64)  # the child who would be shifted into the school
    seen = np.full(len(free), -1, np.int64)
    queue = np.empty(len(free), np.int64)
    for i in order:
        head, tail, target = 0, 0, -1
        for row in range(start[i], start[i + 1]):
            j = school[row]
            if not closed[j] and seen[j] != i:
                seen[j], came_from[j], queue[tail] = i, i, j
                tail += 1
        while head < tail and target < 0:
            j = queue[head]
            head += 1
            if free[j] > 0:
                target = j
                break
            for at in range(claimant_start[j], claimant_start[j + 1]):
                c = claimant[at]
                if stays_at[c] != j:
                    continue
                for row in range(start[c], start[c + 1]):
                    k = school[row]
                    if not closed[k] and seen[k] != i:
                        seen[k], came_from[k], queue[tail] = i, c, k
                        tail += 1
        if target < 0:
            for at in range(tail):
                closed[queue[at]] = True
            continue
        free[target] -= 1
        while True:
            c = came_from[target]
            left = stays_at[c]
            stays_at[c] = target
            if c == i:
                break
            target = left
    return stays_at


@njit(cache=True)
def _thresholds(order, level, start, school, stays_at, claimant_start, claimant):  # type: ignore[no-untyped-def]
    """Give each school the level of the first child turned away who could have reached it."""
    threshold = np.full(len(claimant_start) - 1, NO_THRESHOLD, np.int64)
    queue = np.empty(len(threshold), np.int64)
    for i in order:
        if stays_at[i] >= 0:
            continue
        head, tail = 0, 0
        for row in range(start[i], start[i + 1]):
            j = school[row]
            if threshold[j] == NO_THRESHOLD:
                threshold[j], queue[tail] = level[i], j
                tail += 1
        while head < tail:
            j = queue[head]
            head += 1
            for at in range(claimant_start[j], claimant_start[j + 1]):
                c = claimant[at]
                if stays_at[c] != j:
                    continue
                for row in range(start[c], start[c + 1]):
                    k = school[row]
                    if threshold[k] == NO_THRESHOLD:
                        threshold[k], queue[tail] = level[i], k
                        tail += 1
    return threshold


def live_claims(
    level: Ints, start: Ints, school: Ints, threshold: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (claim rows still open, children who may be moved) under the thresholds.

    A child keeps only the claims with the latest threshold: at the others somebody of its zone
    with no such choice has the better right. It may be moved if no threshold is later than its
    level, and must be if all are earlier.
    """
    child = np.repeat(np.arange(len(level), dtype=np.int64), np.diff(start))
    best = np.full(len(level), -1, dtype=np.int64)
    np.maximum.at(best, child, threshold[school])
    open_row = (threshold[school] == best[child]) & (best[child] >= level[child])
    return open_row, best <= level
