"""How fast are walking distances, against named peers in the same run? Prints, asserts equality.

    python benchmarks/distance.py [--quick] [--data ../shared/data]

CPU seconds of one thread; noise is +-30 %: read the ratios. Every peer solves the same task on the
same arrays; where it would take minutes it is timed on a sample, and the line says so.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.cleaner import build_streets
from geo.datum import Datum
from geo.distance import Engine, Gates, WalkingTable, straight_line_table, walking_table
from geo.district import District
from geo.lines import DrawnLines
from geo.network import Streets
from geo.rows import RowSearch, Sites
from geo.snap import Snapped, Snapper
from geo.streets import read_streets

MENTOUGOU = District("门头沟区", CRS.from_epsg(4548), None, declared=True)
HELSINKI = District("Helsinki", CRS.from_epsg(3067), None, declared=True)
CORNER = (116.0, 39.9)
STEP_M = 110.0


@dataclass(slots=True)
class Report:
    """Lines of the printed table."""

    rows: list[tuple[str, str, float, float | None]] = field(default_factory=list)

    def add(self, what: str, size: str, seconds: float, ours: float | None = None) -> None:
        """Print one measurement; `ours` is our time for the same task."""
        self.rows.append((what, size, seconds, ours))
        ratio = "" if ours is None else f"{seconds / ours:8.1f} x ours"
        print(f"{what:<58} {size:<34} {seconds:9.3f} s {ratio}", flush=True)


def timed(work: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Return the least of `repeats` CPU times (all kernels run on one thread), and the answer."""
    best, answer = np.inf, None
    for _ in range(repeats):
        began = time.process_time()
        answer = work()
        best = min(best, time.process_time() - began)
    return best, answer


