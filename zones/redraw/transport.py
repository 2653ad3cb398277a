"""What do blocks and places cost in the linear program, where a block may be split?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from zones.redraw.highs import quiet_solver
from zones.redraw.problem import Problem

_NEAREST = 20  # schools a block may choose from; the bound is proved over all of them afterwards


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """The dual prices and the program's `value`.

    `worth` (n,) of a block; `place_price` (m,) of one more place, over all years.
    """

    worth: NDArray[np.float64]
    place_price: NDArray[np.float64]
    value: float


def transport_prices(problem: Problem) -> Prices | None:
    """Solve the linear program without contiguity; None where children do not fit.

    Blocks choose among their cheapest schools first, among all of them if that is not enough.
    """
    for nearest in sorted({min(_NEAREST, problem.schools), problem.schools}):
        found = _solve(problem, nearest)
        if found is not None:
            return found
    return None


def _solve(problem: Problem, nearest: int) -> Prices | None:
    import highspy

    block, school = _arcs(problem, nearest)
    n, (m, years) = problem.blocks, problem.places.shape
    cost = problem.cost[block, school].astype(np.float64)
    scale = max(float(np.abs(cost).mean()), 1.0)
    matrix = capacity_matrix(problem, block, school)
    columns = matrix.shape[1]
    extra = columns - len(block)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, n + m * years
    over = float(problem.over_price or 0) / scale
    model.col_cost_ = np.concatenate([cost / scale, np.full(extra, over)])
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.full(columns, highspy.kHighsInf)
    model.row_lower_ = np.concatenate([np.ones(n), np.full(m * years, -highspy.kHighsInf)])
    model.row_upper_ = np.concatenate([np.ones(n), problem.places.reshape(-1).astype(float)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver = quiet_solver(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    dual = np.array(solver.getSolution().row_dual) * scale
    place = np.maximum(-dual[n:].reshape(m, years).sum(axis=1), 0.0)
    return Prices(dual[:n], place, solver.getInfo().objective_function_value * scale)


def _arcs(problem: Problem, nearest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    may = problem.may()
    if nearest < problem.schools:
        far = np.iinfo(np.int64).max
        order = np.argsort(np.where(may, problem.cost, far), axis=1, kind="stable")
        near = np.zeros_like(may)
        np.put_along_axis(near, order[:, :nearest], values=True, axis=1)
        may &= near
    block, school = np.nonzero(may)
    return block, school


def capacity_matrix(
    problem: Problem, block: NDArray[np.int64], school: NDArray[np.int64]
) -> csc_matrix:
    """Return rows: each block once, then each school and year within its places."""
    n, (m, years) = problem.blocks, problem.places.shape
    arc = np.arange(len(block))
    rows, columns, values = [block], [arc], [np.ones(len(block))]
    for year in range(years):
        rows.append(n + school * years + year)
        columns.append(arc)
        values.append(problem.children[block, year].astype(float))
    width = len(block)
    if problem.over_price is not None:
        rows.append(n + np.arange(m * years))
        columns.append(width + np.arange(m * years))
        values.append(np.full(m * years, -1.0))
        width += m * years
    where = np.concatenate(rows), np.concatenate(columns)
    return csc_matrix((np.concatenate(values), where), (n + m * years, width))
