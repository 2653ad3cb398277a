"""How are slivers and ring faults taken out of a plan without moving anybody's home unsaid?

Only what is narrower than `sliver_m` everywhere is repaired. Wider overlaps and gaps, and rings
that can be read in two ways, are left exactly as they are and listed for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.district import District
from geo.faults import BadInput
from zones.check_gaps import open_slits
from zones.finding import Report
from zones.layer import ZoneRows
from zones.repair_changes import Change, changes_between
from zones.survey import CheckOptions, Survey, only_areas, wide_somewhere

Ground = NDArray[np.object_]


@dataclass(frozen=True)
class Repaired:
    """The plan after repair: `rows` as before but for the polygons, and every change with place.

    `before`, `after`: the checks of both; what `after` still holds is left for a person.
    """

    rows: ZoneRows
    changes: tuple[Change, ...]
    before: Report
    after: Report

    def document(self) -> dict[str, Any]:
        """Return the difference report for JSON: areas per zone, changes, and what is left."""
        return {
            "before": self.before.counts(),
            "after": self.after.counts(),
            "moved_m2": round(sum(change.area_m2 for change in self.changes), 4),
            "changes": [change.document() for change in self.changes],
            "left_for_a_person": [finding.document() for finding in self.after.findings],
        }


def repair_rows(
    rows: ZoneRows, district: District, options: CheckOptions | None = None
) -> Repaired:
    """Repair the zones in force on `options.on` (all zones of a plan without dates).

    Rings: where three ways of reading an invalid ring agree but for slivers. Borders: snapped and
    edge-matched by `shapely.coverage_clean` (GEOS CoverageCleaner), slivers going to the neighbour
    with the longest common border. Zones of other days stay as they are. Raises BadInput for a
    dated plan without a day, and if more than slivers would move.
    """
    from zones.check import check_rows

    survey = Survey(rows, None, options or CheckOptions())
    if survey.options.on is None and any(any(period) for period in survey.periods):
        raise BadInput.one(
            rows.source, "the zones have dates", "name the day whose zones are repaired with --on"
        )
    polygons = rows.polygons.copy()
    for row in np.flatnonzero(~survey.valid):
        polygons[row] = repaired_ring(polygons[row], survey.options.sliver_m)
    whole = replace(rows, polygons=polygons)
    for level in sorted(set(survey.levels)):
        members = _members(Survey(whole, None, survey.options), level)
        if len(members) > 1:
            polygons[members] = snapped(polygons[members], survey.options)
    after = replace(rows, polygons=polygons)
    changes = changes_between(survey, polygons, district)
    _refuse_wide(changes, survey)
    return Repaired(
        after,
        changes,
        check_rows(rows, district, options=survey.options),
        check_rows(after, district, options=survey.options),
    )


def _members(survey: Survey, level: str) -> NDArray[np.int64]:
    """Return the rows that are repaired together; invalid ones stay out."""
    return np.array(
        [row for row in survey.active if survey.levels[row] == level and survey.valid[row]],
        dtype=np.int64,
    )


def repaired_ring(polygon: Any, sliver_m: float) -> Any:
    """Return the one valid reading of an invalid polygon, or the polygon if there are several.

    Even-odd (linework), shells less holes (structure) and winding (a buffer of 0) must agree
    everywhere but in slivers; then the one of the fewest parts is taken.
    """
    if shapely.get_type_id(polygon) not in (3, 6):
        return polygon
    readings = [
        only_areas(shapely.make_valid(polygon, method="linework")),
        only_areas(shapely.make_valid(polygon, method="structure")),
        only_areas(shapely.buffer(polygon, 0)),
    ]
    for other in readings[1:]:
        pieces = shapely.get_parts(only_areas(shapely.symmetric_difference(readings[0], other)))
        if wide_somewhere(pieces, sliver_m).any():
            return polygon
    kept = [reading for reading in readings if not shapely.is_empty(reading)]
    return min(kept, key=lambda reading: len(shapely.get_parts(reading)), default=polygon)


def snapped(ground: Ground, options: CheckOptions) -> Ground:
    """Return valid zones without slivers between them; real overlaps and gaps stay.

    The ground that several zones truly share, and the slits to close, enter the coverage as
    pieces of their own, so that the cleaner cannot give them away; each zone is then put together
    from its pieces.
    """
    shared = _real_overlaps(ground, options)
    faces, owners = _faces(ground, shared)
    own = shapely.difference(ground, shapely.union_all(shared)) if len(shared) else ground
    slits, slit_owners = _slits(ground, options)
    elements = np.concatenate([own, faces, slits])
    owned = [(zone,) for zone in range(len(ground))] + owners + slit_owners
    areal = ~shapely.is_empty(elements)
    cleaned = elements.copy()
    cleaned[areal] = shapely.coverage_clean(
        elements[areal], gap_width=options.sliver_m, snapping_distance=options.rounding_m
    )
    pieces: list[list[Any]] = [[] for _ in ground]
    for element, zones in zip(cleaned, owned, strict=True):
        for zone in zones:
            pieces[zone].append(element)
    return np.array([only_areas(shapely.union_all(own)) for own in pieces], dtype=object)


def _real_overlaps(ground: Ground, options: CheckOptions) -> Ground:
    tree = shapely.STRtree(ground)
    left, right = tree.query(ground)
    one = left < right
    common = shapely.intersection(ground[left[one]], ground[right[one]])
    pieces = shapely.get_parts([only_areas(each) for each in common])
    return pieces[wide_somewhere(pieces, options.sliver_m)]


def _faces(ground: Ground, shared: Ground) -> tuple[Ground, list[tuple[int, ...]]]:
    """Part the truly shared ground where its owners change; return each face with its owners."""
    if not len(shared):
        return np.empty(0, dtype=object), []
    lines = shapely.union_all(shapely.boundary(shared))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    points = shapely.point_on_surface(faces)
    kept = shapely.STRtree(shared).query(points, predicate="intersects")[0]
    faces = faces[np.unique(kept)]
    face, zone = shapely.STRtree(ground).query(
        shapely.point_on_surface(faces), predicate="intersects"
    )
    owners: list[set[int]] = [set() for _ in faces]
    for one, other in zip(face.tolist(), zone.tolist(), strict=True):
        owners[one].add(other)
    return faces, [tuple(sorted(each)) for each in owners]


def _slits(ground: Ground, options: CheckOptions) -> tuple[Ground, list[tuple[int, ...]]]:
    """Return the open slits between zones, each with the neighbour along most of its border."""
    pieces = np.array(open_slits(shapely.union_all(ground), options), dtype=object)
    owners: list[tuple[int, ...]] = []
    kept = []
    tree = shapely.STRtree(ground)
    for number, piece in enumerate(pieces):
        near = np.sort(tree.query(piece, predicate="dwithin", distance=options.rounding_m))
        if len(near) > 1:
            seam = shapely.buffer(piece.exterior, options.rounding_m)
            common = shapely.length(shapely.intersection(shapely.boundary(ground[near]), seam))
            owners.append((int(near[np.argmax(common)]),))
            kept.append(number)
    return pieces[kept], owners


def _refuse_wide(changes: Sequence[Change], survey: Survey) -> None:
    """Refuse a repair that moved more than slivers, whatever the reason."""
    wide = [change for change in changes if change.is_wide]
    if wide:
        first = wide[0]
        raise BadInput.one(
            survey.rows.source,
            f"repairing would move {first.area_m2:.4g} m² of zone {first.zone_id} at"
            f" {first.x_m:.2f}, {first.y_m:.2f}, which is no sliver",
            "repair that place by hand first, or state a smaller sliver width",
        )
