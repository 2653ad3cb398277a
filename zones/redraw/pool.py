"""Which zones has the search met, and which of them together make a better plan?"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zones.redraw.highs import quiet_solver
from zones.redraw.problem import Ints, Problem

_KEPT = 120_000  # blocks in the zones that a combination chooses from; the least promising go
_PIVOTS = 20_000
_CHOICE = 1_200  # zones the branch and bound chooses from: those of the least reduced cost
_NODES = 30  # of the branch and bound: a count, so that the answer does not hang on the clock


@dataclass(slots=True)
class Pool:
    """Zones met that are in one piece and within places, each once, in the order of meeting."""

    problem: Problem
    seen: dict[tuple[int, bytes], int] = field(default_factory=dict)

    def add(self, zone: Ints) -> None:
        """Note every zone of an assignment of the blocks that is within places."""
        problem = self.problem
        if problem.over_price is None:
            fits = (problem.loads(zone) <= problem.places).all(axis=1)
        else:
            fits = np.ones(problem.schools, np.bool_)
        order = np.argsort(zone, kind="stable").astype(np.int32)
        ends = np.searchsorted(zone[order], np.arange(problem.schools + 1))
        for school in np.flatnonzero(fits).tolist():
            blocks = order[ends[school] : ends[school + 1]]
            key = (school, blocks.tobytes())
            if key not in self.seen:
                self.seen[key] = zone_cost(problem, school, blocks)

    def best_by(self, worth: NDArray[np.float64]) -> list[tuple[int, Ints, int]]:
        """Return the zones that cost least beyond the `worth` (n,) of their blocks."""
        rows = [
            (school, np.frombuffer(key, np.int32).astype(np.int64), cost)
            for (school, key), cost in self.seen.items()
        ]
        beyond = np.array([cost - worth[blocks].sum() for _, blocks, cost in rows])
        kept = _KEPT * self.problem.schools // self.problem.blocks
        return [rows[at] for at in np.sort(np.argsort(beyond, kind="stable")[:kept])]


def zone_cost(problem: Problem, school: int, blocks: NDArray[np.int32]) -> int:
    """Return twice the cost of one zone: each border between two zones counts once in both."""
    total = 2 * int(problem.cost[blocks, school].sum())
    graph = problem.graph
    if graph.border.any():
        inside = set(blocks.tolist())
        for block in blocks.tolist():
            for at in range(graph.start[block], graph.start[block + 1]):
                there = int(graph.target[at])
                if there < problem.blocks and there not in inside:
                    total += int(graph.border[at])
    if problem.over_price is not None:
        load = problem.children[blocks].sum(axis=0) - problem.places[school]
        total += 2 * problem.over_price * int(np.maximum(load, 0).sum())
    return total


def combined(pool: Pool, worth: NDArray[np.float64], best: Ints, seconds: float) -> Ints | None:
    """Return the best plan made of zones met before (set partitioning), None if none is better.

    `worth` (n,): twice what a block's place in a plan is worth, the multipliers of the bound.
    `seconds` only stops a combination that takes too long; such a one returns None.
    """
    problem = pool.problem
    zones = pool.best_by(worth)
    rest = [
        (school, np.flatnonzero(best == school), zone_cost(
            problem, school, np.flatnonzero(best == school).astype(np.int32)))
        for school in range(problem.schools)
    ]  # fmt: skip
    chosen = _partition(problem, zones + rest, problem.value(best), seconds)
    if chosen is None:
        return None
    found = np.full(problem.blocks, -1, np.int64)
    for school, blocks, _ in chosen:
        found[blocks] = school
    if (found < 0).any() or problem.value(found) >= problem.value(best):
        return None
    return found


def _partition(
    problem: Problem, zones: list[tuple[int, Ints, int]], limit: int, seconds: float
) -> list[tuple[int, Ints, int]] | None:
    import highspy

    scale = max(limit, 1)
    cost = np.array([zone[2] for zone in zones]) / (2.0 * scale)
    solver = _solver(problem, zones, cost, seconds)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution, floor = solver.getSolution(), solver.getInfo().objective_function_value
    reduced = np.array(solution.col_dual)
    kept = np.flatnonzero(reduced <= 1.0 - floor + 1e-9)
    kept = np.sort(kept[np.argsort(reduced[kept], kind="stable")[:_CHOICE]])
    if not len(kept):
        return None
    fewer = [zones[at] for at in kept]
    solver = _solver(problem, fewer, cost[kept], seconds)
    whole = np.full(len(fewer), highspy.HighsVarType.kInteger)
    solver.changeColsIntegrality(len(fewer), np.arange(len(fewer), dtype=np.int32), whole)
    solver.setOptionValue("mip_max_nodes", _NODES)
    solver.setOptionValue("objective_bound", 1.0)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    if solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
        return None
    value = np.array(solver.getSolution().col_value)
    return [fewer[at] for at in np.flatnonzero(value > 0.5)]


def _solver(
    problem: Problem, zones: list[tuple[int, Ints, int]], cost: NDArray[np.float64], seconds: float
) -> Any:
    """Load the choice of zones: every block once, every school at most once.

    A limited group has at most so many of the zones that hold one of its blocks.
    """
    import highspy

    n, m = problem.blocks, problem.schools
    model = highspy.HighsLp()
    limits = len(problem.most)
    model.num_col_, model.num_row_ = len(zones), n + m + limits
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = np.zeros(len(zones)), np.ones(len(zones))
    model.row_lower_ = np.concatenate([np.ones(n), np.zeros(m + limits)])
    model.row_upper_ = np.concatenate([np.ones(n + m), problem.most])
    entries = [_rows_of(problem, school, blocks) for school, blocks, _ in zones]
    lengths = np.array([len(rows) for rows in entries])
    start = np.concatenate([[0], np.cumsum(lengths)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = start.astype(np.int32)
    model.a_matrix_.index_ = np.concatenate(entries).astype(np.int32)
    model.a_matrix_.value_ = np.ones(int(start[-1]))
    return quiet_solver(model, time_limit=seconds, simplex_iteration_limit=_PIVOTS)


def _rows_of(problem: Problem, school: int, blocks: Ints) -> Ints:
    """Return the rows of a zone: its blocks, its school, the groups that have blocks in it."""
    n, m = problem.blocks, problem.schools
    rows = np.append(blocks, n + school)
    if problem.group is None:
        return rows
    groups = np.unique(problem.group[blocks])
    return np.append(rows, n + m + groups[groups >= 0])
