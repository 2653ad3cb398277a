"""How do the public instances and a made-up district become problems to be drawn anew?"""

import csv
from pathlib import Path

import numpy as np

from zones.redraw.problem import FREE, Problem, graph_of

MM = 1000


def sap_reference(data: Path) -> dict[str, tuple[float, bool]]:
    """Return {instance: (objective in children × km, proved optimal)}."""
    with (data / "sap" / "reference.csv").open(encoding="utf-8") as file:
        return {
            row["instance"]: (float(row["objective"]), row["proved_optimal"] == "True")
            for row in csv.DictReader(file)
        }


def sap_problem(data: Path, name: str) -> Problem:
    """Read one instance of yfkong/AFSAP; costs in children × millimetres."""
    rows = np.genfromtxt(data / "sap" / f"{name}.txt", names=True)
    family = name.split("_", maxsplit=1)[0]
    lines = (data / "sap" / f"{family}_connectivity.txt").read_text().splitlines()[1:]
    pairs = np.array([line.split(",")[1:3] for line in lines if line], dtype=np.int64)
    sites = np.flatnonzero(rows["fcapacity"] > 0)
    xy = np.column_stack([rows["PointX"], rows["PointY"]])
    apart = np.hypot(*(xy[:, None] - xy[None, sites]).transpose(2, 0, 1))
    heads = rows["pop"].astype(np.int64)
    fixed = np.full(len(rows), FREE, np.int64)
    fixed[sites] = np.arange(len(sites))
    return Problem(
        cost=np.rint(apart * MM).astype(np.int64) * heads[:, None],
        children=heads[:, None].copy(),
        places=rows["fcapacity"][sites].astype(np.int64)[:, None].copy(),
        allowed=np.ones(apart.shape, np.bool_),
        fixed=fixed,
        graph=graph_of(len(rows), pairs - int(rows["OID"].min()), [[int(at)] for at in sites]),
    )


def made_problem(blocks: int, schools: int, seed: int, *, slack: float = 1.06) -> Problem:
    """Make a district: jittered cells of a Voronoi plan, clustered children, uneven places."""
    from scipy.spatial import Voronoi

    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(blocks)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)[:blocks]
    xy = (grid + random.uniform(-0.4, 0.4, grid.shape)) * 200.0
    pairs = Voronoi(xy).ridge_points.astype(np.int64)
    near = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T) < 500.0
    centres = random.uniform(0, side * 200.0, (max(schools // 4, 2), 2))
    dense = np.exp(-np.hypot(*(xy[:, None] - centres[None]).transpose(2, 0, 1)).min(1) / 1500.0)
    heads = random.poisson(4 + 40 * dense).astype(np.int64)
    at = np.sort(
        random.choice(blocks, schools, replace=False, p=(dense + 0.1) / (dense + 0.1).sum())
    )
    apart = np.hypot(*(xy[:, None] - xy[None, at]).transpose(2, 0, 1))
    share = random.uniform(0.7, 1.3, schools) + 0.5 * np.bincount(
        apart.argmin(axis=1), heads, minlength=schools
    ) / heads.sum() * schools  # fmt: skip
    places = np.ceil(share / share.sum() * heads.sum() * slack).astype(np.int64)
    fixed = np.full(blocks, FREE, np.int64)
    fixed[at] = np.arange(schools)
    return Problem(
        cost=np.rint(apart * MM).astype(np.int64) * heads[:, None],
        children=heads[:, None].copy(), places=places[:, None],
        allowed=np.ones(apart.shape, np.bool_), fixed=fixed,
        graph=graph_of(blocks, pairs[near], [[int(each)] for each in at]),
    )  # fmt: skip
