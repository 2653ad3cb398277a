"""Which zones cover each home? A grid answers whole cells at once and tests only near borders."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from zones.cover import Pairs, covers
from zones.cover_kernels import NOBODY, enter_strips, fill_cells, find
from zones.lines import ZoneLines

CELLS_PER_SEGMENT = 4.5
MOST_CELLS = 1 << 25
SEGMENTS_PER_STRIP = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class CoverGrid:
    """The index of one plan; it depends on the polygons alone and is built once per plan.

    `tests`: what the point-in-zone test needs (segments, bounds, strips); `frame`: the grid's
    corner, cell size, shape and rounding slack in metres; `code` int32 (cells) and `nodes` int32
    (n, 2) say who covers each cell, see `fill_cells`.
    """

    tests: tuple[Any, ...]
    frame: tuple[float, float, float, int, int, float]
    code: NDArray[np.int32]
    nodes: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Return the bytes of the index, the segments it shares with the lines left out."""
        strips = sum(array.nbytes for array in self.tests[1:])
        return int(strips + self.code.nbytes + self.nodes.nbytes)


def grid_of_cover(polygons: NDArray[np.object_], lines: ZoneLines) -> CoverGrid:
    """Build the index of these polygons, whose borders `lines` holds zone by zone."""
    xy, zone = lines.grid.segment_xy, lines.zone
    bounds = shapely.bounds(polygons)
    zone_start = np.searchsorted(zone, np.arange(len(polygons) + 1)).astype(np.int64)
    tests = (xy, bounds, *_strips(xy, zone_start, bounds))
    frame = _frame(bounds, len(xy))
    cells = frame[3] * frame[4]
    room = 4 * len(xy) + cells // 8
    while True:
        code, stamp = np.full(cells, NOBODY, np.int32), np.full(cells, -1, np.int32)
        nodes = np.empty((room, 2), np.int32)
        used = fill_cells(tests, zone_start, frame, code, stamp, nodes)
        if used <= room:
            return CoverGrid(tests, frame, code, nodes[:used].copy())
        room = used


def _strips(
    xy: NDArray[np.float64], zone_start: NDArray[np.int64], bounds: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Part each zone into level strips of about equally many segments; list those in each."""
    strips = np.maximum(np.diff(zone_start) / SEGMENTS_PER_STRIP, 1).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(strips)]).astype(np.int64)
    count = np.zeros(first[-1] + 1, np.int64)
    nothing = np.empty(0, np.int32)
    enter_strips(xy, zone_start, bounds, first, count, nothing, False)  # noqa: FBT003  a kernel
    start = np.concatenate([[0], np.cumsum(count[:-1])]).astype(np.int64)
    listed = np.empty(start[-1], np.int32)
    enter_strips(xy, zone_start, bounds, first, start.copy(), listed, True)  # noqa: FBT003
    return first, start, listed


def _frame(
    bounds: NDArray[np.float64], segments: int
) -> tuple[float, float, float, int, int, float]:
    """Choose square cells, about CELLS_PER_SEGMENT for each segment, that hold all zones."""
    west, south = bounds[:, :2].min(axis=0).tolist()
    east, north = bounds[:, 2:].max(axis=0).tolist()
    wanted = min(max(CELLS_PER_SEGMENT * segments, 4096.0), float(MOST_CELLS))
    width, height = east - west, north - south
    size = max(np.sqrt(width * height / wanted), max(width, height) / wanted, 1e-3)
    # One more metre on every side keeps the borders themselves off the edge of the grid.
    west, south = west - 1.0, south - 1.0
    nx, ny = int((east - west + 1.0) / size) + 1, int((north - south + 1.0) / size) + 1
    largest = float(np.abs(bounds).max())
    slack = max(float(size) * 1e-6, 16.0 * float(np.spacing(largest)))
    return west, south, float(size), nx, ny, slack


def covering_pairs_by_grid(
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    polygons: NDArray[np.object_],
    grid: CoverGrid,
) -> Pairs:
    """Return every (home, zone) with the home in the zone or on its border, sorted.

    The same pairs as `zones.cover.covering_pairs`: what the float test cannot prove, GEOS decides.
    """
    parts = grid.tests, grid.frame, grid.code, grid.nodes
    room = len(x_m) + len(x_m) // 4 + 1024
    while True:
        home, zone = np.empty(room, np.int64), np.empty(room, np.int32)
        doubtful = np.empty(room, np.bool_)
        used = find(x_m, y_m, parts, home, zone, doubtful)
        if used <= room:
            break
        room = used
    home, zone, doubtful = home[:used], zone[:used], doubtful[:used]
    kept = ~doubtful
    kept[doubtful] = _decided(home[doubtful], zone[doubtful], x_m, y_m, polygons)
    return home[kept], zone[kept]


def _decided(
    home: NDArray[np.int64],
    zone: NDArray[np.int32],
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    polygons: NDArray[np.object_],
) -> NDArray[np.bool_]:
    inside = np.zeros(len(home), dtype=bool)
    for each in np.unique(zone):
        own = zone == each
        inside[own] = covers(polygons[each], x_m[home[own]], y_m[home[own]])
    return inside
