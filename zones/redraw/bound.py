"""How good can a plan be at best? A proved lower bound, by linear program and Lagrangian.

Prices from the linear program of the assignment start a subgradient search in which every school
fills its places by itself; pieces of a zone away from its door are cut off as they show up
(relax and cut). Whatever the prices are, the sum is a bound: it rests on no solver's tolerance.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zones.redraw.bound_kernels import cut_costs, fill_all, separators
from zones.redraw.problem import Ints, Problem
from zones.redraw.transport import transport_prices

_STALLS = 10
_SLOWER = 0.6
_CUTS = 6_000
_PIECES = 64
_WORK = 4_000_000  # steps of one school's knapsack in whole blocks; beyond it in parts
_SAFE = 1e-9  # the sum's rounding, relative


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """No plan costs less than `value`. `worth` (n,): what each block is worth in a plan.

    `over_price_of` (m,): what one more place at each school would save, from the linear program.
    `cuts`, `cut_price`: the contiguity cuts that were needed, and their multipliers.
    """

    value: int
    worth: NDArray[np.float64]
    over_price_of: NDArray[np.float64]
    cuts: tuple[Ints, Ints, Ints, Ints]
    cut_price: NDArray[np.float64]


NO_CUTS = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(1, np.int64),
           np.zeros(0, np.int64))  # fmt: skip


def first_bound(problem: Problem) -> Bound | None:
    """Return the bound of the linear program, None where children fit in no way."""
    prices = transport_prices(problem)
    if prices is None:
        return None
    bound = Bound(0, prices.worth, prices.place_price, NO_CUTS, np.zeros(0))
    return improved(problem, bound, int(prices.value * 1.03) + 1, 1)


def improved(
    problem: Problem, bound: Bound, upper: int, steps: int,
    seconds_left: Callable[[], float] = lambda: float("inf"),
) -> Bound:  # fmt: skip
    """Return a bound at least as good, after `steps` of subgradient search towards `upper`.

    `upper`: the value of a plan, which sets the stride only. Steps decide the answer; the clock
    may end them early, and the bound then is a lesser one, as true as any.
    """
    climb = _Climb(problem, bound)
    for step in range(steps):
        climb.step(upper, cutting=step < steps * 0.7)
        if climb.done or seconds_left() <= 0:
            break
    return climb.bound(bound)


class _Climb:
    """The state of one subgradient search."""

    def __init__(self, problem: Problem, bound: Bound) -> None:
        self.problem = problem
        heads, places = _one_year(problem)
        price = np.inf if problem.over_price is None else float(problem.over_price)
        self.model = (problem.allowed, problem.fixed, heads, places, price)
        self.graph = (problem.graph.start, problem.graph.target)
        self.base = problem.cost.astype(np.float64)
        self.cuts, self.price, self.worth = bound.cuts, bound.cut_price, bound.worth
        self.known = {self._key(c) for c in range(len(self.cuts[0]))}
        self.taken = np.zeros((problem.schools, problem.blocks))
        self.best, self.kept = -np.inf, (self.worth, self.cuts, self.price)
        self.stride, self.stalled, self.done = 1.0, 0, False

    def _key(self, cut: int) -> tuple[int, int, bytes]:
        school, block, start, member = self.cuts
        return int(school[cut]), int(block[cut]), member[start[cut] : start[cut + 1]].tobytes()

    def step(self, upper: int, *, cutting: bool) -> None:
        """Fill the schools at these prices, keep the bound if it is better, change the prices."""
        cost = cut_costs(self.base, self.cuts, self.price)
        work = _WORK if self.problem.places.shape[1] == 1 else 0
        value = float(self.worth.sum()) + fill_all(cost, self.worth, self.model, work, self.taken)
        if value > self.best + 1e-7 * abs(self.best if np.isfinite(self.best) else 1.0):
            self.best, self.stalled = value, 0
            self.kept = (self.worth, self.cuts, self.price)
        else:
            self.stalled += 1
            if self.stalled > _STALLS:
                self.stride, self.stalled = self.stride * _SLOWER, 0
                self.worth, _, price = self.kept
                self.price = np.concatenate([price, self.price[len(price) :] * 0.0])
        if cutting and len(self.cuts[0]) < _CUTS:
            self._cut()
        self._move(upper, value)

    def _move(self, upper: int, value: float) -> None:
        missing = 1.0 - self.taken.sum(axis=0)
        broken = self._broken()
        broken = np.where((self.price > 0) | (broken > 0), broken, 0.0)
        length = float(missing @ missing + broken @ broken)
        if length < 1e-12 or upper <= value or self.stride < 1e-3:
            self.done = True
            return
        stride = self.stride * (upper - value) / length
        self.worth = self.worth + stride * missing
        self.price = np.maximum(self.price + stride * broken, 0.0)

    def _broken(self) -> NDArray[np.float64]:
        """Return by how much each cut is broken: the piece taken without its separators."""
        school, block, start, member = self.cuts
        owner = np.repeat(np.arange(len(school)), np.diff(start))
        beside = np.bincount(owner, self.taken[school[owner], member], minlength=len(school))
        return self.taken[school, block] - beside

    def _cut(self) -> None:
        found: list[tuple[int, int, Ints]] = []
        out = (np.zeros(_PIECES, np.int64), np.zeros(_PIECES + 1, np.int64),
               np.zeros(4 * self.problem.blocks, np.int64))  # fmt: skip
        for school in range(self.problem.schools):
            allowed = np.ascontiguousarray(self.problem.allowed[:, school])
            count = separators(school, self.taken[school], allowed, self.graph, out, False)  # noqa: FBT003
            for piece in range(count):
                member = out[2][out[1][piece] : out[1][piece + 1]].copy()
                key = school, int(out[0][piece]), member.tobytes()
                if key not in self.known:
                    self.known.add(key)
                    found.append((school, int(out[0][piece]), member))
        if found:
            school_, block, start, member_ = self.cuts
            ends = start[-1] + np.cumsum([len(each[2]) for each in found])
            self.cuts = (
                np.append(school_, [each[0] for each in found]),
                np.append(block, [each[1] for each in found]),
                np.append(start, ends),
                np.concatenate([member_, *(each[2] for each in found)]),
            )
            self.price = np.append(self.price, np.zeros(len(found)))

    def bound(self, before: Bound) -> Bound:
        """Return the best bound met."""
        worth, cuts, price = self.kept
        value = int(np.floor(self.best - _SAFE * abs(self.best)))
        return Bound(max(value, before.value), worth, before.over_price_of, cuts, price)


def _one_year(problem: Problem) -> tuple[Ints, Ints]:
    """Return the heads and places of the year that binds most: one of the limits, so a bound."""
    if problem.places.shape[1] == 1:
        return problem.children[:, 0].copy(), problem.places[:, 0].copy()
    tight = problem.children.sum(axis=0) / np.maximum(problem.places.sum(axis=0), 1)
    year = int(np.argmax(tight))
    return problem.children[:, year].copy(), problem.places[:, year].copy()
