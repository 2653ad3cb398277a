"""Where does the search begin? Priced nearest schools, each zone grown from its own door."""

import heapq
from collections import deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from zones.redraw.problem import FREE, Ints, Problem


def grown(problem: Problem, price: Ints) -> Ints:
    """Return zones in one piece, grown from the roots by cost plus `price` (m,) per child.

    The cheapest pair of a block and a zone that it borders on comes first, so the rounded
    optimum of the priced transport is kept wherever it is in one piece, and mended where not.
    Where that cuts off a block that a school must have, ways to such blocks are laid first.
    A block that no zone may reach is left at FREE.
    """
    zone = _grown(problem, price, [])
    if (zone[problem.fixed >= 0] < 0).any():
        orders = (range(problem.schools), reversed(range(problem.schools)))
        for order in orders:
            again = _grown(problem, price, _ways(problem, order))
            if (again < 0).sum() < (zone < 0).sum():
                zone = again
    return zone


def _ways(problem: Problem, order: Iterable[int]) -> list[tuple[int, int]]:
    """Return (block, school) pairs that lead from each root to the blocks its school must have."""
    may, n = problem.may(), problem.blocks
    zone = np.full(n + problem.schools, FREE, np.int64)
    zone[n:] = np.arange(problem.schools)
    for school in order:
        for block in np.flatnonzero(problem.fixed == school).tolist():
            for step in _way(problem, may[:, school], zone, block, school):
                zone[step] = school
    return [(block, int(zone[block])) for block in np.flatnonzero(zone[:n] >= 0).tolist()]


def _way(
    problem: Problem, may: NDArray[np.bool_], zone: Ints, block: int, school: int
) -> list[int]:
    """Return the fewest blocks from `block` to the zone of a school, through ground that is free.

    Blocks that another school must have are no ground of theirs; [] where there is no way.
    """
    came, waiting = {block: block}, deque([block])
    while waiting:
        here = waiting.popleft()
        if zone[here] == school:
            return _back(came, here)
        for there in problem.graph.neighbours(here).tolist():
            own = zone[there] == school
            open_ = there < problem.blocks and zone[there] == FREE and may[there]
            if there not in came and (own or open_):
                came[there] = here
                waiting.append(there)
    return []


def _back(came: dict[int, int], node: int) -> list[int]:
    """Return the way back to where it began, without the first node, which has its zone."""
    way = []
    while came[node] != node:
        node = came[node]
        way.append(node)
    return way


def _grown(problem: Problem, price: Ints, begun: list[tuple[int, int]]) -> Ints:
    """Grow the zones from their roots, and from pairs (block, school) that stand already."""
    may, n = problem.may(), problem.blocks
    heads = problem.children.max(axis=1)
    value = problem.cost + heads[:, None] * price[None, :]
    best = np.where(may, value, np.iinfo(np.int64).max).min(axis=1)
    zone = np.full(n + problem.schools, FREE, np.int64)
    zone[n:] = np.arange(problem.schools)
    queue: list[tuple[int, int, int, int]] = []

    def offer(node: int) -> None:
        school = int(zone[node])
        for block in problem.graph.neighbours(node).tolist():
            if zone[block] < 0 and may[block, school]:
                regret = int(value[block, school] - best[block])
                heapq.heappush(queue, (regret, int(value[block, school]), block, school))

    for block, school in begun:
        zone[block] = school
    for node in [*range(n, n + problem.schools), *(block for block, _ in begun)]:
        offer(node)
    while queue:
        _, _, block, school = heapq.heappop(queue)
        if zone[block] < 0:
            zone[block] = school
            offer(block)
    return zone[:n]
