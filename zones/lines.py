"""How far is a home from the nearest line of a zone, and whose zone begins there?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray

from geo.segment_grid import SegmentGrid, foot_on, grid_of

ACROSS_M = 1.0
"""A zone whose border runs at most this far behind the nearest line is "on the other side".

Neighbours whose borders do not quite meet (slivers) still name each other.
"""


@dataclass(frozen=True, slots=True, eq=False)
class ZoneLines:
    """All border segments of a plan in a grid; `zone` int32: the plan row of each segment.

    `empty_rings` int32 (cells): how many rings of cells around (and with) each hold no segment;
    `filled_cell` int32 (cells): the cell with segments whose middle is nearest.
    """

    grid: SegmentGrid
    zone: NDArray[np.int32]
    empty_rings: NDArray[np.int32]
    filled_cell: NDArray[np.int32]

    @property
    def index(self) -> tuple[Any, ...]:
        """Return the plain arrays the kernels take."""
        g = self.grid
        frame = (g.west, g.south, g.size, g.nx, g.ny)
        cells = (g.cell_start, g.cell_segment, self.empty_rings, self.filled_cell)
        return g.segment_xy, self.zone, frame, cells


def lines_of(polygons: NDArray[np.object_]) -> ZoneLines:
    """Return the borders of these polygons, holes included, segment by segment."""
    xy, ring, zone_of_ring = ring_coordinates(polygons)
    inner = np.flatnonzero(ring[1:] == ring[:-1])
    segments = np.column_stack([xy[inner], xy[inner + 1]])
    grid = grid_of(segments)
    return ZoneLines(grid, zone_of_ring[ring[inner]].astype(np.int32), *_way_to_segments(grid))


def _way_to_segments(grid: SegmentGrid) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    from scipy.ndimage import distance_transform_cdt, distance_transform_edt

    empty = (np.diff(grid.cell_start) == 0).reshape(grid.ny, grid.nx)
    rings = distance_transform_cdt(empty, metric="chessboard").astype(np.int32)
    row, column = distance_transform_edt(empty, return_distances=False, return_indices=True)
    return rings.reshape(-1), (row * grid.nx + column).astype(np.int32).reshape(-1)


def ring_coordinates(
    polygons: NDArray[np.object_],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (vertices, ring of each vertex, polygon of each ring)."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    return xy, ring.astype(np.int64), owner[part].astype(np.int64)


def nearest_lines(
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    own_start: NDArray[np.int64],
    own_zone: NDArray[np.int32],
    lines: ZoneLines,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return for each home the metres to the nearest border and the zone behind it, or -1.

    `own_zone[own_start[i]:own_start[i + 1]]` are the zones home i is part of, which it cannot
    border on; of several zones behind one line the nearest counts, then the lowest row. NaN
    coordinates give NaN.
    """
    distance = np.full(len(x_m), np.nan)
    across = np.full(len(x_m), -1, np.int32)
    _search_all(x_m, y_m, (own_start, own_zone), lines.index, ACROSS_M, distance, across)
    return distance, across


