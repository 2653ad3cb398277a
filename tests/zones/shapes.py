"""Squares of 100 m with names, and what is built from them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from geo.district import District
from zones.check import check_rows
from zones.finding import Finding, Kind, Report
from zones.layer import ZoneRows, rows_of_frame
from zones.plan import Plan
from zones.read import plan_of_polygons
from zones.survey import CheckOptions

# The corner of all squares lies in Mentougou in EPSG:4548, so that degrees are real ones.
EAST, NORTH = 425_000.0, 4_420_000.0
DISTRICT = District("门头沟区", CRS.from_epsg(4548), (115.4, 39.8, 116.2, 40.2), declared=True)


def box(west: float, south: float, east: float, north: float) -> Any:
    """Return a rectangle in metres from the common corner."""
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def square(column: int, row: int = 0) -> Any:
    """Return the 100 m square in this column and row."""
    return box(100 * column, 100 * row, 100 * column + 100, 100 * row + 100)


def ring(*corners: tuple[float, float]) -> Any:
    """Return the polygon of these corners in metres from the common corner, valid or not."""
    return shapely.Polygon([(EAST + x, NORTH + y) for x, y in corners])


def zone(zone_id: str, geometry: Any, /, **cells: Any) -> dict[str, Any]:
    """Return one row of a zone layer; it names one school after itself."""
    return {
        "zone_id": zone_id, "name": f"{zone_id}片", "level": "primary",
        "school_ids": f"S-{zone_id}", "geometry": geometry,
    } | cells  # fmt: skip


def frame_of(*zones: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return a zone layer in the district's metres, features numbered from 1."""
    frame = gpd.GeoDataFrame(list(zones), geometry="geometry", crs=DISTRICT.crs)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def rows_of(*zones: dict[str, Any], level: str | None = None) -> ZoneRows:
    """Return the rows of a file zones.geojson with these zones."""
    return rows_of_frame(frame_of(*zones), DISTRICT, "zones.geojson", level=level)


def checked(*zones: dict[str, Any], schools: Any = None, **options: Any) -> Report:
    """Check these zones."""
    return check_rows(rows_of(*zones), DISTRICT, schools=schools, options=CheckOptions(**options))


def the(report: Report, kind: Kind) -> Finding:
    """Return the only finding of a kind."""
    (found,) = report.of_kind(kind)
    return found


def plan(
    zones: dict[str, Any],
    schools: dict[str, tuple[str, ...]] | None = None,
    periods: dict[str, tuple[date | None, date | None]] | None = None,
) -> Plan:
    """Return a primary plan; each zone has one school of its own unless told otherwise."""
    own = {name: (f"S-{name}",) for name in zones} | (schools or {})
    return plan_of_polygons(zones, DISTRICT, school_ids=own, periods=periods)


def schools(*gates: tuple[str, float, float], level: str = "primary") -> pd.DataFrame:
    """Return a schools frame with one gate each, in metres from the common corner."""
    return pd.DataFrame({
        "school_id": [name for name, _, _ in gates],
        "name": [f"{name}小学" for name, _, _ in gates],
        "level": [level] * len(gates),
        "gates": [shapely.MultiPoint([(EAST + x, NORTH + y)]) for _, x, y in gates],
    })  # fmt: skip


def write_geojson(path: Path, zones: list[dict[str, Any]], crs: str | None = "EPSG:4548") -> Path:
    """Write zones as GeoJSON with (or without) a crs member."""
    features = [
        {"type": "Feature", "geometry": json.loads(shapely.to_geojson(row["geometry"])),
         "properties": {key: value for key, value in row.items() if key != "geometry"}}
        for row in zones
    ]  # fmt: skip
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs is not None:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path
