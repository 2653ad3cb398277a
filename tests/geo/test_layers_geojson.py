"""Which features does a GeoJSON hold? Each way of breaking one is refused where it is broken."""

import contextlib
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput, Fault
from geo.layers import read_layer
from tests.geo.zone_files import document, geojson

FEATURE_2 = "zones.geojson feature 2"


def refusal(folder: Path, content: Any) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_layer(geojson(folder, content))
    return caught.value.faults


def test_a_sound_layer_is_read(tmp_path: Path) -> None:
    frame = read_layer(geojson(tmp_path, document()))

    assert frame["zone_id"].tolist() == ["Z1", "Z2", "Z3"]
    assert frame.index.tolist() == [1, 2, 3]
    assert frame.crs.to_epsg() == 4326
    assert "says nothing" in frame.attrs["crs_said_by"]


def broken(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Break the second feature of a sound layer."""
    layer = copy.deepcopy(document())
    change(layer["features"][1])
    return layer


def ring_of(feature: dict[str, Any]) -> list[Any]:
    return feature["geometry"]["coordinates"][0]


def put(value: Any, *path: str | int) -> Callable[[dict[str, Any]], None]:
    """Return a change that sets a value deep inside a feature."""

    def change(feature: dict[str, Any]) -> None:
        inner: Any = feature
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


RING = ("geometry", "coordinates", 0)
MUTANTS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "no geometry": (put(None, "geometry"), "no geometry (null)"),
    "geometry missing": (lambda f: f.pop("geometry"), "no geometry (null)"),
    "geometry a text": (put("POINT (1 2)", "geometry"), "not an object"),
    "geometry a list": (put([], "geometry"), "not an object"),
    "no type": (lambda f: f["geometry"].pop("type"), "unknown geometry type"),
    "type a number": (put(3, "geometry", "type"), "unknown geometry type '3'"),
    "type a list": (put(["Polygon"], "geometry", "type"), "unknown geometry type"),
    "type in small letters": (put("polygon", "geometry", "type"), "type 'polygon'"),
    "a collection": (put("GeometryCollection", "geometry", "type"), "GeometryCollection"),
    "no coordinates": (lambda f: f["geometry"].pop("coordinates"), "without coordinates"),
    "coordinates null": (put(None, "geometry", "coordinates"), "not a list"),
    "coordinates empty": (put([], "geometry", "coordinates"), "a polygon that is empty"),
    "ring empty": (put([], *RING), "a ring that is empty"),
    "ring a number": (put(7, *RING), "a ring that is not a list"),
    "nested too little": (
        lambda f: f["geometry"].update(coordinates=ring_of(f)), "not [x, y]",
    ),
    "nested too deep": (
        lambda f: f["geometry"].update(coordinates=[f["geometry"]["coordinates"]]),
        "not [x, y]",
    ),
    "a line called a polygon": (put("LineString", "geometry", "type"), "not [x, y]"),
    "a polygon called many": (put("MultiPolygon", "geometry", "type"), "not [x, y]"),
    "unclosed": (lambda f: ring_of(f).pop(), "not closed"),
    "closed but for the last digit": (
        lambda f: ring_of(f).__setitem__(-1, [ring_of(f)[0][0] + 1e-12, ring_of(f)[0][1]]),
        "not closed",
    ),
    "two corners": (lambda f: ring_of(f).__delitem__(slice(1, 3)), "fewer than 4"),
    "one number": (put([116.1], *RING, 1), "not [x, y]"),
    "four numbers": (put([116.1, 39.9, 0, 0], *RING, 1), "not [x, y]"),
    "a position null": (put(None, *RING, 1), "not [x, y]"),
    "a position an object": (put({"x": 1, "y": 2}, *RING, 1), "not [x, y]"),
    "a number as text": (put("116.1", *RING, 1, 0), "'116.1' for a number"),
    "a German decimal": (put("116,1", *RING, 1, 0), "'116,1' for a number"),
    "a number null": (put(None, *RING, 1, 0), "'None' for a number"),
    "a number true": (put(True, *RING, 1, 0), "'True' for a number"),
    "a number a list": (put([1], *RING, 1, 0), "for a number"),
    "a huge whole number": (put(10**400, *RING, 1, 0), "too large"),
    "a huge number": (put(float("1e308") * 1, *RING, 1, 0), "degrees"),
    "a hole unclosed": (
        lambda f: f["geometry"]["coordinates"].append([[116.1, 39.9]] * 3 + [[116.2, 39.9]]),
        "not closed",
    ),
    "properties a list": (put([], "properties"), '"properties" that are not an object'),
    "properties a text": (put("Z2", "properties"), '"properties" that are not an object'),
    "a NUL in an attribute": (put("Z\0", "properties", "zone_id"), "NUL or half a character"),
    "half a character": (put("\ud800", "properties", "zone_id"), "NUL or half a character"),
    "not a feature": (put("Fature", "type"), 'type "Feature"'),
    "no kind": (lambda f: f.pop("type"), 'type "Feature"'),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_feature_is_named_and_the_fault_is_said(tmp_path: Path, name: str) -> None:
    change, what = MUTANTS[name]

    faults = refusal(tmp_path, json.dumps(broken(change)))

    assert [fault.where for fault in faults] == [FEATURE_2]
    assert what in faults[0].what


@pytest.mark.parametrize("feature", [None, 1, "x", [], True])
def test_a_feature_that_is_no_object_is_named(tmp_path: Path, feature: Any) -> None:
    layer = document()
    layer["features"][1] = feature

    assert [fault.where for fault in refusal(tmp_path, layer)] == [FEATURE_2]


def test_all_broken_features_are_reported_together(tmp_path: Path) -> None:
    layer = document()
    layer["features"][0]["geometry"] = None
    ring_of(layer["features"][2]).pop()

    wheres = [fault.where for fault in refusal(tmp_path, layer)]

    assert wheres == ["zones.geojson feature 1", "zones.geojson feature 3"]


def test_a_layer_full_of_broken_features_is_shown_in_part_and_counted(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": None}

    faults = refusal(tmp_path, {"type": "FeatureCollection", "features": [feature] * 500})

    assert len(faults) == 21
    assert "480 more features" in faults[-1].what


SOUND = json.dumps(document())
LATE = SOUND.rindex("116.")
TEXTS: dict[str, tuple[str | bytes, str, str]] = {
    "cut short": (SOUND[:-20], "line 1 column", "not JSON"),
    "cut in a number": (SOUND[: LATE + 3], "line 1 column", "not JSON"),
    "one brace": ("{", "line 1 column", "not JSON"),
    "blank": (" ", "line 1 column", "not JSON"),
    "a comma too many": (SOUND.replace("]]]", "]],]"), "line 1 column", "not JSON"),
    "two documents": (SOUND + SOUND, "line 1 column", "not JSON"),
    "a comment": ("// zones\n" + SOUND, "line 1 column 1", "not JSON"),
    "single quotes": (SOUND.replace('"', "'"), "line 1 column", "not JSON"),
    "a NaN": (SOUND[:LATE] + "NaN" + SOUND[LATE + 18 :], "", "NaN"),
    "an Infinity": (SOUND[:LATE] + "-Infinity" + SOUND[LATE + 18 :], "", "Infinity"),
    "1e999": (SOUND.replace("116.", "1e999, 116.", 1), "feature 1", ""),
    "a key twice": (SOUND.replace('"type"', '"type": "x", "type"', 1), "", "'type' appears twice"),
    "an id twice": (
        SOUND.replace('"zone_id": "Z2"', '"zone_id": "Z2", "zone_id": "Z9"'), "",
        "'zone_id' appears twice",
    ),
    "nested without end": ('{"features":' + "[" * 100_000, "", "nested too deeply"),
    "a number of 5,000 digits": (SOUND.replace("116.", "1" * 5000 + ".0, 116.", 1), "", ""),
    "a whole number of 5,000 digits": (
        SOUND.replace("116.", "1" * 5000 + ", 116.", 1), "", "digit",
    ),
    "not UTF-8": (SOUND.replace("Z2", "城").encode("gb18030"), "byte", "not UTF-8"),
    "UTF-16": (SOUND.encode("utf-16"), "byte 0", "not UTF-8"),
    "a raw control character": (SOUND.replace("Z2", "Z\x01"), "line 1", "not JSON"),
    "a list": ("[]", "", "no GeoJSON layer"),
    "a number": ("7", "", "no GeoJSON layer"),
    "null": ("null", "", "no GeoJSON layer"),
    "an empty object": ("{}", "", "no GeoJSON layer"),
    "another type": (SOUND.replace("FeatureCollection", "Features"), "", "no GeoJSON layer"),
    "a feature object": ('{"type":"FeatureCollection","features":{}}', "", "not a list"),
    "no features member": ('{"type":"FeatureCollection"}', "", "not a list"),
    "no features": ('{"type":"FeatureCollection","features":[]}', "", "no features"),
    "ESRI's own JSON": ('{"geometryType":"esriGeometryPolygon","features":[]}', "", "no GeoJSON"),
    "HTML": ("<html>404</html>", "line 1 column 1", "not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_broken_text_is_refused_where_it_breaks(tmp_path: Path, name: str) -> None:
    text, where, what = TEXTS[name]

    faults = refusal(tmp_path, text)

    assert where in faults[0].where
    assert what in faults[0].what


@pytest.mark.parametrize("crs", [3, "EPSG:4548", [], {}, {"type": "link"}, {"type": "name"},
                                 {"type": "name", "properties": {"name": 4548}}])  # fmt: skip
def test_a_crs_member_that_names_nothing_is_refused(tmp_path: Path, crs: Any) -> None:
    assert "crs member is not a name" in refusal(tmp_path, {**document(), "crs": crs})[0].what


@pytest.mark.parametrize("bow_tie", [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]])
def test_a_bow_tie_is_left_to_the_topology_check(tmp_path: Path, bow_tie: list[Any]) -> None:
    layer = broken(put([[[116 + x / 99, 39.9 + y / 99] for x, y in bow_tie]], "geometry",
                       "coordinates"))  # fmt: skip

    assert not read_layer(geojson(tmp_path, layer)).geometry.iloc[1].is_valid


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        ({"type": "Point", "coordinates": [116.1, 39.9]}, "Point"),
        ({"type": "MultiPoint", "coordinates": [[116.1, 39.9], [116.2, 39.9]]}, "MultiPoint"),
        ({"type": "LineString", "coordinates": [[116.1, 39.9], [116.2, 39.9]]}, "LineString"),
        ({"type": "MultiLineString", "coordinates": [[[116.1, 39.9], [116.2, 39.9]]]},
         "MultiLineString"),
        ({"type": "Point", "coordinates": [116, 40, 85.2]}, "Point"),
    ],
)  # fmt: skip
def test_points_and_lines_are_read_too(tmp_path: Path, geometry: dict[str, Any], kind: str) -> None:
    for content in (geometry, {"type": "Feature", "properties": None, "geometry": geometry}):
        frame = read_layer(geojson(tmp_path, content))
        assert frame.geometry.iloc[0].geom_type == kind
        assert not frame.geometry.iloc[0].has_z


coordinate = st.tuples(st.floats(100, 120), st.floats(20, 50)).map(list)
ring = st.lists(coordinate, min_size=3, max_size=6).map(lambda part: [*part, part[0]])
polygon = st.lists(ring, min_size=1, max_size=3)


@given(st.lists(polygon, min_size=1, max_size=3))
def test_the_strict_reader_builds_what_shapely_would(
    tmp_path_factory: pytest.TempPathFactory, parts: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("g")
    geometry = {"type": "MultiPolygon", "coordinates": parts}

    frame = read_layer(geojson(folder, geometry))

    expected = shapely.from_geojson(json.dumps(geometry))
    assert frame.geometry.iloc[0].equals_exact(expected, 0)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "features", "geometry", "coordinates",
                                           "properties", "crs", "objects", "arcs"]), inner),
        max_leaves=12,
    )
)  # fmt: skip
def test_no_json_at_all_gets_past_the_reader_except_as_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    path = geojson(tmp_path_factory.mktemp("g"), json.dumps(content))

    with pytest.raises(BadInput):
        read_layer(path)


@given(st.sampled_from(["Polygon", "MultiPolygon", "Point", "LineString", "MultiPoint"]),
       st.recursive(st.floats(-1e3, 1e3) | st.none() | st.text(max_size=2),
                    lambda inner: st.lists(inner, max_size=5), max_leaves=20))  # fmt: skip
def test_whatever_the_coordinates_the_answer_is_a_layer_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, kind: str, coordinates: Any
) -> None:
    path = geojson(
        tmp_path_factory.mktemp("g"), json.dumps({"type": kind, "coordinates": coordinates})
    )

    with contextlib.suppress(BadInput):
        assert len(read_layer(path)) == 1
