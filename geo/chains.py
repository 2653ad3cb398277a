"""Where does a street run on through a point that is no junction? Joins edges across degree two."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


def join_chains(
    u: NDArray[np.int64], v: NDArray[np.int64], n_nodes: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return (edge, forward, chain_start): the edges of each street in walking order.

    A node where exactly two edge ends meet is passed through. A ring without any other node
    starts at its smallest node. Edges must be sorted by (u, v) with u <= v, so
    that the chains do not depend on the order of the source.
    """
    degree = np.bincount(u, minlength=n_nodes) + np.bincount(v, minlength=n_nodes)
    through = degree == 2
    ends = np.concatenate([u, v])
    edge = np.concatenate([np.arange(len(u)), np.arange(len(u))])
    order = np.lexsort((edge, ends))
    first = np.searchsorted(ends[order], np.flatnonzero(through))
    pair = np.full((n_nodes, 2), -1, np.int64)
    pair[through, 0] = edge[order[first]]
    pair[through, 1] = edge[order[np.minimum(first + 1, len(order) - 1)]]
    chain_edge, forward, starts, count = _walk_all(u, v, through, pair)
    return chain_edge, forward, np.append(starts[:count], len(u))


@njit(cache=True)
def _walk_all(u, v, through, pair):  # type: ignore[no-untyped-def]
    m = len(u)
    used = np.zeros(m, np.bool_)
    out_edge = np.empty(m, np.int64)
    out_forward = np.empty(m, np.bool_)
    starts = np.empty(m, np.int64)
    filled = 0
    chains = 0
    for rings in range(2):
        for e in range(m):
            if used[e] or (rings == 0 and through[u[e]] and through[v[e]]):
                continue
            starts[chains] = filled
            chains += 1
            at = v[e] if rings == 0 and through[u[e]] else u[e]
            filled = _walk(e, at, (u, v, through, pair), used, out_edge, out_forward, filled)
    return out_edge, out_forward, starts, chains


@njit(cache=True)
def _walk(edge, at, graph, used, out_edge, out_forward, filled):  # type: ignore[no-untyped-def]
    u, v, through, pair = graph
    while True:
        used[edge] = True
        out_edge[filled] = edge
        out_forward[filled] = u[edge] == at
        filled += 1
        at = v[edge] if u[edge] == at else u[edge]
        if not through[at]:
            return filled
        edge = pair[at, 1] if pair[at, 0] == edge else pair[at, 0]
        if used[edge]:
            return filled
