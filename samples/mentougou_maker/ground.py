"""Where does the sample's ground lie: its plane in metres, and lon/lat of each point?

All drawing happens in local metres, x east and y north of ORIGIN, in the axes of EPSG:4548.
Only the finished points become degrees, rounded once to 7 digits (about 1 cm), so two features
that use one point carry the same digits.
"""

import math
import random
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from pyproj import Transformer

Point = tuple[float, float]
Line = list[Point]

SEED = "mentougou-2026"
CRS = "EPSG:4548"
ORIGIN = (116.10, 39.93)
DIGITS = 7


def stream(name: str) -> random.Random:
    """Return the random stream of one part, so that a change in one part leaves others alone."""
    return random.Random(f"{SEED}/{name}")  # noqa: S311  synthetic data, nothing to protect


@cache
def _transformer() -> Transformer:
    # CGCS2000 and WGS84 agree within centimetres; PROJ itself knows no step between them.
    return Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)


@cache
def _origin_m() -> Point:
    x, y = _transformer().transform(*ORIGIN, direction="INVERSE")
    return round(x), round(y)


def to_metres(points: Iterable[Point]) -> list[Point]:
    """Turn local metres into EPSG:4548 metres (easting, northing)."""
    east, north = _origin_m()
    return [(east + x, north + y) for x, y in points]


def to_lonlat(points: Iterable[Point]) -> list[Point]:
    """Turn local metres into rounded WGS84 longitude and latitude."""
    metres = np.array(to_metres(points), dtype=np.float64).reshape(-1, 2)
    lon, lat = _transformer().transform(metres[:, 0], metres[:, 1])
    rounded = zip(np.round(lon, DIGITS).tolist(), np.round(lat, DIGITS).tolist(), strict=True)
    return list(rounded)


def between(a: Point, b: Point, share: float) -> Point:
    """Return the point at `share` (0..1) of the way from a to b."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def beside(a: Point, b: Point, share: float, left_m: float) -> Point:
    """Return the point at `share` of a→b and `left_m` metres to the left of it."""
    x, y = between(a, b, share)
    length = math.dist(a, b)
    return x - (b[1] - a[1]) / length * left_m, y + (b[0] - a[0]) / length * left_m


def wiggle(line: Sequence[Point], chance: random.Random, step_m: float, bend: float) -> Line:
    """Refine a line by midpoint displacement until no piece is longer than `step_m`.

    `bend` is the largest sideways shift of a midpoint as a share of its piece.
    """
    out = [line[0]]
    for a, b in pairwise(line):
        if math.dist(a, b) <= step_m:
            out.append(b)
            continue
        middle = beside(a, b, 0.5, math.dist(a, b) * bend * (2 * chance.random() - 1))
        out += wiggle([a, middle, b], chance, step_m, bend)[1:]
    return out


def length(line: Sequence[Point]) -> float:
    """Return the length of a line in metres."""
    return sum(math.dist(a, b) for a, b in pairwise(line))
