"""How round is each zone of a draft? Only the zones that a stroke touched are measured again."""

import math
from dataclasses import dataclass, field

import numpy as np
import shapely

from zones.redraw.draft import Draft
from zones.redraw.problem import Ints

_GRID_M = 0.01
_MOST = 20_000  # zones remembered: some thousand strokes of one district


@dataclass(slots=True)
class Roundness:
    """4π·area / perimeter² of zones (Polsby and Popper 1991): 1 for a circle, less when ragged."""

    draft: Draft
    _known: dict[bytes, float] = field(default_factory=dict)

    def of(self, zone: Ints) -> tuple[float | None, ...]:
        """Return that of each school's zone, to 0.001; None for a school without blocks."""
        return tuple(
            self._of(np.flatnonzero(zone == school)) for school in range(len(self.draft.sites))
        )

    def _of(self, rows: Ints) -> float | None:
        if not len(rows):
            return None
        key = rows.tobytes()
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            whole = shapely.union_all(self.draft.blocks.polygons[rows], grid_size=_GRID_M)
            self._known[key] = round(4 * math.pi * float(whole.area) / float(whole.length) ** 2, 3)
        return self._known[key]
