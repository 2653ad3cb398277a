"""Which district has 1,000 zones? Cells of 1.2 km, bent alike on both sides, a school in each."""

import json
from collections.abc import Iterator
from math import sin
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np

from geo.district import District, read_district

ACROSS, CELL_M, STEPS = 40, 1_200.0, 25  # zones in a row; points on each side of a zone
_WEST_M, _SOUTH_M = 368_000.0, 4_408_000.0
Place = tuple[float, float]


def write_town(folder: Path, sample: Path, zones: int) -> dict[str, Place]:
    """Write the district's files into `folder`; return each school's place in district metres."""
    copy(sample / "district.toml", folder / "district.toml")
    district = read_district(folder / "district.toml")
    cells = [(number, number % ACROSS, number // ACROSS) for number in range(zones)]
    _write(folder / "zones.geojson", (_zone(district, *cell) for cell in cells))
    schools = {school_id(n): _bent((col + 0.5) * CELL_M, (row + 0.5) * CELL_M)
               for n, col, row in cells}  # fmt: skip
    _write(folder / "schools.geojson", (_school(district, *it) for it in schools.items()))
    return schools


def school_id(number: int) -> str:
    """Return the school of a zone, counted from 0."""
    return f"P{number + 1:02d}"


def _bent(x: float, y: float) -> Place:
    """Bend the plane, so that no border is straight and every border is shared."""
    bent_x = x + 40 * sin(y / 170) + 6 * sin(y / 19)
    return _WEST_M + bent_x, _SOUTH_M + y + 40 * sin(x / 150) + 6 * sin(x / 17)


def _zone(district: District, number: int, column: int, row: int) -> dict[str, Any]:
    corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    ring = [
        _bent((a + (c - a) * k / STEPS) * CELL_M, (b + (d - b) * k / STEPS) * CELL_M)
        for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True)
        for k in range(STEPS)
    ]
    properties = {
        "zone_id": f"Z{number + 1:04d}", "name": f"第{number + 1}片（合成）", "level": "primary",
        "school_ids": school_id(number), "valid_from": "2026-01-01", "valid_to": None,
    }  # fmt: skip
    return _feature("Polygon", [_degrees(district, [*ring, ring[0]])], properties)


def _school(district: District, name: str, at: Place) -> dict[str, Any]:
    properties = {"school_id": name, "name": f"第{name[1:]}小学（合成）", "level": "primary",
                  "classes": 6, "class_size": 40, "places": None}  # fmt: skip
    return _feature("MultiPoint", _degrees(district, [at]), properties)


def _degrees(district: District, places: list[Place]) -> list[list[float]]:
    lon, lat = district.to_wgs84(*np.array(places).T)
    return np.column_stack([lon, lat]).round(7).tolist()


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": kind, "coordinates": coordinates}}  # fmt: skip


def _write(path: Path, features: Iterator[dict[str, Any]]) -> None:
    document = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
