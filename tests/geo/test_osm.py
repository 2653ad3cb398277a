"""Which ways of an OpenStreetMap file are walked, and is every cut and refusal counted?"""

import gzip
from pathlib import Path

import osmium
import pytest

from geo.faults import BadInput
from geo.osm import read_osm
from geo.streets import read_streets
from geo.walkable import refusal, refusal_of_merged
from tests.geo.street_town import MENTOUGOU, SQUARE_NODES, SQUARE_WAYS, osm_text, square_map

WALKED = {"highway": "residential"}


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "residential"}, None),
        ({"highway": "footway", "footway": "crossing"}, None),
        ({"highway": "footway", "footway": "proposed"}, "footway=proposed"),
        ({"highway": "cycleway"}, None),
        ({"highway": "cycleway", "foot": "no"}, "foot=no"),
        ({"highway": "primary", "sidewalk": "separate"}, None),
        ({"highway": "primary", "foot": "use_sidepath"}, "foot=use_sidepath"),
        ({"highway": "trunk"}, None),
        ({"highway": "trunk", "motorroad": "yes"}, "motorroad=yes"),
        ({"highway": "trunk", "motorroad": "yes", "sidewalk": "right"}, None),
        ({"highway": "motorway"}, "highway=motorway"),
        ({"highway": "motorway", "foot": "yes"}, None),
        ({"highway": "motorway_link", "sidewalk": "both"}, None),
        ({"highway": "service", "access": "private"}, "access=private"),
        ({"highway": "service", "access": "private", "foot": "yes"}, None),
        ({"highway": "service", "access": "customers"}, None),
        ({"highway": "service", "access": "destination"}, None),
        ({"highway": "service", "service": "private"}, "service=private"),
        ({"highway": "path", "foot": "private"}, "foot=private"),
        ({"highway": "construction", "foot": "yes"}, "highway=construction"),
        ({"highway": "proposed"}, "highway=proposed"),
        ({"highway": "raceway"}, "highway=raceway"),
        ({"highway": "pedestrian", "area": "yes"}, None),
        ({"highway": "anything new"}, "highway=anything new"),
        ({}, "highway="),
    ],
    ids=str,
)
def test_the_walking_filter(tags: dict[str, str], reason: str | None) -> None:
    assert refusal(tags) == reason
    if tags:
        assert refusal_of_merged(tags) == reason


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "['residential', 'steps']"}, None),
        ({"highway": "['residential', 'motorway']"}, "highway=motorway"),
        ({"highway": "service", "access": "['yes', 'private']"}, "access=private"),
        ({"highway": "['broken', "}, "highway=['broken', "),
        ({"foot": "yes"}, "highway="),
        ({}, "highway="),
    ],
)
def test_a_merged_edge_is_walked_only_if_every_part_is(
    tags: dict[str, str], reason: str | None
) -> None:
    assert refusal_of_merged(tags) == reason


def test_ways_are_read_and_refusals_counted_by_reason(tmp_path: Path) -> None:
    lines = read_osm(square_map(tmp_path))

    assert lines.origin["counts"] == {
        "ways_read": 6, "ways_walkable": 4, "ways_clipped": 0, "absent_nodes": 0,
        "parts_of_one_point": 0,
    }  # fmt: skip
    assert lines.origin["filter"]["name"] == "walking-1"
    assert lines.origin["filter"]["refused"] == {"access=private": 1, "highway=motorway": 1}
    assert lines.origin["licence"].startswith("© OpenStreetMap contributors")
    assert lines.start.tolist() == [0, 4, 7, 9, 11]


def test_a_way_is_cut_where_its_nodes_are_absent_and_never_joined_across(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 5: (400, 0), 6: (500, 0), 8: (700, 0)}
    path = tmp_path / "extract.osm"
    ways = [([1, 2, 3, 4, 5, 6, 7, 8], WALKED), ([1, 2], WALKED)]
    path.write_text(osm_text(nodes, ways), encoding="utf-8")

    streets = read_streets(path, MENTOUGOU)

    assert streets.manifest["counts"]["ways_clipped"] == 1
    assert streets.manifest["counts"]["absent_nodes"] == 3
    assert streets.manifest["counts"]["parts_of_one_point"] == 1
    assert streets.manifest["counts"]["doubles"] == 1
    assert streets.manifest["components"]["nodes"] == [2, 2]
    assert [round(mm, -2) for mm in streets.edge_mm.tolist()] == [100_000, 100_000]


