"""Which of several equally good placements? The one the lot prefers (R4).

Among all placements that the stages before leave open, the child with the first lot gets the best
of its options that is still possible, then the second, and so on: own zone before another, then
fewer metres, then school id. The result is one placement, whatever solver or order came before.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def settle_ties(
    order: Ints, start: Ints, school: Ints, row: Ints, room: Ints, must_fill: NDArray[np.bool_]
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the row of every child after the children of `order` chose in that order.

    Rows (CSR by `start`) hold only options that keep the optimum, each child's best first. `row`
    is one feasible spread over them; `must_fill` schools stay full. Also marks the schools where
    a wish ended in vain: a child there with one more option could have made way for it.
    """
    found: tuple[Ints, NDArray[np.bool_]] = _settle(
        order, start, school, row.copy(), room, must_fill
    )
    return found


@njit(cache=True)
def _settle(order, start, school, row, room, must_fill):  # type: ignore[no-untyped-def]
    m = len(room)
    count = np.zeros(m, np.int64)
    open_moves = np.zeros((m, m), np.int64)  # children at j who could be at k and are not fixed
    free = np.ones(len(row), np.bool_)
    in_vain = np.zeros(m, np.bool_)
    for i in range(len(row)):
        count[school[row[i]]] += 1
        _offer(i, 1, start, school, row, open_moves)
    for i in order:
        home = school[row[i]]
        _offer(i, -1, start, school, row, open_moves)
        free[i] = False
        for r in range(start[i], row[i]):
            path, left = _way_back(school[r], home, open_moves, count, room, must_fill, in_vain)
            if len(path):
                for at in range(len(path) - 1):
                    if at == left:
                        count[path[at]] += 1
                        count[path[at + 1]] -= 1
                    else:
                        _shift(path[at], path[at + 1], start, school, row, free, open_moves)
                row[i] = r
                break
    return row, in_vain


@njit(cache=True)
def _offer(i, by, start, school, row, open_moves):  # type: ignore[no-untyped-def]
    """Count child i in (by=1) or out (by=-1) of the moves that are still open."""
    j = school[row[i]]
    for r in range(start[i], start[i + 1]):
        if r != row[i]:
            open_moves[j, school[r]] += by


@njit(cache=True)
def _way_back(first, home, open_moves, count, room, must_fill, in_vain):  # type: ignore[no-untyped-def]
    """Return schools from `first`, which one child more enters, back to `home`, which it left.

    A school with a place left takes the child, and the place is then left at any other school
    that need not be full: `left` is where the path makes that jump (-1: nowhere).
    """
    m = len(room)
    parent = np.full(m, -1, np.int64)
    queue = np.empty(m, np.int64)
    queue[0], parent[first] = first, first
    head, tail, spare = 0, 1, -1
    by_jump = np.zeros(m, np.bool_)
    while head < tail and parent[home] < 0:
        j = queue[head]
        head += 1
        vacant = spare < 0 and count[j] < room[j]
        if vacant:
            spare = j
        for k in range(m):
            moves = open_moves[j, k] > 0
            if parent[k] < 0 and (moves or (vacant and not must_fill[k])):
                parent[k], queue[tail], by_jump[k] = j, k, not moves
                tail += 1
    if parent[home] < 0:
        for at in range(tail):
            in_vain[queue[at]] = True
        return queue[:0], -1
    length, j = 1, home
    while j != first:
        j, length = parent[j], length + 1
    path, left, j = np.empty(length, np.int64), -1, home
    for at in range(length - 1, -1, -1):
        path[at] = j
        if by_jump[j]:
            left = at - 1
        j = parent[j]
    return path, left


@njit(cache=True)
def _shift(j, k, start, school, row, free, open_moves):  # type: ignore[no-untyped-def]
    """Move one child that is not fixed from j to k."""
    for i in range(len(row)):
        if free[i] and school[row[i]] == j:
            for r in range(start[i], start[i + 1]):
                if school[r] == k:
                    _offer(i, -1, start, school, row, open_moves)
                    row[i] = r
                    _offer(i, 1, start, school, row, open_moves)
                    return
