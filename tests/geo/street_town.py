"""What do the street tests share? Towns of 100 m squares, small OSM maps, a slow referee."""

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import networkx as nx
import numpy as np
from pyproj import CRS, Geod

from geo.district import District
from geo.network import Streets, assemble
from geo.snap import Snapped

MENTOUGOU = District("门头沟区", CRS.from_epsg(4548), None, declared=True)
HELSINKI = District("Helsinki", CRS.from_epsg(3067), None, declared=True)
WEST, SOUTH = 116.1, 39.94


def town(
    places: Mapping[str, tuple[float, float]],
    streets: Sequence[Sequence[str | tuple[float, float]]],
) -> Streets:
    """Build a network in plain metres: nodes in the order of `places`, one edge per street.

    A street is the name of its first place, points between, the name of its last place; its
    length is what a ruler says on the plan. Streets must be given in the order of their ends.
    """
    number = {name: at for at, name in enumerate(places)}
    xy = np.array(list(places.values()), float)
    lines = [
        np.array([places[p] if isinstance(p, str) else p for p in street], float)
        for street in streets
    ]
    mm = [round(np.hypot(*np.diff(line, axis=0).T).sum() * 1000) for line in lines]
    start = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64)
    return assemble(
        xy,
        np.array([number[str(s[0])] for s in streets], np.int32),
        np.array([number[str(s[-1])] for s in streets], np.int32),
        np.array(mm, np.int64),
        (np.concatenate(lines), start),
        {"crs": "EPSG:4548"},
    )


def at(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, float).reshape(-1, 2)


def bare_network(n_nodes: int, edges: Sequence[tuple[int, int, int]]) -> Streets:
    """Build a network of (u, v, mm) without meaningful positions, in canonical order."""
    ordered = sorted((min(u, v), max(u, v), mm) for u, v, mm in edges)
    columns = np.array(ordered, np.int64).reshape(-1, 3)
    xy = np.column_stack([np.arange(n_nodes), np.zeros(n_nodes)]).astype(float)
    u, v = columns[:, 0].astype(np.int32), columns[:, 1].astype(np.int32)
    points = np.stack([xy[u], xy[v]], axis=1).reshape(-1, 2)
    start = np.arange(0, 2 * len(u) + 1, 2, dtype=np.int64)
    return assemble(xy, u, v, columns[:, 2].copy(), (points, start), {})


def placed(streets: Streets, sites: Sequence[tuple[int, float, int]]) -> Snapped:
    """Put points on a bare network: (edge or -1, share of its length from u, connector in mm)."""
    edge = np.array([e for e, _, _ in sites], np.int32)
    offset = [int(share * streets.edge_mm[e]) if e >= 0 else -1 for e, share, _ in sites]
    off = [o if e >= 0 else -1 for e, _, o in sites]
    nowhere = np.zeros(len(edge))
    return Snapped(edge, np.array(offset, np.int64), np.array(off, np.int64), nowhere, nowhere)


def referee(streets: Streets, homes: Snapped, gates: Snapped, school: Sequence[int]) -> np.ndarray:
    """Measure every home to every school with networkx: every point is a node of its own."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(streets.n_nodes))
    stops: dict[int, list[tuple[int, str]]] = {}
    for kind, points in (("home", homes), ("gate", gates)):
        for row, (edge, offset) in enumerate(zip(points.edge, points.offset_mm, strict=True)):
            if edge >= 0:
                stops.setdefault(int(edge), []).append((int(offset), f"{kind}{row}"))
                graph.add_edge(
                    f"{kind}{row}", f"{kind}{row} door", weight=int(points.off_street_mm[row])
                )
    for edge in range(streets.n_edges):
        chain = [(0, int(streets.edge_u[edge])), *sorted(stops.get(edge, []))]
        chain.append((int(streets.edge_mm[edge]), int(streets.edge_v[edge])))
        for (low, a), (high, b) in itertools.pairwise(chain):
            graph.add_edge(a, b, weight=high - low)
    out = np.full((len(homes.edge), max(school, default=-1) + 1), -1, np.int64)
    for row in np.flatnonzero(homes.edge >= 0):
        far = nx.single_source_dijkstra_path_length(graph, f"home{row} door")
        for gate, s in enumerate(school):
            metres = far.get(f"gate{gate} door", -1)
            if metres >= 0 and (out[row, s] < 0 or metres < out[row, s]):
                out[row, s] = metres
    return out


def first_k(full: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Pick the k nearest of full rows by plain sorting of (metres, school)."""
    school = np.full((len(full), k), -1, np.int32)
    mm = np.full((len(full), k), -1, np.int64)
    for row, metres in enumerate(full.tolist()):
        best = sorted((m, s) for s, m in enumerate(metres) if m >= 0)[:k]
        for rank, (m, s) in enumerate(best):
            school[row, rank], mm[row, rank] = s, m
    return school, mm


def degrees(east_m: float, north_m: float) -> tuple[float, float]:
    """Walk from the town's corner, first east, then north, to seven decimals of a degree."""
    geod = Geod(ellps="WGS84")
    lon, lat, _ = geod.fwd(WEST, SOUTH, 90, east_m)
    lon, lat, _ = geod.fwd(lon, lat, 0, north_m)
    return round(lon, 7), round(lat, 7)


def osm_text(
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[tuple[Sequence[int], Mapping[str, str]]],
    *,
    ways_first: bool = False,
    stamp: str = "",
) -> str:
    """Write an OSM XML map: nodes in metres from the town's corner, ways with their tags."""
    node_part = [
        f'<node id="{n}" version="1" lon="{degrees(*xy)[0]:.7f}" lat="{degrees(*xy)[1]:.7f}"/>'
        for n, xy in nodes.items()
    ]
    way_part = []
    for number, (refs, tags) in enumerate(ways, start=1):
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inner += "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        way_part.append(f'<way id="{number}" version="1"{stamp}>{inner}</way>')
    parts = way_part + node_part if ways_first else node_part + way_part
    return '<?xml version="1.0"?><osm version="0.6">' + "".join(parts) + "</osm>"


# A square of 100 m with a bend in its southern side, a spur to the east with a crossing point
# halfway, a motorway that meets the square, and a private lane.
SQUARE_NODES = {
    1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 100.0), 4: (0.0, 100.0), 5: (50.0, -10.0),
    6: (150.0, 0.0), 7: (200.0, 0.0), 8: (300.0, 100.0), 9: (0.0, 200.0),
}  # fmt: skip
SQUARE_WAYS: list[tuple[list[int], dict[str, str]]] = [
    ([1, 5, 2, 3], {"highway": "residential"}),
    ([3, 4, 1], {"highway": "footway"}),
    ([2, 6], {"highway": "service"}),
    ([6, 7], {"highway": "steps"}),
    ([3, 8], {"highway": "motorway"}),
    ([4, 9], {"highway": "service", "access": "private"}),
]


def square_map(folder: Path, name: str = "square.osm") -> Path:
    path = folder / name
    path.write_text(osm_text(SQUARE_NODES, SQUARE_WAYS), encoding="utf-8")
    return path
