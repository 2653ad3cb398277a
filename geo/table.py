"""What does every table of distances promise? Whole millimetres, a fixed order, a named measure."""

from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Measure(StrEnum):
    """What a table's distances mean; every result must name it."""

    WALKING = "walking"
    STRAIGHT_LINE = "straight_line"


class DistanceTable(Protocol):
    """Distances from homes to schools in integer millimetres, -1 where there is none."""

    @property
    def measure(self) -> Measure:
        """Say what the distances mean."""

    def nearest(
        self, k: int, open_schools: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return (school_index, metres_mm), both (homes, k), nearest first, padded with -1."""

    def to_all(self, home_rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return int64 (len(home_rows), schools) millimetres."""


def require_k(k: int) -> None:
    """Refuse a number of schools below one."""
    if k < 1:
        msg = f"k is {k}; ask for at least one nearest school"
        raise ValueError(msg)


def require_pairs(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return homes as float64 (homes, 2); refuse any other shape."""
    xy = np.asarray(xy, np.float64)
    if xy.ndim != 2 or xy.shape[1] != 2:
        msg = f"homes must be an array (homes, 2) of metres, not {xy.shape}"
        raise ValueError(msg)
    return np.ascontiguousarray(xy)
