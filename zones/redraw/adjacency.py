"""Which blocks border on each other, over slivers and streets, but not across a barrier?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

SLIVER_M = 1.0
_STREETS_M = (1.0, 5.0, 15.0, 30.0, 60.0)
_SHORTEST_M = 4.0  # of a common border; two corners that meet are no border
_ALONE = 0.05  # share of blocks without a neighbour from which on streets are taken to part them
BARRIER_M = 8.0  # to either side of a barrier is its own ground
_CROSSING_M = 40.0


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Pairs (p, 2) of blocks that border on each other, i < j, and their border in metres.

    `gap_m`: how far two blocks may lie apart and still be neighbours; `links`: pairs joined only
    because a piece of the district touches nothing else, with their distance in metres.
    """

    pairs: NDArray[np.int64]
    border_m: NDArray[np.int64]
    gap_m: float
    links: tuple[tuple[int, int, float], ...] = ()


def neighbours_of(
    polygons: NDArray[np.object_],
    *,
    gap_m: float | None = None,
    barriers: NDArray[np.object_] | None = None,
    crossings: NDArray[np.object_] | None = None,
) -> Neighbours:
    """Find neighbours by common borders of at least 4 m, in metres throughout.

    `gap_m`: slivers or streets up to this wide are bridged; None takes 1 m, or as much as leaves
    less than a twentieth of the blocks alone, up to 60 m. Along `barriers` (lines or areas) blocks
    are no neighbours, except within 40 m of one of `crossings` (points).
    """
    for gap in (gap_m,) if gap_m is not None else _STREETS_M:
        strips, pairs, border = _strips(polygons, gap)
        alone = len(polygons) - len(np.unique(pairs))
        if alone <= _ALONE * len(polygons) or len(polygons) < 3:
            break
    if barriers is not None and len(barriers):
        open_ = _open(strips, barriers, crossings)
        pairs, border = pairs[open_], border[open_]
    return Neighbours(pairs, border, gap)


def _strips(
    polygons: NDArray[np.object_], gap: float
) -> tuple[NDArray[np.object_], NDArray[np.int64], NDArray[np.int64]]:
    """Return the ground within half a gap of both blocks of each pair: as long as their border."""
    wider = shapely.buffer(polygons, gap / 2, quad_segs=2, join_style="mitre", mitre_limit=1.5)
    left, right = shapely.STRtree(wider).query(wider, predicate="intersects")
    once = left < right
    pairs = np.column_stack([left[once], right[once]]).astype(np.int64)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    strips = shapely.intersection(wider[pairs[:, 0]], wider[pairs[:, 1]])
    border = np.maximum(shapely.area(strips) / gap, shapely.length(strips) / 2 - gap)
    square = shapely.area(strips) < gap * max(_SHORTEST_M, 0.75 * gap)
    kept = ~square
    return strips[kept], pairs[kept], np.rint(border[kept]).astype(np.int64)


def _open(
    strips: NDArray[np.object_],
    barriers: NDArray[np.object_],
    crossings: NDArray[np.object_] | None,
) -> NDArray[np.bool_]:
    """Say which borders are not closed by a barrier, or have a crossing."""
    wall = shapely.union_all(shapely.buffer(barriers, BARRIER_M))
    left = shapely.area(shapely.difference(strips, wall))
    free: NDArray[np.bool_] = left > 0.5 * shapely.area(strips)
    if crossings is not None and len(crossings):
        tree = shapely.STRtree(shapely.buffer(crossings, _CROSSING_M))
        free[np.unique(tree.query(strips, predicate="intersects")[0])] = True
    return free


def joined(near: Neighbours, polygons: NDArray[np.object_], homes: Sequence[int]) -> Neighbours:
    """Link each piece of the district that holds no school to the nearest block elsewhere.

    `homes`: the blocks in which schools stand. Without the link no plan could serve the piece.
    """
    links: list[tuple[int, int, float]] = []
    pairs = near.pairs
    while True:
        piece = components(len(polygons), pairs)
        served = set(piece[list(homes)].tolist()) if len(homes) else set()
        lost = sorted(set(piece.tolist()) - served)
        if not lost or not served:
            break
        inside = np.flatnonzero(piece == lost[0])
        outside = np.flatnonzero(piece != lost[0])
        tree = shapely.STRtree(polygons[outside])
        at, apart = tree.query_nearest(polygons[inside], return_distance=True, all_matches=False)
        best = int(np.lexsort((outside[at[1]], inside[at[0]], apart))[0])
        one, other = int(inside[at[0][best]]), int(outside[at[1][best]])
        links.append((min(one, other), max(one, other), float(apart[best])))
        pairs = np.concatenate([pairs, [[min(one, other), max(one, other)]]])
    border = np.concatenate([near.border_m, np.zeros(len(links), np.int64)])
    return Neighbours(pairs, border, near.gap_m, tuple(links))


def components(nodes: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the connected piece of each node."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    matrix = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (nodes, nodes))
    return connected_components(matrix, directed=False)[1].astype(np.int64)
