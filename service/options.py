"""Which schools are considered for each child, and how far are they? The frozen distance table.

All schools are listed where that is small; otherwise the nearest and the claimed ones, and the
placement asks for the rest of a child only if its proof needs them (docs/adr/0008).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import Gates, straight_line_table, walking_table
from geo.network import Streets
from geo.table import DistanceTable

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NEAREST = 20
ALL_LISTED_UP_TO = 4_000_000  # (home, school) pairs


@dataclass(frozen=True, slots=True)
class Options:
    """Option rows in CSR form by child: school index, whole metres, sorted by metres, school.

    `beyond[i]`: every school not listed is at least that far (-1: all are listed).
    `by_air[i]`: child i's home has no way on foot to its schools; straight lines were taken.
    """

    start: Ints
    school: Ints
    metres: Ints
    beyond: Ints
    by_air: Mask


class Distances:
    """Distances from the children's homes to all schools; homes at one point are asked once."""

    def __init__(self, home_xy: NDArray[np.float64], gates: Gates, streets: Streets | None) -> None:
        self.points, point = np.unique(home_xy, axis=0, return_inverse=True)
        self.point: Ints = point.reshape(-1).astype(np.int64)
        self.gates = gates
        self.air: DistanceTable = straight_line_table(self.points, gates)
        self.walk = None if streets is None else walking_table(streets, self.points, gates)
        self.table: DistanceTable = self.air if self.walk is None else self.walk
        self.all_listed = len(self.points) * gates.n_schools <= ALL_LISTED_UP_TO

    def options(self, claim_child: Ints, claim_school: Ints, whole: Mask) -> Options:
        """List options per child; (`claim_child`, `claim_school`) are always among them.

        `whole` marks the children for whom all schools are wanted.
        """
        whole = whole | self.all_listed | (self.gates.n_schools <= NEAREST)
        parts = [self._all_schools(np.flatnonzero(whole), self.table)]
        beyond = np.full(len(self.point), -1, dtype=np.int64)
        if not whole.all():
            few = np.flatnonzero(~whole)
            listed, beyond[few] = self._nearest_schools(few)
            claimed = ~whole[claim_child]
            parts += [listed, self._pairs(claim_child[claimed], claim_school[claimed])]
        child, school, mm = (np.concatenate(column) for column in zip(*parts, strict=True))
        by_air = self._cut_off(child, school, claim_child, claim_school)
        kept = ~by_air[child]
        aerial = self._all_schools(np.flatnonzero(by_air), self.air)
        child, school, mm = (
            np.concatenate([old[kept], new])
            for old, new in zip((child, school, mm), aerial, strict=True)
        )
        return self._sorted(child, school, mm, np.where(by_air, -1, beyond), by_air)

    def _all_schools(self, children: Ints, table: DistanceTable) -> tuple[Ints, Ints, Ints]:
        point, at = np.unique(self.point[children], return_inverse=True)
        rows = table.to_all(point)[at.reshape(-1)]
        child, school = np.nonzero(rows >= 0)
        return children[child], school.astype(np.int64), rows[child, school]

    def _nearest_schools(self, children: Ints) -> tuple[tuple[Ints, Ints, Ints], Ints]:
        school, mm = self.table.nearest(NEAREST)
        at = self.point[children]
        child, column = np.nonzero(school[at] >= 0)
        farthest = np.where(school[:, -1] >= 0, _metres(mm[:, -1]), -1)[at]
        listed = children[child], school[at][child, column].astype(np.int64), mm[at][child, column]
        return listed, farthest

    def _pairs(self, child: Ints, school: Ints) -> tuple[Ints, Ints, Ints]:
        """Look up single (child, school) pairs; pairs without a way are left out."""
        nearest, mm_nearest = self.table.nearest(NEAREST)
        at = self.point[child]
        hit = nearest[at] == school[:, None]
        mm = np.where(hit, mm_nearest[at], 0).sum(axis=1)
        lost = np.flatnonzero(~hit.any(axis=1))
        point, row = np.unique(at[lost], return_inverse=True)
        mm[lost] = self.table.to_all(point)[row.reshape(-1), school[lost]]
        reached = mm >= 0
        return child[reached], school[reached], mm[reached]

    def _cut_off(self, child: Ints, school: Ints, claim_child: Ints, claim_school: Ints) -> Mask:
        """Mark children who cannot walk to a claimed school, or to any."""
        cut_off = np.ones(len(self.point), dtype=np.bool_)
        cut_off[child] = False
        schools = self.gates.n_schools
        walked = among(claim_child * schools + claim_school, child * schools + school)
        cut_off[claim_child[~walked]] = True
        return cut_off

    def _sorted(self, child: Ints, school: Ints, mm: Ints, beyond: Ints, by_air: Mask) -> Options:
        metres = _metres(mm)
        order = np.lexsort((school, metres, child))
        child, school, metres = child[order], school[order], metres[order]
        fresh = np.ones(len(child), dtype=np.bool_)  # a pair may come from two lists
        fresh[1:] = (child[1:] != child[:-1]) | (school[1:] != school[:-1])
        child, school, metres = child[fresh], school[fresh], metres[fresh]
        start = np.zeros(len(self.point) + 1, dtype=np.int64)
        np.cumsum(np.bincount(child, minlength=len(self.point)), out=start[1:])
        return Options(start, school, metres, beyond, by_air)


def among(keys: Ints, wanted: Ints) -> Mask:
    """Say which `keys` are one of `wanted`, by sorting: fast where wanted is the shorter."""
    wanted = np.sort(wanted)
    if not len(wanted):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
    return wanted[at] == keys


def _metres(mm: Ints) -> Ints:
    """Round millimetres to whole metres, halves up."""
    return (mm.astype(np.int64) + 500) // 1000
