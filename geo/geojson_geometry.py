"""Which geometry do GeoJSON coordinates describe? Only what RFC 7946 allows, heights left out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Positions = NDArray[np.float64]


class BadGeometry(ValueError):
    """The coordinates of one feature are not what its type promises."""


def geometry_of(member: Any) -> Any:
    """Build a two-dimensional shapely geometry; BadGeometry says what is wrong with it."""
    if not isinstance(member, dict):
        raise BadGeometry("has a geometry that is not an object")
    kind = member.get("type")
    if kind == "GeometryCollection":
        raise BadGeometry("is a GeometryCollection, which is no point, line or zone")
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if build is None:
        message = f"has the unknown geometry type {str(kind)[:40]!r}"
        raise BadGeometry(message)
    if "coordinates" not in member:
        raise BadGeometry("has a geometry without coordinates")
    return build(member["coordinates"])


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        message = f"has {what} that is not a list"
        raise BadGeometry(message)
    if not value:
        message = f"has {what} that is empty"
        raise BadGeometry(message)
    return value


def _positions(value: Any, what: str) -> Positions:
    """Take a list of positions as an array (n, 2)."""
    rows = _list(value, what)
    widths = {len(row) if isinstance(row, list) else -1 for row in rows}
    if not widths <= {2, 3}:
        message = f"has {what} with a position that is not [x, y] or [x, y, height]"
        raise BadGeometry(message)
    flat = [number for row in rows for number in row[:2]]
    if not set(map(type, flat)) <= {int, float}:
        odd = next(number for number in flat if type(number) not in (int, float))
        message = f"has {what} with {str(odd)[:40]!r} for a number"
        raise BadGeometry(message)
    try:
        array = np.array(flat, dtype=np.float64).reshape(-1, 2)
    except OverflowError as error:
        message = f"has {what} with a number too large to be a place"
        raise BadGeometry(message) from error
    if not np.isfinite(array).all():
        message = f"has {what} with a number that is not finite"
        raise BadGeometry(message)
    return array


def _point(value: Any) -> Any:
    return shapely.Point(_positions([value], "a point")[0])


def _multipoint(value: Any) -> Any:
    return shapely.MultiPoint(_positions(value, "a point"))


def _line(value: Any) -> Any:
    positions = _positions(value, "a line")
    if len(positions) < 2:
        raise BadGeometry("has a line of fewer than 2 positions")
    return shapely.LineString(positions)


def _ring(value: Any) -> Any:
    positions = _positions(value, "a ring")
    if not np.array_equal(positions[0], positions[-1]):
        raise BadGeometry("has a ring that is not closed (its last position is not its first)")
    if len(positions) < 4:
        raise BadGeometry("has a ring of fewer than 4 positions")
    return shapely.linearrings(positions)


def _polygon(value: Any) -> Any:
    shell, *holes = (_ring(ring) for ring in _list(value, "a polygon"))
    return shapely.polygons(shell, holes or None)


def _many(
    build_one: Callable[[Any], Any], build_all: Callable[[list[Any]], Any], what: str
) -> Callable[[Any], Any]:
    return lambda value: build_all([build_one(part) for part in _list(value, what)])


_BUILDERS: dict[str, Callable[[Any], Any]] = {
    "Point": _point,
    "MultiPoint": _multipoint,
    "LineString": _line,
    "MultiLineString": _many(_line, shapely.MultiLineString, "a group of lines"),
    "Polygon": _polygon,
    "MultiPolygon": _many(_polygon, shapely.multipolygons, "a group of polygons"),
}
