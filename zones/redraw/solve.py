"""How is one problem solved: bound, start, search, bound again, with a clock that only stops it?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from zones.redraw.bound import Bound, first_bound, improved
from zones.redraw.problem import FREE, Ints, Problem, graph_of
from zones.redraw.reachable import tightened
from zones.redraw.search import NO_PLAN, TRIES_A_SECOND, Budget
from zones.redraw.start import grown
from zones.redraw.turns import searched

_STEPS = 400
_TRIES_A_PAIR = 500  # of blocks: small districts are searched through long before the time is up
_CELLS_A_STEP = 20_000  # of the cost table; larger tables get fewer steps a second


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A plan with what is proved about it.

    `zone`: school of each block, in one piece each; legal unless `value` is None, when it is the
    nearest met to a legal one. `bound`: no plan costs less, None where even parts do not fit.
    `cut_short`: the clock ended the search, so the same seed may give another plan elsewhere.
    `over_cost`: the part of `value` that is the price of children over capacity.
    """

    zone: Ints
    value: int | None
    bound: int | None
    cut_short: bool
    over_cost: int = 0

    @property
    def gap(self) -> float | None:
        """Return the share of the value that is not proved to be needed, 0.01 for one percent.

        Of the value without the price of children over, which would hide any gap.
        """
        if self.value is None or self.bound is None:
            return None
        if self.value <= self.bound:
            return 0.0
        own = self.value - self.over_cost
        return (self.value - self.bound) / own if own > 0 else None


Listener = Callable[[int | None, int | None], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: nominal seconds, which become counts, and the clock that may stop it.

    `left` returns the seconds that remain, below 0 when they are over.
    """

    seconds: float
    left: Callable[[], float] = lambda: float("inf")

    def of(self, share: float, rest: float = 1.0) -> "Effort":
        """Return a part of the work, with its part of the time that remains for `rest` of it."""
        kept = self.left() * (1.0 - share / rest)
        kept = kept if kept > 0 and kept < float("inf") else 0.0
        return Effort(self.seconds * share, lambda: self.left() - kept)


def solve(
    problem: Problem, effort: Effort, seed: int, *, starts: Sequence[Ints] = (),
    listen: Listener | None = None,
) -> Solved:  # fmt: skip
    """Find a good plan in one piece and a lower bound; see `Solved`.

    `starts`: plans in one piece to begin from if they are better than the grown one. `listen`
    gets the best value and the bound after each round.
    """
    problem = tightened(problem)
    bound = first_bound(problem)
    steps = max(20, int(_STEPS * min(1.0, effort.seconds * _CELLS_A_STEP / problem.cost.size)))
    if bound is not None:
        bound = improved(problem, bound, int(bound.value * 1.02) + 1, steps // 2, effort.left)
    start = _best_start(problem, bound, starts)
    floor = None if bound is None else bound.value

    def told(value: int) -> None:
        if listen is not None:
            listen(None if value >= NO_PLAN else value, floor)

    most = _TRIES_A_PAIR * problem.blocks**2
    budget = Budget(min(int(effort.seconds * TRIES_A_SECOND), most), effort.left, effort.seconds)
    found = searched(problem, start, budget, seed, bound, told)
    if bound is not None and found.zone is not None and found.value > bound.value:
        bound = improved(problem, bound, found.value, steps, effort.left)
    value = None if found.zone is None else found.value
    zone = found.nearest if found.zone is None else found.zone
    over = (problem.over_price or 0) * problem.over(zone)
    return Solved(zone, value, None if bound is None else bound.value, found.cut_short, over)


def _best_start(problem: Problem, bound: Bound | None, starts: Sequence[Ints]) -> Ints:
    price = np.zeros(problem.schools, np.int64)
    if bound is not None:
        price = np.rint(bound.over_price_of).astype(np.int64)
    may, rows = problem.may(), np.arange(problem.blocks)
    candidates = [whole(grown(problem, price))]
    candidates += [zone for zone in starts if may[rows, zone].all()]
    return min(candidates, key=lambda zone: _worth_of_start(problem, zone))


def _worth_of_start(problem: Problem, zone: Ints) -> tuple[int, int, int]:
    over = problem.over(zone) if problem.over_price is None else 0
    return problem.split(zone), over, problem.value(zone)


class NoStart(ValueError):
    """Some blocks can be reached by no zone; `blocks` says which."""

    def __init__(self, blocks: Ints) -> None:
        self.blocks = blocks
        super().__init__(f"{len(blocks)} blocks can be reached by no zone")


def whole(zone: Ints) -> Ints:
    """Return the zones if every block has one; raises NoStart otherwise."""
    lost = np.flatnonzero(zone < 0)
    if len(lost):
        raise NoStart(lost)
    return zone


def warm_up() -> None:
    """Compile the inner loops on a district of three blocks, before any clock runs."""
    pairs = np.array([[0, 1], [1, 2]])
    heads = np.ones((3, 1), np.int64)
    cost = np.array([[0, 2], [1, 1], [2, 0]])
    places = np.full((2, 1), 2)
    fixed = np.array([0, FREE, 1])
    graph = graph_of(3, pairs, [[0], [2]])
    solve(Problem(cost, heads, places, np.ones((3, 2), np.bool_), fixed, graph), Effort(0.01), 1)
