"""Which plan of zones does a file describe? Read, or refused with every fault at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.district import District
from geo.faults import FaultList
from zones.cells import ids_of
from zones.check_attributes import attribute_findings
from zones.check_rings import ring_findings
from zones.check_schools import school_findings
from zones.finding import Finding, Kind, Severity
from zones.layer import ReadOptions, ZoneRows, read_rows
from zones.plan import Plan, plan_of_rows
from zones.survey import CheckOptions, Survey

# Overlaps and gaps are no fault of reading: homes there are contested or outside, and said to be.
_TOLERATED = frozenset({Kind.DUPLICATE_GEOMETRY})


def read_plan(
    path: str | Path,
    district: District,
    *,
    schools: Any = None,
    reading: ReadOptions | None = None,
    need_schools: bool = True,
) -> Plan:
    """Read a plan from GeoPackage, GeoJSON, Shapefile, FlatGeobuf, GeoParquet or TopoJSON.

    `schools`: the frame of `read_schools`, against which school_ids are held; None to leave that
    out. `need_schools=False` reads a plan that is only matched, whose zones may name no school.
    Raises BadInput with every fault: duplicate or missing ids, malformed or reversed dates, bad
    levels, empty or unknown school_ids, rings that are no valid polygon, no CRS, a wrong one.
    """
    rows = read_rows(path, district, reading)
    return plan_of(rows, schools=schools, need_schools=need_schools)


def plan_of(rows: ZoneRows, *, schools: Any = None, need_schools: bool = True) -> Plan:
    """Believe rows that have no fault; see `read_plan`."""
    survey = Survey(rows, schools, CheckOptions())
    faults = FaultList()
    for finding in sorted(_refused(survey, need_schools=need_schools), key=Finding.sort_key):
        faults.add(finding.where, finding.what + _place(finding), finding.repair)
    if not len(rows):
        faults.add(rows.source, "there is no zone in it", "give a layer with at least one zone")
    faults.refuse_if_any()
    names = rows.text("name")
    records = [
        (zone, names[row] or zone, survey.levels[row], _schools(rows, row), *survey.periods[row])
        for row, zone in enumerate(rows.text("zone_id"))
    ]
    return plan_of_rows(records, rows.polygons, rows.crs)


def _refused(survey: Survey, *, need_schools: bool) -> Iterator[Finding]:
    for finding in (
        *attribute_findings(survey), *ring_findings(survey), *school_findings(survey)
    ):  # fmt: skip
        if finding.kind is Kind.NO_SCHOOLS:
            if need_schools:
                yield finding
        elif finding.severity is Severity.ERROR and finding.kind not in _TOLERATED:
            yield finding


def _place(finding: Finding) -> str:
    if finding.kind not in (Kind.BOW_TIE, Kind.INVALID_RING):
        return ""
    return f" at {finding.x_m:.2f}, {finding.y_m:.2f} (district metres)"


def _schools(rows: ZoneRows, row: int) -> tuple[str, ...]:
    return tuple(sorted(set(ids_of(rows.text("school_ids")[row]))))


def plan_of_polygons(
    zones: dict[str, Any],
    district: District,
    *,
    level: str = "primary",
    school_ids: dict[str, tuple[str, ...]] | None = None,
    periods: dict[str, tuple[date | None, date | None]] | None = None,
) -> Plan:
    """Build a plan from {zone id: polygon in the district's metres}, for code that drew it itself.

    Polygons must be valid; raises ValueError for one that is not.
    """
    polygons = np.array(list(zones.values()), dtype=object)
    for zone, valid in zip(zones, shapely.is_valid(polygons), strict=True):
        if not valid:
            message = f"zone {zone}: {shapely.is_valid_reason(zones[zone])}"
            raise ValueError(message)
    records = [
        (zone, zone, level, (school_ids or {}).get(zone, ()),
         *(periods or {}).get(zone, (None, None)))
        for zone in zones
    ]  # fmt: skip
    return plan_of_rows(records, polygons, district.crs)
