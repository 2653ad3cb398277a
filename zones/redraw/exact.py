"""What would the best plan be, nearly, if zones need not be in one piece? An integer program."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zones.redraw.bound import Bound
from zones.redraw.bound_kernels import separators
from zones.redraw.highs import quiet_solver
from zones.redraw.problem import Ints, Problem
from zones.redraw.transport import capacity_matrix

_LINEAR_ROUNDS = 12
_NODES = 20  # of one branch and bound: a count, so that the answer does not hang on the clock
_CLOSE = 2e-4
_WIDEST = 0.02  # of the value: a bound farther from the best plan tells little
_PAIRS, _MOST_PAIRS = 3, 8  # kept for each block, on average: those of the least reduced cost
_PIECES = 128

Cut = tuple[int, int, tuple[int, ...]]  # who takes the block for the school takes a separator too


class Program:
    """Blocks to schools as 0 or 1, within places, with the contiguity cuts found so far.

    Borders between zones must cost nothing. What it suggests may lie in pieces: the cuts that
    forbid it are then added. `cuts` are some to begin with, by the bound.
    """

    def __init__(self, problem: Problem, bound: Bound) -> None:
        self.problem = problem
        self.block, self.school = np.nonzero(problem.may())
        self.scale = max(float(bound.value), 1.0)
        self.cuts = _priced_cuts(bound)
        over = 0 if problem.over_price is None else problem.places.size
        price = np.full(over, float(problem.over_price or 0))
        cost = problem.cost[self.block, self.school].astype(np.float64)
        self.cost = np.concatenate([cost, price]) / self.scale
        self.solver: Any = None
        self.pairs = _PAIRS
        self._all: tuple[Ints, Ints, NDArray[np.float64]] = (self.block, self.school, self.cost)
        self._reduced, self._open = np.zeros(0), 0.0

    def narrowed(self, value: int, widest: float = _WIDEST) -> bool:
        """Keep the pairs that plans near the linear optimum hold; False where that tells little.

        `value`: of the best plan known. A pair that a plan cheaper than it cannot hold is left
        out, and so are those that a plan close to the linear optimum cannot hold. `widest`: the
        share of the bound from which on it tells too little.
        """
        import highspy

        self._load()
        for _ in range(_LINEAR_ROUNDS):
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            floor = self.solver.getInfo().objective_function_value
            self._reduced = np.array(self.solver.getSolution().col_dual)[: len(self.block)]
            if not self._cut(self._taken()):
                break
        self._open = value / self.scale - floor
        if not 0.0 < value / self.scale - max(floor, 1.0) <= widest:
            return False
        self._keep()
        return True

    def widened(self) -> bool:
        """Let each block choose among more schools; False where it has had enough of them."""
        if self.pairs >= _MOST_PAIRS:
            return False
        self.pairs += _PAIRS
        self._keep()
        return True

    def _keep(self) -> None:
        """Load the nearest pairs only, as 0 or 1."""
        import highspy

        block, school, cost = self._all
        count = len(block)
        near = np.sort(self._reduced)[min(self.pairs * self.problem.blocks, count) - 1]
        kept = self._reduced <= min(self._open, near) + 1e-9
        self.cost = np.concatenate([cost[:count][kept], cost[count:]])
        self.block, self.school = block[kept], school[kept]
        self._load()
        count = len(self.block)
        kinds = np.full(count, highspy.HighsVarType.kInteger)
        self.solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        for name, limit in {"mip_max_nodes": _NODES, "mip_rel_gap": _CLOSE}.items():
            self.solver.setOptionValue(name, limit)

    def suggested(self, seconds: float) -> tuple[Ints, bool] | None:
        """Return the next plan and whether it is in one piece; None where none is found.

        A plan in pieces is cut off, so that another comes next. `seconds` only stops it.
        """
        import highspy

        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(seconds, 0.1))
        self.solver.run()
        feasible = highspy.SolutionStatus.kSolutionStatusFeasible
        if self.solver.getInfo().primal_solution_status != feasible:
            return None
        taken = self._taken()
        return taken.argmax(axis=0), not self._cut(taken)

    def _taken(self) -> NDArray[np.float64]:
        taken = np.zeros((self.problem.schools, self.problem.blocks))
        value = np.array(self.solver.getSolution().col_value)[: len(self.block)]
        taken[self.school, self.block] = value
        return taken

    def _load(self) -> None:
        import highspy

        problem, columns = self.problem, len(self.cost)
        matrix = capacity_matrix(problem, self.block, self.school)
        places = problem.places.reshape(-1).astype(float)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, matrix.shape[0]
        model.col_cost_ = self.cost
        upper = np.full(columns, highspy.kHighsInf)
        upper[: len(self.block)] = 1.0
        model.col_lower_, model.col_upper_ = np.zeros(columns), upper
        n = problem.blocks
        model.row_lower_ = np.concatenate([np.ones(n), np.full(len(places), -highspy.kHighsInf)])
        model.row_upper_ = np.concatenate([np.ones(n), places])
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        self.solver = quiet_solver(model)
        self._add(self.cuts)

    def _cut(self, taken: NDArray[np.float64]) -> bool:
        """Cut off the pieces that do not reach their school; say whether there were any."""
        problem = self.problem
        graph = (problem.graph.start, problem.graph.target)
        out = (np.zeros(_PIECES, np.int64), np.zeros(_PIECES + 1, np.int64),
               np.zeros(4 * problem.blocks, np.int64))  # fmt: skip
        found: dict[Cut, None] = {}
        for school in range(problem.schools):
            allowed = np.ascontiguousarray(problem.allowed[:, school])
            for at in range(separators(school, taken[school], allowed, graph, out, True)):  # noqa: FBT003
                members = tuple(out[2][out[1][at] : out[1][at + 1]].tolist())
                found[(school, int(out[0][at]), members)] = None
        new = {cut: None for cut in found if cut not in self.cuts}
        self.cuts |= new
        self._add(new)
        return bool(found)

    def _add(self, cuts: Iterable[Cut]) -> None:
        import highspy

        column = np.full((self.problem.blocks, self.problem.schools), -1, np.int64)
        column[self.block, self.school] = np.arange(len(self.block))
        for school, block, members in cuts:
            own = int(column[block, school])
            beside = [int(column[each, school]) for each in members if column[each, school] >= 0]
            if own < 0:
                continue
            where = np.array([own, *beside], dtype=np.int32)
            what = np.array([-1.0, *([1.0] * len(beside))])
            self.solver.addRow(0.0, highspy.kHighsInf, len(where), where, what)


def _priced_cuts(bound: Bound) -> dict[Cut, None]:
    """Return the cuts of the bound that turned out to bind."""
    school, block, start, member = bound.cuts
    return {
        (int(school[at]), int(block[at]), tuple(member[start[at] : start[at + 1]].tolist())): None
        for at in np.flatnonzero(bound.cut_price > 0).tolist()
    }
