"""Where can a child enter each school? One or more gates per school, the nearest one counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates in use of all schools, in the district's metres, sorted by school.

    `x_m`, `y_m` float64 (gates); `school` int32 (gates): the index of the school; every school
    from 0 to n_schools - 1 has at least one gate.
    """

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    school: NDArray[np.int32]
    n_schools: int

    @classmethod
    def of(cls, points: Sequence[Any]) -> "Gates":
        """Take one Point, MultiPoint or array (gates, 2) for each school, in metres.

        Raises ValueError for a school without a gate or with a gate that is not finite.
        """
        each = [
            np.asarray(p, np.float64).reshape(-1, 2)
            if isinstance(p, (np.ndarray, list, tuple))
            else shapely.get_coordinates(p)
            for p in points
        ]
        for index, places in enumerate(each):
            if len(places) == 0 or not np.isfinite(places).all():
                msg = f"school number {index} has no gate with coordinates; give it at least one"
                raise ValueError(msg)
        sizes = [len(places) for places in each]
        xy = np.concatenate([*each, np.empty((0, 2))])
        school = np.repeat(np.arange(len(each), dtype=np.int32), sizes)
        return cls(xy[:, 0].copy(), xy[:, 1].copy(), school, len(each))

    def of_open_schools(self, open_schools: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """Return the numbers of the gates whose school is open (None: all are)."""
        if open_schools is None:
            return np.arange(len(self.school))
        if open_schools.shape != (self.n_schools,) or open_schools.dtype != bool:
            msg = f"open_schools must be {self.n_schools} booleans, one for each school"
            raise ValueError(msg)
        return np.flatnonzero(open_schools[self.school])
