"""What if a home reaches no school on foot? Straight lines for it, chosen and named."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import WalkingTable
from geo.reach import Reached
from geo.straight import StraightLineTable
from geo.table import Measure


@dataclass(frozen=True, slots=True)
class FallbackTable:
    """Walking distances; straight lines for the whole home where it reaches no school on foot.

    Measures are never mixed inside one home. `fell_back` names the homes, so that every result
    can say by which measure it was found.
    """

    walking: WalkingTable
    straight: StraightLineTable

    @property
    def measure(self) -> Measure:
        """Say that straight lines stand in where no street leads."""
        return Measure.WALKING_ELSE_STRAIGHT_LINE

    def fell_back(self, open_schools: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Say which homes are measured straight because they reach no open school on foot."""
        return self.walking.state(open_schools) != Reached.REACHED.value

    def nearest(
        self, k: int, open_schools: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return (school_index, metres_mm), both (homes, k), nearest first, padded with -1."""
        school, mm = self.walking.nearest(k, open_schools)
        rows = np.flatnonzero(self.fell_back(open_schools))
        some = StraightLineTable(self.straight.homes_xy[rows], self.straight.gates)
        school[rows], mm[rows] = some.nearest(k, open_schools)
        return school, mm

    def to_all(self, home_rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return (rows, schools) millimetres; fallen-back homes by straight line."""
        rows = np.asarray(home_rows, np.int64)
        out = self.walking.to_all(rows)
        straight = self.fell_back()[rows]
        out[straight] = self.straight.to_all(rows[straight])
        return out


def with_fallback(walking: WalkingTable, straight: StraightLineTable) -> FallbackTable:
    """Combine the two tables of the same homes and schools; the caller has chosen to."""
    if len(straight.homes_xy) != len(walking.homes.edge) or (
        straight.gates.n_schools != walking.n_schools
    ):
        msg = "the two tables are of different homes or schools"
        raise ValueError(msg)
    return FallbackTable(walking, straight)
