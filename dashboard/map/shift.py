"""How do layers meet tiles in another datum? They are moved to it, and answers are moved back."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from geo.offsets import Degrees, gcj02_to_wgs84, wgs84_to_gcj02

Move = Callable[[Degrees, Degrees], tuple[Degrees, Degrees]]
_DECIMALS = 7


def to_gcj02(collection: Mapping[str, Any] | str) -> str:
    """Return a FeatureCollection moved from WGS84 to GCJ-02, as text."""
    whole = json.loads(collection) if isinstance(collection, str) else collection
    features = [
        {**feature, "geometry": moved(feature["geometry"], wgs84_to_gcj02)}
        for feature in whole["features"]
    ]
    return json.dumps({**whole, "features": features}, ensure_ascii=False, separators=(",", ":"))


def geometry_to_wgs84(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a geometry moved from GCJ-02 to WGS84."""
    return moved(geometry, gcj02_to_wgs84) or {}


def position_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Return a position moved from GCJ-02 to WGS84."""
    return _pair(lon, lat, gcj02_to_wgs84)


def bounds_to_gcj02(bounds: tuple[float, float, float, float]) -> tuple[float, ...]:
    """Return west, south, east, north moved from WGS84 to GCJ-02, corner by corner."""
    west, south, east, north = bounds
    return *_pair(west, south, wgs84_to_gcj02), *_pair(east, north, wgs84_to_gcj02)


def _pair(lon: float, lat: float, move: Move) -> tuple[float, float]:
    east, north = move(np.array([lon]), np.array([lat]))
    return round(float(east[0]), _DECIMALS), round(float(north[0]), _DECIMALS)


def moved(geometry: Mapping[str, Any] | None, move: Move) -> dict[str, Any] | None:
    """Return a geometry with all of its positions moved; heights are left out, None stays."""
    if geometry is None:
        return None
    if geometry["type"] == "GeometryCollection":
        parts = [moved(part, move) for part in geometry["geometries"]]
        return {**geometry, "geometries": parts}
    return {**geometry, "coordinates": _moved(geometry["coordinates"], move)}


def _moved(coordinates: Any, move: Move) -> Any:
    if not coordinates:
        return coordinates
    if isinstance(coordinates[0], list | tuple):
        if coordinates[0] and not isinstance(coordinates[0][0], list | tuple):
            return _line(coordinates, move)
        return [_moved(part, move) for part in coordinates]
    return _line([coordinates], move)[0]


def _line(positions: list[list[float]], move: Move) -> list[list[float]]:
    lon = np.array([position[0] for position in positions], dtype=np.float64)
    lat = np.array([position[1] for position in positions], dtype=np.float64)
    moved_to: list[list[float]] = np.round(np.column_stack(move(lon, lat)), _DECIMALS).tolist()
    return moved_to
