"""What do simpler ways to draw zones reach on the same district? Each takes and gives plain arrays.

Plans of peers may be illegal; what they break is counted by the caller.
"""

import numpy as np

from zones.redraw.problem import Ints, Problem
from zones.redraw.start import grown
from zones.redraw.transport import transport_prices


def nearest(problem: Problem) -> Ints:
    """Send every block to its cheapest school, whatever that breaks."""
    cost = np.where(problem.may(), problem.cost, np.iinfo(np.int64).max)
    return np.argmin(cost, axis=1)


def rounded(problem: Problem) -> Ints:
    """Solve the linear program, round by its prices, mend contiguity by growing."""
    prices = transport_prices(problem)
    place = np.zeros(problem.schools) if prices is None else prices.place_price
    return grown(problem, np.rint(place).astype(np.int64))


def genetic(problem: Problem, generations: int, seed: int) -> Ints:
    """Breed plans with penalties for places and pieces, in the manner of Berlin's zoning engine.

    Forty plans; two parents mix zone by zone; blocks on borders mutate; the fittest half stays.
    """
    random = np.random.default_rng(seed)
    base, n = rounded(problem), problem.blocks
    herd = [_mutated(problem, base, random, 0.02) for _ in range(40)]
    worth = [_fitness(problem, zone) for zone in herd]
    for _ in range(generations):
        one, other = random.integers(0, 40, 2)
        mask = random.random(problem.schools) < 0.5
        child = np.where(mask[herd[one]], herd[one], herd[other])
        child = _mutated(problem, child, random, 2.0 / n)
        value, worst = _fitness(problem, child), int(np.argmax(worth))
        if value < worth[worst]:
            herd[worst], worth[worst] = child, value
    return herd[int(np.argmin(worth))]


def _mutated(problem: Problem, zone: Ints, random: np.random.Generator, rate: float) -> Ints:
    child, graph = zone.copy(), problem.graph
    for block in np.flatnonzero(random.random(problem.blocks) < rate):
        near = graph.neighbours(int(block))
        near = near[near < problem.blocks]
        if len(near) and problem.fixed[block] < 0:
            child[block] = zone[random.choice(near)]
    return child


def _fitness(problem: Problem, zone: Ints) -> float:
    scale = problem.cost.min(axis=1).sum() / max(problem.children.sum(), 1)
    return float(problem.value(zone)) + scale * (
        10 * problem.over(zone) + 50 * len(lost_blocks(problem, zone))
    )


def lost_blocks(problem: Problem, zone: Ints) -> list[int]:
    """Return the blocks that do not reach their school inside its zone."""
    lost = []
    for school in range(problem.schools):
        left = set(np.flatnonzero(zone == school).tolist())
        waiting = [problem.blocks + school]
        while waiting:
            for there in problem.graph.neighbours(waiting.pop()).tolist():
                if there in left:
                    left.discard(there)
                    waiting.append(there)
        lost += sorted(left)
    return lost