def zones_within(
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    reach_m: float,
    lines: ZoneLines,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the (home, zone) pairs whose border is within `reach_m` of the home, sorted."""
    room = max(1024, 4 * len(x_m))
    while True:
        home, zone = np.empty(room, np.int64), np.empty(room, np.int32)
        used = _within_all(x_m, y_m, reach_m, lines.index, home, zone)
        if used <= room:
            break
        room = used
    pairs = np.unique(np.column_stack([home[:used], zone[:used]]), axis=0)
    return pairs[:, 0], pairs[:, 1].astype(np.int32)


@njit(cache=True)
def _search_all(px, py, own, index, across_m, distance, across):  # type: ignore[no-untyped-def]
    own_start, own_zone = own
    for i in range(len(px)):
        if np.isfinite(px[i]) and np.isfinite(py[i]):
            mine = own_zone[own_start[i] : own_start[i + 1]]
            distance[i], across[i] = _search(px[i], py[i], mine, index, across_m)


@njit(cache=True)
def _search(px, py, own, index, across_m):  # type: ignore[no-untyped-def]
    """Search row by row, outwards, until nothing nearer, nor a zone just behind, can come."""
    west, south, size, nx, ny = index[2]
    cx = int(min(max((px - west) / size, 0.0), nx - 1.0))
    cy = int(min(max((py - south) / size, 0.0), ny - 1.0))
    # The nearest filled cell first: its segments bound how far the search must go.
    found = (np.inf, np.inf, -1, np.inf)
    found = _search_cell(px, py, index[3][3][cy * nx + cx], own, index, across_m, found)
    for offset in range(ny):
        above = south + (cy + offset) * size - py - size * 1e-6
        below = py - south - (cy - offset + 1) * size - size * 1e-6
        if min(above, below) > found[3]:
            break
        if cy + offset < ny and above <= found[3]:
            found = _search_row(px, py, cx, cy + offset, own, index, across_m, found)
        if offset > 0 and cy - offset >= 0 and below <= found[3]:
            found = _search_row(px, py, cx, cy - offset, own, index, across_m, found)
    distance = np.sqrt(found[0])
    return distance, found[2] if np.sqrt(found[1]) <= distance + across_m else -1


@njit(cache=True, inline="always")
def _search_row(px, py, cx, row, own, index, across_m, found):  # type: ignore[no-untyped-def]
    """Search one row to both sides as far as the bound allows, leaping over empty cells."""
    west, south, size, nx, _ = index[2]
    empty_rings = index[3][2]
    rise = max(south + row * size - py, py - south - (row + 1) * size, 0.0)
    for side in (1, -1):
        column = cx if side > 0 else cx - 1
        while 0 <= column < nx:
            near_edge = column if side > 0 else column + 1
            away = max(side * (west + near_edge * size - px), 0.0)
            reach = found[3] + size * 1e-6
            if rise * rise + away * away > reach * reach:
                break
            empty = empty_rings[row * nx + column]
            if empty == 0:
                found = _search_cell(px, py, row * nx + column, own, index, across_m, found)
            column += side * max(empty, 1)
    return found


@njit(cache=True, inline="always")
def _search_cell(px, py, cell, own, index, across_m, found):  # type: ignore[no-untyped-def]
    """Improve (nearest, behind, zone behind, bound) by the segments of one cell."""
    xy, zone = index[0], index[1]
    cell_start, cell_segment = index[3][0], index[3][1]
    nearest, behind, other, bound = found
    for at in range(cell_start[cell], cell_start[cell + 1]):
        s = cell_segment[at]
        square = _square_to(px, py, xy, s)
        nearest = min(nearest, square)
        z = zone[s]
        if (square < behind or (square == behind and z < other)) and not _has(own, z):
            behind, other = square, z
    return nearest, behind, other, min(bound, np.sqrt(nearest) + across_m)


@njit(cache=True)
def _within_all(px, py, reach, index, home, found):  # type: ignore[no-untyped-def]
    xy, zone, (west, south, size, nx, ny) = index[0], index[1], index[2]
    cell_start, cell_segment = index[3][0], index[3][1]
    used = 0
    for i in range(len(px)):
        first = max(int(np.floor((px[i] - reach - west) / size)), 0)
        last = min(int(np.floor((px[i] + reach - west) / size)), nx - 1)
        low = max(int(np.floor((py[i] - reach - south) / size)), 0)
        high = min(int(np.floor((py[i] + reach - south) / size)), ny - 1)
        for row in range(low, high + 1):
            for cell in range(row * nx + first, row * nx + last + 1):
                for at in range(cell_start[cell], cell_start[cell + 1]):
                    s = cell_segment[at]
                    if np.sqrt(_square_to(px[i], py[i], xy, s)) <= reach:
                        if used < len(home):
                            home[used], found[used] = i, zone[s]
                        used += 1
    return used


@njit(cache=True, inline="always")
def _square_to(px, py, xy, s):  # type: ignore[no-untyped-def]
    fx, fy = foot_on(px, py, xy[s, 0], xy[s, 1], xy[s, 2], xy[s, 3])
    return (fx - px) * (fx - px) + (fy - py) * (fy - py)


@njit(cache=True, inline="always")
def _has(own, z):  # type: ignore[no-untyped-def]
    found = False
    for each in own:
        found = found or each == z
    return found
