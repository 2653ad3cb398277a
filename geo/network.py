"""What is a walking network? Nodes, edges with whole millimetres, and who reaches whom."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True, slots=True)
class Streets:
    """The walking streets of a district as one undirected graph, in the district's metres.

    `node_xy_m` (n, 2); `edge_u`, `edge_v` int32 (m): node indices with u <= v; `edge_mm` int64
    (m): WGS84 geodesic length of the polyline in whole millimetres; `edge_start` int64 (m + 1)
    into `point_xy_m` (p, 2): the polyline of each edge from u to v; `component` int32 (n): 0 is
    the piece with most nodes. `arc_start` int64 (n + 1), `arc_node` and `arc_edge` int32: the
    neighbours of every node, loops left out. Nodes follow a space-filling curve and edges
    (u, v), so the numbering depends on the streets alone, not on the order of the source.
    `manifest`: where it came from and what was counted, JSON-ready.
    """

    node_xy_m: NDArray[np.float64]
    edge_u: NDArray[np.int32]
    edge_v: NDArray[np.int32]
    edge_mm: NDArray[np.int64]
    point_xy_m: NDArray[np.float64]
    edge_start: NDArray[np.int64]
    component: NDArray[np.int32]
    arc_start: NDArray[np.int64]
    arc_node: NDArray[np.int32]
    arc_edge: NDArray[np.int32]
    manifest: Mapping[str, Any]

    @property
    def n_nodes(self) -> int:
        """Count the nodes."""
        return len(self.node_xy_m)

    @property
    def n_edges(self) -> int:
        """Count the edges."""
        return len(self.edge_u)

    def digest(self) -> str:
        """Return the SHA-256 of every array: the version stamp of all distances measured on it."""
        stamp = hashlib.sha256()
        for array in (
            self.node_xy_m, self.edge_u, self.edge_v, self.edge_mm, self.point_xy_m,
            self.edge_start, self.component, self.arc_start, self.arc_node, self.arc_edge,
        ):  # fmt: skip
            stamp.update(f"{array.dtype.str}{array.shape}".encode())
            stamp.update(np.ascontiguousarray(array).tobytes())
        return stamp.hexdigest()


def assemble(
    node_xy_m: NDArray[np.float64],
    edge_u: NDArray[np.int32],
    edge_v: NDArray[np.int32],
    edge_mm: NDArray[np.int64],
    polylines: tuple[NDArray[np.float64], NDArray[np.int64]],
    manifest: Mapping[str, Any],
) -> Streets:
    """Return the network of these nodes and edges; `polylines` is (point_xy_m, edge_start).

    Adds adjacency, components and their counts. The arrays must already be in canonical order.
    """
    arcs = adjacency(edge_u, edge_v, len(node_xy_m))
    component = pieces(edge_u, edge_v, len(node_xy_m))
    bare = Streets(
        node_xy_m, edge_u, edge_v, edge_mm, polylines[0], polylines[1], component, *arcs, {}
    )
    told = {**manifest, "network_sha256": bare.digest(), "components": component_sizes(bare)}
    told["counts"] = {
        **manifest.get("counts", {}), "nodes": bare.n_nodes, "edges": bare.n_edges,
        "length_mm": int(edge_mm.sum()),
    }  # fmt: skip
    return replace(bare, manifest=told)


def adjacency(
    u: NDArray[np.int32], v: NDArray[np.int32], n_nodes: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Return (arc_start, arc_node, arc_edge), arcs of a node by edge number, loops left out."""
    edge = np.flatnonzero(u != v).astype(np.int32)
    tail = np.concatenate([u[edge], v[edge]])
    head = np.concatenate([v[edge], u[edge]])
    both = np.concatenate([edge, edge])
    order = np.lexsort((both, tail))
    start = np.zeros(n_nodes + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=n_nodes), out=start[1:])
    return start, head[order].astype(np.int32), both[order]


def pieces(u: NDArray[np.int32], v: NDArray[np.int32], n_nodes: int) -> NDArray[np.int32]:
    """Give the connected pieces numbers: most nodes first, ties by the smallest node number."""
    graph = coo_array((np.ones(len(u), np.int8), (u, v)), shape=(n_nodes, n_nodes))
    _, label = connected_components(graph.tocsr(), directed=False)
    names, first, sizes = np.unique(label, return_index=True, return_counts=True)
    rank = np.empty(len(names), np.int32)
    rank[np.lexsort((first, -sizes))] = np.arange(len(names), dtype=np.int32)
    return rank[np.searchsorted(names, label)]


def component_sizes(streets: Streets) -> dict[str, Any]:
    """Count the connected pieces, with nodes, edges and millimetres of each in their order."""
    count = int(streets.component.max()) + 1 if streets.n_nodes else 0
    of_edge = streets.component[streets.edge_u]
    length = np.zeros(count, np.int64)
    np.add.at(length, of_edge, streets.edge_mm)
    return {
        "count": count,
        "nodes": np.bincount(streets.component, minlength=count).tolist(),
        "edges": np.bincount(of_edge, minlength=count).tolist(),
        "length_mm": length.tolist(),
    }
