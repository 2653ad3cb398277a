"""Which features does a GeoJSON text hold? A strict reader that names each faulty feature."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.faults import BadInput, FaultList
from geo.geojson_geometry import BadGeometry, geometry_of
from geo.row_faults import add_rows

_UNWRITABLE = re.compile("[\\x00\\ud800-\\udfff]")
_FEATURE_REPAIR = "correct the feature, or export the layer again"


@dataclass(frozen=True)
class GeoJson:
    """Features in order; `crs` is the crs member as written, None where the file has none."""

    geometries: NDArray[np.object_]
    properties: list[dict[str, Any]]
    crs: str | None
    crs_is_null: bool


class _DuplicateKey(ValueError):
    pass


def topology_layers(document: object) -> list[str] | None:
    """Name the layers of a TopoJSON document, sorted; None if it is something else."""
    if not isinstance(document, dict) or document.get("type") != "Topology":
        return None
    objects = document.get("objects")
    return sorted(objects) if isinstance(objects, dict) else []


def parse_json(data: bytes, name: str) -> Any:
    """Parse strict JSON: UTF-8, no NaN, no duplicate keys, no runaway nesting; else BadInput."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{name} byte {error.start}"
        raise BadInput.one(where, "is not UTF-8 text", "save it as UTF-8") from error
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where, what = f"{name} line {error.lineno} column {error.colno}", f"not JSON ({error.msg})"
        raise BadInput.one(where, what, "export it again; it may be cut short") from error
    except RecursionError as error:
        raise BadInput.one(name, "is nested too deeply", "export the layer again") from error
    except ValueError as error:
        raise BadInput.one(name, str(error), "export the layer again") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        key = Counter(key for key, _ in pairs).most_common(1)[0][0]
        message = f"the key {key[:60]!r} appears twice in one object"
        raise _DuplicateKey(message)
    return result


def _no_constant(word: str) -> float:
    message = f"holds {word}, which is no JSON number"
    raise ValueError(message)


def read_features(document: Any, name: str) -> GeoJson:
    """Take a FeatureCollection (or one Feature or geometry) apart; all faulty features at once."""
    features = _features(document, name)
    faults, broken = FaultList(), []
    geometries = np.empty(len(features), dtype=object)
    properties: list[dict[str, Any]] = []
    for at, feature in enumerate(features):
        try:
            geometries[at], values = _feature(feature)
            properties.append(values)
        except BadGeometry as error:
            properties.append({})
            broken.append((at + 1, str(error)))
    add_rows(faults, name, broken, _FEATURE_REPAIR, noun="feature")
    faults.refuse_if_any()
    crs, is_null = _crs(document, name)
    return GeoJson(geometries, properties, crs, is_null)


def _features(document: Any, name: str) -> Sequence[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection":
        features = document.get("features")
        if isinstance(features, list):
            return features
        raise BadInput.one(name, 'its "features" is not a list', "export the layer again")
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and "coordinates" in document:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise BadInput.one(
        name, f"is JSON but no GeoJSON layer (type {str(kind)[:40]!r})",
        "export the layer as a GeoJSON FeatureCollection",
    )  # fmt: skip


def _feature(feature: Any) -> tuple[Any, dict[str, Any]]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadGeometry('is not an object of type "Feature"')
    properties = feature.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        raise BadGeometry('has "properties" that are not an object')
    _require_text(properties)
    if feature.get("geometry") is None:
        raise BadGeometry("has no geometry (null)")
    return geometry_of(feature["geometry"]), properties


def _require_text(properties: dict[str, Any]) -> None:
    """Refuse escapes that JSON allows and no other file can hold."""
    for key, value in properties.items():
        for text in (key, value):
            if isinstance(text, str) and not text.isprintable() and _UNWRITABLE.search(text):
                message = f"has a NUL or half a character in the attribute {ascii(key)[:60]}"
                raise BadGeometry(message)


def _crs(document: Any, name: str) -> tuple[str | None, bool]:
    """Return the old crs member (2008 form) and whether it says null, "unknown"."""
    if not isinstance(document, dict) or "crs" not in document:
        return None, False
    member = document["crs"]
    if member is None:
        return None, True
    values = member.get("properties") if isinstance(member, dict) else None
    text = values.get("name") if isinstance(values, dict) else None
    if not isinstance(text, str) or member.get("type") != "name":
        raise BadInput.one(
            name, "its crs member is not a name", 'write {"type": "name", "properties": '
            '{"name": "urn:ogc:def:crs:EPSG::4490"}} or leave it out for WGS-84',
        )  # fmt: skip
    return text, False
