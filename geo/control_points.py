"""Is a layer in the datum it was declared in? Points whose true place is known decide."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.datum import Datum, Reference, crs_of, label, same
from geo.district import District
from geo.faults import Fault

Metres = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ControlCheck:
    """How far control points lie from their known places, as declared and as the best fit.

    Shifts are medians in metres; `shifts` holds (reference name, median) for all that were tried,
    best first.
    """

    declared: Reference
    shift_m: float
    limit_m: float
    best: Reference
    best_shift_m: float
    shifts: tuple[tuple[str, float], ...]

    @property
    def within(self) -> bool:
        """Say whether the declared datum puts the points where they are known to be."""
        return self.shift_m <= self.limit_m

    def fault(self, name: str) -> Fault | None:
        """Return the defect to report, None if there is none."""
        if self.within:
            return None
        what = (
            f"as {label(self.declared)} its control points lie {self.shift_m:,.0f} m off "
            f"(limit {self.limit_m:,.0f} m)"
        )
        if self.best_shift_m <= self.limit_m:
            best = label(self.best)
            return Fault(
                name, what, f"declare {best}: as that they lie {self.best_shift_m:,.1f} m off"
            )
        return Fault(name, what, "no known datum fits: compare the points with the layer by eye")


def check_control_points(
    points_x: Metres,
    points_y: Metres,
    reference: Reference,
    known_xy_m: Metres,
    district: District,
    limit_m: float,
) -> ControlCheck:
    """Compare points of a layer with their known places and name the datum that fits best.

    `points_x`, `points_y` are as the layer gives them (easting or longitude first), `known_xy_m`
    (n, 2) in the district's metres, in the same order. GCJ-02 taken for WGS-84 shows as a shift of
    about 560 m in Mentougou (S3). The median is used so that one wrong point decides nothing.
    Raises ValueError if there is no point or the lengths differ.
    """
    known = np.asarray(known_xy_m, dtype=np.float64).reshape(-1, 2)
    x, y = np.asarray(points_x, dtype=np.float64), np.asarray(points_y, dtype=np.float64)
    if not len(known) or len(x) != len(known) or len(y) != len(known):
        message = f"{len(x)} points and {len(known)} known places: give one known place per point"
        raise ValueError(message)
    tried = [(_shift_m(x, y, one, known, district), one) for one in _candidates(reference)]
    ranked = sorted(tried, key=lambda pair: pair[0])  # stable: of equals the declared comes first
    best_m, best = ranked[0]
    shifts = tuple((label(one), shift) for shift, one in ranked)
    return ControlCheck(reference, tried[0][0], limit_m, best, best_m, shifts)


def _candidates(reference: Reference) -> list[Reference]:
    """Return the declared reference first, then every datum if it is in degrees."""
    crs = crs_of(reference)
    if crs is not None and not crs.is_geographic:
        return [reference]
    return [reference, *(one for one in Datum if not same(one, reference))]


def _shift_m(
    x: Metres, y: Metres, reference: Reference, known: Metres, district: District
) -> float:
    x_m, y_m = district.to_metres(x, y, reference)
    away = np.hypot(x_m - known[:, 0], y_m - known[:, 1])
    return float(np.median(np.where(np.isfinite(away), away, np.inf)))
