"""Which pieces of ground do streets, barriers and borders cut a district into?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.network import Streets
from zones.redraw.problem import Ints

_GRID_M = 0.01  # lines are cut where they cross, on corners of this grid
_LEAST_M2 = 1.0  # smaller pieces are what rounding leaves between two lines


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Pieces of ground that do not overlap, in the district's metres, from the south upwards.

    `points` (n, 2) lie inside them. Together they are the ground that was given, but for slivers
    below 1 m².
    """

    polygons: NDArray[np.object_]
    points: NDArray[np.float64]

    def __len__(self) -> int:
        """Count the pieces."""
        return len(self.polygons)


def street_lines(streets: Streets) -> NDArray[np.object_]:
    """Return every edge of a walking network as a line, in the district's metres."""
    counts = np.diff(streets.edge_start)
    lines = shapely.linestrings(
        streets.point_xy_m, indices=np.repeat(np.arange(streets.n_edges), counts)
    )
    return np.asarray(lines, dtype=object)


def faces_of(ground: Any, cuts: Sequence[NDArray[np.object_]]) -> Faces:
    """Cut `ground` (a Polygon or MultiPolygon) along lines and the outlines of areas.

    A street that ends blind cuts nothing. The same lines in any order give the same faces.
    """
    lines = [shapely.boundary(ground)]
    for group in cuts:
        areas = shapely.get_dimensions(group) == 2
        lines += list(np.where(areas, shapely.boundary(group), group))
    noded = shapely.union_all(np.array(lines, dtype=object), grid_size=_GRID_M)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    pieces = pieces[shapely.area(pieces) >= _LEAST_M2]
    points = shapely.get_coordinates(shapely.point_on_surface(pieces))
    shapely.prepare(ground)
    inside = shapely.intersects_xy(ground, points[:, 0], points[:, 1])
    pieces, points = shapely.normalize(pieces[inside]), points[inside]
    order = np.lexsort((points[:, 0], points[:, 1]))
    return Faces(pieces[order], points[order])


def faces_at(faces: Faces, xy: NDArray[np.float64]) -> Ints:
    """Return the face of each point (n, 2), the first of several on a border; -1 outside all."""
    found = np.full(len(xy), len(faces), np.int64)
    at, face = shapely.STRtree(faces.polygons).query(shapely.points(xy), predicate="intersects")
    np.minimum.at(found, at, face)
    return np.where(found < len(faces), found, -1)


def crossings_of(
    streets: NDArray[np.object_], barriers: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the points where a street crosses a barrier: bridges, underpasses, level crossings.

    Of an area the points on its banks; `jiujin redraw --crossings` takes them.
    """
    if not len(streets) or not len(barriers):
        return np.zeros(0, dtype=object)
    areas = shapely.get_dimensions(barriers) == 2
    edges = np.where(areas, shapely.boundary(barriers), barriers)
    street, barrier = shapely.STRtree(edges).query(streets, predicate="intersects")
    met = shapely.intersection(streets[street], edges[barrier])
    points = shapely.get_parts(shapely.get_parts(met))
    points = points[shapely.get_dimensions(points) == 0]
    xy = np.unique(shapely.get_coordinates(points).round(2), axis=0)
    return np.asarray(shapely.points(xy), dtype=object)
