"""Which plan does a file describe, in any format, and what is refused with all its faults?"""

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.faults import BadInput
from tests.zones.shapes import (
    DISTRICT,
    EAST,
    frame_of,
    ring,
    rows_of,
    schools,
    square,
    write_geojson,
    zone,
)
from zones.layer import ReadOptions
from zones.level import Level
from zones.plan import Plan
from zones.read import plan_of, read_plan

TWO = [zone("西片", square(0)), zone("东片", square(1), school_ids="S1;S2")]


def refused(*zones: dict[str, Any], **options: Any) -> list[str]:
    with pytest.raises(BadInput) as refusal:
        plan_of(rows_of(*zones), **options)
    return [str(fault) for fault in refusal.value.faults]


def write(folder: Path, suffix: str) -> Path:
    """Write the two zones in this format."""
    path = folder / f"zones{suffix}"
    frame = frame_of(*TWO)
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".zip":
        (folder / "shape").mkdir()
        ascii_names = frame.rename(columns={"school_ids": "schools"})
        ascii_names.to_file(folder / "shape" / "zones.shp", encoding="UTF-8")
        zipped(folder / "shape", path)
    elif suffix == ".topojson":
        path.write_text(TOPOLOGY, encoding="utf-8")
    else:
        frame.to_file(path)
    return path


def zipped(folder: Path, path: Path) -> None:
    from zipfile import ZipFile

    with ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)


TOPOLOGY = """{"type": "Topology", "objects": {"zones": {"type": "GeometryCollection",
 "geometries": [
  {"type": "Polygon", "arcs": [[0]], "properties":
   {"zone_id": "西片", "level": "primary", "school_ids": "S-西片"}},
  {"type": "Polygon", "arcs": [[1]], "properties":
   {"zone_id": "东片", "level": "primary", "school_ids": "S1;S2"}}]}},
 "arcs": [[[116.10, 39.93], [116.10, 39.94], [116.11, 39.94], [116.11, 39.93], [116.10, 39.93]],
          [[116.11, 39.93], [116.11, 39.94], [116.12, 39.94], [116.12, 39.93], [116.11, 39.93]]]}
"""


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".parquet", ".zip", ".topojson"])
def test_the_same_plan_is_read_from_every_format(tmp_path: Path, suffix: str) -> None:
    reading = ReadOptions(rename={"schools": "school_ids"} if suffix == ".zip" else {})

    plan = read_plan(write(tmp_path, suffix), DISTRICT, reading=reading)

    assert plan.zone_id == ("东片", "西片")
    assert plan.school_ids == (("S1", "S2"), ("S-西片",))
    assert plan.level == (Level.PRIMARY,) * 2
    assert plan.crs == DISTRICT.crs
    if suffix != ".topojson":
        assert shapely.equals(plan.polygons[0], square(1))
    assert shapely.area(plan.polygons).min() > 9_999


def test_the_order_of_the_features_makes_no_difference(tmp_path: Path) -> None:
    one = read_plan(write_geojson(tmp_path / "one.geojson", TWO), DISTRICT)
    other = read_plan(write_geojson(tmp_path / "other.geojson", TWO[::-1]), DISTRICT)

    assert one.content_hash == other.content_hash


def test_zones_in_degrees_come_in_metres_with_common_corners(tmp_path: Path) -> None:
    path = tmp_path / "zones.geojson"
    frame_of(*TWO).to_crs(4326).to_file(path)

    plan = read_plan(path, DISTRICT)

    corners = shapely.get_coordinates(plan.polygons)
    assert np.abs(corners[:, 0] - np.round(corners[:, 0])).max() < 0.02
    assert len(np.unique(corners, axis=0)) == 6
    assert corners[:, 0].min() == pytest.approx(EAST, abs=0.02)


def test_columns_of_other_names_and_a_level_of_the_whole_file(tmp_path: Path) -> None:
    zones = [{"ESB": "0101", "geometry": square(0)}, {"ESB": "0102", "geometry": square(1)}]
    path = write_geojson(tmp_path / "zones.geojson", zones)
    reading = ReadOptions(rename={"ESB": "zone_id"}, level="primary")

    plan = read_plan(path, DISTRICT, reading=reading, need_schools=False)

    assert plan.zone_id == ("0101", "0102")
    assert plan.name == ("0101", "0102")
    assert plan.school_ids == ((), ())