def test_a_way_all_of_whose_nodes_are_absent_is_clipped_away(tmp_path: Path) -> None:
    path = tmp_path / "extract.osm"
    ways = [([1, 2], WALKED), ([8, 9], WALKED)]
    path.write_text(osm_text({1: (0, 0), 2: (50, 0)}, ways), encoding="utf-8")

    streets = read_streets(path, MENTOUGOU)

    assert streets.n_edges == 1
    assert streets.manifest["counts"]["ways_clipped"] == 1


def test_the_order_of_the_objects_in_the_file_changes_nothing(tmp_path: Path) -> None:
    expected = read_streets(square_map(tmp_path), MENTOUGOU)
    other = tmp_path / "other.osm"
    turned = [(refs[::-1], tags) for refs, tags in reversed(SQUARE_WAYS)]
    nodes = dict(reversed(SQUARE_NODES.items()))
    other.write_text(osm_text(nodes, turned, ways_first=True), encoding="utf-8")

    assert read_streets(other, MENTOUGOU).digest() == expected.digest()


def test_unsaved_objects_with_negative_numbers_are_read(tmp_path: Path) -> None:
    expected = read_streets(square_map(tmp_path), MENTOUGOU)
    other = tmp_path / "josm.osm"
    nodes = {-n: xy for n, xy in SQUARE_NODES.items()}
    ways = [([-ref for ref in refs], tags) for refs, tags in SQUARE_WAYS]
    other.write_text(osm_text(nodes, ways), encoding="utf-8")

    assert read_streets(other, MENTOUGOU).digest() == expected.digest()


def as_pbf(source: Path, target: Path, **header: str) -> Path:
    head = osmium.io.Header()
    for key, value in header.items():
        head.set(key, value)
    with osmium.SimpleWriter(str(target), header=head) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return target


def test_pbf_and_gzip_hold_the_same_streets(tmp_path: Path) -> None:
    plain = square_map(tmp_path)
    pbf = as_pbf(plain, tmp_path / "square.osm.pbf")
    zipped = tmp_path / "square.osm.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))

    digest = read_streets(plain, MENTOUGOU).digest()

    assert read_streets(pbf, MENTOUGOU).digest() == digest
    assert read_streets(zipped, MENTOUGOU).digest() == digest


def test_the_date_of_the_map_is_told_where_the_file_says_it(tmp_path: Path) -> None:
    stamped = as_pbf(
        square_map(tmp_path), tmp_path / "dated.osm.pbf",
        osmosis_replication_timestamp="2024-05-01T20:21:22Z",
    )  # fmt: skip
    edited = tmp_path / "edited.osm"
    text = osm_text(
        {1: (0, 0), 2: (9, 0)}, [([1, 2], WALKED)], stamp=' timestamp="2023-02-03T04:05:06Z"'
    )
    edited.write_text(text, encoding="utf-8")

    assert read_osm(stamped).origin["date"] == "2024-05-01T20:21:22Z"
    assert read_osm(edited).origin["date"] is None
    assert read_osm(edited).origin["newest_edit"] == "2023-02-03T04:05:06+00:00"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<osm version="0.6"><node id="1" lon="116" lat="40"><tag k="x" v="&b;"/></node></osm>'
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.osm.pbf", b"this is no protocol buffer", id="text as pbf"),
        pytest.param("a.osm", b'<osm version="0.6"><node id="1"', id="cut off"),
        pytest.param("a.osm", b"\x00\x01\x02", id="binary as xml"),
        pytest.param("a.osm", b"<gpx></gpx>", id="another kind of xml"),
        pytest.param("a.osm", BOMB.encode(), id="entities"),
        pytest.param("a.osm.gz", b"not gzip", id="not gzip"),
        pytest.param("a.osm", b'<osm version="0.6"></osm>', id="no object"),
        pytest.param(
            "a.osm", b'<osm version="0.6"><node id="1" lon="999" lat="1"/></osm>', id="range"
        ),
        pytest.param("a.osm", b"", id="empty"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(BadInput) as refused:
        read_streets(path, MENTOUGOU)

    assert refused.value.faults[0].where == name


def test_a_pbf_cut_short_is_refused(tmp_path: Path) -> None:
    whole = as_pbf(square_map(tmp_path), tmp_path / "whole.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: len(whole) - 40])

    with pytest.raises(BadInput, match=r"cut\.osm\.pbf"):
        read_streets(cut, MENTOUGOU)


def test_a_map_without_walkable_ways_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "motorways.osm"
    text = osm_text({1: (0, 0), 2: (9, 0)}, [([1, 2], {"highway": "motorway"})])
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match="no street that one may walk along"):
        read_streets(path, MENTOUGOU)


def test_a_history_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.osh.pbf"
    as_pbf(square_map(tmp_path), path)

    with pytest.raises(BadInput, match=r"history file"):
        read_osm(path)
