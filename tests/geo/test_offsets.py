"""How far do GCJ-02 and BD-09 move a position, and is the move undone?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.offsets import (
    EAST,
    NORTH,
    SOUTH,
    WEST,
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)

EXACT_DEG = 1e-9
TIANANMEN = (116.404, 39.915)

in_china = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


def slow_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Offset one point by the formula as it is usually published, with the math module."""
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return lon, lat
    a, ee, pi = 6378245.0, 0.00669342162296594323, math.pi
    x, y = lon - 105.0, lat - 35.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    d_lat += (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * pi) + 320 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    d_lon += (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lon += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    rad = lat / 180.0 * pi
    magic = 1 - ee * math.sin(rad) ** 2
    d_lat = d_lat * 180.0 / ((a * (1 - ee)) / (magic * math.sqrt(magic)) * pi)
    d_lon = d_lon * 180.0 / (a / math.sqrt(magic) * math.cos(rad) * pi)
    return lon + d_lon, lat + d_lat


def slow_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Undo the offset of one point by halving boxes, not by iteration."""
    east, north = lon, lat
    step = 0.02
    while step > 1e-13:
        trials = [(east + i * step, north + j * step) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        off = [math.hypot(x - lon, y - lat) for x, y in (slow_gcj02(*trial) for trial in trials)]
        best = min(range(9), key=off.__getitem__)
        if best == 4:
            step /= 2
        east, north = trials[best]
    return east, north


def one(move, place):
    lon, lat = move(np.array([place[0]]), np.array([place[1]]))
    return float(lon[0]), float(lat[0])


def test_the_offsets_are_the_published_ones() -> None:
    # The worked example that accompanies the formulas in the public libraries.
    assert one(wgs84_to_gcj02, TIANANMEN) == pytest.approx(
        (116.41024449916938, 39.91640428150164), abs=1e-11
    )
    assert one(gcj02_to_bd09, TIANANMEN) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-11
    )


@given(in_china)
def test_the_fast_offset_is_the_slow_one_everywhere_in_china(place: tuple[float, float]) -> None:
    assert one(wgs84_to_gcj02, place) == pytest.approx(slow_gcj02(*place), abs=1e-11)


@pytest.mark.parametrize(
    "place", [(116.10, 39.94), (121.47, 31.23), (87.6, 43.8), (113.26, 23.13), (103.8, 36.06)]
)
def test_the_inverse_is_the_one_found_by_halving_boxes(place: tuple[float, float]) -> None:
    assert one(gcj02_to_wgs84, place) == pytest.approx(slow_wgs84(*place), abs=1e-10)


@given(in_china)
def test_gcj02_is_undone_to_a_billionth_of_a_degree(place: tuple[float, float]) -> None:
    moved = one(wgs84_to_gcj02, place)

    assert one(gcj02_to_wgs84, moved) == pytest.approx(place, abs=EXACT_DEG)


@given(in_china)
def test_bd09_is_undone_to_a_billionth_of_a_degree(place: tuple[float, float]) -> None:
    moved = one(gcj02_to_bd09, place)

    assert one(bd09_to_gcj02, moved) == pytest.approx(place, abs=EXACT_DEG)


@given(st.sampled_from(["west", "east", "south", "north"]), st.floats(0, 1), st.floats(-1e-9, 1e-9))
def test_a_place_on_the_edge_of_the_box_comes_back(side: str, along: float, beyond: float) -> None:
    lon = {"west": WEST, "east": EAST}.get(side, WEST + along * (EAST - WEST))
    lat = {"south": SOUTH, "north": NORTH}.get(side, SOUTH + along * (NORTH - SOUTH))
    inward = {"west": (1, 0), "east": (-1, 0), "south": (0, 1), "north": (0, -1)}[side]
    place = (lon + inward[0] * abs(beyond), lat + inward[1] * abs(beyond))

    assert one(gcj02_to_wgs84, one(wgs84_to_gcj02, place)) == pytest.approx(place, abs=EXACT_DEG)


@pytest.mark.parametrize("corner", [(WEST, SOUTH), (WEST, NORTH), (EAST, SOUTH), (EAST, NORTH)])
def test_the_corners_of_the_box_belong_to_it_and_come_back(corner: tuple[float, float]) -> None:
    moved = one(wgs84_to_gcj02, corner)

    assert moved != corner
    assert one(gcj02_to_wgs84, moved) == pytest.approx(corner, abs=EXACT_DEG)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_far_outside_china_nothing_moves_in_either_direction(lon: float, lat: float) -> None:
    margin = 0.05
    near = WEST - margin < lon < EAST + margin and SOUTH - margin < lat < NORTH + margin
    if near:
        return

    assert one(wgs84_to_gcj02, (lon, lat)) == (lon, lat)
    assert one(gcj02_to_wgs84, (lon, lat)) == (lon, lat)


@pytest.mark.parametrize("place", [(13.4, 52.5), (-3.2, 55.95), (-76.6, 39.3), (139.7, 35.7)])
def test_berlin_edinburgh_baltimore_and_tokyo_stay_where_they_are(
    place: tuple[float, float],
) -> None:
    assert one(wgs84_to_gcj02, place) == place
    assert one(gcj02_to_wgs84, place) == place


def test_a_step_outside_the_box_nothing_moves_and_a_step_inside_it_does() -> None:
    middle = (SOUTH + NORTH) / 2

    assert one(wgs84_to_gcj02, (WEST - 1e-9, middle)) == (WEST - 1e-9, middle)
    assert one(wgs84_to_gcj02, (WEST, middle)) != (WEST, middle)


def test_in_mentougou_the_offset_is_over_half_a_kilometre() -> None:
    lon, lat = one(wgs84_to_gcj02, (116.10, 39.94))
    east_m = (lon - 116.10) * 111_320 * math.cos(math.radians(39.94))
    north_m = (lat - 39.94) * 111_320

    assert 540 < math.hypot(east_m, north_m) < 580


def test_a_home_is_moved_alike_alone_and_among_many() -> None:
    lon, lat = np.linspace(73.5, 134.7, 10_001), np.linspace(18.2, 53.5, 10_001)
    together = gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat))

    for row in (0, 1, 7, 4_999, 10_000):
        alone = one(gcj02_to_wgs84, one(wgs84_to_gcj02, (lon[row], lat[row])))
        assert alone == (together[0][row], together[1][row])


def test_what_is_not_there_stays_not_there_and_the_input_is_not_written_to() -> None:
    lon, lat = np.array([math.nan, 116.1]), np.array([39.9, math.nan])

    for move in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
        moved = np.column_stack(move(lon, lat))
        assert np.isnan(moved).any(axis=1).all()
    assert lon[1] == 116.1
    assert lat[0] == 39.9


@pytest.mark.parametrize("move", [wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02])
def test_an_infinite_position_is_no_position(move) -> None:
    lon, lat = move(np.array([math.inf, 116.1]), np.array([39.9, -math.inf]))

    assert math.isnan(lon[0])
    assert math.isnan(lat[1])


def test_inside_the_edge_where_nothing_is_moved_to_the_smooth_formula_answers() -> None:
    # At the western edge everything is moved east, so no original leads just inside it.
    just_inside = (WEST + 1e-6, 35.0)

    lon, _ = one(gcj02_to_wgs84, just_inside)

    assert WEST - 0.011 < lon < WEST


def test_outside_the_edge_of_two_originals_the_one_inside_the_box_answers() -> None:
    moved = one(wgs84_to_gcj02, (EAST - 1e-6, 35.0))
    assert moved[0] > EAST

    assert one(gcj02_to_wgs84, moved) == pytest.approx((EAST - 1e-6, 35.0), abs=EXACT_DEG)
    assert one(wgs84_to_gcj02, moved) == moved
