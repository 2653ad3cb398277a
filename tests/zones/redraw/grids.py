"""Which small districts do the tests draw anew? Squares of 100 m, and a slow exact referee."""

import numpy as np
import pandas as pd
import shapely
from ortools.sat.python import cp_model
from pyproj import CRS

from geo.district import District
from zones.redraw.blocks import Blocks
from zones.redraw.draft import Draft, draft_of
from zones.redraw.problem import Problem, graph_of
from zones.redraw.sites import Sites, sites_of

METRES = CRS("EPSG:4548")
DISTRICT = District("test", METRES, None, declared=True)
SIDE = 100.0
CORNER = (440_000.0, 4_420_000.0)


def grid_blocks(columns: int, rows: int, children: list[int], **columns_of: object) -> Blocks:
    """Return squares of 100 m, A00 A01 … row by row from the south-west."""
    x0, y0 = CORNER
    cells = [(c, r) for r in range(rows) for c in range(columns)]
    squares = np.array([
        shapely.box(x0 + c * SIDE, y0 + r * SIDE, x0 + (c + 1) * SIDE, y0 + (r + 1) * SIDE)
        for c, r in cells
    ])  # fmt: skip
    n = len(cells)
    given: dict[str, object] = {
        "years": ("",), "school_id": ("",) * n,
        "pinned": ("",) * n, "locked": np.zeros(n, np.bool_),
        "enrolled": np.zeros(n, np.int64), "siblings": np.zeros(n, np.int64),
        "six_years": np.zeros(n, np.int64),
    } | columns_of  # fmt: skip
    return Blocks(
        block_id=tuple(f"A{at:02d}" for at in range(n)),
        children=np.array(children, np.int64).reshape(n, -1), polygons=squares,
        points=shapely.get_coordinates(shapely.centroid(squares)), **given,  # type: ignore[arg-type]
    )  # fmt: skip


def schools_at(blocks: Blocks, places: dict[int, int]) -> Sites:
    """Return schools S0, S1 … in the middle of the blocks named, with their places."""
    frame = pd.DataFrame({
        "school_id": [f"S{k}" for k in range(len(places))],
        "name": [f"school {k}" for k in range(len(places))],
        "places": list(places.values()),
        "gates": [shapely.MultiPoint([blocks.points[at]]) for at in places],
    })  # fmt: skip
    return sites_of(frame, blocks)


def grid_draft(columns: int, rows: int, children: list[int], places: dict[int, int],
               **columns_of: object) -> Draft:  # fmt: skip
    """Return a whole district of squares."""
    blocks = grid_blocks(columns, rows, children, **columns_of)
    return draft_of(blocks, schools_at(blocks, places))


def grid_problem(columns: int, rows: int, heads: list[int], homes: list[int],
                 places: list[int]) -> Problem:  # fmt: skip
    """Return a problem on a lattice whose cost is heads × steps in a city of blocks."""
    n = columns * rows
    xy = np.array([(at % columns, at // columns) for at in range(n)])
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n) if abs(xy[a] - xy[b]).sum() == 1]
    steps = np.abs(xy[:, None] - xy[homes][None]).sum(-1).astype(np.int64)
    fixed = np.full(n, -1, np.int64)
    fixed[homes] = np.arange(len(homes))
    children = np.array(heads, np.int64)[:, None]
    return Problem(
        cost=steps * 1000 * children, children=children,
        places=np.array(places, np.int64)[:, None],
        allowed=np.ones(steps.shape, np.bool_), fixed=fixed,
        graph=graph_of(n, np.array(pairs, np.int64), [[home] for home in homes]),
    )  # fmt: skip


def referee(problem: Problem) -> int | None:
    """Return the optimal value by CP-SAT with flows for contiguity; None if there is no plan."""
    model, n, m = cp_model.CpModel(), problem.blocks, problem.schools
    x = {(i, k): model.new_bool_var("") for i in range(n) for k in range(m)}
    for i in range(n):
        model.add_exactly_one(x[i, k] for k in range(m))
        for k in range(m):
            if not problem.may()[i, k]:
                model.add(x[i, k] == 0)
    for k in range(m):
        for year in range(problem.places.shape[1]):
            model.add(sum(int(problem.children[i, year]) * x[i, k] for i in range(n))
                      <= int(problem.places[k, year]))  # fmt: skip
        _connect(model, problem, x, k)
    _limit(model, problem, x)
    model.minimize(sum(int(problem.cost[i, k]) * x[i, k] for i in range(n) for k in range(m)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def _limit(model: cp_model.CpModel, problem: Problem, x: dict) -> None:
    """Let the blocks of a group go to no more schools than it may be split over."""
    for group, most in enumerate(problem.most.tolist()):
        used = [model.new_bool_var("") for _ in range(problem.schools)]
        for i in np.flatnonzero(problem.group == group).tolist():
            for k in range(problem.schools):
                model.add_implication(x[i, k], used[k])
        model.add(sum(used) <= most)


def _connect(model: cp_model.CpModel, problem: Problem, x: dict, k: int) -> None:
    """Send one unit of flow from every block of the zone to the root, through the zone only."""
    n, graph, root = problem.blocks, problem.graph, problem.blocks + k
    flow = {}
    for i in range(n):
        for j in graph.neighbours(i).tolist():
            if j < n or j == root:
                flow[i, j] = model.new_int_var(0, n, "")
                model.add(flow[i, j] <= n * x[i, k])
                if j < n:
                    model.add(flow[i, j] <= n * x[j, k])
    for i in range(n):
        out = sum(f for (a, _), f in flow.items() if a == i)
        into = sum(f for (_, b), f in flow.items() if b == i)
        model.add(out - into == x[i, k])


def in_one_piece(problem: Problem, zone: np.ndarray) -> bool:
    """Say by plain search whether every zone reaches its root inside itself."""
    for k in range(problem.schools):
        mine = {int(i) for i in np.flatnonzero(zone == k)}
        seen, waiting = set(), [problem.blocks + k]
        while waiting:
            for there in problem.graph.neighbours(waiting.pop()).tolist():
                if there in mine and there not in seen:
                    seen.add(there)
                    waiting.append(there)
        if seen != mine:
            return False
    return True
