"""What did a repair change, zone by zone and place by place?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.district import District
from zones.survey import Survey, mean_width, only_areas, point_in, wide_somewhere


@dataclass(frozen=True, slots=True)
class Change:
    """Ground that a zone gained or lost.

    `other`: the zones it came from or went to, () for land of no zone. Changes narrower than the
    rounding width are told together, one entry per zone and direction, at the largest of them.
    """

    zone_id: str
    direction: str
    other: tuple[str, ...]
    pieces: int
    area_m2: float
    width_m: float
    is_wide: bool
    x_m: float
    y_m: float
    lon: float
    lat: float
    geometry: Any

    def document(self) -> dict[str, Any]:
        """Return the change for JSON, without its geometry."""
        return {
            "zone_id": self.zone_id,
            "direction": self.direction,
            "other": list(self.other),
            "pieces": self.pieces,
            "area_m2": round(self.area_m2, 6),
            "width_m": round(self.width_m, 6),
            "x_m": round(self.x_m, 3),
            "y_m": round(self.y_m, 3),
            "lon": round(self.lon, 7),
            "lat": round(self.lat, 7),
        }


def changes_between(
    survey: Survey, after: NDArray[np.object_], district: District
) -> tuple[Change, ...]:
    """Return every change from the surveyed rows to these polygons, sorted by zone and place.

    A ring that was invalid is compared by the ground that `Survey.solid` makes of it.
    """
    before = survey.solid
    found: list[Change] = []
    for row in range(len(survey)):
        if after[row] is not survey.rows.polygons[row]:
            gained = shapely.difference(after[row], before[row])
            lost = shapely.difference(before[row], after[row])
            found += _changes(survey, row, "gained", gained, before)
            found += _changes(survey, row, "lost", lost, after)
    if found:
        xy = np.array([(change.x_m, change.y_m) for change in found])
        lon, lat = district.to_wgs84(xy[:, 0], xy[:, 1])
        found = [
            replace(change, lon=float(east), lat=float(north))
            for change, east, north in zip(found, lon, lat, strict=True)
        ]
    return tuple(sorted(found, key=lambda change: (change.zone_id, change.direction, change.x_m,
                                                   change.y_m)))  # fmt: skip


def _changes(
    survey: Survey, row: int, direction: str, ground: Any, others: NDArray[np.object_]
) -> Iterator[Change]:
    pieces = shapely.get_parts(only_areas(ground))
    narrow = mean_width(pieces) < survey.options.rounding_m
    for piece in pieces[~narrow]:
        yield _change(survey, row, direction, [piece], others)
    if narrow.any():
        yield _change(survey, row, direction, list(pieces[narrow]), others)


def _change(
    survey: Survey, row: int, direction: str, pieces: list[Any], others: NDArray[np.object_]
) -> Change:
    largest = max(pieces, key=lambda piece: piece.area)
    point = point_in(largest)
    around = [
        survey.name(other)
        for other in survey.active
        if other != row
        and survey.levels[other] == survey.levels[row]
        and shapely.intersects_xy(others[other], point.x, point.y)
    ]
    return Change(
        zone_id=survey.name(row),
        direction=direction,
        other=tuple(sorted(around)),
        pieces=len(pieces),
        area_m2=float(sum(piece.area for piece in pieces)),
        width_m=float(mean_width(largest)),
        is_wide=bool(wide_somewhere(np.array(pieces), survey.options.sliver_m).any()),
        x_m=point.x,
        y_m=point.y,
        lon=float("nan"),
        lat=float("nan"),
        geometry=largest if len(pieces) == 1 else shapely.MultiPolygon(pieces),
    )
