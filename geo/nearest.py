"""Which k schools are nearest to every home on foot? One search from all schools at once.

Every node keeps its k best (millimetres, school) labels. If a school is among the k best of a
node by way of a neighbour, it is among the neighbour's k best, ties by school number included;
so the labels are exact, and they are the same whatever order the search goes in. The lists of
the two ends of a home's edge, with the gates on that very edge, hold the home's own k best.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.network import Streets
from geo.snap import Snapped

NONE = -1


def nearest_by_labels(
    streets: Streets,
    homes: Snapped,
    gates: Snapped,
    gate_school: NDArray[np.int32],
    k: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return (school, metres_mm), both (homes, k), nearest first, padded with -1.

    Exact integers; equal distances in the order of the school number. Gates off the streets
    and homes off the streets take no part.
    """
    arc_mm = streets.edge_mm[streets.arc_edge]
    sites = _on_street(gates, gate_school)
    school, mm, count = _label_nodes(
        (streets.arc_start, streets.arc_node, arc_mm),
        (streets.edge_u, streets.edge_v, streets.edge_mm), sites, k, _bucket_mm(arc_mm),
    )  # fmt: skip
    first = np.searchsorted(sites[0], np.arange(streets.n_edges + 1)).astype(np.int64)
    # Edge by edge, neighbours share the lists that they read.
    order = np.argsort(homes.edge, kind="stable")
    return _merge_at_homes(
        order, (homes.edge, homes.offset_mm, homes.off_street_mm),
        (streets.edge_u, streets.edge_v, streets.edge_mm), sites, first, (school, mm, count),
    )  # fmt: skip


