"""Which plans lie along the frontier between a short walk, few moves and few over capacity?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from zones.redraw.draft import MM, Aim, Draft, problem_of
from zones.redraw.problem import Ints
from zones.redraw.reachable import tightened
from zones.redraw.shortage import Shortage, fits_in_parts, shortages
from zones.redraw.solve import Effort, NoStart, Solved, solve
from zones.redraw.split_shortage import SplitShortage, split_shortages

LEAST_OVER = 1_000_000.0  # metres a child: fewer over capacity before anything else
KEEP_ALL = 100_000.0  # metres a child: fewer moves before any walk
_KEEP = (200.0, 500.0, 1000.0, 1500.0, 2500.0)
_SOME_OVER = ((1500.0, 1000.0), (4000.0, 2500.0), (4000.0, 6000.0))  # (moved, over)
_FIRST_SHARE = 0.35
_RELAXED = (1.0, 1.02, 1.05, 1.1, 1.2, 1.4)
MOVES = ("moved", "enrolled", "siblings", "six_years")


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One plan of the frontier.

    `limit_bound`: no plan can have a lower limit (the longest walk in millimetres, or the fullest
    school in permille), where the aim is such a limit.
    """

    aim: Aim
    solved: Solved
    limit_bound: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """The plans drawn, why places cannot be kept, and plans for which no time was left."""

    plans: tuple[Drawn, ...]
    shortages: tuple[Shortage, ...]
    not_drawn: tuple[str, ...] = ()
    splits: tuple[SplitShortage, ...] = ()


Listener = Callable[[str, int | None, int | None], None]


def draw(
    draft: Draft, effort: Effort, seed: int, *, weights: Mapping[str, float] | None = None,
    longest_mm: int | None = None,
    listen: Listener | None = None,
) -> Frontier:  # fmt: skip
    """Draw every plan of the frontier, each starting from the best of those before it.

    `weights`: the user's, for a plan of their own, which comes first; `longest_mm`: a limit that
    all plans keep. Raises NoStart for blocks that no school can reach.
    """
    base = Aim("shortest_walk", longest_mm=longest_mm)
    problem = tightened(problem_of(draft, base))
    short, splits = shortages(problem), split_shortages(draft, problem)
    aims = list(_aims(draft, base, weights))
    plans: list[Drawn] = []
    rest = 1.0
    for number, aim in enumerate(aims):
        share = _FIRST_SHARE if number == 0 else (1 - _FIRST_SHARE) / (len(aims) - 1)
        if plans and effort.left() <= 0:
            break
        part, rest = effort.of(share, rest), rest - share
        wanted = _with_over(aim) if short else aim
        run = _Run(draft, part, seed, tuple(p.solved.zone for p in plans), listen)
        plans.append(run.draw(wanted))
    return Frontier(tuple(plans), short, tuple(aim.name for aim in aims[len(plans) :]), splits)


def _aims(draft: Draft, base: Aim, weights: Mapping[str, float] | None) -> Iterator[Aim]:
    if weights:
        yield replace(base, name="as_weighted", weights=dict(weights))
    yield base
    if (draft.today >= 0).any():
        yield replace(base, name="fewest_moved", weights=_kept(KEEP_ALL))
        for metres in _KEEP:
            yield replace(base, name=f"keep_{metres:.0f}m", weights=_kept(metres))
        if _over_today(draft) > 0:
            for moved, over in _SOME_OVER:
                name = f"keep_{moved:.0f}m_over_{over:.0f}m"
                yield replace(base, name=name, weights=_kept(moved) | {"over": over})
    if any(draft.sites.feeds):
        yield replace(base, name="same_junior", weights={"walk": 1.0, "feeder": KEEP_ALL})
    yield replace(base, name="shortest_longest_walk")
    yield replace(base, name="balanced")
    yield replace(base, name="compact", weights={"walk": 1.0, "border": _border_weight(draft)})


