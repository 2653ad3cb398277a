"""What is looked at when a plan is checked? Its rows, dated and solid, and what belongs to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from zones.cells import date_of
from zones.layer import COLUMNS, ZoneRows
from zones.level import level_of
from zones.plan import in_force

ROUNDING_M = 0.001
SLIVER_M = 1.0


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to check against.

    `on`: only the zones in force that day (None: every period); `sliver_m`: an overlap or gap in
    which no circle of this diameter fits is a sliver; below `rounding_m` mean width it is
    rounding; `outline`: the district as a shapely (Multi)Polygon in its metres, or None.
    """

    on: date | None = None
    sliver_m: float = SLIVER_M
    rounding_m: float = ROUNDING_M
    outline: Any = None


@dataclass(frozen=True, eq=False)
class Survey:
    """The rows of a plan with their dates and levels read; what cannot be read is taken as open.

    `schools`: a frame with school_id, level, gates, or None when no schools were given.
    """

    rows: ZoneRows
    schools: Any
    options: CheckOptions

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    @cached_property
    def periods(self) -> tuple[tuple[date | None, date | None], ...]:
        """Return (valid_from, valid_to) of each row; an unreadable date counts as none."""
        columns = (self.rows.text("valid_from"), self.rows.text("valid_to"))
        return tuple((_date(start), _date(end)) for start, end in zip(*columns, strict=True))

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Return the level of each row; an unreadable one stays as it stands."""
        return tuple(_level(text) for text in self.rows.text("level"))

    @cached_property
    def valid(self) -> NDArray[np.bool_]:
        """Say which geometries are valid polygons as they stand."""
        areal = np.isin(shapely.get_type_id(self.rows.polygons), (3, 6))
        return areal & shapely.is_valid(self.rows.polygons)

    @cached_property
    def solid(self) -> NDArray[np.object_]:
        """Return the ground of each row: the polygons, invalid ones made valid for the check."""
        ground = self.rows.polygons.copy()
        broken = ~self.valid
        # "structure" never counts ground twice; the result is looked at, not kept.
        ground[broken] = [only_areas(shapely.make_valid(each, method="structure"))
                          for each in ground[broken]]  # fmt: skip
        return ground

    @cached_property
    def active(self) -> tuple[int, ...]:
        """Return the rows in force on the day asked for; all rows when no day is asked for.

        Sorted by what they say, so that rounding inside GEOS, which depends on the order of its
        operands, is the same for any order of the file.
        """
        day = self.options.on
        present = [
            row for row, period in enumerate(self.periods) if day is None or in_force(*period, day)
        ]
        extent = shapely.bounds(self.rows.polygons).tolist()
        said = list(zip(*(self.rows.text(column) for column in COLUMNS), extent, strict=True))
        return tuple(sorted(present, key=lambda row: said[row]))

    @cached_property
    def rank(self) -> dict[int, int]:
        """Return the place of each active row in that order."""
        return {row: place for place, row in enumerate(self.active)}

    def eras(self) -> Iterator[tuple[str, str, tuple[int, ...]]]:
        """Yield (level, period in words, rows) for each level and each unbroken period.

        With `on` the only period is that day; without dates it is "always".
        """
        for level in sorted(set(self.levels)):
            rows = [row for row in self.active if self.levels[row] == level]
            for words, day in self._days(rows):
                present = tuple(
                    row for row in rows if day is None or in_force(*self.periods[row], day)
                )
                if present:
                    yield level, words, present

    def _days(self, rows: Sequence[int]) -> Iterator[tuple[str, date | None]]:
        """Yield one day of each unbroken period with the period's name."""
        if self.options.on is not None:
            yield f"on {self.options.on}", self.options.on
            return
        turns = sorted({day for row in rows for day in self.periods[row] if day is not None})
        if not turns:
            yield "always", None
            return
        yield f"before {turns[0]}", date.min
        for start, end in zip(turns, [*turns[1:], None], strict=True):
            yield f"from {start}" + (f" to {end}" if end else " on"), start

    def at(self, row: int) -> dict[str, Any]:
        """Return the zone, level and a point inside a row, for a finding about its attributes."""
        ground = self.solid[row]
        point = None if shapely.is_empty(ground) else point_in(ground)
        zone = self.rows.text("zone_id")[row]
        return {
            "where": self.rows.where[row], "zones": (zone,) if zone else (),
            "level": self.levels[row], "x_m": point.x if point else None,
            "y_m": point.y if point else None,
        }  # fmt: skip

    def name(self, row: int) -> str:
        """Return the zone id of a row, or the place of the row where it has none."""
        return self.rows.text("zone_id")[row] or self.rows.where[row]


def same_time(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Say whether two half-open periods share a day."""
    start = max(one[0] or date.min, other[0] or date.min)
    end = min(one[1] or date.max, other[1] or date.max)
    return start < end


def only_areas(geometry: Any) -> Any:
    """Return the polygons of a geometry as a (Multi)Polygon; what has no area falls away."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    areas = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 0)]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(list(areas))


def mean_width(pieces: Any) -> NDArray[np.float64]:
    """Return 2 · area / perimeter of each piece: the width of a long thin one, in metres."""
    return 2.0 * shapely.area(pieces) / np.maximum(shapely.length(pieces), 1e-300)


def point_in(ground: Any) -> Any:
    """Return a point of a piece of ground; of one thinner than a double can hold, a corner."""
    point = shapely.point_on_surface(ground)
    if shapely.is_empty(point):
        point = shapely.points(shapely.get_coordinates(ground)[0])
    return point


def wide_somewhere(pieces: NDArray[np.object_], width_m: float) -> NDArray[np.bool_]:
    """Say for each piece whether a circle of this diameter fits somewhere inside it."""
    # A circle has at most the area of the piece: this settles nearly all without a buffer.
    wide = shapely.area(pieces) >= np.pi * width_m * width_m / 4
    wide[wide] = ~shapely.is_empty(shapely.buffer(pieces[wide], -width_m / 2))
    return wide


def _date(text: str) -> date | None:
    try:
        return date_of(text)
    except ValueError:
        return None


def _level(text: str) -> str:
    try:
        return str(level_of(text))
    except ValueError:
        return text
