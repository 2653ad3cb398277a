"""Is this plan of zones fit to decide about children? Everything found, located, in one report."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.district import District
from geo.faults import BadInput
from zones.check_attributes import attribute_findings
from zones.check_gaps import gap_findings
from zones.check_overlaps import overlap_findings
from zones.check_rings import ring_findings
from zones.check_schools import school_findings
from zones.finding import Finding, Kind, Report, Severity
from zones.layer import ReadOptions, ZoneRows, read_rows
from zones.survey import CheckOptions, Survey


def check_file(
    path: str | Path,
    district: District,
    *,
    schools: Any = None,
    reading: ReadOptions | None = None,
    options: CheckOptions | None = None,
) -> Report:
    """Read and check a zone file; what cannot be read at all is reported like every finding.

    `schools`: the frame of `zones.school.read_schools`, or None to leave schools out.
    """
    try:
        rows = read_rows(path, district, reading)
    except BadInput as refusal:
        return Report.of(_unreadable(refusal), {"file": Path(path).name, "zones": None})
    return check_rows(rows, district, schools=schools, options=options)


def check_rows(
    rows: ZoneRows, district: District, *, schools: Any = None, options: CheckOptions | None = None
) -> Report:
    """Check the rows of a plan, those of one level and one day against each other.

    Exact in floating point as GEOS is: nothing is snapped or rounded before it is compared.
    """
    survey = Survey(rows, schools, options or CheckOptions())
    found = [
        *ring_findings(survey),
        *attribute_findings(survey),
        *school_findings(survey),
        *overlap_findings(survey),
        *gap_findings(survey),
    ]
    return Report.of(_with_degrees(found, district), _figures(survey, found))


def _unreadable(refusal: BadInput) -> list[Finding]:
    return [
        Finding(Kind.UNREADABLE, Severity.ERROR, fault.where, fault.what, fault.repair)
        for fault in refusal.faults
    ]


def _with_degrees(found: list[Finding], district: District) -> list[Finding]:
    """Give every finding that has a place its longitude and latitude in WGS84."""
    placed = [index for index, finding in enumerate(found) if finding.x_m is not None]
    x = np.array([found[index].x_m for index in placed], dtype=np.float64)
    y = np.array([found[index].y_m for index in placed], dtype=np.float64)
    lon, lat = district.to_wgs84(x, y)
    for index, east, north in zip(placed, lon, lat, strict=True):
        found[index] = replace(found[index], lon=float(east), lat=float(north))
    return found


def _figures(survey: Survey, found: Iterable[Finding]) -> dict[str, Any]:
    active = np.array(survey.active, dtype=np.int64)
    ground = survey.solid[active]

    def hectares(*kinds: Kind) -> float:
        return round(sum(each.area_m2 or 0.0 for each in found if each.kind in kinds) / 1e4, 4)

    return {
        "file": survey.rows.source,
        "crs": ":".join(survey.rows.crs.to_authority() or (survey.rows.crs.name,)),
        "on": None if survey.options.on is None else survey.options.on.isoformat(),
        "zones": len(survey),
        "zones_checked": len(active),
        "vertices": int(shapely.get_num_coordinates(ground).sum()),
        "area_ha": round(float(shapely.area(ground).sum()) / 1e4, 4),
        "overlap_ha": hectares(Kind.OVERLAP, Kind.SLIVER_OVERLAP, Kind.ROUNDING_OVERLAP),
        "gap_ha": hectares(Kind.GAP, Kind.SLIVER_GAP, Kind.ROUNDING_GAP),
        "sliver_m": survey.options.sliver_m,
        "rounding_m": survey.options.rounding_m,
    }


def findings_frame(report: Report, district: District) -> Any:
    """Return the findings as a GeoDataFrame in the district's CRS, to be looked at on a map.

    A finding that covers ground comes with its ground, any other with its point or nothing.
    """
    import geopandas as gpd

    rows = [finding.document() for finding in report.findings]
    for row in rows:
        row["zones"], row["schools"] = ";".join(row["zones"]), ";".join(row["schools"])
    geometry = [
        finding.geometry if finding.geometry is not None
        else None if finding.x_m is None else shapely.Point(finding.x_m, finding.y_m)
        for finding in report.findings
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=district.crs)
