"""How far is it as the crow flies? The same table as for walking."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.gates import Gates
from geo.table import Measure, require_k, require_pairs


@dataclass(frozen=True, slots=True)
class StraightLineTable:
    """Planar distances from homes (n, 2) to the nearest gate of each school, in the CRS."""

    homes_xy: NDArray[np.float64]
    gates: Gates

    @property
    def measure(self) -> Measure:
        """Say that these are straight lines."""
        return Measure.STRAIGHT_LINE

    def nearest(
        self, k: int, open_schools: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return (school_index int32, metres_mm int64), both (homes, k), nearest first.

        Millimetres rounded half to even; equal ones in the order of the school index; -1 where
        fewer than k schools are open or the home has no coordinates.
        """
        require_k(k)
        chosen = self.gates.of_open_schools(open_schools)
        return _nearest(self.homes_xy, *self._gates(chosen), k)

    def to_all(self, home_rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 (len(home_rows), schools) millimetres, -1 for a home without a place."""
        everything = np.arange(len(self.gates.school))
        chosen = self.homes_xy[np.asarray(home_rows, np.int64)]
        return _matrix(chosen, *self._gates(everything), self.gates.n_schools)

    def _gates(
        self, chosen: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
        gates = self.gates
        return gates.x_m[chosen], gates.y_m[chosen], gates.school[chosen]


def straight_line_table(homes_xy: NDArray[np.float64], gates: Gates) -> StraightLineTable:
    """Return the straight-line table of homes (n, 2) in the district's metres."""
    return StraightLineTable(require_pairs(homes_xy), gates)


@njit(cache=True)
def _matrix(homes, gate_x, gate_y, gate_school, n_schools):  # type: ignore[no-untyped-def]
    out = np.full((len(homes), n_schools), -1, np.int64)
    for h in range(len(homes)):
        x, y = homes[h]
        if not (np.isfinite(x) and np.isfinite(y)):
            continue
        for g in range(len(gate_x)):
            dx, dy = gate_x[g] - x, gate_y[g] - y
            mm = np.int64(np.rint(np.sqrt(dx * dx + dy * dy) * 1000.0))
            s = gate_school[g]
            if out[h, s] < 0 or mm < out[h, s]:
                out[h, s] = mm
    return out


@njit(cache=True)
def _nearest(homes, gate_x, gate_y, gate_school, k):  # type: ignore[no-untyped-def]
    """Scan the gates, which are sorted by school, and keep the k least (mm, school)."""
    school = np.full((len(homes), k), -1, np.int32)
    mm = np.full((len(homes), k), -1, np.int64)
    n = len(gate_x)
    for h in range(len(homes)):
        x, y = homes[h]
        if not (np.isfinite(x) and np.isfinite(y)):
            continue
        filled, g = 0, 0
        while g < n:
            s, least = gate_school[g], np.inf
            while g < n and gate_school[g] == s:
                dx, dy = gate_x[g] - x, gate_y[g] - y
                least = min(least, dx * dx + dy * dy)
                g += 1
            d = np.int64(np.rint(np.sqrt(least) * 1000.0))
            if filled == k and d >= mm[h, k - 1]:
                continue
            filled = min(filled + 1, k)
            j = filled - 1
            while j > 0 and mm[h, j - 1] > d:
                mm[h, j], school[h, j] = mm[h, j - 1], school[h, j - 1]
                j -= 1
            mm[h, j], school[h, j] = d, s
    return school, mm
