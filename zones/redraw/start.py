"""Where does the search begin? Priced nearest schools, each zone grown from its own door."""

import heapq

import numpy as np

from zones.redraw.problem import Ints, Problem


def grown(problem: Problem, price: Ints) -> Ints:
    """Return zones in one piece, grown from the roots by cost plus `price` (m,) per child.

    The cheapest pair of a block and a zone that it borders on comes first, so the rounded
    optimum of the priced transport is kept wherever it is in one piece, and mended where not.
    A block that no zone may reach is left at FREE.
    """
    may, n = problem.may(), problem.blocks
    heads = problem.children.max(axis=1)
    value = problem.cost + heads[:, None] * price[None, :]
    best = np.where(may, value, np.iinfo(np.int64).max).min(axis=1)
    zone = np.full(n + problem.schools, -1, np.int64)
    zone[n:] = np.arange(problem.schools)
    queue: list[tuple[int, int, int, int]] = []

    def offer(node: int) -> None:
        school = int(zone[node])
        for block in problem.graph.neighbours(node).tolist():
            if zone[block] < 0 and may[block, school]:
                regret = int(value[block, school] - best[block])
                heapq.heappush(queue, (regret, int(value[block, school]), block, school))

    for root in range(n, n + problem.schools):
        offer(root)
    while queue:
        _, _, block, school = heapq.heappop(queue)
        if zone[block] < 0:
            zone[block] = school
            offer(block)
    return zone[:n]
