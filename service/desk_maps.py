"""What may a public web map show? Zones and schools as GeoJSON in WGS-84, made once."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.district import District
from zones.plan import Plan

DIGITS = 7  # degrees: about a centimetre


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A finished file: its bytes, and the strong ETag (quoted SHA-256) by which it is cached."""

    data: bytes
    etag: str
    media_type: str = "application/geo+json"


def zones_file(plan: Plan, district: District) -> PublicFile:
    """Return the zones of the plan with ids, names, schools and days of validity."""
    return _file([
        _feature(polygon, district, {
            "zone_id": plan.zone_id[row], "name": plan.name[row], "level": str(plan.level[row]),
            "school_ids": list(plan.school_ids[row]),
            "valid_from": _day(plan.valid_from[row]), "valid_to": _day(plan.valid_to[row]),
        })
        for row, polygon in enumerate(plan.polygons)
    ])  # fmt: skip


def schools_file(schools: pd.DataFrame, district: District) -> PublicFile:
    """Return the schools with id, name and level, each as the points of its gates."""
    columns = ("school_id", "name", "level")
    rows = zip(*(schools[column] for column in columns), schools["gates"], strict=True)
    return _file([
        _feature(gates, district, dict(zip(columns, map(str, words), strict=True)))
        for *words, gates in rows
    ])  # fmt: skip


def _feature(shape: Any, district: District, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = shapely.transform(shape, lambda xy: _degrees(xy, district))
    return {
        "type": "Feature", "properties": properties,
        "geometry": shapely.geometry.mapping(geometry),
    }  # fmt: skip


def _degrees(xy_m: np.ndarray, district: District) -> np.ndarray:
    return np.column_stack(district.to_wgs84(xy_m[:, 0], xy_m[:, 1])).round(DIGITS)


def _day(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _file(features: list[dict[str, Any]]) -> PublicFile:
    document = {"type": "FeatureCollection", "features": features}
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return PublicFile(data, f'"{hashlib.sha256(data).hexdigest()}"')