def _kept(metres: float) -> dict[str, float]:
    """Weigh a move; pupils enrolled, brothers and sisters, places of six years as much again."""
    return {"walk": 1.0} | dict.fromkeys(MOVES, metres)


def _over_today(draft: Draft) -> int:
    there = draft.today >= 0
    load = np.zeros_like(draft.sites.places)
    np.add.at(load, draft.today[there], draft.blocks.children[there])
    return int(np.maximum(load - draft.sites.places, 0).sum())


def _border_weight(draft: Draft) -> float:
    """Return metres of walk for a metre of border: all borders weigh half of the shortest walks."""
    reach = np.where(draft.walk_mm >= 0, draft.walk_mm, 0).min(axis=1)
    walks = float((reach * draft.blocks.children[:, 0]).sum()) / MM
    return round(0.5 * walks / max(float(draft.near.border_m.sum()), 1.0), 3)


def _with_over(aim: Aim) -> Aim:
    if "over" in aim.weights:
        return aim
    return replace(aim, weights={**aim.weights, "over": LEAST_OVER})


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """What drawing one plan needs besides its aim."""

    draft: Draft
    effort: Effort
    seed: int
    starts: tuple[Ints, ...]
    listen: Listener | None

    def draw(self, aim: Aim) -> Drawn:
        if aim.name == "shortest_longest_walk":
            return self._least(self._walk_limits(aim), lambda at: replace(aim, longest_mm=at))
        if aim.name == "balanced":
            return self._least(self._fill_limits(), lambda at: replace(aim, fill=at))
        return Drawn(aim, self._solve(aim, 1.0))

    def _solve(self, aim: Aim, share: float) -> Solved:
        """Solve an aim; places are a limit unless the aim prices them."""

        def told(value: int | None, bound: int | None) -> None:
            if self.listen is not None:
                self.listen(aim.name, value, bound)

        problem = problem_of(self.draft, aim)
        return solve(problem, self.effort.of(share), self.seed, starts=self.starts, listen=told)

    def _least(self, limits: list[int], at: Callable[[int], Aim]) -> Drawn:
        """Return the plan with the least limit that is met, beginning at the proved least one."""
        low, high = limits[0], limits[-1]
        floor = _first_that(limits, lambda limit: self._may_fit(at(limit)))
        share = 1.0 / len(_RELAXED)
        for factor in _RELAXED:
            limit = int(min(max(floor * factor, low), high))
            try:
                solved = self._solve(at(limit), share)
            except NoStart:
                continue
            if solved.value is not None:
                return Drawn(at(limit), solved, floor)
        return Drawn(at(high), self._solve(at(high), share), floor)

    def _may_fit(self, aim: Aim) -> bool:
        problem = tightened(problem_of(self.draft, aim))
        if aim.weights.get("over"):
            return bool(problem.may().any(axis=1).all())
        return fits_in_parts(problem)

    def _walk_limits(self, aim: Aim) -> list[int]:
        """Return the walks that could be the longest one, ascending."""
        lengths = np.unique(self.draft.farthest_mm[self.draft.farthest_mm >= 0])
        if aim.longest_mm is not None:
            lengths = lengths[lengths <= aim.longest_mm]
        return lengths.tolist() or [0]

    def _fill_limits(self) -> list[int]:
        """Return the shares of places, in permille, that could be the fullest school's."""
        places = np.maximum(self.draft.sites.places.sum(axis=0), 1)
        least = (1000 * self.draft.blocks.children.sum(axis=0) // places).max()
        return list(range(int(min(least, 1000)), 1001))


def _first_that(limits: list[int], fits: Callable[[int], bool]) -> int:
    """Return the least limit that fits, by halving; the last one where none does."""
    low, high = 0, len(limits) - 1
    while low < high:
        middle = (low + high) // 2
        if fits(limits[middle]):
            high = middle
        else:
            low = middle + 1
    return limits[low]
