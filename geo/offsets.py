"""How far do GCJ-02 and BD-09 move a position, and how is the move undone?

GCJ-02 is the published offset on the Krasovsky ellipsoid; BD-09 is Baidu's further turn of GCJ-02.
All functions take and give degrees, longitude first, as equally long arrays; NaN stays NaN.

The edge of the box. GCJ-02 moves positions only inside a box around China
(72.004 E to 137.8347 E, 0.8293 N to 55.8271 N); outside it the offset is zero, so the map jumps by
some hundred metres at the edge and cannot be undone everywhere there:

* inside the box (edges included) the inverse always gives the original back;
* outside, farther than the jump, both directions change nothing;
* in the strip outside the edge onto which inside positions are moved, a GCJ-02 position has two
  originals, and the inverse gives the one inside the box;
* in the strip inside the edge onto which nothing is moved, there is no original, and the inverse
  gives the position that the smooth formula would have moved there.

The box's edges lie in the sea, Kazakhstan, Russia and near the equator: no school is there.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]

WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271

_AXIS_M = 6378245.0  # Krasovsky 1940
_ECCENTRICITY_2 = 0.00669342162296594323
_BAIDU_TURN = np.pi * 3000.0 / 180.0
_BAIDU_EAST, _BAIDU_NORTH = 0.0065, 0.006
# The offsets' slope is below 0.008 in the box, so each round shrinks the error over a hundredfold
# and six reach the last digit. The count is fixed because a stop by the worst point of a batch
# would let a neighbour change a home's last digit.
_ROUNDS = 8
_JUMP = 0.05  # degrees; nothing is moved farther than 0.011
_EDGE = 1e-9  # an original on the edge may come back this much outside it


def wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Move WGS-84 positions to GCJ-02 (as Amap and Tencent publish them)."""
    lon, lat = _arrays(lon, lat)
    inside = _inside(lon, lat, 0.0)
    lon[inside], lat[inside] = _shift(lon[inside], lat[inside])
    return lon, lat


def gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Undo `wgs84_to_gcj02` by fixed-point iteration; edges of the box: see the module."""
    lon, lat = _arrays(lon, lat)
    near = _inside(lon, lat, _JUMP)
    found_lon, found_lat = _undone(_shift, lon[near], lat[near], (0.0, 0.0))
    untouched = ~_inside(found_lon, found_lat, _EDGE) & ~_inside(lon[near], lat[near], 0.0)
    lon[near] = np.where(untouched, lon[near], found_lon)
    lat[near] = np.where(untouched, lat[near], found_lat)
    return lon, lat


def gcj02_to_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Move GCJ-02 positions to BD-09 (as Baidu publishes them)."""
    return _turn(*_arrays(lon, lat))


def bd09_to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Undo `gcj02_to_bd09` by fixed-point iteration."""
    return _undone(_turn, *_arrays(lon, lat), (_BAIDU_EAST, _BAIDU_NORTH))


def _undone(
    move: Callable[[Degrees, Degrees], tuple[Degrees, Degrees]],
    lon: Degrees,
    lat: Degrees,
    guess: tuple[float, float],
) -> tuple[Degrees, Degrees]:
    """Find what `move` takes to (lon, lat), by fixed-point iteration from a first guess."""
    found_lon, found_lat = lon - guess[0], lat - guess[1]
    for _ in range(_ROUNDS):
        moved_lon, moved_lat = move(found_lon, found_lat)
        found_lon, found_lat = found_lon + (lon - moved_lon), found_lat + (lat - moved_lat)
    return found_lon, found_lat


def _arrays(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Copy to arrays in which NaN is the only number that is none."""
    lon, lat = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    lon[~np.isfinite(lon)], lat[~np.isfinite(lat)] = np.nan, np.nan
    return lon, lat


def _inside(lon: Degrees, lat: Degrees, edge: float) -> NDArray[np.bool_]:
    return (
        (lon >= WEST - edge) & (lon <= EAST + edge) & (lat >= SOUTH - edge) & (lat <= NORTH + edge)
    )


def _shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Apply the GCJ-02 offset everywhere, without the box."""
    x, y = lon - 105.0, lat - 35.0
    short = 20.0 * (np.sin(6.0 * np.pi * x) + np.sin(2.0 * np.pi * x))
    root, product = np.sqrt(np.abs(x)), x * y
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * product + 0.2 * root
    north_m = north_m + (short + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0))) * 2.0 / 3.0
    north_m = north_m + 320.0 * np.sin(np.pi * y / 30.0) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * product + 0.1 * root
    east_m = east_m + (short + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0))) * 2.0 / 3.0
    east_m = east_m + 300.0 * np.sin(np.pi * x / 30.0) * 2.0 / 3.0
    return _by_metres(lon, lat, east_m, north_m)


def _waves(angle: Degrees, *terms: tuple[float, float]) -> Degrees:
    total = np.zeros_like(angle)
    for height, length in terms:
        total = total + height * np.sin(np.pi * angle / length)
    return total


def _by_metres(
    lon: Degrees, lat: Degrees, east_m: Degrees, north_m: Degrees
) -> tuple[Degrees, Degrees]:
    """Move by metres on the Krasovsky ellipsoid, by its two radii of curvature."""
    phi = np.radians(lat)
    w2 = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    w = np.sqrt(w2)
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY_2) / (w2 * w)
    parallel_m = _AXIS_M / w * np.cos(phi)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _turn(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Apply Baidu's turn about the origin of longitude and latitude, and its constant step."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_TURN)
    return radius * np.cos(angle) + _BAIDU_EAST, radius * np.sin(angle) + _BAIDU_NORTH
