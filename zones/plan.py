"""What is a plan of service zones, and which of its zones are in force on a day?"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from zones.level import Level

if TYPE_CHECKING:
    from zones.cover_grid import CoverGrid
    from zones.lines import ZoneLines

Polygons = NDArray[np.object_]


def in_force(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Say whether valid_from <= day < valid_to; a missing end is open."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


@dataclass(frozen=True, eq=False)
class Plan:
    """Service zones (招生服务片) sorted by zone id, level and first day; all columns are parallel.

    `polygons`: shapely Polygons or MultiPolygons, valid, in `crs` (the district's metres).
    `school_ids[i]`: the schools of zone i, sorted; () where the plan names none.
    A zone id may come back with another period of validity, never twice on one day.
    """

    zone_id: tuple[str, ...]
    name: tuple[str, ...]
    level: tuple[Level, ...]
    school_ids: tuple[tuple[str, ...], ...]
    valid_from: tuple[date | None, ...]
    valid_to: tuple[date | None, ...]
    polygons: Polygons
    crs: pyproj.CRS

    def __len__(self) -> int:
        """Count the zones."""
        return len(self.zone_id)

    def on(self, day: date, level: Level | str) -> "Plan":
        """Return the zones of one level in force on `day` (valid_from <= day < valid_to)."""
        wanted = Level(level)
        return self.take([
            index for index in range(len(self))
            if self.level[index] is wanted
            and in_force(self.valid_from[index], self.valid_to[index], day)
        ])  # fmt: skip

    def take(self, rows: Sequence[int]) -> "Plan":
        """Return the plan of these rows only, in the plan's own order."""
        kept = sorted(rows)
        columns: dict[str, Any] = {
            column: tuple(getattr(self, column)[index] for index in kept) for column in _COLUMNS
        }
        return Plan(**columns, polygons=self.polygons[np.array(kept, dtype=np.int64)], crs=self.crs)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the levels that occur, sorted."""
        return tuple(sorted(set(self.level)))

    @cached_property
    def of_one_day(self) -> bool:
        """Say whether all zones are of one level and no zone id stands twice: fit to be matched."""
        return len(self.levels) <= 1 and len(set(self.zone_id)) == len(self)

    @cached_property
    def multi_school(self) -> NDArray[np.bool_]:
        """Say which zones name several schools (多校划片)."""
        return np.array([len(schools) > 1 for schools in self.school_ids], dtype=bool)

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Return the row of each zone id; of a plan that is not of one day, its last row."""
        return {zone: index for index, zone in enumerate(self.zone_id)}

    @cached_property
    def lines(self) -> "ZoneLines":
        """Return the index of all zone borders, built once per plan."""
        from zones.lines import lines_of

        return lines_of(self.polygons)

    @cached_property
    def cover(self) -> "CoverGrid":
        """Return the grid that answers many homes at once, built once per plan."""
        from zones.cover_grid import grid_of_cover

        return grid_of_cover(self.polygons, self.lines)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the tree of the zones' boxes."""
        return shapely.STRtree(self.polygons)

    @cached_property
    def content_hash(self) -> str:
        """Return the SHA-256 of everything the plan says, the same for any order of its source.

        Of the CRS, ids, names, levels, schools, dates and the WKB of the polygons.
        """
        digest = hashlib.sha256(self.crs.to_wkt().encode())
        for index, wkb in enumerate(shapely.to_wkb(self.polygons, byte_order=1)):
            row = [_plain(getattr(self, column)[index]) for column in _COLUMNS]
            digest.update(json.dumps(row, ensure_ascii=False).encode() + b"\n" + wkb)
        return digest.hexdigest()


_COLUMNS = ("zone_id", "name", "level", "school_ids", "valid_from", "valid_to")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def plan_of_rows(rows: Sequence[tuple[Any, ...]], polygons: Polygons, crs: pyproj.CRS) -> Plan:
    """Build a plan from (zone id, name, level, schools, from, to) rows that were checked before.

    The rows may come in any order; schools may too. See `zones.read` for files, with checks.
    """

    def key(index: int) -> tuple[Any, ...]:
        zone, _, level, _, valid_from, _ = rows[index]
        return zone, level, valid_from or date.min

    order = sorted(range(len(rows)), key=key)
    columns = list(zip(*(rows[index] for index in order), strict=True)) or [()] * len(_COLUMNS)
    named = dict(zip(_COLUMNS, columns, strict=True))
    named["level"] = tuple(Level(level) for level in named["level"])
    named["school_ids"] = tuple(tuple(sorted(schools)) for schools in named["school_ids"])
    return Plan(**named, polygons=polygons[np.array(order, dtype=np.int64)], crs=crs)
