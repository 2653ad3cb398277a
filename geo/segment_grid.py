"""Which street segments are near a point? A uniform grid over all segments, searched in rings."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

SEGMENTS_PER_CELL = 2.0
FAR = np.float64(np.inf)


@dataclass(frozen=True, slots=True)
class SegmentGrid:
    """Segments of polylines in a grid: `cell_start` int64 (nx * ny + 1) into `cell_segment`.

    `segment_xy` (s, 4): x0, y0, x1, y1 in metres; `west`, `south`: the grid's corner; `size`:
    the side of a cell in metres. A segment is listed in every cell it passes through.
    """

    segment_xy: NDArray[np.float64]
    west: float
    south: float
    size: float
    nx: int
    ny: int
    cell_start: NDArray[np.int64]
    cell_segment: NDArray[np.int32]


def grid_of(segment_xy: NDArray[np.float64]) -> SegmentGrid:
    """Return the grid of these segments, about two segments to a cell."""
    xs, ys = segment_xy[:, [0, 2]], segment_xy[:, [1, 3]]
    west, south = float(xs.min()), float(ys.min())
    width, height = float(xs.max()) - west, float(ys.max()) - south
    cells = max(1.0, len(segment_xy) / SEGMENTS_PER_CELL)
    # A long thin network must not make more columns than cells are wanted.
    size = float(max(np.sqrt(width * height / cells), max(width, height) / cells, 1.0))
    nx, ny = int(width / size) + 1, int(height / size) + 1
    frame = (west, south, size, nx, ny)
    count = np.zeros(nx * ny + 1, np.int64)
    nowhere = np.empty(0, np.int32)
    _enter(segment_xy, frame, count, nowhere, fill=False)
    start = np.concatenate([[0], np.cumsum(count[:-1])]).astype(np.int64)
    listed = np.empty(start[-1], np.int32)
    _enter(segment_xy, frame, start.copy(), listed, fill=True)
    return SegmentGrid(segment_xy, *frame, start, listed)


def cell_order(
    grid: SegmentGrid, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the points cell by cell: searched in this order they find their data in the cache."""

    def index(value: NDArray[np.float64], origin: float, cells: int) -> NDArray[np.int64]:
        steps = np.clip((value - origin) / grid.size, 0, cells - 1)
        return np.nan_to_num(steps).astype(np.int64)

    row, column = index(y, grid.south, grid.ny), index(x, grid.west, grid.nx)
    return np.argsort(row * grid.nx + column, kind="stable")


@njit(cache=True)
def _enter(segment_xy, frame, cursor, listed, fill):  # type: ignore[no-untyped-def]
    """Count, or with `fill` list, each segment in the cells it passes: row by row of the grid."""
    west, south, size, nx, ny = frame
    for s in range(len(segment_xy)):
        x0, y0, x1, y1 = segment_xy[s]
        low = max(int((min(y0, y1) - south) / size), 0)
        high = min(int((max(y0, y1) - south) / size), ny - 1)
        for row in range(low, high + 1):
            left, right = _span(x0, y0, x1, y1, south + row * size, size)
            first = max(int((left - west) / size), 0)
            last = min(int((right - west) / size), nx - 1)
            for column in range(first, last + 1):
                cell = row * nx + column
                if fill:
                    listed[cursor[cell]] = s
                cursor[cell] += 1


@njit(cache=True)
def _span(x0, y0, x1, y1, bottom, size):  # type: ignore[no-untyped-def]
    """Return the least and greatest x of the segment inside one row, widened against rounding."""
    slack = size * 1e-6
    left, right = min(x0, x1), max(x0, x1)
    if y0 != y1:
        slope = (x1 - x0) / (y1 - y0)
        xa = x0 + (max(bottom - slack, min(y0, y1)) - y0) * slope
        xb = x0 + (min(bottom + size + slack, max(y0, y1)) - y0) * slope
        left, right = max(left, min(xa, xb)), min(right, max(xa, xb))
    return left - slack, right + slack


@njit(cache=True)
def foot_on(px, py, x0, y0, x1, y1):  # type: ignore[no-untyped-def]
    """Return the nearest point of a segment; its ends are met exactly, not by arithmetic."""
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    if square == 0.0:
        return x0, y0
    t = ((px - x0) * dx + (py - y0) * dy) / square
    if t <= 0.0:
        return x0, y0
    if t >= 1.0:
        return x1, y1
    return x0 + t * dx, y0 + t * dy


@njit(cache=True)
def nearest_segments(px, py, limit, segment_xy, frame, cell_start, cell_segment):  # type: ignore[no-untyped-def]
    """Return for each point the nearest segment within `limit` (ties: lowest number) or -1."""
    found = np.full(len(px), -1, np.int32)
    for i in range(len(px)):
        if np.isfinite(px[i]) and np.isfinite(py[i]):
            found[i] = _search(px[i], py[i], limit, segment_xy, frame, cell_start, cell_segment)
    return found


@njit(cache=True)
def _search(x, y, limit, segment_xy, frame, cell_start, cell_segment):  # type: ignore[no-untyped-def]
    west, south, size, nx, ny = frame
    cx = min(max(int(min(max((x - west) / size, 0.0), nx)), 0), nx - 1)
    cy = min(max(int(min(max((y - south) / size, 0.0), ny)), 0), ny - 1)
    best, best_square = -1, limit * limit
    ring = 0
    while True:
        for row in range(max(cy - ring, 0), min(cy + ring, ny - 1) + 1):
            step = 1 if abs(row - cy) == ring else max(2 * ring, 1)
            for column in range(cx - ring, cx + ring + 1, step):
                if column < 0 or column >= nx:
                    continue
                cell = row * nx + column
                for at in range(cell_start[cell], cell_start[cell + 1]):
                    s = cell_segment[at]
                    fx, fy = foot_on(
                        x, y, segment_xy[s, 0], segment_xy[s, 1], segment_xy[s, 2], segment_xy[s, 3]
                    )
                    square = (fx - x) * (fx - x) + (fy - y) * (fy - y)
                    if square < best_square or (square == best_square and (best == -1 or s < best)):
                        best, best_square = s, square
        free = _unsearched(x, y, cx, cy, ring, frame)
        if free * free > best_square or free == FAR:
            return best
        ring += 1


@njit(cache=True)
def _unsearched(x, y, cx, cy, ring, frame):  # type: ignore[no-untyped-def]
    """Return a distance within which every cell has been searched after this ring."""
    west, south, size, nx, ny = frame
    free = FAR
    if cx - ring > 0:
        free = min(free, x - (west + (cx - ring) * size))
    if cx + ring < nx - 1:
        free = min(free, west + (cx + ring + 1) * size - x)
    if cy - ring > 0:
        free = min(free, y - (south + (cy - ring) * size))
    if cy + ring < ny - 1:
        free = min(free, south + (cy + ring + 1) * size - y)
    return max(free - size * 1e-6, 0.0) if free != FAR else free
