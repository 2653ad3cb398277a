"""Which zones cover each home? The reference path: GEOS on candidates from an STR tree."""

import numpy as np
import shapely
from numpy.typing import NDArray

Pairs = tuple[NDArray[np.int64], NDArray[np.int32]]


def covering_pairs(
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    polygons: NDArray[np.object_],
    tree: shapely.STRtree,
) -> Pairs:
    """Return every (home, zone) with the home in the zone or on its border, sorted.

    `tree`: the STR tree of the polygons, in their order.

    Exact: GEOS decides with extended precision where doubles do not suffice (0 of 31,991 hostile
    points wrong against rational arithmetic, geo-measurements A). NaN is covered by nothing.
    """
    located = np.flatnonzero(np.isfinite(x_m) & np.isfinite(y_m))
    points = shapely.points(x_m[located], y_m[located])
    home, zone = tree.query(points)
    # By zone: GEOS prepares a polygon once and answers all its candidates (2 times faster).
    order = np.argsort(zone, kind="stable")
    home, zone = located[home[order]], zone[order]
    inside = np.zeros(len(home), dtype=bool)
    bounds = np.searchsorted(zone, np.arange(len(polygons) + 1))
    for each in np.flatnonzero(np.diff(bounds)):
        own = slice(bounds[each], bounds[each + 1])
        inside[own] = covers(polygons[each], x_m[home[own]], y_m[home[own]])
    return sorted_pairs(home[inside], zone[inside])


def covers(
    polygon: shapely.Geometry, x_m: NDArray[np.float64], y_m: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Say which points a polygon covers, its border included."""
    shapely.prepare(polygon)
    return np.asarray(shapely.intersects_xy(polygon, x_m, y_m), dtype=bool)


def sorted_pairs(home: NDArray[np.int64], zone: NDArray[np.integer]) -> Pairs:
    """Return the pairs by home, then zone."""
    order = np.lexsort((zone, home))
    return home[order].astype(np.int64), zone[order].astype(np.int32)
