"""Is each zone's own geometry sound? Invalid rings, bow-ties, holes, parts, copies."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from zones.finding import Finding, Kind, Severity
from zones.survey import Survey, mean_width, point_in, same_time

_REASON = re.compile(r"(?P<reason>[^\[]+)\[(?P<x>\S+) (?P<y>\S+)\]")
_POLYGONAL = (3, 6)


def ring_findings(survey: Survey) -> Iterator[Finding]:
    """Yield every fault of single geometries, then holes and parts as notes."""
    for row, geometry in enumerate(survey.rows.polygons):
        if shapely.get_type_id(geometry) not in _POLYGONAL:
            drawn = "nothing" if geometry is None else f"a {geometry.geom_type}"
            yield Finding(
                kind=Kind.NOT_A_POLYGON, severity=Severity.ERROR,
                what=f"the geometry is {drawn}, no polygon",
                repair="draw the zone as a Polygon or MultiPolygon", **survey.at(row),
            )  # fmt: skip
        elif not survey.valid[row]:
            yield from _invalid(survey, row, geometry)
        else:
            yield from _holes_and_parts(survey, row, geometry)
    yield from _copies(survey)


def _invalid(survey: Survey, row: int, geometry: Any) -> Iterator[Finding]:
    crossings = crossing_points(geometry)
    base = {"severity": Severity.ERROR, "geometry": None, **survey.at(row)}
    repair = "redraw the ring, or let zones check --repair write a repaired copy"
    for x, y in crossings:
        yield Finding(**base | {
            "kind": Kind.BOW_TIE, "repair": repair, "x_m": x, "y_m": y,
            "what": "the border crosses itself (bow-tie), so inside and outside are not defined",
        })  # fmt: skip
    if not crossings:
        found = _REASON.fullmatch(shapely.is_valid_reason(geometry))
        reason = found["reason"] if found else shapely.is_valid_reason(geometry)
        place = {"x_m": float(found["x"]), "y_m": float(found["y"])} if found else {}
        what = f"invalid ring: {reason.strip()}"
        yield Finding(**base | place | {"kind": Kind.INVALID_RING, "what": what, "repair": repair})


def crossing_points(geometry: Any) -> list[tuple[float, float]]:
    """Return the points where the borders of one polygon truly cross themselves, sorted.

    A border that only touches itself (a ring self-touch, a shared vertex) does not cross.
    """
    segments = _segments(geometry)
    tree = shapely.STRtree(segments)
    left, right = tree.query(segments, predicate="crosses")
    one = left < right
    points = shapely.intersection(segments[left[one]], segments[right[one]])
    return sorted({(float(p.x), float(p.y)) for p in points if p.geom_type == "Point"})


def _segments(geometry: Any) -> Any:
    rings = shapely.get_rings(geometry)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    inner = np.flatnonzero(ring[1:] == ring[:-1])
    ends = np.stack([coordinates[inner], coordinates[inner + 1]], axis=1)
    return shapely.linestrings(ends[(ends[:, 0] != ends[:, 1]).any(axis=1)])


def _holes_and_parts(survey: Survey, row: int, geometry: Any) -> Iterator[Finding]:
    at = survey.at(row)
    parts = shapely.get_parts(geometry)
    for part in parts:
        for ring in shapely.get_rings(part)[1:]:
            hole = shapely.Polygon(ring)
            point = point_in(hole)
            place = {"x_m": point.x, "y_m": point.y}
            yield Finding(**at | place, kind=Kind.HOLE, severity=Severity.NOTE, geometry=hole,
                area_m2=hole.area, width_m=float(mean_width(hole)),
                what=f"the zone has a hole of {hole.area:.1f} m²",
                repair="none needed if another zone fills it; otherwise it is listed as a gap",
            )  # fmt: skip
    if len(parts) > 1:
        sizes = ", ".join(f"{area:.0f}" for area in sorted(shapely.area(parts), reverse=True))
        yield Finding(**at, kind=Kind.MULTIPART, severity=Severity.NOTE, area_m2=geometry.area,
            what=f"the zone has {len(parts)} parts of {sizes} m²",
            repair="none needed if the enclaves are meant",
        )  # fmt: skip


def _copies(survey: Survey) -> Iterator[Finding]:
    """Yield groups of rows with exactly the same ground, whatever the ring starts with."""
    groups: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    active = np.array(survey.active, dtype=np.int64)
    shapes = shapely.to_wkb(shapely.normalize(survey.rows.polygons[active]))
    for row, shape in zip(active.tolist(), shapes, strict=True):
        groups[survey.levels[row], shape].append(row)
    for rows in groups.values():
        alike = [row for row in rows if any(
            row != other and same_time(survey.periods[row], survey.periods[other])
            for other in rows
        )]  # fmt: skip
        if alike:
            at = survey.at(alike[0])
            names = sorted(survey.name(row) for row in alike)
            where = "; ".join(survey.rows.where[row] for row in alike)
            yield Finding(**at | {"where": where, "zones": tuple(names)},
                kind=Kind.DUPLICATE_GEOMETRY, severity=Severity.ERROR,
                area_m2=survey.solid[alike[0]].area,
                what=f"zones {', '.join(names)} have exactly the same geometry",
                repair="keep one and name all its schools in school_ids, or draw the others anew",
            )  # fmt: skip
