"""How far does a child walk to each school? Tables of walking and of straight-line distances.

A walking distance is: straight from the home's door to the nearest street, along that edge,
through the network, along the gate's edge, and straight to the gate; the nearest gate of a
school counts. Two points on one edge may also meet along it. Streets are walked both ways.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geo.gates import Gates
from geo.nearest import nearest_by_labels
from geo.network import Streets
from geo.reach import Reach, reach_of
from geo.rows import NO_WAY, RowSearch, Sites, each_alone
from geo.snap import DEFAULT_LIMIT_M, Snapped, Snapper
from geo.straight import StraightLineTable, straight_line_table
from geo.table import DistanceTable, Measure, require_k, require_pairs

__all__ = [
    "DistanceTable",
    "Engine",
    "Gates",
    "Measure",
    "StraightLineTable",
    "WalkingTable",
    "straight_line_table",
    "walking_table",
]

# Up to this many (school, node or home) pairs plain rows are fast enough; nothing is compiled.
ROWS_UP_TO = 2_000_000


class Engine(StrEnum):
    """How the nearest schools are found; the answers are identical."""

    AUTO = "auto"
    ROWS = "rows"
    LABELS = "labels"


@dataclass(frozen=True, slots=True)
class WalkingTable:
    """Walking distances between snapped homes and the gates of all schools."""

    streets: Streets
    homes: Snapped
    located: NDArray[np.bool_]
    gates: Snapped
    gate_school: NDArray[np.int32]
    n_schools: int
    limit_m: float

    @property
    def measure(self) -> Measure:
        """Say that these are walking distances."""
        return Measure.WALKING

    def nearest(
        self,
        k: int,
        open_schools: NDArray[np.bool_] | None = None,
        engine: Engine = Engine.AUTO,
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return (school_index int32, metres_mm int64), both (homes, k), nearest first.

        Exact; equal distances in the order of the school index; -1 where fewer than k schools
        can be reached. Only `open_schools` (booleans, one per school) are looked for.
        """
        require_k(k)
        chosen = self._gates().of_open_schools(open_schools)
        if engine is Engine.AUTO:
            pairs = (self.streets.n_nodes + len(self.homes.edge)) * self.n_schools
            engine = Engine.ROWS if pairs <= ROWS_UP_TO else Engine.LABELS
        gates, school = _subset(self.gates, chosen), self.gate_school[chosen]
        if engine is Engine.LABELS:
            return nearest_by_labels(self.streets, self.homes, gates, school, k)
        return _nearest_by_rows(self.streets, self.homes, Sites(gates, school, self.n_schools), k)

    def to_all(self, home_rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 (len(home_rows), schools) millimetres, -1 where there is no way."""
        homes = _subset(self.homes, np.asarray(home_rows, np.int64))
        search = RowSearch(self.streets)
        schools = Sites(self.gates, self.gate_school, self.n_schools)
        out = np.full((len(homes.edge), self.n_schools), NO_WAY, np.int64)
        # One Dijkstra for each home or one for each school: the fewer, the faster.
        if len(homes.edge) < self.n_schools:
            alone = each_alone(homes)
            step = search.chunk(len(self.gates.edge))
            for low in range(0, len(homes.edge), step):
                part = np.arange(low, min(low + step, len(homes.edge)))
                by_gate = search.rows(alone, part, self.gates)
                first = np.searchsorted(self.gate_school, np.arange(self.n_schools))
                out[part] = np.minimum.reduceat(by_gate, first, axis=1)
        else:
            for part, rows in _school_rows(search, schools, homes):
                out[:, part] = rows.T
        return np.where(out == NO_WAY, -1, out)

    def reach(self, open_schools: NDArray[np.bool_] | None = None) -> Reach:
        """Report who cannot reach any open school on foot, and why; counts by component."""
        chosen = self._gates().of_open_schools(open_schools)
        return reach_of(
            self.streets, self.homes, self.located, (self.gates, self.gate_school), chosen
        )

    def state(self, open_schools: NDArray[np.bool_] | None = None) -> NDArray[np.str_]:
        """Return the `Reached` value of every home as text."""
        return self.reach(open_schools).state

    def _gates(self) -> Gates:
        return Gates(self.gates.x_m, self.gates.y_m, self.gate_school, self.n_schools)


def walking_table(
    streets: Streets,
    homes_xy: NDArray[np.float64],
    gates: Gates,
    *,
    limit_m: float = DEFAULT_LIMIT_M,
) -> WalkingTable:
    """Snap homes (n, 2) and gates, in the district's metres, and return their distance table.

    A home without coordinates (NaN) or farther than `limit_m` from every street is not routed:
    its distances are -1 and `reach()` counts it. Gates that far off do not count either.
    """
    homes_xy = require_pairs(homes_xy)
    snapper = Snapper(streets)
    located = np.isfinite(homes_xy[:, 0]) & np.isfinite(homes_xy[:, 1])
    return WalkingTable(
        streets,
        snapper.snap(homes_xy[:, 0], homes_xy[:, 1], limit_m),
        located,
        snapper.snap(gates.x_m, gates.y_m, limit_m),
        gates.school,
        gates.n_schools,
        limit_m,
    )


def _subset(at: Snapped, rows: NDArray[np.int64]) -> Snapped:
    return Snapped(
        at.edge[rows], at.offset_mm[rows], at.off_street_mm[rows], at.x_m[rows], at.y_m[rows]
    )


def _school_rows(
    search: RowSearch, schools: Sites, homes: Snapped
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (school numbers, rows (schools, homes)) in chunks of bounded memory."""
    step = search.chunk(len(homes.edge))
    for low in range(0, schools.n_groups, step):
        part = np.arange(low, min(low + step, schools.n_groups))
        yield part, search.rows(schools, part, homes)


def _nearest_by_rows(
    streets: Streets, homes: Snapped, schools: Sites, k: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    none, n = np.iinfo(np.int64).max, max(schools.n_groups, 1)
    best = np.full((len(homes.edge), k), none, np.int64)
    for part, rows in _school_rows(RowSearch(streets), schools, homes):
        # One integer orders by distance, then by school.
        packed = np.where(rows == NO_WAY, none, rows * n + part[:, None])
        best = np.sort(np.concatenate([best, packed.T], axis=1), axis=1)[:, :k]
    found = best < none
    school = np.where(found, best % n, -1).astype(np.int32)
    return school, np.where(found, best // n, -1)
