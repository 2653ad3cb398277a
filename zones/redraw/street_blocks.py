"""Which blocks are made of the faces between streets, so that each has enough children?"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from zones.redraw.adjacency import BARRIER_M, Neighbours, neighbours_of
from zones.redraw.problem import Ints
from zones.redraw.street_faces import Faces

_GRID_M = 0.01
_SAME = 0.5  # of both areas: a block that shares more with an earlier one is that block


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Blocks made of faces: `block` (faces,) names the block of each; the rest is by block.

    `polygons` in the district's metres; `zone`: today's, of the faces with children; `lead`: the
    largest face, after which the block is named; `small`: the blocks below the minimum, which have
    no neighbour to be joined with.
    """

    block: Ints
    polygons: NDArray[np.object_]
    children: Ints
    zone: Ints
    lead: Ints
    small: Ints


def joined_faces(
    faces: Faces, children: Ints, zone: Ints, *, least: int,
    barriers: NDArray[np.object_] | None = None,
) -> Joined:  # fmt: skip
    """Join faces with fewer than `least` children to a neighbour, the poorest face first.

    `children`, `zone` (n,): heads and today's zone of each face. Of the neighbours in the same zone
    with no barrier between, a face takes the one with which it is roundest; ground without children
    that has none goes to one of another zone, and the ground of a barrier itself to either side.
    """
    near = neighbours_of(faces.polygons, gap_m=1.0, barriers=barriers)
    area = shapely.area(faces.polygons)
    joining = _Joining(children, zone, (area, shapely.length(faces.polygons)), near)
    if barriers is not None and len(barriers):
        beside = neighbours_of(faces.polygons, gap_m=1.0)
        joining.give_away(np.flatnonzero(_of_barrier(faces, barriers) & (children == 0)), beside)
    joining.run(least)
    root = np.array([joining.root(face) for face in range(len(faces))], dtype=np.int64)
    roots, block = np.unique(root, return_inverse=True)
    block = block.reshape(-1).astype(np.int64)
    members = [np.flatnonzero(block == each) for each in range(len(roots))]
    polygons = np.array(
        [shapely.union_all(faces.polygons[rows], grid_size=_GRID_M) for rows in members],
        dtype=object,
    )
    lead = np.array([rows[np.argmax(area[rows])] for rows in members], dtype=np.int64)
    heads = joining.children[roots]
    return Joined(block, polygons, heads, joining.zone[roots], lead, np.flatnonzero(heads < least))


