"""Does a point join the streets at the nearest place of an edge, exactly and always the same?"""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.network import Streets
from geo.snap import snap
from tests.geo.street_town import at, town

CROSS = town(
    {"west": (0, 0), "middle": (100, 0), "east": (200, 0), "north": (100, 100)},
    [("west", "middle"), ("middle", "east"), ("middle", "north")],
)
BENT = town({"a": (0, 0), "b": (100, 100)}, [("a", (100.0, 0.0), "b")])


def snap_one(streets: Streets, x: float, y: float, limit_m: float = 500.0) -> tuple[int, int, int]:
    found = snap(streets, np.array([x]), np.array([y]), limit_m)
    return int(found.edge[0]), int(found.offset_mm[0]), int(found.off_street_mm[0])


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        pytest.param(30, 7, (0, 30_000, 7_000), id="beside a street"),
        pytest.param(30, 0, (0, 30_000, 0), id="on a street"),
        pytest.param(-3, -4, (0, 0, 5_000), id="beyond a dead end"),
        pytest.param(170, -1, (1, 70_000, 1_000), id="offset counts from u"),
        pytest.param(104, 60, (2, 60_000, 4_000), id="beside the northern street"),
        pytest.param(100, 0, (0, 100_000, 0), id="a junction belongs to the lowest edge"),
        pytest.param(100, -9, (0, 100_000, 9_000), id="nearest to the junction: lowest edge"),
        pytest.param(110, 10, (1, 10_000, 10_000), id="on the diagonal: lowest edge"),
    ],
)
def test_a_point_joins_the_nearest_place_of_an_edge(
    x: float, y: float, expected: tuple[int, int, int]
) -> None:
    assert snap_one(CROSS, x, y) == expected


def test_the_offset_follows_the_bends_of_the_edge() -> None:
    assert snap_one(BENT, 105, 40) == (0, 140_000, 5_000)


def test_the_offset_is_a_share_of_the_edges_own_length() -> None:
    from dataclasses import replace

    longer = replace(BENT, edge_mm=BENT.edge_mm * 2)

    assert snap_one(longer, 105, 40)[1] == 280_000
    assert snap_one(longer, 100, 130)[1] == 400_000


def test_a_street_without_length_is_joined_at_its_place() -> None:
    stub = town({"a": (0, 0), "b": (0, 0)}, [("a", "b")])

    assert snap_one(stub, 3, 4) == (0, 0, 5_000)


def test_the_place_on_the_street_is_told() -> None:
    found = snap(CROSS, np.array([30.0]), np.array([7.0]))

    assert (found.x_m[0], found.y_m[0]) == (30.0, 0.0)


@pytest.mark.parametrize(("y", "joined"), [(500.0, True), (500.001, False)])
def test_the_limit_is_kept_to_the_millimetre(y: float, *, joined: bool) -> None:
    found = snap(BENT, np.array([100.0]), np.array([100 + y]), 500.0)

    assert found.on_street.tolist() == [joined]
    assert (found.off_street_mm[0] == 500_000) == joined


@pytest.mark.parametrize(
    ("x", "y"), [(np.nan, 0.0), (0.0, np.nan), (np.inf, 0.0), (1e9, 1e9), (-1e9, 0.0)]
)
def test_a_point_from_nowhere_joins_no_street(x: float, y: float) -> None:
    found = snap(CROSS, np.array([x, 30.0]), np.array([y, 7.0]))

    assert found.edge.tolist() == [-1, 0]
    assert found.offset_mm.tolist() == [-1, 30_000]
    assert found.off_street_mm.tolist() == [-1, 7_000]
    assert np.isnan(found.x_m[0])


@st.composite
def tangles(draw: st.DrawFn) -> Streets:
    """Draw bent streets anywhere in a few hundred metres, some long, some mere points."""
    coordinate = st.floats(-300, 300, width=32)
    place = st.tuples(coordinate, coordinate)
    lines = draw(st.lists(st.lists(place, min_size=2, max_size=5), min_size=1, max_size=12))
    places, streets = {}, []
    for row, line in enumerate(lines):
        places[f"u{row}"], places[f"v{row}"] = line[0], line[-1]
        streets.append((f"u{row}", *line[1:-1], f"v{row}"))
    return town(places, streets)


@given(tangles(), st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), min_size=1))
def test_no_street_is_nearer_than_the_one_joined(
    streets: Streets, points: list[tuple[float, float]]
) -> None:
    xy = at(*points)
    which = np.repeat(np.arange(streets.n_edges), np.diff(streets.edge_start))
    lines = shapely.linestrings(streets.point_xy_m, indices=which)
    every = shapely.distance(shapely.points(xy)[:, None], lines[None, :])

    found = snap(streets, xy[:, 0], xy[:, 1], 2000.0)

    rows = np.arange(len(xy))
    assert np.allclose(every[rows, found.edge], every.min(axis=1), atol=1e-6)
    assert np.allclose(found.off_street_mm, every.min(axis=1) * 1000, atol=0.51)
    along = shapely.line_interpolate_point(lines[found.edge], found.offset_mm / 1000)
    feet = shapely.points(found.x_m, found.y_m)
    # A ring or a doubled street passes one place twice; either offset leads to that place.
    assert (shapely.distance(along, feet) < 0.01).all()


@given(tangles(), st.permutations(range(12)))
def test_the_order_of_the_points_changes_nothing(streets: Streets, order: list[int]) -> None:
    xy = np.random.default_rng(3).uniform(-400, 400, (12, 2))

    straight = snap(streets, xy[:, 0], xy[:, 1])
    shuffled = snap(streets, xy[order, 0], xy[order, 1])

    assert straight.edge[order].tolist() == shuffled.edge.tolist()
    assert straight.offset_mm[order].tolist() == shuffled.offset_mm.tolist()
