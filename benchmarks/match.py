"""How fast are homes matched to zones, against geopandas.sjoin on the same homes in the same run?

python benchmarks/match.py [--quick] [--homes N] [--zones N] [--seed S] [--rounds R] [--check]
The plan is synthetic: Voronoi zones whose shared borders are one wiggly line, vertex for vertex.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from sys import path as import_path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from scipy.spatial import Voronoi

import_path.insert(0, str(Path(__file__).resolve().parents[1]))

from geo.district import District
from zones.cover import covering_pairs
from zones.cover_grid import covering_pairs_by_grid
from zones.layer import rows_of_frame
from zones.match import TOLERANCE_M, match_zones
from zones.plan import Plan
from zones.read import plan_of_polygons

DISTRICT = District("synthetic", CRS.from_epsg(4548), None, declared=True)
CORNER = np.array([450_000.0, 4_400_000.0])
VERTICES_PER_ZONE = 900
ROUGHNESS, DECAY = 0.12, 0.6
PEER = "geopandas.sjoin(within)"
GRID = "zones: grid"
WHOLE = "match_zones: states, pairs, nearest line"
Floats = NDArray[np.float64]


def wiggly_plan(zones: int, rng: np.random.Generator) -> Plan:
    """Return a plan of about 1 km² per zone that tiles a square without gap or overlap."""
    side = 1000.0 * np.sqrt(zones)
    seeds = rng.uniform(0, side, (zones, 2))
    mirrored = [seeds * (-1, 1), seeds * (1, -1), (2 * side, 0) + seeds * (-1, 1),
                (0, 2 * side) + seeds * (1, -1)]  # fmt: skip
    cells = Voronoi(np.concatenate([seeds, *mirrored]))
    edges = _edges_inside(cells, zones)
    lines = _wiggle(cells.vertices + CORNER, edges, zones, rng)
    polygons = {f"Z{zone:05d}": _polygon(cells, zone, lines) for zone in range(zones)}
    schools = {zone: (f"S{zone[1:]}",) for zone in polygons}
    return plan_of_polygons(polygons, DISTRICT, school_ids=schools)


def _edges_inside(cells: Any, zones: int) -> NDArray[np.int64]:
    """Return the vertex pairs (low, high) of every border of a zone, each once, sorted."""
    own = np.asarray(cells.ridge_points).min(axis=1) < zones
    pairs = [sorted(cells.ridge_vertices[ridge]) for ridge in np.flatnonzero(own)]
    return np.unique(np.array(pairs, dtype=np.int64), axis=0)


def _wiggle(
    vertices: Floats, edges: NDArray[np.int64], zones: int, rng: np.random.Generator
) -> dict[tuple[int, int], Floats]:
    """Replace every border by a fractal line, tamer where borders meet at a sharp angle."""
    ends = vertices[edges]
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    spacing = 2 * length.sum() / (zones * VERTICES_PER_ZONE)
    depth = np.maximum(np.rint(np.log2(np.maximum(length / spacing, 1))), 0).astype(int)
    rough = np.minimum(ROUGHNESS, 0.06 * _sharpest_angle(vertices, edges))
    lines: dict[tuple[int, int], Floats] = {}
    for levels in range(depth.max() + 1):
        chosen = np.flatnonzero(depth == levels)
        points = ends[chosen]
        for level in range(levels):
            points = _halve(points, rough[chosen] * DECAY**level, rng)
        lines |= {
            (int(edges[edge, 0]), int(edges[edge, 1])): line
            for edge, line in zip(chosen, points, strict=True)
        }
    return lines


def _halve(points: Floats, rough: Floats, rng: np.random.Generator) -> Floats:
    """Put a displaced middle into every segment of every line (lines, points, 2)."""
    step = points[:, 1:] - points[:, :-1]
    shift = rng.uniform(-1, 1, step.shape[:2]) * rough[:, None]
    aside = np.stack([-step[..., 1], step[..., 0]], -1) * shift[..., None]
    middle = points[:, :-1] + step / 2 + aside
    finer = np.empty((len(points), 2 * points.shape[1] - 1, 2))
    finer[:, ::2], finer[:, 1::2] = points, middle
    return finer


def _sharpest_angle(vertices: Floats, edges: NDArray[np.int64]) -> Floats:
    """Return for every border the least angle (radians) to a border it meets at its ends."""
    origin = np.concatenate([edges[:, 0], edges[:, 1]])
    target = np.concatenate([edges[:, 1], edges[:, 0]])
    away = vertices[target] - vertices[origin]
    heading = np.arctan2(away[:, 1], away[:, 0])
    order = np.lexsort((heading, origin))
    sharpest = np.full(len(origin), np.pi)
    same = origin[order][1:] == origin[order][:-1]
    gap = np.where(same, np.diff(heading[order]), np.pi)
    np.minimum.at(sharpest, order[1:], gap)
    np.minimum.at(sharpest, order[:-1], gap)
    return np.minimum(sharpest[: len(edges)], sharpest[len(edges) :])


def _polygon(cells: Any, zone: int, lines: dict[tuple[int, int], Floats]) -> shapely.Polygon:
    ring = cells.regions[cells.point_region[zone]]
    parts = []
    for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
        line = lines[min(start, end), max(start, end)]
        parts.append((line if start < end else line[::-1])[:-1])
    return shapely.Polygon(np.concatenate(parts))


def homes_like_towns(plan: Plan, homes: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return homes in towns, 15 % scattered, 5 % within about 20 m of a line."""
    west, south, east, north = shapely.total_bounds(plan.polygons)
    towns = rng.uniform((west, south), (east, north), (max(10, len(plan) // 20), 2))
    spread = rng.uniform(200, 1500, len(towns))
    chosen = rng.integers(0, len(towns), homes)
    xy = towns[chosen] + rng.normal(size=(homes, 2)) * spread[chosen, None]
    kind = rng.random(homes)
    xy[kind < 0.15] = rng.uniform((west, south), (east, north), ((kind < 0.15).sum(), 2))
    borders = shapely.get_coordinates(plan.polygons)
    near = kind > 0.95
    beside = borders[rng.integers(0, len(borders), near.sum())]
    xy[near] = beside + rng.normal(0, 10, beside.shape)
    return xy[:, 0].copy(), xy[:, 1].copy()


def sjoin(x: Floats, y: Floats, plan: Plan) -> Any:
    """Do what most people do: geopandas.sjoin(predicate="within")."""
    import geopandas as gpd

    homes = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=plan.crs)
    zones = gpd.GeoDataFrame({"zone": np.arange(len(plan))}, geometry=plan.polygons, crs=plan.crs)
    return gpd.sjoin(homes, zones, predicate="within")


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return (seconds of wall, seconds of processor, the answer)."""
    wall, processor = time.perf_counter(), time.process_time()
    answer = work()
    return time.perf_counter() - wall, time.process_time() - processor, answer


def equal_away_from_lines(matches: Any, joined: Any) -> int:
    """Assert the same zones as sjoin for every home off the lines; return how many."""
    away = np.flatnonzero(matches.line_distance_m > TOLERANCE_M)
    ours = pd.DataFrame({"home": matches.pair_home(), "zone": matches.pair_zone})
    theirs = pd.DataFrame({"home": joined.index.to_numpy(), "zone": joined["zone"].to_numpy()})
    one, other = (
        frame[np.isin(frame["home"], away)].sort_values(["home", "zone"]).to_numpy()
        for frame in (ours, theirs)
    )
    assert np.array_equal(one, other), "the answers differ away from the lines"
    return len(away)


def report(name: str, best: tuple[float, float], peer: float, homes: int) -> None:
    """Print one line of the table."""
    wall, cpu = best
    print(f"{name:<44}{wall:9.3f}{cpu:9.3f}{homes / cpu / 1e6:10.2f}{peer / cpu:9.1f}")


def main() -> None:
    """Build, match, compare, print."""
    options = parse_options()
    rng = np.random.default_rng(options.seed)
    built, _, plan = timed(lambda: wiggly_plan(options.zones, rng))
    x, y = homes_like_towns(plan, options.homes, rng)
    vertices = int(shapely.get_num_coordinates(plan.polygons).sum())
    print(f"{len(x):,} homes, {len(plan):,} zones, {vertices:,} vertices (seed {options.seed},"
          f" plan drawn in {built:.1f} s)")  # fmt: skip
    compile_first()
    lines = timed(lambda: plan.lines)[:2]
    grid = timed(lambda: plan.cover)[:2]
    works: dict[str, Callable[[], Any]] = {
        PEER: lambda: sjoin(x, y, plan),
        "zones: GEOS on sorted candidates": lambda: covering_pairs(x, y, plan.polygons, plan.tree),
        GRID: lambda: covering_pairs_by_grid(x, y, plan.polygons, plan.cover),
        WHOLE: lambda: match_zones(x, y, plan),
    }
    times, answers = rounds(works, options.rounds)
    times["zones: grid, building it included"] = plus(times[GRID], lines, grid)
    print(f"{'':<44}{'wall s':>9}{'cpu s':>9}{'M homes/s':>10}{'ratio':>9}")
    for name, best in times.items():
        report(name, best, times[PEER][1], len(x))
    compared = equal_away_from_lines(answers[WHOLE], answers[PEER])
    print(f"built: lines {lines[1]:.2f} s, grid {grid[1]:.2f} s, {plan.cover.nbytes / 1e6:.0f} MB")
    print(f"the same zones as sjoin for {compared:,} homes off the lines")
    print(answers[WHOLE].counts())
    if options.check:
        check(plan)


def rounds(
    works: dict[str, Callable[[], Any]], number: int
) -> tuple[dict[str, tuple[float, float]], dict[str, Any]]:
    """Do all works in turn, several times; return the best times and the answers of each."""
    times: dict[str, tuple[float, float]] = {}
    answers: dict[str, Any] = {}
    for _ in range(number):
        for name, work in works.items():
            wall, cpu, answers[name] = timed(work)
            times[name] = min(times.get(name, (wall, cpu)), (wall, cpu), key=lambda best: best[1])
    return times, answers


def plus(*parts: tuple[float, float]) -> tuple[float, float]:
    """Add wall and processor seconds."""
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


def compile_first() -> None:
    """Compile the kernels on a toy plan, so that the times are those of every later run."""
    toy = wiggly_plan(16, np.random.default_rng(0))
    match_zones(*homes_like_towns(toy, 20_000, np.random.default_rng(0)), toy)


def check(plan: Plan) -> None:
    """Time `zones check` on the same plan: it must find nothing that is not there."""
    import geopandas as gpd

    from zones.check import check_rows

    frame = gpd.GeoDataFrame(
        {"zone_id": plan.zone_id, "level": [str(level) for level in plan.level],
         "school_ids": [";".join(ids) for ids in plan.school_ids]},
        geometry=plan.polygons, crs=plan.crs,
    )  # fmt: skip
    rows = rows_of_frame(frame, DISTRICT, "synthetic")
    wall, _, found = timed(lambda: check_rows(rows, DISTRICT))
    print(f"zones check {wall:.1f} s: {found.counts() or 'nothing found'}")


def parse_options() -> argparse.Namespace:
    """Read the command line; --quick is small enough for a test run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="20,000 homes, 100 zones, one round")
    parser.add_argument("--homes", type=int)
    parser.add_argument("--zones", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--check", action="store_true", help="also time zones check on the plan")
    options = parser.parse_args()
    options.homes = options.homes or (20_000 if options.quick else 200_000)
    options.zones = options.zones or (100 if options.quick else 1_000)
    options.rounds = options.rounds or (1 if options.quick else 3)
    return options


if __name__ == "__main__":
    main()
