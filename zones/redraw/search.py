"""How is a good plan found? Annealing with chains of blocks, then the best zones combined."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zones.redraw.kernels import anneal
from zones.redraw.pool import Pool, combined
from zones.redraw.problem import Ints, Problem

TRIES_A_SECOND = 400_000  # nominal: turns seconds into tries, on every machine alike
_CHUNKS = 200  # a round's steps between two looks at the price of a child over capacity
_HEATS = (0.3, 1.4, 6.0)  # in units of what a block's second school costs more
_LOW_HEATS = (0.05, 0.02)
_COOLING = 0.03
_DEAREST = 1000.0
_COMBINATIONS = 4
NO_PLAN = np.iinfo(np.int64).max // 2


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work a search may do: tries decide the result, `seconds_left` only stops it.

    `seconds_left` returns what remains of the user's time; it is asked between chunks. `grace`
    seconds more are taken as long as no legal plan has been met.
    """

    tries: int
    seconds_left: Callable[[], float] = lambda: float("inf")
    grace: float = 0.0

    def ended(self, *, legal: bool) -> bool:
        """Say whether the clock stops the search; without a legal plan it has its grace first."""
        return self.seconds_left() <= (0.0 if legal else -self.grace)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The best plan met: zone of each block and its value; None and no value where none is legal.

    `nearest`: the zones in one piece with the fewest children over capacity; `cut_short`: the
    clock ended it before its tries were done, so another machine may find another plan.
    """

    zone: Ints | None
    value: int
    nearest: Ints
    cut_short: bool


Listener = Callable[[int], None]


def search(
    problem: Problem, start: Ints, budget: Budget, seed: int,
    *, worth: NDArray[np.float64] | None = None, listen: Listener | None = None,
    pool: Pool | None = None,
) -> Found:  # fmt: skip
    """Improve a plan in one piece; contiguity holds throughout, places in what is returned.

    `worth` (n,): the bound's multipliers, which say which zones are worth combining; `listen`
    gets the best value after every round; `pool`: zones met before, to which those met are added.
    Same arguments, same answer, unless cut short.
    """
    walk = _Walk(problem, start, seed, pool)
    rounds = max(5, min(12, budget.tries // (10_000 * problem.blocks)))
    tries = budget.tries // (2 * rounds - len(_HEATS))  # the first rounds are half as long
    gains: list[int] = []
    for turn in range(rounds):
        first = turn < len(_HEATS)
        factor, again = (_HEATS[turn], False) if first else _later_heat(turn, gains)
        if again:
            walk.go_back()
        walk.round(tries if first else 2 * tries, factor, budget)
        gains.append(walk.round_best)
        if problem.blocks <= 3000 and (turn + 1) % max(rounds // _COMBINATIONS, 1) == 0:
            walk.combine(worth, budget)
        if listen is not None:
            listen(walk.value)
        if walk.cut_short:
            break
    return walk.found()


def settled(problem: Problem, start: Ints, budget: Budget, seed: int, pool: Pool) -> Found:
    """Mend a plan that is nearly right: anneal it twice at low heat, noting the zones met."""
    walk = _Walk(problem, start, seed, pool)
    for heat in _LOW_HEATS:
        walk.round(budget.tries // len(_LOW_HEATS), heat, budget)
        walk.go_back()
        if walk.cut_short:
            break
    return walk.found()


def _later_heat(turn: int, gains: list[int]) -> tuple[float, bool]:
    """Return the heat of a later round, about the one that did best, and whether from the best.

    A search anew takes turns with warming up the best plan: less and less of it is lost.
    """
    best = _HEATS[int(np.argmin(gains[: len(_HEATS)]))]
    return ((best, False), (0.4 * best, True), (0.7 * best, False), (0.2 * best, True))[
        (turn - len(_HEATS)) % 4
    ]


class _Walk:
    """The state of one search."""

    def __init__(self, problem: Problem, start: Ints, seed: int, pool: Pool | None) -> None:
        self.problem, self.pool = problem, Pool(problem) if pool is None else pool
        n, m = problem.blocks, problem.schools
        group = np.full(n, -1, np.int64) if problem.group is None else problem.group
        self.model = (problem.cost, problem.children, problem.places, problem.allowed,
                      problem.fixed, group, problem.most)  # fmt: skip
        graph = problem.graph
        self.graph = (graph.start, graph.target, graph.border)
        self.stamps = (np.zeros(n + m + 1, np.int64), np.zeros(n + m, np.int64))
        self.seed = np.array([(seed * 0x9E3779B97F4A7C15 + 1) % 2**64 or 1], np.uint64)
        self.state = state_of(problem, start)
        self.hard = problem.over_price is None
        ordered = np.sort(np.where(problem.may(), problem.cost, NO_PLAN), axis=1)
        gap = (ordered[:, 1] - ordered[:, 0])[ordered[:, 1] < NO_PLAN] if m > 1 else np.ones(1)
        self.step = max(float(gap.mean()) if len(gap) else 1.0, 1.0)
        heads = problem.children.max(axis=1)
        self.child = self.step / max(float(np.median(heads)), 1.0)
        self.price = 2 * self.child if self.hard else float(problem.over_price or 0)
        self.split_price = 2 * self.step
        self.best = (np.concatenate([start, np.arange(m)]), np.array([NO_PLAN], np.int64))
        self.round_best = NO_PLAN
        self.nearest, self.fewest = start.copy(), problem.unmet(start)
        self.cut_short = False
        if problem.split(start) == 0 and (not self.hard or problem.over(start) == 0):
            self.best[1][0] = problem.value(start)

    @property
    def value(self) -> int:
        """Return the best value so far, NO_PLAN where there is none."""
        return int(self.best[1][0])

    def round(self, tries: int, factor: float, budget: Budget) -> None:
        """Anneal once from hot to cold; the prices of broken limits swing about keeping them."""
        hot = self.step * factor
        mine = (self.best[0].copy(), np.array([NO_PLAN], np.int64))
        edges = hot * _COOLING ** (np.arange(_CHUNKS + 1) / _CHUNKS)
        n = self.problem.blocks
        for chunk in range(_CHUNKS):
            schedule = (float(tries // _CHUNKS), edges[chunk], edges[chunk + 1], self.price,
                        self.split_price, self.hard)  # fmt: skip
            anneal(self.model, self.graph, self.state, self.stamps, self.seed, schedule, mine)
            self._swing()
            if chunk >= _CHUNKS // 3:
                self.pool.add(self.state[0][:n])
            if budget.ended(legal=min(self.value, int(mine[1][0])) < NO_PLAN):
                self.cut_short = True
                break
        self.round_best = int(mine[1][0])
        if mine[1][0] < self.best[1][0]:
            self.best[0][:], self.best[1][0] = mine[0], mine[1][0]
            self.pool.add(mine[0][:n])

    def go_back(self) -> None:
        """Take up the best plan again."""
        if self.value != NO_PLAN:
            self.state = state_of(self.problem, self.best[0][: self.problem.blocks].copy())

    def _swing(self) -> None:
        over, split = int(self.state[5][1]), int(self.state[5][2])
        if (split, over) < self.fewest:
            self.fewest = split, over
            self.nearest = self.state[0][: self.problem.blocks].copy()
        if self.hard:
            self.price = _swung(self.price, self.child, broken=over > 0)
        self.split_price = _swung(self.split_price, self.step, broken=split > 0)

    def combine(self, worth: NDArray[np.float64] | None, budget: Budget) -> None:
        """Put the best zones met together; the search goes on from what comes out."""
        if self.value == NO_PLAN or self.cut_short:
            return
        n = self.problem.blocks
        weight = np.zeros(n) if worth is None else 2.0 * worth
        better = combined(self.pool, weight, self.best[0][:n], max(budget.seconds_left(), 0.1))
        if better is not None:
            self.best[0][:n] = better
            self.best[1][0] = self.problem.value(better)
            self.state = state_of(self.problem, better)

    def found(self) -> Found:
        """Return what was found."""
        n = self.problem.blocks
        none = self.value == NO_PLAN
        zone = None if none else self.best[0][:n].copy()
        nearest = self.nearest if zone is None else zone
        return Found(zone, self.value, nearest, self.cut_short)


def _swung(price: float, unit: float, *, broken: bool) -> float:
    """Return the next price of a limit: dearer while it is broken, cheaper while it is kept."""
    if not broken:
        return price / 1.05
    price *= 1.05
    return 4 * unit if price > _DEAREST * unit else price


def state_of(problem: Problem, zone: Ints) -> tuple[Any, ...]:
    """Return the arrays the kernels keep: zones with roots, loads, members, totals, groups."""
    n, m = problem.blocks, problem.schools
    order = np.argsort(zone, kind="stable")
    count = np.bincount(zone, minlength=m).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(count)])
    place = np.empty(n, np.int64)
    place[order] = np.arange(n) - first[zone[order]]
    member = np.zeros((m, n), np.int64)
    member[zone, place] = np.arange(n)
    plain = replace(problem, over_price=None)
    totals = np.array([plain.value(zone), problem.over(zone), problem.split(zone)], np.int64)
    blocks = problem.spread(zone)
    spread = blocks, (blocks > 0).sum(axis=1).astype(np.int64)
    whole = np.concatenate([zone, np.arange(m)]).astype(np.int64)
    return whole, problem.loads(zone), member, place, count, totals, spread
