"""How are children spread over schools at the least total cost? Paths on the graph of schools.

Children far outnumber schools, so the network has the schools as its nodes: the edge j → k costs
what the cheapest child now at j would add by going to k. Every child starts at its cheapest open
option; each school with too many sends its excess, one child at a time, along the cheapest path to
a school with room (successive shortest paths with potentials: Ahuja, Magnanti, Orlin, ch. 9).
Exact in integers, and the same whatever the number of threads.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True)
class Spread:
    """Where everybody is: `row[i]` is child i's option row; `excess[j]` children found no room.

    `reached[j]` marks the schools which the excess could have used: all of them are full.
    """

    row: Ints
    excess: Ints
    reached: NDArray[np.bool_]


def spread(
    start: Ints, school: Ints, cost: Ints, room: Ints, must_fill: NDArray[np.bool_]
) -> Spread:
    """Give every child one of its option rows (CSR), at least total `cost`, within `room`.

    Schools of `must_fill` end up full: the caller knows that it can be done. Every child has at
    least one row.
    """
    width = int(cost.max() - cost.min()) + 1 if len(cost) else 1
    bonus = 2 * (len(room) + 2) * width  # longer than any path, so filling comes before cost
    wanted = cost - bonus * must_fill[school]
    return Spread(*_spread(start, school, wanted, room))


@njit(cache=True)
def _spread(start, school, cost, room):  # type: ignore[no-untyped-def]
    n, m = len(start) - 1, len(room)
    row = np.empty(n, np.int64)
    count = np.zeros(m, np.int64)
    head, after, before = (
        np.full(m, -1, np.int64),
        np.full(n, -1, np.int64),
        np.full(n, -1, np.int64),
    )
    for i in range(n - 1, -1, -1):
        row[i] = start[i]
        for r in range(start[i] + 1, start[i + 1]):
            if cost[r] < cost[row[i]]:
                row[i] = r
        _enter(i, school[row[i]], head, after, before)
        count[school[row[i]]] += 1
    edge = np.full((m, m), FAR, np.int64)
    mover = np.full((m, m), -1, np.int64)
    stale = np.ones(m, np.bool_)
    price = np.zeros(m, np.int64)
    reached = np.zeros(m, np.bool_)
    for origin in range(m):
        while count[origin] > room[origin]:
            target, dist, parent, settled = _cheapest_path(
                origin,
                start,
                school,
                cost,
                row,
                head,
                after,
                count,
                room,
                edge,
                mover,
                stale,
                price,
            )
            if target < 0:
                reached |= settled
                break
            for j in range(m):
                if settled[j] and dist[j] < dist[target]:
                    price[j] += dist[target] - dist[j]
            k = target
            count[origin] -= 1
            count[target] += 1
            while k != origin:
                j = parent[k]
                r = mover[j, k]
                i = _child_of(r, start)
                _leave(i, j, head, after, before)
                row[i] = r
                _enter(i, k, head, after, before)
                stale[j] = stale[k] = True
                k = j
    return row, np.maximum(count - room, 0), reached


@njit(cache=True)
def _cheapest_path(  # type: ignore[no-untyped-def]
    origin, start, school, cost, row, head, after, count, room, edge, mover, stale, price
):
    """Dijkstra over schools from `origin` to the nearest school with room (-1: there is none)."""
    m = len(room)
    dist, parent = np.full(m, FAR, np.int64), np.full(m, -1, np.int64)
    settled = np.zeros(m, np.bool_)
    dist[origin] = 0
    while True:
        j = -1
        for k in range(m):
            if not settled[k] and dist[k] < FAR and (j < 0 or dist[k] < dist[j]):
                j = k
        if j < 0:
            return -1, dist, parent, settled
        settled[j] = True
        if count[j] < room[j]:
            return j, dist, parent, settled
        if stale[j]:
            _refresh(j, start, school, cost, row, head, after, edge, mover)
            stale[j] = False
        for k in range(m):
            if edge[j, k] < FAR and not settled[k]:
                through = dist[j] + edge[j, k] + price[k] - price[j]
                if through < dist[k]:
                    dist[k], parent[k] = through, j


@njit(cache=True)
def _refresh(j, start, school, cost, row, head, after, edge, mover):  # type: ignore[no-untyped-def]
    """Find, for every school k, the child at j whose going to k adds least."""
    edge[j, :] = FAR
    i = head[j]
    while i >= 0:
        for r in range(start[i], start[i + 1]):
            k = school[r]
            added = cost[r] - cost[row[i]]
            if added < edge[j, k] or (added == edge[j, k] and r < mover[j, k]):
                edge[j, k], mover[j, k] = added, r
        i = after[i]


@njit(cache=True)
def _enter(i, j, head, after, before):  # type: ignore[no-untyped-def]
    after[i], before[i] = head[j], -1
    if head[j] >= 0:
        before[head[j]] = i
    head[j] = i


@njit(cache=True)
def _leave(i, j, head, after, before):  # type: ignore[no-untyped-def]
    if before[i] >= 0:
        after[before[i]] = after[i]
    else:
        head[j] = after[i]
    if after[i] >= 0:
        before[after[i]] = before[i]


@njit(cache=True)
def _child_of(r, start):  # type: ignore[no-untyped-def]
    return np.searchsorted(start, r, side="right") - 1


def exchange_edges(start: Ints, school: Ints, cost: Ints, row: Ints, schools: int) -> Ints:
    """Return edge[j, k]: the least that moving one child from j to k adds (FAR: nobody can)."""
    edge = np.full((schools, schools), FAR, dtype=np.int64)
    child = np.repeat(np.arange(len(row)), np.diff(start))
    added = cost - cost[row[child]]
    np.minimum.at(edge, (school[row[child]], school), added)
    return edge


def exchange_costs(edge: Ints, price: Ints, origins: Ints) -> Ints:
    """Return what the cheapest chain of moves from any of `origins` to each school adds.

    FAR where there is none. `price` proves the present spread, which makes every edge
    non-negative (Dijkstra); the origins have one price.
    """
    if not len(origins):
        return np.full(len(price), FAR, dtype=np.int64)
    reach: Ints = _exchange_costs(edge, price, origins)
    return np.where(reach < FAR, reach - price + price[origins[0]], FAR)


@njit(cache=True)
def _exchange_costs(edge, price, origins):  # type: ignore[no-untyped-def]
    m = len(price)
    dist = np.full(m, FAR, np.int64)
    settled = np.zeros(m, np.bool_)
    dist[origins] = 0
    while True:
        j = -1
        for k in range(m):
            if not settled[k] and dist[k] < FAR and (j < 0 or dist[k] < dist[j]):
                j = k
        if j < 0:
            return dist
        settled[j] = True
        for k in range(m):
            if edge[j, k] < FAR:
                dist[k] = min(dist[k], dist[j] + edge[j, k] + price[k] - price[j])


def smallest_prices(edge: Ints, full: NDArray[np.bool_], must_fill: NDArray[np.bool_]) -> Ints:
    """Return the smallest seat prices that prove the present spread optimal (R5).

    A price is what one more place would save: zero while places are left, never negative except
    at a school of `must_fill`, whose places are given to its own zone even where another school
    is nearer. Raises ArithmeticError if the spread is not optimal.
    """
    price = _relax(edge, np.where(must_fill, -FAR, 0))
    reached = price > -FAR
    price = _relax_free(edge, price, reached)
    if np.any(price[~full & ~must_fill] != 0):
        message = "the spread is not optimal: a school with places left has a price"
        raise ArithmeticError(message)
    return price


@njit(cache=True)
def _relax(edge, price):  # type: ignore[no-untyped-def]
    """Raise prices to the longest path of savings (Bellman-Ford)."""
    m = len(price)
    for _ in range(m + 1):
        changed = False
        for j in range(m):
            if price[j] == -FAR:
                continue
            for k in range(m):
                if edge[j, k] < FAR and price[j] - edge[j, k] > price[k]:
                    price[k] = price[j] - edge[j, k]
                    changed = True
        if not changed:
            return price
    raise ArithmeticError("the spread is not optimal: a cycle of children would gain")


@njit(cache=True)
def _relax_free(edge, price, reached):  # type: ignore[no-untyped-def]
    """Price the must-fill schools that nobody outside could enter: the largest not above zero."""
    m = len(price)
    for j in range(m):
        if not reached[j]:
            price[j] = 0
    for _ in range(m + 1):
        changed = False
        for j in range(m):
            if reached[j]:
                continue
            for k in range(m):
                if edge[j, k] < FAR and price[k] + edge[j, k] < price[j]:
                    price[j] = price[k] + edge[j, k]
                    changed = True
        if not changed:
            return price
    raise ArithmeticError("the spread is not optimal: a cycle of children would gain")
