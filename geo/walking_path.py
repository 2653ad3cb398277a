"""Which way does one walk from a home to the nearest gate of a school, street by street?

The millimetres are those of `geo.distance.walking_table`: the same snapping, the same sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray

from geo.network import Streets
from geo.snap import Snapped, Snapper

Floats = NDArray[np.float64]
_HOME = -1  # stands where a node's way came from no other node


@dataclass(frozen=True, slots=True)
class WalkingPath:
    """A way on foot: whole millimetres, and its line from home to gate in district metres."""

    millimetres: int
    line_m: Floats


@dataclass(frozen=True, slots=True)
class _Search:
    """How far every node reached is, from which node and over which edge, and where it ended."""

    came: dict[int, tuple[int, int]]
    total: int
    gate: int
    node: int  # the last node, _HOME where home and gate share a street


class PathFinder:
    """Finds one way at a time on one network; builds the snapping grid once."""

    def __init__(self, streets: Streets) -> None:
        self._streets, self._snapper = streets, Snapper(streets)

    def path(self, x_m: float, y_m: float, gates_m: Floats) -> WalkingPath | None:
        """Return the shortest way from a place to one of the gates; None where there is none.

        Of equal ways the one that is found first in the order of nodes and gates.
        """
        home = self._snapper.snap(np.array([x_m]), np.array([y_m]))
        gates = self._snapper.snap(gates_m[:, 0], gates_m[:, 1])
        if not home.on_street[0]:
            return None
        found = self._search(home, gates)
        if found is None:
            return None
        pieces = [np.array([[x_m, y_m]]), *self._pieces(home, gates, found),
                  gates_m[found.gate][None, :]]  # fmt: skip
        return WalkingPath(found.total, _without_repeats(np.concatenate(pieces)))

    def _search(self, home: Snapped, gates: Snapped) -> _Search | None:
        streets, ends = self._streets, _ends(self._streets, gates)
        best = _along_one_street(home, gates)
        came: dict[int, tuple[int, int]] = {}
        queue = sorted((mm, node, _HOME, int(home.edge[0]))
                       for node, mm in _from_home(streets, home))  # fmt: skip
        while queue and (best is None or queue[0][0] < best[0]):
            mm, node, before, edge = heappop(queue)
            if node in came:
                continue
            came[node] = before, edge
            for more, gate in ends.get(node, ()):
                if best is None or mm + more < best[0]:
                    best = mm + more, gate, node
            for arc in range(streets.arc_start[node], streets.arc_start[node + 1]):
                over = int(streets.arc_edge[arc])
                heappush(queue, (mm + int(streets.edge_mm[over]), int(streets.arc_node[arc]),
                                 node, over))  # fmt: skip
        return None if best is None else _Search(came, *best)

    def _pieces(self, home: Snapped, gates: Snapped, found: _Search) -> Iterator[Floats]:
        """Yield the line street by street: from the home's foot to the gate's."""
        edge, offset = int(home.edge[0]), int(home.offset_mm[0])
        last, at = int(gates.edge[found.gate]), int(gates.offset_mm[found.gate])
        if found.node == _HOME:
            yield self._part(edge, offset, at)
            return
        nodes, edges, node = [found.node], list[int](), found.node
        while node != _HOME:
            node, over = found.came[node]
            edges.append(over)
            nodes.append(node)
        yield self._part(edge, offset, self._offset_of(edge, nodes[-2], offset))
        for over, start in zip(edges[-2::-1], nodes[-2:0:-1], strict=True):
            begins = int(self._streets.edge_u[over]) == start
            whole = int(self._streets.edge_mm[over])
            yield self._part(over, 0, whole) if begins else self._part(over, whole, 0)
        yield self._part(last, self._offset_of(last, found.node, at), at)

    def _offset_of(self, edge: int, node: int, near: int) -> int:
        """Return where a node lies on one of its edges; of a loop's two ends the nearer."""
        u, v = int(self._streets.edge_u[edge]), int(self._streets.edge_v[edge])
        whole = int(self._streets.edge_mm[edge])
        if u == v:
            return 0 if near <= whole - near else whole
        return 0 if node == u else whole

    def _part(self, edge: int, start: int, end: int) -> Floats:
        """Return the line of an edge between two offsets, in the order walked."""
        first, after = self._streets.edge_start[edge : edge + 2]
        whole = int(self._streets.edge_mm[edge])
        line = shapely.LineString(self._streets.point_xy_m[first:after])
        if not whole or not line.length:
            return shapely.get_coordinates(line)[:1]
        low, high = min(start, end) / whole, max(start, end) / whole
        points = shapely.get_coordinates(shapely.ops.substring(line, low, high, normalized=True))
        return points if start <= end else points[::-1]


def _from_home(streets: Streets, home: Snapped) -> list[tuple[int, int]]:
    edge, offset, off = int(home.edge[0]), int(home.offset_mm[0]), int(home.off_street_mm[0])
    return [(int(streets.edge_u[edge]), off + offset),
            (int(streets.edge_v[edge]), off + int(streets.edge_mm[edge]) - offset)]  # fmt: skip


def _ends(streets: Streets, gates: Snapped) -> dict[int, list[tuple[int, int]]]:
    """Return what is still to walk from the nodes beside each gate: (millimetres, gate)."""
    ends: dict[int, list[tuple[int, int]]] = {}
    for gate in np.flatnonzero(gates.on_street).tolist():
        edge, offset = int(gates.edge[gate]), int(gates.offset_mm[gate])
        off = int(gates.off_street_mm[gate])
        ends.setdefault(int(streets.edge_u[edge]), []).append((off + offset, gate))
        rest = int(streets.edge_mm[edge]) - offset
        ends.setdefault(int(streets.edge_v[edge]), []).append((off + rest, gate))
    return ends


def _along_one_street(home: Snapped, gates: Snapped) -> tuple[int, int, int] | None:
    """Return the shortest way along the home's own edge: millimetres, gate, no node."""
    same = np.flatnonzero(gates.edge == home.edge[0]).tolist()
    ways = [
        (abs(int(gates.offset_mm[gate]) - int(home.offset_mm[0]))
         + int(home.off_street_mm[0]) + int(gates.off_street_mm[gate]), gate, _HOME)
        for gate in same
    ]  # fmt: skip
    return min(ways, default=None)


def _without_repeats(line: Floats) -> Floats:
    keep = np.ones(len(line), bool)
    keep[1:] = (line[1:] != line[:-1]).any(axis=1)
    return line[keep]
