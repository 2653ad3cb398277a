"""Can these coordinates truly be in the system they are said to be in?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.datum import Datum, Reference, crs_of, label
from geo.projection import NotConvertible, convert
from geo.suspects import undone_mistakes

Coordinates = NDArray[np.float64]
Box = tuple[float, float, float, float]

NEAR_DEGREES = 5.0
"""A system is used a little beyond its area: a district across the edge, a neighbouring zone."""

_FIT_DEGREES = 0.5
_INHABITED_NORTH = 72.5  # no school outside Svalbard lies further north
_CHINA: Box = (73.0, 16.0, 135.5, 54.0)
_PREFIXED_FIRST, _PREFIXED_ZONES = 4513, range(25, 46)  # CGCS2000 / 3-degree GK zone 25..45


@dataclass(frozen=True)
class Misfit:
    """Points (a mask) with one thing wrong: words that follow "x 1, y 2", and the repair."""

    points: NDArray[np.bool_]
    what: str
    repair: str

    def said_of(self, x: float, y: float) -> str:
        """Say what is wrong with one pair."""
        return f"x {x:.10g}, y {y:.10g} {self.what}"


def misfits(x: Coordinates, y: Coordinates, reference: Reference) -> list[Misfit]:
    """Find the points that cannot be in `reference`; `x` is easting or longitude; all finite.

    Seen are: metres or feet said to be degrees, degrees said to be metres, swapped axes, and
    places more than five degrees outside the system's area of use. A point is in one misfit at
    most. GCJ-02 said to be WGS-84 cannot be seen here, only at control points.
    """
    crs = crs_of(reference)
    if crs is None or crs.is_geographic:
        found = _not_degrees(x, y, reference)
    else:
        found = _not_metres(x, y, reference)
    return [misfit for misfit in found if misfit.points.any()]


def _not_degrees(x: Coordinates, y: Coordinates, reference: Reference) -> list[Misfit]:
    beyond = (np.abs(x) > 180) | (np.abs(y) > 90)
    turned = (np.abs(x) <= 90) & (np.abs(y) <= 180) & (beyond | _arctic_china(x, y))
    return [
        Misfit(turned, "has latitude before longitude", "swap the two: longitude (x) comes first"),
        *_metres_for_degrees(x, y, beyond & ~turned, reference),
    ]


def _arctic_china(x: Coordinates, y: Coordinates) -> NDArray[np.bool_]:
    """Find positions in the Arctic that lie in China once their axes are swapped."""
    west, south, east, north = _CHINA
    return (y > _INHABITED_NORTH) & (y >= west) & (y <= east) & (x >= south) & (x <= north)


def _metres_for_degrees(
    x: Coordinates, y: Coordinates, metres: NDArray[np.bool_], reference: Reference
) -> list[Misfit]:
    what = f"is not in degrees, but {label(reference)} is"
    repair = "declare the metric system it is in by its code, such as EPSG:4548"
    zone = np.floor(x / 1_000_000)
    prefixed = metres & np.isin(zone, _PREFIXED_ZONES) & (y > 0) & (y < 7_000_000)
    found = [Misfit(metres & ~prefixed, what, repair)]
    for number in np.unique(zone[prefixed]):
        code = _PREFIXED_FIRST + int(number) - _PREFIXED_ZONES[0]
        hint = f"declare the metric system it is in; the {number:.0f} in front hints at EPSG:{code}"
        found.append(Misfit(prefixed & (zone == number), what, hint))
    return found


def _not_metres(x: Coordinates, y: Coordinates, reference: Reference) -> list[Misfit]:
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    repair = "declare WGS84, CGCS2000, GCJ02 or BD09, whichever it is in"
    found = [Misfit(degrees, f"looks like degrees, which {label(reference)} is not in", repair)]
    crs = crs_of(reference)
    if crs is None or crs.area_of_use is None:
        return found
    box = crs.area_of_use.bounds
    outside = ~degrees & ~in_box(*_in_degrees(x, y, reference), box, NEAR_DEGREES)
    what = f"is outside the area of use of {label(reference)} ({crs.area_of_use.name})"
    repair = "declare the system it is really in"
    return found + by_mistake(x, y, outside, reference, box, Misfit(outside, what, repair))


def by_mistake(
    x: Coordinates,
    y: Coordinates,
    outside: NDArray[np.bool_],
    reference: Reference,
    box: Box,
    otherwise: Misfit,
    margin: float = _FIT_DEGREES,
) -> list[Misfit]:
    """Sort points outside a box of WGS-84 degrees by the mistake that would bring them into it."""
    left, found = outside.copy(), []
    for words, new_x, new_y, other in undone_mistakes(x, y, reference, box):
        fits = left & _fits(new_x, new_y, other, box, margin)
        if fits.any():
            found.append(Misfit(fits, otherwise.what, f"it would fit if {words}"))
            left &= ~fits
    return [*found, Misfit(left, otherwise.what, otherwise.repair)]


def _fits(
    x: Coordinates, y: Coordinates, reference: Reference, box: Box, margin: float
) -> NDArray[np.bool_]:
    crs = crs_of(reference)
    small = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    right_size = small if crs is None or crs.is_geographic else ~small
    x, y = np.where(right_size, x, np.nan), np.where(right_size, y, np.nan)
    return in_box(*_in_degrees(x, y, reference), box, margin)


def _in_degrees(
    x: Coordinates, y: Coordinates, reference: Reference
) -> tuple[Coordinates, Coordinates]:
    try:
        return convert(x, y, reference, Datum.WGS84)
    except NotConvertible:
        crs = crs_of(reference)
        # The datum step is unknown to a hundred metres: nothing to a check of whole degrees.
        return convert(x, y, reference, Datum.WGS84 if crs is None else crs.geodetic_crs or crs)


def in_box(lon: Coordinates, lat: Coordinates, box: Box, margin: float) -> NDArray[np.bool_]:
    """Find points in a box of degrees (west may exceed east across 180°), NaN being outside."""
    west, south, east, north = box
    middle = (west + (east if east >= west else east + 360)) / 2
    away = np.abs((lon - middle + 180) % 360 - 180)
    return (away <= middle - west + margin) & (lat >= south - margin) & (lat <= north + margin)
