"""A broken layer of zones is refused whole, feature by feature, with its repair."""

import json
import zipfile
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest

from .calls import assign_words, call, refused, refused_file, refused_town
from .town import X0, Y0, Town, crowded_town, square

CORNER = square(0, 0)[0]
BROKEN_ZONES: dict[str, tuple[dict[str, Any], str]] = {
    "no id": ({"zone_id": ""}, "no zone_id"),
    "a null id": ({"zone_id": None}, "no zone_id"),
    "the id of another zone": ({"zone_id": "East"}, "East"),
    "that id in lower case": ({"zone_id": "east"}, "east"),
    "that id in full-width letters": ({"zone_id": "Ｅast"}, "Ｅast"),
    "an id that is a list": ({"zone_id": "a;b"}, "a;b"),
    "an id of half a number": ({"zone_id": 5.5}, "5.5"),
    "an id that is an object": ({"zone_id": {"a": 1}}, ""),
    "an id in two lines": ({"zone_id": "a\nb"}, ""),
    "an id that turns the text": ({"zone_id": "a\u202eb"}, ""),
    "an id with a NUL": ({"zone_id": "a\0b"}, "NUL"),
    "the id that means no zone": ({"zone_id": "none"}, "none"),
    "no school": ({"school_ids": ""}, "names no school"),
    "a school that is not listed": ({"school_ids": "Q"}, "school Q"),
    "a list with commas": ({"school_ids": "A,B"}, "A,B"),
    "a level in words": ({"level": "x"}, "level 'x'"),
    "no day of the calendar": ({"valid_from": "2026-02-30"}, "2026-02-30"),
    "a day with slashes": ({"valid_from": "2026/1/1"}, "2026/1/1"),
    "a day as a number": ({"valid_from": 20260101}, "20260101"),
    "reversed days": ({"valid_from": "2026-09-01", "valid_to": "2026-01-01"}, "never in force"),
    "no day at all": ({"valid_from": "2026-09-01", "valid_to": "2026-09-01"}, "never in force"),
    "a bow-tie": ({"ring": [[CORNER[0], CORNER[2], CORNER[1], CORNER[3], CORNER[0]]]}, "bow-tie"),
    "an open ring": ({"ring": [CORNER[:-1]]}, "not closed"),
    "no ring": ({"ring": []}, "empty"),
    "a null ring": ({"ring": None}, "not a list"),
    "no area": ({"ring": [[CORNER[0]] * 5]}, "invalid ring"),
    "a hole as large as itself": ({"ring": [CORNER, CORNER]}, "invalid ring"),
    "texts for numbers": ({"ring": [[["1", "2"]]]}, "'1' for a number"),
    "not a number": ({"ring": [[[float("nan"), Y0], *CORNER]]}, "NaN"),
    "an infinite number": ({"ring": [[[float("inf"), Y0], *CORNER]]}, "Infinity"),
    "degrees among metres": (
        {"ring": [[[116.1, 39.9], [116.2, 39.9], [116.2, 40], [116.1, 39.9]]]}, "like degrees"),
    "northing first": ({"ring": [[[y, x] for x, y in CORNER]]}, "swapped"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN_ZONES)
def test_a_broken_zone_is_named_by_its_feature(tmp_path, kind):
    properties, expected = BROKEN_ZONES[kind]
    refused_town(
        tmp_path, lambda town: town.zones[0].update(properties), ("zones.geojson", expected)
    )


def test_a_zone_of_a_school_of_the_other_level_is_told_so(tmp_path):
    refused_town(
        tmp_path, lambda town: town.schools[0].update(level="junior"),
        ("zones.geojson", "school A", "junior"),
    )  # fmt: skip


BROKEN_BYTES = {
    "empty": (lambda _: b"", "is empty"),
    "text": (lambda _: b"hello", "not JSON"),
    "a JSON number": (lambda _: b"7", "no GeoJSON"),
    "a JSON list": (lambda _: b"[]", "no GeoJSON"),
    "cut short": (lambda data: data[: len(data) // 2], "not JSON"),
    "twice over": (lambda data: data + data, "not JSON"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not UTF-8"),
    "KML": (lambda _: b'<?xml version="1.0"?><kml/>', "not JSON"),
    "GPX": (lambda _: b'<?xml version="1.0"?><gpx/>', "not JSON"),
    "a driver of GDAL": (lambda _: b"<OGRVRTDataSource/>", "not JSON"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "not UTF-8"),
    "a NUL": (lambda data: data.replace(b"West", b"We\0st"), "not JSON"),
    "half a character": (lambda data: data.replace(b"West", b"\\ud800"), "half a character"),
    "nested without end": (lambda _: b"[" * 100_000, "nested"),
    "one key twice": (lambda data: data.replace(b'"zone_id"', b'"a": 1, "a"', 1), "twice"),
    "a number beyond all": (lambda data: data.replace(b"423000.0", b"1e999", 1), "not finite"),
}


@pytest.mark.parametrize("kind", BROKEN_BYTES)
def test_a_file_that_is_no_geojson_is_refused(tmp_path, kind):
    change, expected = BROKEN_BYTES[kind]
    refused_file(tmp_path, "zones.geojson", change, ("zones.geojson", expected))


def first(**members: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda layer: layer["features"][0].update(members)


def system(value: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda layer: layer.update(crs=value)


def named(name: str) -> Callable[[dict[str, Any]], Any]:
    return system({"type": "name", "properties": {"name": name}})


def renamed(old: str, new: str) -> Callable[[dict[str, Any]], Any]:
    def change(layer: dict[str, Any]) -> None:
        for feature in layer["features"]:
            feature["properties"][new] = feature["properties"].pop(old)

    return change


BROKEN_LAYERS = {
    "no features": (lambda layer: layer.update(features=[]), "no features"),
    "features that are no list": (lambda layer: layer.update(features=7), "not a list"),
    "a null feature": (lambda layer: layer["features"].__setitem__(0, None), "feature 1"),
    "a null geometry": (first(geometry=None), "feature 1: has no geometry"),
    "a point": (first(geometry={"type": "Point", "coordinates": [X0, Y0]}), "is a Point"),
    "a collection": (first(geometry={"type": "GeometryCollection", "geometries": []}),
        "is a GeometryCollection"),
    "an unknown type": (first(geometry={"type": "polygon", "coordinates": []}), "'polygon'"),
    "no properties": (first(properties=None), "no zone_id"),
    "a column nearly named": (renamed("zone_id", "zone_ID"), "'zone_ID'"),
    "no column of schools": (renamed("school_ids", "schools"), "no column school_ids"),
    "metres without a system": (lambda layer: layer.pop("crs"), "declares no system"),
    "a null system": (system(None), "declares no coordinate system"),
    "a system that is a link": (system({"type": "link"}), "crs member"),
    "an unknown system": (named("junk"), "unknown coordinate system"),
    "degrees declared, metres given": (named("urn:ogc:def:crs:OGC:1.3:CRS84"), "not in degrees"),
    "feet": (named("urn:ogc:def:crs:EPSG::2263"), "EPSG:2263"),
    "GCJ-02 declared, metres given": (named("GCJ02"), "not in degrees"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN_LAYERS)
def test_a_layer_of_another_form_is_refused(tmp_path, kind):
    change, expected = BROKEN_LAYERS[kind]

    def rewrite(data: bytes) -> bytes:
        layer = json.loads(data)
        change(layer)
        return json.dumps(layer).encode()

    refused_file(tmp_path, "zones.geojson", rewrite, ("zones.geojson", expected))


def test_every_fault_of_every_file_is_said_at_once(tmp_path):
    def spoil(town: Town) -> None:
        town.zones[0].update(valid_from="x")
        town.zones[1].update(valid_from="y")
        town.schools[1].update(places=-1)
        town.homes[2].update(tier=0)

    refused_town(
        tmp_path, spoil,
        ("zones.geojson feature 1", "zones.geojson feature 2", "schools.csv row 3",
         "homes.csv row 4"),
    )  # fmt: skip


def test_a_layer_without_a_system_is_advised_by_an_option_that_there_is(tmp_path):
    said = refused_file(
        tmp_path, "zones.geojson", lambda data: data.replace(b'"crs": {', b'"crs": null, "was": {'),
        ("zones.geojson",),
    )  # fmt: skip

    assert "--zones-crs" in said


def zones_of(folder) -> gpd.GeoDataFrame:
    return gpd.read_file(folder / "zones.geojson")


def shapefile_without(folder, path, *missing: str) -> None:
    inner = folder / "parts"
    inner.mkdir()
    zones_of(folder).to_file(inner / "zones.shp")
    with zipfile.ZipFile(path, "w") as packed:
        for part in inner.iterdir():
            if part.suffix not in missing:
                packed.write(part, part.name)


def zip_of(path, **members: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", ".").replace("up_", "../"), data)


def cut(path, share: float) -> None:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def two_layers(folder, path) -> None:
    for layer in ("a", "b"):
        zones_of(folder).to_file(path, layer=layer)


def half_a_geopackage(folder, path) -> None:
    zones_of(folder).to_file(path)
    cut(path, 0.5)


OTHER_LAYERS = {
    "two layers": ("z.gpkg", two_layers, "several layers: 'a', 'b'"),
    "half a GeoPackage": ("z.gpkg", half_a_geopackage, "cannot be opened"),
    "a table for a GeoPackage": (
        "z.gpkg", lambda _, path: path.write_text("a,b\n"), "does not start as"),
    "a Shapefile without .prj": (
        "z.zip", lambda folder, path: shapefile_without(folder, path, ".prj"), "--zones-crs"),
    "a Shapefile without .dbf": (
        "z.zip", lambda folder, path: shapefile_without(folder, path, ".dbf"), ".dbf"),
    "a zip bomb": (
        "z.zip", lambda _, path: zip_of(path, z__shp=bytes(120_000_000)), "zip bomb"),
    "a zip that climbs": ("z.zip", lambda _, path: zip_of(path, up_z__shp=b"x"), "unsafe"),
    "an empty zip": ("z.zip", lambda _, path: zip_of(path), "no layer"),
    "a broken zip": ("z.zip", lambda _, path: path.write_bytes(b"PK\3\4x"), "damaged"),
    "arcs that are not there": ("z.topojson", lambda _, path: path.write_text(json.dumps(
        {"type": "Topology", "objects": {"z": {"type": "Polygon", "arcs": [[9]]}}, "arcs": []})),
        "feature 1"),
    "KML": ("z.kml", lambda _, path: path.write_text("<kml/>"), "unknown suffix"),
    "a driver of GDAL": ("z.vrt", lambda _, path: path.write_text("<a/>"), "unknown suffix"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHER_LAYERS)
def test_a_broken_layer_of_another_format_is_refused(tmp_path, kind):
    name, write, expected = OTHER_LAYERS[kind]
    options = crowded_town().write(tmp_path)
    path = tmp_path / name
    write(tmp_path, path)
    options[options.index("--zones") + 1] = str(path)

    refused(tmp_path, assign_words(tmp_path, options), name, expected)


@pytest.mark.parametrize(
    "address", ["/vsicurl/http://127.0.0.1:9/z.geojson", "http://127.0.0.1:9/z.geojson", "PG:a"]
)
def test_a_layer_is_never_fetched_from_elsewhere(tmp_path, address):
    options = crowded_town().write(tmp_path)
    options[options.index("--zones") + 1] = address

    refused(tmp_path, assign_words(tmp_path, options), "there is no such file")


def test_parts_holes_and_heights_are_no_fault(tmp_path):
    town = crowded_town()
    options = town.write(tmp_path)
    layer = json.loads((tmp_path / "zones.geojson").read_bytes())
    rings = [[[x, y, 7.0] for x, y in ring] for ring in square(0, 0) + square(60, 60, 10)]
    layer["features"][0]["geometry"] = {"type": "MultiPolygon", "coordinates": [rings]}
    (tmp_path / "zones.geojson").write_text(json.dumps(layer))

    called = call(*assign_words(tmp_path, options))

    assert called.code == 0, called.err
