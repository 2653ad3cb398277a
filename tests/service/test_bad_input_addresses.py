"""Broken registers, legal lists, streets and questions are refused with their repair."""

import bz2

import numpy as np
import pytest

from .calls import assign_words, call, refused
from .town import X0, Y0, crowded_town

LIST = "zone_id,place,numbers\n"
BROKEN_LISTS = {
    "empty": ("", "is empty"),
    "header only": (LIST, "no rows"),
    "a column nearly named": ("zone,place,numbers\nWest,石担路,全部\n", "is it 'zone'?"),
    "no zone": (LIST + ",石担路,全部\n", "row 2: zone_id is empty"),
    "an unknown zone": (LIST + "Q,石担路,全部\n", "row 2: zone 'Q'"),
    "no place": (LIST + "West,,全部\n", "row 2: ''"),
    "no place in words": (LIST + "West,???,全部\n", "row 2: '???'"),
    "no numbers": (LIST + "West,石担路,\n", "row 2: ''"),
    "numbers backwards": (LIST + "West,石担路,35-1\n", "backwards"),
    "numbers in words": (LIST + "West,石担路,abc\n", "row 2: 'abc'"),
    "one item in words": (LIST + "West,石担路,1-5;xx\n", "row 2: 'xx'"),
    "half a number": (LIST + "West,石担路,1.5\n", "row 2: '1.5'"),
    "a negative number": (LIST + "West,石担路,-5\n", "row 2: '-5'"),
    "a number without end": (LIST + "West,石担路,1-" + "9" * 5000 + "\n", "row 2"),
    "nothing but exceptions": (LIST + "West,石担路,除12\n", "row 2"),
    "separators only": (LIST + "West,石担路,;;\n", "row 2"),
    "one door in two zones": (LIST + "West,石担路,全部\nEast,石担路,3\n", "row 3: 石担路 3号"),
    "one door, once in full width": (
        LIST + "West,石担路,1-9\nEast,石担路,３\n", "row 3: 石担路 3号"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN_LISTS)
def test_a_broken_legal_list_is_refused(tmp_path, kind):
    text, expected = BROKEN_LISTS[kind]
    options = crowded_town().write(tmp_path)
    path = tmp_path / "list.csv"
    path.write_text(text)

    refused(tmp_path, assign_words(tmp_path, options, "--address-list", path), "list.csv", expected)


REGISTER = "address,x,y,datum,building_id,aliases\n"
HERE = f"{X0 + 20},{Y0 + 50},EPSG:4548,B1,"
THERE = f"{X0 + 90},{Y0 + 50},EPSG:4548,B2,"
BROKEN_REGISTERS = {
    "empty": ("", "is empty"),
    "header only": (REGISTER, "no rows"),
    "a column nearly named": ("addr,x,y,datum\nq,1,2,WGS84\n", "is it 'addr'?"),
    "no address": (f"{REGISTER},{HERE}\n", "row 2"),
    "an address of nothing": (f"{REGISTER}abc,{HERE}\n", "row 2"),
    "an address without a point": (f"{REGISTER}大峪街道月季园5号楼,,,,,\n", "row 2"),
    "a point without a datum": (f"{REGISTER}大峪街道月季园5号楼,1,2,,,\n", "without their datum"),
    "swapped axes": (f"{REGISTER}大峪街道月季园5号楼,39.9,116.1,WGS84,,\n", "latitude before"),
    "one address at two points": (
        f"{REGISTER}大峪街道月季园5号楼,{HERE}\n大峪街道月季园５号楼,{THERE}\n", "row 3"),
    "an alias that is another address": (
        f"{REGISTER}大峪街道月季园5号楼,{HERE}\n大峪街道月季园6号楼,{THERE}大峪街道月季园5号楼\n",
        "row 3"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN_REGISTERS)
def test_a_broken_register_is_refused(tmp_path, kind):
    text, expected = BROKEN_REGISTERS[kind]
    town = crowded_town()
    town.add_home("Asked", 0, 0, x="", y="", datum="", address="大峪街道月季园5号楼")
    options = town.write(tmp_path)
    path = tmp_path / "register.csv"
    path.write_text(text)

    words = assign_words(tmp_path, options, "--register", path)
    refused(tmp_path, words, "register.csv", expected)
    words = ["geocode", "--register", path, "--crs", "EPSG:4548", "--address", "月季园5号楼"]
    refused(tmp_path, words, "register.csv", expected)


NODES = '<node id="1" lat="39.93" lon="116.1"/><node id="2" lat="39.931" lon="116.1"/>'
WAY = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way>'


def osm(inner: str) -> str:
    return f'<?xml version="1.0"?><osm version="0.6">{inner}</osm>'


LAUGHS = "".join(
    f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 9)
)  # fmt: skip
BROKEN_STREETS = {
    "empty": ("s.osm", "", "s.osm"),
    "text": ("s.osm", "hello", "s.osm"),
    "a web page": ("s.osm", "<html/>", "s.osm"),
    "cut short": ("s.osm", osm(NODES + WAY)[:150], "s.osm"),
    "no ways": ("s.osm", osm(NODES), "no street"),
    "ways without nodes": ("s.osm", osm(WAY), "no street"),
    "motorways only": ("s.osm", osm(NODES + WAY.replace("footway", "motorway")), "no street"),
    "a latitude of 999": ("s.osm", osm(NODES.replace("39.931", "999") + WAY), "999"),
    "an id that is no number": ("s.osm", osm(NODES.replace('"1"', '"x"') + WAY), "'x'"),
    "elsewhere": ("s.osm", osm(NODES.replace("116.1", "10.1") + WAY), "outside"),
    "changes": ("s.osm", '<osmChange version="0.6"/>', "history"),
    "a thousand million laughs": (
        "s.osm", osm(NODES).replace("<osm", f'<!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><osm', 1)
        .replace("39.931", "&a8;"), "s.osm"),
    "a broken extract": ("s.osm.pbf", "\0\0\0\rabc", "s.osm.pbf"),
    "empty GraphML": ("s.graphml", "<graphml/>", "s.graphml"),
    "GraphML that is text": ("s.graphml", "x", "s.graphml"),
    "a picture": ("s.png", "x", "s.png"),
    "points": ("s.geojson", '{"type":"Point","coordinates":[116.1,39.9]}', "not a line"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN_STREETS)
def test_broken_streets_are_refused(tmp_path, kind):
    name, text, expected = BROKEN_STREETS[kind]
    path = tmp_path / name
    path.write_text(text)

    words = ["streets", "build", path, "--crs", "EPSG:4548", "--out", tmp_path / "out"]
    refused(tmp_path, words, expected)


def test_packed_streets_are_read(tmp_path):
    path = tmp_path / "s.osm.bz2"
    path.write_bytes(bz2.compress(osm(NODES + WAY).encode()))

    called = call("streets", "build", path, "--crs", "EPSG:4548", "--out", tmp_path / "out")

    assert called.code == 0, called.err


def pickled(folder) -> None:
    np.save(folder / "arc_node.npy", np.array([{}], dtype=object), allow_pickle=True)


ARTEFACTS = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "a manifest of nothing": lambda folder: (folder / "manifest.json").write_text("{}"),
    "a manifest nested without end": lambda folder: (
        folder / "manifest.json").write_text("[" * 100_000),
    "no edges": lambda folder: (folder / "edges.parquet").unlink(),
    "edges that are text": lambda folder: (folder / "edges.parquet").write_text("x"),
    "arcs that are code": pickled,
    "arcs of another network": lambda folder: np.save(folder / "arc_node.npy", np.arange(9)),
    "nodes that are edges": lambda folder: (folder / "nodes.parquet").write_bytes(
        (folder / "edges.parquet").read_bytes()),
}  # fmt: skip


@pytest.mark.parametrize("kind", ARTEFACTS)
def test_a_tampered_street_artefact_is_refused(tmp_path, kind):
    (tmp_path / "s.osm").write_text(osm(NODES + WAY))
    streets = tmp_path / "streets"
    words = ["streets", "build", tmp_path / "s.osm", "--crs", "EPSG:4548", "--out", streets]
    assert call(*words).code == 0
    ARTEFACTS[kind](streets)
    options = crowded_town().write(tmp_path)

    refused(tmp_path, assign_words(tmp_path, options, "--streets", streets), "streets")


AREAS = {
    "three numbers": (["--bbox", "1,2,3"], "--bbox"),
    "words": (["--bbox", "here"], "--bbox"),
    "east before west": (["--bbox", "116,40,115,39"], "box"),
    "latitude first": (["--bbox", "39,116,40,117"], "box"),
    "no number": (["--bbox", "nan,1,2,3"], "box"),
    "no area": ([], "area"),
    "two areas": (["--place", "a", "--bbox", "1,2,3,4"], "area"),
    "no boundary": (["--boundary", "/nonexistent.gpkg"], "nonexistent.gpkg"),
    "no server": (["--bbox", "116,39.8,116.1,39.9"], "cannot be reached"),
}


@pytest.mark.parametrize("kind", AREAS)
def test_an_area_that_cannot_be_fetched_is_refused(tmp_path, kind):
    words, expected = AREAS[kind]
    refused(
        tmp_path,
        ["streets", "fetch", "--crs", "EPSG:4548", "--out", tmp_path / "out",
         "--overpass", "http://127.0.0.1:9/", *words],
        expected,
    )  # fmt: skip


POINT = ["--x", str(X0 + 20), "--y", str(Y0 + 50), "--datum", "EPSG:4548"]
QUESTIONS = {
    "nothing": ([], "nothing was asked"),
    "an empty address": (["--address", ""], "nothing was asked"),
    "a blank address": (["--address", "   "], "nothing was asked"),
    "x alone": (["--x", "1"], "datum"),
    "a pair without a datum": (POINT[:4], "datum"),
    "a datum without a pair": (["--address", "月季园5号楼", "--datum", "WGS84"], "datum"),
    "an unknown datum": ([*POINT[:4], "--datum", "junk"], "'junk'"),
    "no number": (["--x", "nan", *POINT[2:]], "nan"),
    "an infinite number": (["--x", "inf", *POINT[2:]], "inf"),
    "latitude first": (["--x", "39.9", "--y", "116.1", "--datum", "WGS84"], "latitude before"),
    "the Gulf of Guinea": (["--x", "0", "--y", "0", "--datum", "WGS84"], "outside"),
    "a negative tolerance": ([*POINT, "--tolerance", "-1"], "--tolerance"),
    "an unknown level": ([*POINT, "--level", "x"], "--level"),
    "bytes that are no text": (["--address", "\udcff\udcfe"], "address"),
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_without_sense_is_refused(tmp_path, kind):
    words, expected = QUESTIONS[kind]
    crowded_town().write(tmp_path)
    zones, schools = tmp_path / "zones.geojson", tmp_path / "schools.csv"

    refused(tmp_path, ["lookup", "--zones", zones, "--schools", schools, *words], expected)


def test_a_straight_line_is_not_told_as_a_walk(tmp_path):
    crowded_town().write(tmp_path)

    called = call("lookup", "--zones", tmp_path / "zones.geojson", "--schools",
                  tmp_path / "schools.csv", *POINT)  # fmt: skip

    assert called.code == 0
    assert "步行" not in called.out
    assert "on foot" not in called.out
