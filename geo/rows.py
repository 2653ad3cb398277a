"""How far is it on foot from these points to all those points? Dijkstra rows by SciPy."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.network import Streets
from geo.snap import Snapped

NO_WAY = 2**61  # a power of two, so that it is the same number as a float
"""Stands for "no way" between two points while distances are compared; -1 in every answer."""

CHUNK_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Sites:
    """Points on the streets in groups: a school is the group of its gates, a home is alone."""

    at: Snapped
    group: NDArray[np.int32]
    n_groups: int


def each_alone(at: Snapped) -> Sites:
    """Make a group of every point."""
    return Sites(at, np.arange(len(at.edge), dtype=np.int32), len(at.edge))


class RowSearch:
    """Full rows of walking distances on one network: exact integers in float64 below 2^53."""

    def __init__(self, streets: Streets) -> None:
        self._streets = streets
        tail = np.repeat(np.arange(streets.n_nodes, dtype=np.int64), np.diff(streets.arc_start))
        head, mm = streets.arc_node.astype(np.int64), streets.edge_mm[streets.arc_edge]
        # A sparse matrix has one entry for a pair: of parallel edges the shortest counts.
        self._arcs = _shortest_of_parallel(tail, head, mm)

    def chunk(self, n_far: int) -> int:
        """Return how many groups to ask for at a time, so that memory stays bounded."""
        return max(1, CHUNK_BYTES // (8 * (self._streets.n_nodes + 4 * n_far + 1)))

    def rows(self, near: Sites, groups: NDArray[np.int64], far: Snapped) -> NDArray[np.int64]:
        """Return (groups, far points) millimetres from the nearest point of each group of `near`.

        Connectors at both ends are included; two points on one edge may also meet along it.
        NO_WAY where there is none, or a point is off the streets.
        """
        n = self._streets.n_nodes
        taken = np.isin(near.group, groups) & near.at.on_street
        slot = np.searchsorted(groups, near.group[taken])
        graph = self._with_sources(near.at, taken, slot, len(groups))
        field = dijkstra(graph, directed=True, indices=n + np.arange(len(groups)))
        out = self._at_far(np.atleast_2d(field), far)
        ia, ib = same_edge_pairs(near.at.edge[taken], far.edge)
        direct = np.abs(near.at.offset_mm[taken][ia] - far.offset_mm[ib])
        direct += near.at.off_street_mm[taken][ia] + far.off_street_mm[ib]
        np.minimum.at(out, (slot[ia], ib), direct)
        return out

    def _with_sources(
        self, near: Snapped, taken: NDArray[np.bool_], slot: NDArray[np.int64], n_groups: int
    ) -> Any:
        """Return the graph with one more node for each group, arcs leading out of it only."""
        streets, n = self._streets, self._streets.n_nodes
        edge, offset, off = near.edge[taken], near.offset_mm[taken], near.off_street_mm[taken]
        tail = np.tile(slot + n, 2)
        head = np.concatenate([streets.edge_u[edge], streets.edge_v[edge]]).astype(np.int64)
        mm = np.concatenate([off + offset, off + streets.edge_mm[edge] - offset])
        more = _shortest_of_parallel(tail, head, mm)
        tails, heads, lengths = (
            np.concatenate(pair) for pair in zip(self._arcs, more, strict=True)
        )
        start = np.zeros(n + n_groups + 1, np.int64)
        np.cumsum(np.bincount(tails, minlength=n + n_groups), out=start[1:])
        # Arcs are sorted by tail and sources come last; CSR built by hand keeps arcs of length 0.
        return csr_array(
            (lengths.astype(np.float64), heads.astype(np.int32), start.astype(np.int32)),
            shape=(n + n_groups, n + n_groups),
        )

    def _at_far(self, field: NDArray[np.float64], far: Snapped) -> NDArray[np.int64]:
        streets = self._streets
        out = np.full((len(field), len(far.edge)), NO_WAY, np.int64)
        on = np.flatnonzero(far.on_street)
        edge, offset = far.edge[on], far.offset_mm[on]
        by_u = field[:, streets.edge_u[edge]] + offset
        by_v = field[:, streets.edge_v[edge]] + (streets.edge_mm[edge] - offset)
        best = np.minimum(by_u, by_v, out=by_u) + far.off_street_mm[on]
        out[:, on] = np.where(np.isfinite(best), best, NO_WAY).astype(np.int64)
        return out


def _shortest_of_parallel(
    tail: NDArray[np.int64], head: NDArray[np.int64], mm: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    order = np.lexsort((mm, head, tail))
    tail, head, mm = tail[order], head[order], mm[order]
    first = np.ones(len(tail), bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return tail[first], head[first], mm[first]


def same_edge_pairs(
    left: NDArray[np.int32], right: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs (i, j) of points with left[i] == right[j] on one edge."""
    order = np.argsort(right, kind="stable")
    low = np.searchsorted(right[order], left, side="left")
    many = np.searchsorted(right[order], left, side="right") - low
    many[left < 0] = 0
    i = np.repeat(np.arange(len(left)), many)
    within = np.arange(len(i)) - np.repeat(np.cumsum(many) - many, many)
    return i, order[np.repeat(low, many) + within]
