"""Is a place anywhere near its district?"""

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from geo.datum import Datum, Reference
from geo.district import District
from geo.layer_guard import NEAR_DEGREES, Box, Misfit, by_mistake
from geo.projection import convert

Coordinates = NDArray[np.float64]

FAR_M = 10_000.0
"""A place this far outside the district's box was not meant: a wrong pair, not a wrong zone."""

_FIT_DEGREES = 0.05  # an explanation must do clearly better than FAR_M
_EARTH = Geod(ellps="WGS84")


def far_places(
    x: Coordinates, y: Coordinates, reference: Reference, district: District
) -> list[Misfit]:
    """Find points more than FAR_M outside the district's box; finite coordinates in `reference`.

    The box is `bounds_wgs84`; a district without one is judged by its system's area of use, which
    still shows swapped axes, metres and feet. The repair names the mistake that would explain it.
    """
    box = district.bounds_wgs84 or _area(district)
    if box is None or len(x) == 0:
        return []
    away_m = metres_outside(*convert(x, y, reference, Datum.WGS84), box)
    far = ~(away_m <= FAR_M)
    whose = f"the district {district.name}" if district.name else "the district"
    otherwise = Misfit(
        far,
        f"is over {FAR_M / 1000:.0f} km outside {whose}",
        "correct the coordinates or the datum they were declared in",
    )
    found = by_mistake(x, y, far, reference, box, otherwise, _FIT_DEGREES) if far.any() else []
    return [misfit for misfit in found if misfit.points.any()]


def metres_outside(lon: Coordinates, lat: Coordinates, box: Box) -> Coordinates:
    """Return how far outside a box of WGS-84 degrees points lie: 0 inside, NaN if no place."""
    west, south, east, north = box
    no_place = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    lon, lat = np.where(no_place, west, lon), np.where(no_place, south, lat)
    nearest_lon, nearest_lat = np.clip(lon, west, east), np.clip(lat, south, north)
    _, _, away_m = _EARTH.inv(lon, lat, nearest_lon, nearest_lat)
    return np.where(no_place, np.nan, away_m)


def _area(district: District) -> Box | None:
    area = district.crs.area_of_use
    if area is None or area.bounds[0] > area.bounds[2]:
        return None
    west, south, east, north = area.bounds
    return (
        west - NEAR_DEGREES,
        max(south - NEAR_DEGREES, -90),
        east + NEAR_DEGREES,
        min(north + NEAR_DEGREES, 90),
    )
