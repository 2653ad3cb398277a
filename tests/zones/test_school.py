"""Which schools does a file name, with how many places and which gates?"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.faults import BadInput
from tests.zones.shapes import DISTRICT, EAST, NORTH
from zones.layer import ReadOptions
from zones.school import read_schools

HEADER = "school_id,name,level,places,classes,class_size,x,y,datum\n"
GATE = f"{EAST},{NORTH},EPSG:4548"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "schools.csv"
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def refused(path: Path, **options: Any) -> list[str]:
    with pytest.raises(BadInput) as refusal:
        read_schools(path, DISTRICT, **options)
    return [str(fault) for fault in refusal.value.faults]


def test_places_win_and_else_classes_times_class_size(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"S2,大峪一小,primary,120,3,40,{GATE}",
        f"S1,大峪二小,小学,,3,40,{GATE}",
        f"S3,新校,primary,0,3,40,{GATE}",
    )

    schools = read_schools(path, DISTRICT)

    assert schools["school_id"].tolist() == ["S1", "S2", "S3"]
    assert schools["places"].tolist() == [120, 120, 0]
    assert schools["places"].dtype == np.int64
    assert schools["level"].tolist() == ["primary"] * 3
    assert schools["gates"][0].equals(shapely.MultiPoint([(EAST, NORTH)]))


def test_several_rows_of_a_school_are_its_gates(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"S1,一小,primary,120,,,{EAST + 9},{NORTH},EPSG:4548",
        f"S1,,,,,,{GATE}",
        f"S1,一小,primary,120,,,{GATE}",
    )

    schools = read_schools(path, DISTRICT)

    assert len(schools) == 1
    assert shapely.get_coordinates(schools["gates"][0]).tolist() == [
        [EAST, NORTH], [EAST + 9, NORTH]
    ]  # fmt: skip


def test_a_gate_in_gcj02_is_carried_into_metres(tmp_path: Path) -> None:
    lon, lat = DISTRICT.to_wgs84(np.array([EAST]), np.array([NORTH]))
    path = write(tmp_path, f"S1,一小,primary,1,,,{lon[0]},{lat[0]},GCJ-02")

    gate = shapely.get_coordinates(read_schools(path, DISTRICT)["gates"][0])[0]

    assert 400 < np.hypot(*(gate - (EAST, NORTH))) < 700


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (f",一小,primary,1,,,{GATE}", "has no school_id"),
        (f"S9,一小,primary,,,,{GATE}", "has no number of places"),
        (f"S9,一小,primary,,3,,{GATE}", "has no number of places"),
        (f"S9,一小,primary,-5,,,{GATE}", "'-5' is not a whole number from 0 on"),
        (f"S9,一小,primary,12.5,,,{GATE}", "'12.5' is not a whole number"),
        (f"S9,一小,primary,１２,,,{GATE}", "'１２' is not a whole number"),
        (f"S9,一小,primary,,三,40,{GATE}", "classes '三' is not a whole number"),
        (f"S9,一小,senior,1,,,{GATE}", "level 'senior'"),
        (f"S9,一小,,1,,,{GATE}", "level ''"),
        ("S9,一小,primary,1,,,,,", "has no gate"),
    ],
)
def test_a_fault_is_named_with_its_row(tmp_path: Path, row: str, words: str) -> None:
    path = write(tmp_path, f"S1,一小,primary,1,,,{GATE}", row)

    (fault,) = refused(path)

    assert words in fault
    assert fault.startswith("schools.csv row 3")
    assert ". Repair: " in fault


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    path = write(tmp_path, f",一小,primary,1,,,{GATE}", "S2,二小,senior,x,,,,,")

    assert len(refused(path)) == 4


@pytest.mark.parametrize(
    "other", ["S1,二小,primary,1,,,", "S1,一小,junior,1,,,", "S1,一小,primary,2,,,"]
)
def test_one_id_for_two_schools_is_refused(tmp_path: Path, other: str) -> None:
    path = write(tmp_path, f"S1,一小,primary,1,,,{GATE}", other + GATE)

    (fault,) = refused(path)

    assert "school S1 has two values of" in fault
    assert "schools.csv row 2; schools.csv row 3" in fault


def test_a_pair_without_a_datum_is_refused(tmp_path: Path) -> None:
    assert "datum" in refused(write(tmp_path, "S1,一小,primary,1,,,116.1,39.9,"))[0]


def test_a_missing_column_is_refused_and_the_level_may_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, f"S1,7,{GATE}", header="school_id,places,x,y,datum\n")

    assert "'level'" in refused(path)[0]
    said = read_schools(path, DISTRICT, reading=ReadOptions(level="junior"))
    assert said["level"].tolist() == ["junior"]
    assert said["name"].tolist() == ["S1"]


def test_a_check_needs_no_places(tmp_path: Path) -> None:
    path = write(tmp_path, f"S1,一小,primary,,,,{GATE}")

    assert list(read_schools(path, DISTRICT, need_places=False).columns) == [
        "school_id", "name", "level", "gates"
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".parquet"])
def test_a_layer_of_points_is_read_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = layer(
        tmp_path / f"schools{suffix}",
        [shapely.MultiPoint([(EAST, NORTH), (EAST + 5, NORTH)]),
         shapely.MultiPoint([(EAST + 50, NORTH)])],
    )  # fmt: skip

    schools = read_schools(path, DISTRICT)

    assert schools["places"].tolist() == [80, 120]
    assert [len(shapely.get_coordinates(gates)) for gates in schools["gates"]] == [2, 1]


def test_a_polygon_is_no_gate(tmp_path: Path) -> None:
    path = layer(tmp_path / "schools.gpkg", [shapely.box(EAST, NORTH, EAST + 9, NORTH + 9)] * 2)

    faults = refused(path)

    assert len(faults) == 2
    assert "schools.gpkg feature 1: a school is drawn as a Polygon" in faults[0]


def test_a_layer_without_ids_is_refused_by_its_column(tmp_path: Path) -> None:
    path = tmp_path / "schools.geojson"
    frame = gpd.GeoDataFrame({"name": ["一小"]}, geometry=[shapely.Point(EAST, NORTH)],
                             crs=DISTRICT.crs)  # fmt: skip
    frame.to_file(path)

    assert "the column 'school_id' is missing" in refused(path)[0]


def layer(path: Path, gates: list[Any]) -> Path:
    frame = gpd.GeoDataFrame(
        {"school_id": ["S1", "S2"], "name": ["一小", "二小"], "level": ["primary"] * 2,
         "places": ["80", ""], "classes": [0, 3], "class_size": [0, 40]},
        geometry=gates, crs=DISTRICT.crs,
    )  # fmt: skip
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    return path


def test_a_plain_parquet_table_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "schools.parquet"
    pd.DataFrame({
        "school_id": ["S1"], "level": ["primary"], "places": [80], "x": [EAST], "y": [NORTH],
        "datum": ["EPSG:4548"],
    }).to_parquet(path)  # fmt: skip

    assert read_schools(path, DISTRICT)["places"].tolist() == [80]