def test_numbers_and_lists_in_cells_are_read_as_ids() -> None:
    plan = plan_of(rows_of(zone("x", square(0)) | {"zone_id": 101, "school_ids": ["S2", "S1"]}))

    assert plan.zone_id == ("101",)
    assert plan.school_ids == (("S1", "S2"),)


def test_dates_are_read_half_open() -> None:
    plan = plan_of(rows_of(zone("x", square(0), valid_from="2024-09-01", valid_to="")))

    assert plan.valid_from == (date(2024, 9, 1),)
    assert plan.valid_to == (None,)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"zone_id": "西片"}, "the zone_id 西片 stands twice"),
        ({"zone_id": None}, "has no zone_id"),
        ({"school_ids": None}, "names no school"),
        ({"school_ids": "S1,S2"}, "school S1,S2 is not in the list of schools"),
        ({"school_ids": "J1"}, "a primary zone names school J1, a junior one"),
        ({"valid_from": "1.9.2024"}, "valid_from '1.9.2024' is not a date like 2024-09-01"),
        ({"valid_from": "2024-09-01", "valid_to": "2024-08-01"}, "is not after valid_from"),
        ({"level": "kindergarten"}, "'kindergarten' is neither primary"),
        ({"geometry": shapely.Point(EAST, 4_420_000)}, "the geometry is a Point, no polygon"),
        ({"geometry": ring((0, 0), (100, 100), (100, 0), (0, 100))}, "crosses itself"),
        ({"geometry": ring((0, 0), (100, 0), (100, 100), (50, 0), (0, 100))}, "invalid ring"),
    ],
)
def test_a_fault_is_refused_with_its_feature_and_its_repair(
    cells: dict[str, Any], words: str
) -> None:
    known = schools(("S-西片", 50, 50), ("S-东片", 150, 50))
    known.loc[len(known)] = schools(("J1", 0, 0), level="junior").loc[0]

    faults = refused(zone("西片", square(0)), zone("东片", square(1)) | cells, schools=known)

    assert len(faults) == 1
    assert words in faults[0]
    assert "zones.geojson feature 2" in faults[0]
    assert ". Repair: " in faults[0]


def test_every_fault_is_reported_at_once() -> None:
    bad = zone("", square(0), school_ids="", valid_from="soon", level="?")

    assert len(refused(bad, zone("a", square(1)), zone("a", square(2)))) == 5


def test_a_plan_without_schools_is_refused_unless_it_is_only_matched() -> None:
    bare = {"zone_id": "x", "level": "primary", "geometry": square(0)}

    assert "there is no column school_ids" in refused(bare)[0]
    assert isinstance(plan_of(rows_of(bare), need_schools=False), Plan)


def test_overlaps_and_gaps_are_read_and_left_for_matching_and_people() -> None:
    assert len(plan_of(rows_of(zone("a", square(0)), zone("b", square(0))))) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\x01", b'{"type": "FeatureCollection"}'])
def test_a_file_that_is_no_layer_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "zones.geojson"
    path.write_bytes(content)

    with pytest.raises(BadInput, match=r"zones\.geojson"):
        read_plan(path, DISTRICT)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.gpkg"):
        read_plan(tmp_path / "none.gpkg", DISTRICT)


def test_a_layer_in_another_datum_is_carried_over(tmp_path: Path) -> None:
    from geo.offsets import wgs84_to_gcj02

    degrees = frame_of(*TWO).to_crs(4326)
    shifted = shapely.transform(
        np.array(degrees.geometry), lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1]))
    )
    path = tmp_path / "zones.geojson"
    gpd.GeoDataFrame(degrees.drop(columns="geometry"), geometry=shifted, crs=4326).to_file(path)

    plan = read_plan(path, DISTRICT, reading=ReadOptions(crs="GCJ02"))

    assert shapely.hausdorff_distance(plan.polygons[1], square(0)) < 0.05