def _of_barrier(faces: Faces, barriers: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which faces lie for the most part on the ground of a barrier."""
    wall = shapely.union_all(shapely.buffer(barriers, BARRIER_M))
    shapely.prepare(wall)
    touched = np.flatnonzero(shapely.intersects(faces.polygons, wall))
    found = np.zeros(len(faces), np.bool_)
    inside = shapely.area(shapely.intersection(faces.polygons[touched], wall))
    found[touched] = inside > 0.5 * shapely.area(faces.polygons[touched])
    return found


class _Joining:
    """Faces that are being joined: who stands for whom, and which borders are left."""

    def __init__(
        self, children: Ints, zone: Ints,
        size: tuple[NDArray[np.float64], NDArray[np.float64]], near: Neighbours,
    ) -> None:  # fmt: skip
        self.parent = np.arange(len(children))
        self.children, self.zone = children.copy(), zone.copy()
        self.area, self.length = size[0].copy(), size[1].copy()
        self.border = _borders(len(children), near)

    def root(self, face: int) -> int:
        """Return the face that stands for the block of this one."""
        while self.parent[face] != face:
            self.parent[face] = self.parent[self.parent[face]]
            face = int(self.parent[face])
        return face

    def run(self, least: int) -> None:
        """Join until every block has enough children or nobody left to be joined with."""
        waiting = [self._rank(face) for face in range(len(self.parent))]
        heapq.heapify(waiting)
        while waiting:
            rank = heapq.heappop(waiting)
            face = rank[-1]
            if self.parent[face] != face or rank != self._rank(face):
                continue
            if self.children[face] >= least:
                break
            other = self._neighbour(face)
            if other is not None:
                heapq.heappush(waiting, self._rank(self._join(face, other)))

    def give_away(self, faces: Ints, beside: Neighbours) -> None:
        """Join each of these faces along its longest border, whatever lies between."""
        border = _borders(len(self.parent), beside)
        for face in faces.tolist():
            others = [other for other in border[face] if self.root(other) != self.root(face)]
            if others:
                best = max(others, key=lambda other: (border[face][other], -other))
                self._join(self.root(face), self.root(best))

    def _rank(self, face: int) -> tuple[int, float, int]:
        return int(self.children[face]), float(self.area[face]), face

    def _neighbour(self, face: int) -> int | None:
        """Return the neighbour that a face is joined to, None where there is none."""
        beside = self.border[face]
        same = [other for other in beside if self.zone[other] == self.zone[face]]
        may = same if same or self.children[face] else list(beside)
        return max(may, key=lambda other: (self._roundness(face, other), -other), default=None)

    def _roundness(self, face: int, other: int) -> float:
        """Return area by squared perimeter of both together (Polsby and Popper 1991)."""
        perimeter = self.length[face] + self.length[other] - 2 * self.border[face][other]
        return float(self.area[face] + self.area[other]) / max(float(perimeter), 1.0) ** 2

    def _join(self, face: int, other: int) -> int:
        """Join a face to a neighbour, whose zone both have then; return who stands for both."""
        kept, gone = min(face, other), max(face, other)
        self.parent[gone], self.zone[kept] = kept, self.zone[other]
        shared = self.border[face].get(other, 0)
        self.length[kept] += self.length[gone] - 2 * shared
        self.children[kept] += self.children[gone]
        self.area[kept] += self.area[gone]
        for there, metres in self.border[gone].items():
            del self.border[there][gone]
            if there != kept:
                total = self.border[kept].get(there, 0) + metres
                self.border[kept][there] = self.border[there][kept] = total
        self.border[gone] = {}
        return kept


def _borders(faces: int, near: Neighbours) -> list[dict[int, int]]:
    """Return for each face its neighbours with the metres of border."""
    border: list[dict[int, int]] = [{} for _ in range(faces)]
    for (one, other), metres in zip(near.pairs.tolist(), near.border_m.tolist(), strict=True):
        border[one][other] = border[other][one] = metres
    return border


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """Blocks made before, whose names are to be kept."""

    names: tuple[str, ...]
    polygons: NDArray[np.object_]


def block_names(faces: Faces, joined: Joined, earlier: Earlier | None = None) -> tuple[str, ...]:
    """Name each block after the point inside its largest face, as easting-northing in metres.

    Such a name holds as long as the streets around that face do, whatever is joined to it. A block
    that shares more than half of both areas with one of `earlier` keeps that one's name.
    """
    names = [f"B{east:.0f}-{north:.0f}" for east, north in faces.points[joined.lead].tolist()]
    if earlier is not None:
        names = _kept(joined.polygons, names, earlier)
    taken: dict[str, int] = {}
    for at, name in enumerate(names):
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            names[at] = f"{name}-{taken[name]}"
    return tuple(names)


def _kept(polygons: NDArray[np.object_], names: Sequence[str], earlier: Earlier) -> list[str]:
    """Return the names of the earlier blocks where more than half of both areas is shared."""
    mine, theirs = shapely.STRtree(earlier.polygons).query(polygons, predicate="intersects")
    shared = shapely.area(shapely.intersection(polygons[mine], earlier.polygons[theirs]))
    larger = np.maximum(shapely.area(polygons[mine]), shapely.area(earlier.polygons[theirs]))
    found = list(names)
    for at in np.flatnonzero(shared > _SAME * larger).tolist():
        found[mine[at]] = earlier.names[theirs[at]]
    return found
