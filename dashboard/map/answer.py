"""What did the browser say? Its answer read with care: what is malformed is no event."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from dashboard.map.event import EventKind, MapEvent
from dashboard.map.shift import geometry_to_wgs84, position_to_wgs84

LONGEST_ID = 200
MOST_POSITIONS = 200_000
_NESTING = {"Polygon": 2, "MultiPolygon": 3}


def click_of(answer: Mapping[str, Any], *, shifted: bool) -> MapEvent | None:
    """Return the click that an answer tells, its place in WGS84."""
    layer, feature = answer.get("layer"), answer.get("feature")
    place = _position([answer.get("lon"), answer.get("lat")])
    if not (_is_id(layer) and _is_id(feature) and place):
        return None
    lon, lat = position_to_wgs84(*place) if shifted else place
    return MapEvent(
        kind=EventKind.CLICK, layer_id=str(layer), feature_id=str(feature), lon=lon, lat=lat
    )


def border_of(answer: Mapping[str, Any], *, shifted: bool) -> MapEvent | None:
    """Return the dragged border that an answer tells, in WGS84."""
    layer, feature, geometry = (answer.get(name) for name in ("layer", "feature", "geometry"))
    if not (_is_id(layer) and _is_id(feature) and is_area(geometry)):
        return None
    area = geometry_to_wgs84(geometry) if shifted else geometry
    return MapEvent(
        kind=EventKind.BORDER, layer_id=str(layer), feature_id=str(feature), geometry=area
    )


def lasso_of(
    answer: Mapping[str, Any], *, after: int, shifted: bool
) -> tuple[MapEvent | None, int]:
    """Return the lasso that an answer tells, in WGS84, if its number is above `after`; the last."""
    layer, brush, number = (answer.get(name) for name in ("layer", "brush", "n"))
    geometry = answer.get("geometry")
    if not (_is_id(layer) and _is_id(brush) and type(number) is int and number > after):
        return None, after
    if not is_area(geometry) or geometry["type"] != "Polygon":
        return None, number
    area = geometry_to_wgs84(geometry) if shifted else geometry
    event = MapEvent(kind=EventKind.LASSO, layer_id=str(layer), brush=str(brush), geometry=area)
    return event, number


def strokes_of(answer: Mapping[str, Any], *, after: int) -> tuple[MapEvent | None, int]:
    """Return the strokes numbered above `after` as one event, and the last number.

    The browser repeats its strokes until they are answered for, because of two triggers that
    come in one run Streamlit keeps the last; each stroke is therefore counted once, by number.
    """
    layer, strokes = answer.get("layer"), answer.get("strokes")
    if not (_is_id(layer) and isinstance(strokes, list)):
        return None, after
    painted: dict[str, str] = {}
    last = after
    for stroke in strokes:
        if not _is_stroke(stroke) or stroke["n"] <= after:
            continue
        last = max(last, stroke["n"])
        for block in stroke["ids"]:
            painted.pop(block, None)
            painted[block] = stroke["brush"]
    if not painted:
        return None, last
    event = MapEvent(kind=EventKind.PAINT, layer_id=str(layer), painted=tuple(painted.items()))
    return event, last


def followed_by(unread: MapEvent, event: MapEvent) -> MapEvent:
    """Return what a view is told when another event came before it read the first.

    A run that is cut short by the next event reads nothing; strokes are then told together, of
    all else the last.
    """
    if unread.kind is not EventKind.PAINT or event.kind is not EventKind.PAINT:
        return event
    painted = dict(unread.painted)
    for block, brush in event.painted:
        painted.pop(block, None)
        painted[block] = brush
    return replace(event, painted=tuple(painted.items()))


def _is_stroke(stroke: object) -> bool:
    return (
        isinstance(stroke, Mapping)
        and isinstance(stroke.get("n"), int)
        and _is_id(stroke.get("brush"))
        and isinstance(stroke.get("ids"), list)
        and all(_is_id(block) for block in stroke["ids"])
    )


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_ID


def is_area(geometry: Any) -> TypeGuard[Mapping[str, Any]]:
    """Say whether this is a GeoJSON Polygon or MultiPolygon of closed rings on the globe."""
    if not isinstance(geometry, Mapping) or geometry.get("type") not in _NESTING:
        return False
    rings = geometry.get("coordinates")
    if geometry["type"] == "Polygon":
        rings = [rings]
    if not isinstance(rings, list) or not rings or not all(isinstance(p, list) for p in rings):
        return False
    flat = [ring for part in rings for ring in part]
    if not all(part for part in rings) or not all(_is_ring(ring) for ring in flat):
        return False
    return sum(len(ring) for ring in flat) <= MOST_POSITIONS


def _is_ring(ring: object) -> bool:
    if not isinstance(ring, list) or len(ring) < 4:
        return False
    return ring[0] == ring[-1] and all(_position(position) for position in ring)


def _position(position: object) -> tuple[float, float] | None:
    """Return longitude and latitude if both are numbers on the globe."""
    if not isinstance(position, list) or len(position) != 2:
        return None
    if not all(
        isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n)
        for n in position
    ):
        return None
    lon, lat = float(position[0]), float(position[1])
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