def synthetic_lines(side: int, seed: int) -> DrawnLines:
    """Draw a jittered grid: a fifth of its streets missing, every street bent, a river.

    The river runs south to north through the middle; only one street in forty bridges it.
    """
    chance = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    across = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    along = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    wet = (across[:, 0] % side == side // 2) & (across[:, 0] // side % 40 != 7)
    streets = np.concatenate([across[~wet], along])
    streets = streets[chance.random(len(streets)) > 0.2]
    place = np.stack(np.divmod(np.arange(side * side), side)[::-1], axis=1) * STEP_M
    place += chance.uniform(-30, 30, place.shape)
    middle = place[streets].mean(axis=1) + chance.uniform(-15, 15, (len(streets), 2))
    points = np.stack([place[streets[:, 0]], middle, place[streets[:, 1]]], axis=1).reshape(-1, 2)
    key = np.stack([streets[:, 0], np.full(len(streets), -1), streets[:, 1]], axis=1).ravel()
    east, north = MENTOUGOU.to_metres(np.array([CORNER[0]]), np.array([CORNER[1]]), Datum.WGS84)
    lon, lat = MENTOUGOU.to_wgs84(points[:, 0] + east, points[:, 1] + north)
    return DrawnLines(lon, lat, key, np.arange(0, len(key) + 1, 3), {"kind": "synthetic"})


def scatter(streets: Streets, n: int, seed: int) -> NDArray[np.float64]:
    """Put points beside random streets, as homes are, up to 40 m off."""
    chance = np.random.default_rng(seed)
    at = chance.integers(0, len(streets.point_xy_m), n)
    return streets.point_xy_m[at] + chance.uniform(-40, 40, (n, 2))


def school_gates(streets: Streets, n: int, seed: int) -> Gates:
    """Give each school one to three gates within 100 m of each other."""
    chance = np.random.default_rng(seed)
    doors = scatter(streets, n, seed)
    return Gates.of([d + chance.uniform(-100, 100, (chance.integers(1, 4), 2)) for d in doors])


def snapping(report: Report, streets: Streets, homes: NDArray[np.float64]) -> None:
    """Race the segment grid with STRtree.nearest over the same segments."""
    size = f"{len(homes):,} homes, {len(streets.point_xy_m):,} points"
    build, snapper = timed(lambda: Snapper(streets))
    ours, found = timed(lambda: snapper.snap(homes[:, 0], homes[:, 1]))
    report.add("snap to edges: our grid, build", size, build)
    report.add("snap to edges: our grid, query", size, ours)
    first = np.setdiff1d(np.arange(len(streets.point_xy_m)), streets.edge_start[1:] - 1)
    ends = np.stack([streets.point_xy_m[first], streets.point_xy_m[first + 1]], axis=1)
    lines = shapely.linestrings(ends)
    points = shapely.points(homes)
    tree = shapely.STRtree(lines)
    theirs, nearest = timed(lambda: tree.nearest(points), 1)
    report.add("snap to edges: shapely STRtree.nearest, query", size, theirs, ours)
    gap = shapely.distance(points, lines[nearest])
    on = found.on_street
    own = np.hypot(found.x_m[on] - homes[on, 0], found.y_m[on] - homes[on, 1])
    assert np.abs(own - gap[on]).max() < 1e-6
    assert (gap[~on] > 500).all()


def dijkstra_alone(table: WalkingTable) -> None:
    """Run SciPy's Dijkstra from every school to every node, and do nothing with the rows."""
    search = RowSearch(table.streets)
    schools = Sites(table.gates, table.gate_school, table.n_schools)
    nowhere = Snapped(*(column[:0] for column in (table.homes.edge, *[table.homes.offset_mm] * 4)))
    for low in range(0, table.n_schools, 50):
        search.rows(schools, np.arange(low, min(low + 50, table.n_schools)), nowhere)


def nearest(report: Report, table: WalkingTable, k: int) -> None:
    """Race both engines with networkx; their answers must be equal."""
    streets = table.streets
    size = f"k={k}, {table.n_schools} schools, {streets.n_nodes:,} nodes"
    ours, found = timed(lambda: table.nearest(k, engine=Engine.LABELS))
    report.add("nearest schools of all homes: label search", size, ours)
    rows, slow = timed(lambda: table.nearest(k, engine=Engine.ROWS), 1)
    report.add("nearest schools of all homes: scipy dijkstra rows", size, rows, ours)
    alone, _ = timed(lambda: dijkstra_alone(table), 1)
    report.add("one row per school: scipy dijkstra, nothing else", size, alone, ours)
    assert (found[0] == slow[0]).all()
    assert (found[1] == slow[1]).all()
    sources = 3
    graph = nx.Graph()
    columns = (streets.edge_u.tolist(), streets.edge_v.tolist(), streets.edge_mm.tolist())
    graph.add_weighted_edges_from(zip(*columns, strict=True))
    seconds, _ = timed(
        lambda: [nx.single_source_dijkstra_path_length(graph, s) for s in range(sources)], 1
    )
    whole = seconds / sources * table.n_schools
    report.add(f"one row per school: networkx, from {sources} rows", size, whole, ours)


def whole_job(
    report: Report, streets: Streets, homes: NDArray[np.float64], gates: Gates
) -> WalkingTable:
    """Time what a run does: snap homes and gates, find ten nearest schools."""
    size = f"{len(homes):,} homes, {gates.n_schools} schools"

    def job() -> WalkingTable:
        table = walking_table(streets, homes, gates)
        table.nearest(10)
        return table

    seconds, table = timed(job, 2)
    report.add("whole job: snap, then 10 nearest on foot", size, seconds)
    few = np.arange(0, len(homes), max(1, len(homes) // 50))
    report.add("all schools of 50 homes", size, timed(lambda: table.to_all(few), 1)[0])
    crow = straight_line_table(homes, gates)
    report.add("10 nearest by straight line", size, timed(lambda: crow.nearest(10), 2)[0])
    return table


def synthetic(report: Report, *, quick: bool) -> None:
    """Run on the seeded grid: 80,000 nodes and more, 200,000 homes."""
    side, n_homes = (120, 20_000) if quick else (310, 200_000)
    lines = synthetic_lines(side, seed=20)
    seconds, streets = timed(lambda: build_streets(lines, MENTOUGOU, "synthetic"), 1)
    size = f"{streets.n_nodes:,} nodes, {streets.n_edges:,} edges"
    report.add("clean drawn lines into a network", size, seconds)
    homes = scatter(streets, n_homes, seed=21)
    gates = school_gates(streets, 100 if quick else 200, seed=22)
    walking_table(streets, homes[:10], gates).nearest(2, engine=Engine.LABELS)  # compile apart
    straight_line_table(homes[:10], gates).nearest(2)
    snapping(report, streets, homes)
    table = whole_job(report, streets, homes, gates)
    for k in (10, 20):
        nearest(report, table, k)
    if not quick:
        whole_job(report, streets, homes, school_gates(streets, 1000, seed=23))


def real(report: Report, path: Path, district: District, *, quick: bool) -> None:
    """Run on a real network."""
    seconds, streets = timed(lambda: read_streets(path, district), 1)
    report.add(
        f"read {path.name}", f"{streets.n_nodes:,} nodes, {streets.n_edges:,} edges", seconds
    )
    homes = scatter(streets, 20_000 if quick else 200_000, seed=31)
    table = whole_job(report, streets, homes, school_gates(streets, 100, seed=32))
    nearest(report, table, 10)


def main() -> None:
    """Run everything that the arguments and the data at hand allow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, some seconds")
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=default, help="folder of public data")
    asked = parser.parse_args()
    report = Report()
    synthetic(report, quick=asked.quick)
    for name, district in (
        ("helsinki/Helsinki.osm.pbf", HELSINKI),
        ("beijing_mentougou/beijing_core_drive_edges_wgs84.parquet", MENTOUGOU),
    ):
        if (asked.data / name).exists():
            real(report, asked.data / name, district, quick=asked.quick)
        else:
            print(f"skipped: {asked.data / name} is not here")
    print("all engines agreed on every distance and every school")


if __name__ == "__main__":
    main()
