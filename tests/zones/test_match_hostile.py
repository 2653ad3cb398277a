"""Is the answer exact where doubles are not? Vertices, edges, and points one unit beside them."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from tests.zones.referee import covering, covers, exact
from tests.zones.shapes import EAST, NORTH, box, plan, square
from zones.match import Engine, match_zones
from zones.plan import Plan

Points = NDArray[np.float64]


def jagged_plan() -> Plan:
    """Return 3 x 3 zones with jagged common borders, an enclave, an exclave and a joint zone."""
    rng = np.random.default_rng(7)
    corners = {
        (c, r): (EAST + 100 * c + rng.uniform(-15, 15), NORTH + 100 * r + rng.uniform(-15, 15))
        for c in range(4) for r in range(4)
    }  # fmt: skip
    lines = {}
    for (c, r), start in corners.items():
        for end in ((c + 1, r), (c, r + 1)):
            if end in corners:
                lines[(c, r), end] = jagged(np.array([start, corners[end]]), rng)
    zones = {}
    for c in range(3):
        for r in range(3):
            around = [(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1), (c, r)]
            parts = [
                lines[a, b] if (a, b) in lines else lines[b, a][::-1] for a, b in pairwise(around)
            ]
            zones[f"{c}{r}"] = shapely.Polygon(np.concatenate([part[:-1] for part in parts]))
    enclave = shapely.Polygon(np.round(shapely.get_coordinates(box(140, 140, 160, 160)), 1))
    zones["11"] = shapely.Polygon(zones["11"].exterior, [enclave.exterior.coords])
    zones["exclave"] = shapely.MultiPolygon([enclave, square(5, 5)])
    zones["joint"] = shapely.Polygon([(EAST + 31.7, NORTH + 33.3), (EAST + 261.1, NORTH + 90.9),
                                      (EAST + 120.3, NORTH + 271.9)])  # fmt: skip
    return plan(zones)


def jagged(ends: Points, rng: np.random.Generator) -> Points:
    """Return a line of nine points, its middle ones pushed aside by odd amounts."""
    share = np.linspace(0, 1, 9)[:, None]
    line = ends[0] + share * (ends[1] - ends[0])
    line[1:-1] += rng.uniform(-4, 4, (7, 2))
    return line


def hostile_points(polygons: NDArray[np.object_]) -> Points:
    """Return vertices, points on edges as doubles hold them, and their neighbours on all sides."""
    rng = np.random.default_rng(11)
    coordinates = []
    for polygon in polygons:
        for part in shapely.get_parts(polygon):
            for each in shapely.get_rings(part):
                xy = shapely.get_coordinates(each)
                share = rng.uniform(0, 1, (len(xy) - 1, 1))
                coordinates += [xy, (xy[:-1] + xy[1:]) / 2, xy[:-1] + share * (xy[1:] - xy[:-1])]
    points = np.unique(np.concatenate(coordinates), axis=0)
    beside = [
        np.column_stack([step(points[:, 0], dx), step(points[:, 1], dy)])
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
    ]
    level = rng.choice(points[:, 1], 200)
    across = np.column_stack([rng.uniform(EAST, EAST + 300, 200), level])
    return np.concatenate([points, *beside, points + np.array([0.005, -0.005]), across])


def step(values: NDArray[np.float64], direction: int) -> NDArray[np.float64]:
    """Return the next double up or down."""
    return np.nextafter(values, np.inf * direction) if direction else values


@pytest.mark.parametrize("engine", list(Engine))
def test_no_hostile_point_is_matched_wrongly(engine: Engine) -> None:
    hostile = jagged_plan()
    points = hostile_points(hostile.polygons)

    found = match_zones(points[:, 0], points[:, 1], hostile, tolerance_m=0, engine=engine)

    truth = covering(hostile.polygons, points.tolist())
    wrong = [n for n, zones in enumerate(truth) if list(found.covering(n)) != zones]
    assert len(points) > 2000
    assert wrong == []


@pytest.mark.parametrize("engine", list(Engine))
def test_no_home_on_a_line_is_lost(engine: Engine) -> None:
    hostile = jagged_plan()
    vertices = np.unique(shapely.get_coordinates(hostile.polygons), axis=0)

    found = match_zones(vertices[:, 0], vertices[:, 1], hostile, engine=engine)

    assert (np.diff(found.pair_start) > 0).all()
    assert found.counts()["contested"] == len(vertices)


@pytest.mark.parametrize(
    ("point", "inside"),
    [((0.5, 0.5), True), ((0, 0.5), True), ((1, 1), True), ((1.5, 0.5), False), ((0.5, -1), False),
     ((2, 0), False), ((2, 1), False)],
)  # fmt: skip
def test_the_referee_knows_a_square(point: tuple[float, float], inside: bool) -> None:
    unit = [[exact(x, y) for x, y in [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]]]

    assert covers(unit, exact(*point)) is inside
