"""Where does a home or a school gate join the streets? At the nearest point of an edge.

Snapping to nodes instead gives 3 % of homes another nearest school (measured on Wuhan).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.network import Streets
from geo.segment_grid import SegmentGrid, cell_order, grid_of, nearest_segments

DEFAULT_LIMIT_M = 500.0


@dataclass(frozen=True, slots=True)
class Snapped:
    """Points on the streets, one entry per point asked for.

    `edge` int32: the edge, or -1 where no street lies within the limit or the point has no
    coordinates (NaN); `offset_mm` int64: walked along the edge from its node u, 0 to its
    length; `off_street_mm` int64: straight from the point to the street; `x_m`, `y_m`: the
    point of the street. Where `edge` is -1 the others are -1 and NaN.
    """

    edge: NDArray[np.int32]
    offset_mm: NDArray[np.int64]
    off_street_mm: NDArray[np.int64]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]

    @property
    def on_street(self) -> NDArray[np.bool_]:
        """Say which points have a street within the limit."""
        return self.edge >= 0


class Snapper:
    """Snaps many batches of points to one network; builds the grid once.

    The nearest segment is exact in float64. Ties (a junction is on several edges) go to the
    lowest edge number, inside an edge to the part nearest to u.
    """

    def __init__(self, streets: Streets) -> None:
        self._streets = streets
        point, start = streets.point_xy_m, streets.edge_start
        first = np.ones(len(point), bool)
        first[start[1:] - 1] = False
        self._from = np.flatnonzero(first)
        self._edge = np.repeat(np.arange(streets.n_edges, dtype=np.int32), np.diff(start) - 1)
        self._grid: SegmentGrid = grid_of(
            np.column_stack([point[self._from], point[self._from + 1]])
        )
        span = np.hypot(*(point[1:] - point[:-1]).T)
        self._along = np.concatenate([[0.0], np.cumsum(span)])

    def snap(
        self, x_m: NDArray[np.float64], y_m: NDArray[np.float64], limit_m: float = DEFAULT_LIMIT_M
    ) -> Snapped:
        """Return the nearest point of a street for each point, in the district's metres.

        `offset_mm` is the share of the drawn length up to that point, taken of the edge's own
        length, so 0 and `edge_mm` are met exactly. `off_street_mm` is straight and planar.
        """
        x, y = np.asarray(x_m, np.float64), np.asarray(y_m, np.float64)
        order = cell_order(self._grid, x, y)
        found = self._snap(x[order], y[order], float(limit_m))
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return Snapped(*(column[back] for column in found))

    def _snap(
        self, x: NDArray[np.float64], y: NDArray[np.float64], limit_m: float
    ) -> tuple[NDArray[Any], ...]:
        g = self._grid
        frame = (g.west, g.south, g.size, g.nx, g.ny)
        segment = nearest_segments(x, y, limit_m, g.segment_xy, frame, g.cell_start, g.cell_segment)
        hit = segment >= 0
        at = segment[hit]
        foot = _feet(x[hit], y[hit], g.segment_xy[at])
        edge, offset = np.full(len(x), -1, np.int32), np.full(len(x), -1, np.int64)
        off, place = np.full(len(x), -1, np.int64), np.full((len(x), 2), np.nan)
        edge[hit], place[hit] = self._edge[at], foot
        offset[hit] = self._offsets(at, foot)
        off[hit] = np.rint(np.hypot(foot[:, 0] - x[hit], foot[:, 1] - y[hit]) * 1000)
        return edge, offset, off, place[:, 0], place[:, 1]

    def _offsets(self, segment: NDArray[np.int32], foot: NDArray[np.float64]) -> NDArray[np.int64]:
        edge, streets = self._edge[segment], self._streets
        point = self._from[segment]
        begin, end = streets.edge_start[edge], streets.edge_start[edge + 1] - 1
        drawn = self._along[end] - self._along[begin]
        step = np.hypot(*(foot - streets.point_xy_m[point]).T)
        walked = self._along[point] - self._along[begin] + step
        share = np.divide(walked, drawn, out=np.zeros_like(walked), where=drawn > 0)
        return np.rint(np.clip(share, 0, 1) * streets.edge_mm[edge]).astype(np.int64)


def snap(
    streets: Streets,
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    limit_m: float = DEFAULT_LIMIT_M,
) -> Snapped:
    """Snap points to the nearest edge within `limit_m`; see `Snapper` for many batches."""
    return Snapper(streets).snap(x_m, y_m, limit_m)


def _feet(
    x: NDArray[np.float64], y: NDArray[np.float64], xy: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the nearest points of segments (n, 4) to points, row by row, ends met exactly."""
    d = xy[:, 2:] - xy[:, :2]
    square = (d * d).sum(axis=1)
    along = (x - xy[:, 0]) * d[:, 0] + (y - xy[:, 1]) * d[:, 1]
    t = np.divide(along, square, out=np.zeros_like(along), where=square > 0)[:, None]
    inner: NDArray[np.float64] = np.where(t >= 1, xy[:, 2:], xy[:, :2] + t * d)
    return np.where(t <= 0, xy[:, :2], inner)
