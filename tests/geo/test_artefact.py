"""Is the kept network whole, unchanged, byte for byte the same, and refused when it is not?"""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import CRS

from geo.artefact import is_artefact, write_streets
from geo.district import District
from geo.faults import BadInput
from geo.network import Streets
from geo.streets import read_streets
from tests.geo.street_town import MENTOUGOU, square_map


@pytest.fixture
def square(tmp_path: Path) -> Streets:
    return read_streets(square_map(tmp_path), MENTOUGOU)


def same_arrays(one: Streets, other: Streets) -> bool:
    names = [name for name in Streets.__slots__ if name != "manifest"]
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        and getattr(one, name).dtype == getattr(other, name).dtype
        for name in names
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_what_is_written_is_read_back_unchanged(tmp_path: Path, square: Streets) -> None:
    write_streets(square, tmp_path / "kept")

    again = read_streets(tmp_path / "kept", MENTOUGOU)

    assert same_arrays(square, again)
    assert dict(again.manifest) == json.loads(json.dumps(dict(square.manifest)))


def test_the_same_source_gives_the_same_bytes(tmp_path: Path, square: Streets) -> None:
    write_streets(square, tmp_path / "one")
    write_streets(read_streets(tmp_path / "square.osm", MENTOUGOU), tmp_path / "two")
    write_streets(read_streets(tmp_path / "one", MENTOUGOU), tmp_path / "three")

    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "three")
    assert sorted(contents(tmp_path / "one")) == [
        "arc_edge.npy", "arc_node.npy", "arc_start.npy", "edges.parquet", "manifest.json",
        "nodes.parquet",
    ]  # fmt: skip


def test_the_manifest_says_where_the_streets_come_from(tmp_path: Path, square: Streets) -> None:
    write_streets(square, tmp_path / "kept")

    told = json.loads((tmp_path / "kept" / "manifest.json").read_text("utf-8"))

    assert told["format"] == "jiujin-streets/1"
    assert told["source"]["name"] == "square.osm"
    assert len(told["source"]["sha256"]) == 64
    assert told["crs"] == "EPSG:4548"
    assert told["filter"]["name"] == "walking-1"
    assert "Open Database License" in told["licence"]
    assert told["network_sha256"] == square.digest()
    assert told["counts"]["edges"] == 2
    assert told["components"]["count"] == 1


def test_the_edges_open_as_a_map(tmp_path: Path, square: Streets) -> None:
    write_streets(square, tmp_path / "kept")

    edges = gpd.read_parquet(tmp_path / "kept" / "edges.parquet")

    assert edges.crs == MENTOUGOU.crs
    assert np.allclose(edges.length * 1000, edges["length_mm"], rtol=1e-3)


def test_an_older_artefact_is_replaced_whole(tmp_path: Path, square: Streets) -> None:
    write_streets(square, tmp_path / "kept")
    (tmp_path / "kept" / "left over").write_text("x")

    write_streets(square, tmp_path / "kept")

    assert not (tmp_path / "kept" / "left over").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "square.osm"]


def test_a_folder_of_other_things_is_not_overwritten(tmp_path: Path, square: Streets) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_text("cat")

    with pytest.raises(BadInput, match="not overwritten"):
        write_streets(square, tmp_path / "photos")

    assert contents(tmp_path / "photos") == {"cat.png": b"cat"}


def test_nothing_half_written_is_left(
    tmp_path: Path, square: Streets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.artefact.np.save", full_disk)

    with pytest.raises(OSError, match="No space"):
        write_streets(square, tmp_path / "kept")

    assert [path.name for path in tmp_path.iterdir()] == ["square.osm"]


def test_an_artefact_of_another_system_is_refused(tmp_path: Path, square: Streets) -> None:
    write_streets(square, tmp_path / "kept")
    elsewhere = District("石景山区", CRS.from_epsg(4527), None, declared=True)

    with pytest.raises(BadInput, match="the district measures in"):
        read_streets(tmp_path / "kept", elsewhere)


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("edges.parquet", "cut"), ("nodes.parquet", "cut"), ("arc_node.npy", "cut"),
        ("edges.parquet", "gone"), ("arc_start.npy", "gone"), ("arc_edge.npy", "other"),
        ("manifest.json", "other"), ("nodes.parquet", "other"),
    ],
)  # fmt: skip
def test_a_damaged_artefact_is_refused(
    tmp_path: Path, square: Streets, name: str, harm: str
) -> None:
    kept = tmp_path / "kept"
    write_streets(square, kept)
    part = kept / name
    if harm == "cut":
        part.write_bytes(part.read_bytes()[:-20])
    elif harm == "gone":
        part.unlink()
    elif name == "nodes.parquet":
        moved = square.node_xy_m + 1.0
        from dataclasses import replace

        write_streets(replace(square, node_xy_m=moved), tmp_path / "moved")
        shutil.copy(tmp_path / "moved" / name, part)
    elif name == "arc_edge.npy":
        np.save(part, square.arc_edge[::-1] + 1)
    else:
        part.write_text(part.read_text("utf-8").replace(square.digest(), "0" * 64), "utf-8")

    with pytest.raises(BadInput, match="build the artefact again"):
        read_streets(kept, MENTOUGOU)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (None, "no street artefact"),
        ("{", "no street artefact"),
        ('{"format": "photos/1"}', "no street artefact"),
        ('{"format": "jiujin-streets/99", "crs": "EPSG:4548"}', "reads jiujin-streets/1"),
        ('{"format": "jiujin-streets/1", "crs": "nowhere"}', "build the artefact again"),
    ],
)
def test_a_folder_that_is_no_artefact_is_refused(
    tmp_path: Path, text: str | None, what: str
) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(BadInput, match=what):
        read_streets(tmp_path, MENTOUGOU)


def test_a_missing_folder_is_no_artefact(tmp_path: Path) -> None:
    assert not is_artefact(tmp_path / "none")