def _on_street(
    gates: Snapped, school: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return edge, offset, connector and school of the gates on streets, sorted by edge."""
    order = np.argsort(gates.edge, kind="stable")
    order = order[gates.edge[order] >= 0]
    return gates.edge[order], gates.offset_mm[order], gates.off_street_mm[order], school[order]


def _bucket_mm(arc_mm: NDArray[np.int64]) -> int:
    """Return a bucket width: two usual edges (measured best), and not too many buckets."""
    if len(arc_mm) == 0:
        return 1
    return max(2 * int(np.median(arc_mm)), int(arc_mm.max()) // 65536, 1)


@njit(cache=True)
def _insert(school, mm, count, at, s, d):  # type: ignore[no-untyped-def]
    """Put school s at d into the sorted list of row `at`; say whether the list changed."""
    k = school.shape[1]
    n = count[at]
    if n == k and (d > mm[at, k - 1] or (d == mm[at, k - 1] and s >= school[at, k - 1])):
        return False
    i = 0
    while i < n and (mm[at, i] < d or (mm[at, i] == d and school[at, i] < s)):
        if school[at, i] == s:
            return False
        i += 1
    if i < n and school[at, i] == s and mm[at, i] == d:
        return False
    end = i
    while end < n and school[at, end] != s:
        end += 1
    if end == n:
        if n < k:
            count[at] = n + 1
        else:
            end = k - 1
    for j in range(end, i, -1):
        mm[at, j] = mm[at, j - 1]
        school[at, j] = school[at, j - 1]
    mm[at, i] = d
    school[at, i] = s
    return True


@njit(cache=True)
def _push(queue, heads, bucket, node, s, d):  # type: ignore[no-untyped-def]
    """Add one label to the bucket of d; queue = (link, node, school, mm, state), grown in place."""
    link, nodes, schools, mms, state = queue
    slot = state[0]
    if slot >= 0:
        state[0] = link[slot]
    else:
        slot = state[1]
        state[1] += 1
    link[slot] = heads[bucket]
    heads[bucket] = slot
    nodes[slot], schools[slot], mms[slot] = node, s, d
    state[2] += 1


@njit(cache=True)
def _room(queue, wanted):  # type: ignore[no-untyped-def]
    """Return the queue with room for `wanted` more labels."""
    link, nodes, schools, mms, state = queue
    if state[1] + wanted <= len(link):
        return queue
    size = 2 * len(link) + wanted
    link2, nodes2 = np.empty(size, np.int64), np.empty(size, np.int32)
    schools2, mms2 = np.empty(size, np.int32), np.empty(size, np.int64)
    link2[: len(link)], nodes2[: len(link)] = link, nodes
    schools2[: len(link)], mms2[: len(link)] = schools, mms
    return link2, nodes2, schools2, mms2, state


@njit(cache=True)
def _label_nodes(arcs, edges, sites, k, width):  # type: ignore[no-untyped-def]
    """Return school, mm (nodes, k) and count: the k nearest schools of every node.

    Buckets of `width` mm in a ring; inside a bucket the order is free, a label that is improved
    later is stale when it is taken.
    """
    arc_start, arc_node, arc_mm = arcs
    n = len(arc_start) - 1
    school, mm = np.full((n, k), -1, np.int32), np.full((n, k), -1, np.int64)
    count = np.zeros(n, np.int32)
    seeds = _seeds(edges, sites)
    ring, bucket = _ring(arc_mm, seeds[2], width), 0
    heads = np.full(ring, -1, np.int64)
    queue = (
        np.empty(1024, np.int64), np.empty(1024, np.int32), np.empty(1024, np.int32),
        np.empty(1024, np.int64), np.array([-1, 0, 0], np.int64),
    )  # fmt: skip
    state = queue[4]
    queue = _room(queue, len(seeds[0]))
    for i in range(len(seeds[0])):
        if _insert(school, mm, count, seeds[0][i], seeds[1][i], seeds[2][i]):
            at = (seeds[2][i] // width) % ring
            _push(queue, heads, at, seeds[0][i], seeds[1][i], seeds[2][i])
    while state[2] > 0:
        slot = heads[bucket]
        if slot < 0:
            bucket = (bucket + 1) % ring
            continue
        node, s, d = queue[1][slot], queue[2][slot], queue[3][slot]
        heads[bucket] = queue[0][slot]
        queue[0][slot], state[0] = state[0], slot
        state[2] -= 1
        if _holds(school, mm, count, node, s, d):
            queue = _room(queue, arc_start[node + 1] - arc_start[node])
            for arc in range(arc_start[node], arc_start[node + 1]):
                to, far = arc_node[arc], d + arc_mm[arc]
                if _insert(school, mm, count, to, s, far):
                    _push(queue, heads, (far // width) % ring, to, s, far)
    return school, mm, count


@njit(cache=True)
def _ring(arc_mm, seed_mm, width):  # type: ignore[no-untyped-def]
    """Return a number of buckets that the labels in the queue never overtake."""
    longest = 0
    for d in arc_mm:
        longest = max(longest, d)
    for d in seed_mm:
        longest = max(longest, d)
    return longest // width + 2


@njit(cache=True)
def _seeds(edges, sites):  # type: ignore[no-untyped-def]
    """Return node, school, mm of both ends of every gate's edge."""
    edge_u, edge_v, edge_mm = edges
    edge, offset, off, school_of = sites
    count = len(edge)
    node, school = np.empty(2 * count, np.int32), np.empty(2 * count, np.int32)
    mm = np.empty(2 * count, np.int64)
    for i in range(count):
        e = edge[i]
        node[2 * i], node[2 * i + 1] = edge_u[e], edge_v[e]
        school[2 * i], school[2 * i + 1] = school_of[i], school_of[i]
        mm[2 * i] = off[i] + offset[i]
        mm[2 * i + 1] = off[i] + edge_mm[e] - offset[i]
    return node, school, mm


@njit(cache=True)
def _holds(school, mm, count, at, s, d):  # type: ignore[no-untyped-def]
    for i in range(count[at]):
        if school[at, i] == s:
            return mm[at, i] == d
    return False


@njit(cache=True)
def _merge_at_homes(order, homes, edges, sites, first, labels):  # type: ignore[no-untyped-def]
    """Return school, mm (homes, k) from both ends of each home's edge and the gates on it."""
    home_edge, home_offset, home_off = homes
    edge_u, edge_v, edge_mm = edges
    _, gate_offset, gate_off, gate_school = sites
    node_school, node_mm, node_count = labels
    n, k = len(home_edge), node_school.shape[1]
    school, mm = np.full((n, k), -1, np.int32), np.full((n, k), -1, np.int64)
    count = np.zeros(n, np.int32)
    for h in order:
        e = home_edge[h]
        if e < 0:
            continue
        for g in range(first[e], first[e + 1]):
            direct = abs(home_offset[h] - gate_offset[g]) + home_off[h] + gate_off[g]
            _insert(school, mm, count, h, gate_school[g], direct)
        for side in range(2):
            node = edge_u[e] if side == 0 else edge_v[e]
            to_end = home_offset[h] if side == 0 else edge_mm[e] - home_offset[h]
            for i in range(node_count[node]):
                far = node_mm[node, i] + to_end + home_off[h]
                _insert(school, mm, count, h, node_school[node, i], far)
    return school, mm
