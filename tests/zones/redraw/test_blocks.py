"""Which block and school files are read, and which refused with every fault at once?"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.faults import BadInput
from tests.zones.redraw.grids import CORNER, DISTRICT, METRES, SIDE
from zones.redraw.blocks import read_blocks
from zones.redraw.sites import read_sites


def write_blocks(path: Path, **columns: Any) -> Path:
    """Write three squares in a row with these columns."""
    x0, y0 = CORNER
    squares = [shapely.box(x0 + at * SIDE, y0, x0 + (at + 1) * SIDE, y0 + SIDE) for at in range(3)]
    given = {"block_id": ["B2", "B1", "B3"], "children": [5, 0, 12]} | columns
    frame = {name: values for name, values in given.items() if values is not None}
    geometry = frame.pop("geometry", squares)
    gpd.GeoDataFrame(frame, geometry=geometry, crs=METRES).to_file(path)
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp"])
def test_blocks_are_read_from_any_layer_and_sorted_by_id(suffix: str, tmp_path: Path) -> None:
    blocks = read_blocks(write_blocks(tmp_path / f"blocks{suffix}"), DISTRICT)

    assert blocks.block_id == ("B1", "B2", "B3")
    assert blocks.children[:, 0].tolist() == [0, 5, 12]
    assert blocks.school_id == ("", "", "")
    assert np.allclose(shapely.area(blocks.polygons), SIDE * SIDE, rtol=1e-4)


def test_numbers_written_as_text_and_forecast_years_are_read(tmp_path: Path) -> None:
    path = write_blocks(
        tmp_path / "b.gpkg", children=["5", "0", "12"], children_2028=[6, 1, 13],
        children_2027=[5, 1, 12], locked=["1", "", "0"], enrolled=[3, None, 4],
        six_years=[0, 2, None],
    )  # fmt: skip

    every, one = read_blocks(path, DISTRICT), read_blocks(path, DISTRICT, years=["2028"])

    assert every.years == ("", "2027", "2028")
    assert one.years == ("", "2028")
    assert one.children.tolist() == [[0, 1], [5, 6], [12, 13]]
    assert every.locked.tolist() == [False, True, False]
    assert every.enrolled.tolist() == [0, 3, 4]
    assert every.six_years.tolist() == [2, 0, 0]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"block_id": None}, "the column 'block_id' is missing"),
        ({"children": None}, "the column 'children' is missing"),
        ({"block_id": ["B1", "B1", "B3"]}, "'B1' is already in row 1"),
        ({"block_id": ["B1", "", "B3"]}, "block_id is empty"),
        ({"children": ["5", "viele", "2"]}, "'viele' is not a whole number"),
        ({"children": [5.5, 1, 2]}, "'5.5' is not a whole number"),
        ({"children": [5, -1, 2]}, "-1 is not from 0 to"),
        ({"children": [5, None, 2]}, "children is empty"),
        ({"locked": ["1", "maybe", "0"]}, "'maybe' is neither 1 nor 0"),
    ],
)
def test_a_broken_block_file_is_refused(columns: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=said):
        read_blocks(write_blocks(tmp_path / "b.gpkg", **columns), DISTRICT)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = write_blocks(tmp_path / "b.gpkg", children=["x", "-2", "3"], block_id=["", "B", "B"])

    with pytest.raises(BadInput) as refused:
        read_blocks(path, DISTRICT)

    assert len(refused.value.faults) == 4


def test_a_point_is_no_block(tmp_path: Path) -> None:
    x, y = CORNER
    points = [shapely.Point(x + at, y) for at in range(3)]

    with pytest.raises(BadInput, match="drawn as a Point"):
        read_blocks(write_blocks(tmp_path / "b.gpkg", geometry=points), DISTRICT)


def test_a_block_that_crosses_itself_is_mended_for_reading_and_named(tmp_path: Path) -> None:
    x, y = CORNER
    bow = shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    east, north = shapely.box(x + 200, y, x + 300, y + 100), shapely.box(x, y + 200, x + 9, y + 300)

    blocks = read_blocks(write_blocks(tmp_path / "b.gpkg", geometry=[east, bow, north]), DISTRICT)

    assert shapely.is_valid(blocks.polygons).all()
    assert blocks.notes == ("1 blocks have rings that cross themselves, read as mended: B1",)


def write_schools(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_places_come_from_classes_and_later_years_have_their_own(tmp_path: Path) -> None:
    blocks = read_blocks(write_blocks(tmp_path / "b.gpkg", children_2027=[1, 1, 1]), DISTRICT)
    x, y = CORNER[0] + 250, CORNER[1] + 50
    path = write_schools(tmp_path / "s.csv", (
        "school_id,name,classes,class_size,places_2027,x,y,datum\n"
        f"S1,First,2,40,0,{x},{y},EPSG:4548\nS2,Second,1,45,,{x + 500},{y},EPSG:4548\n"
    ))  # fmt: skip

    sites = read_sites(path, DISTRICT, blocks)

    assert sites.places.tolist() == [[80, 0], [45, 45]]
    assert [blocks.block_id[home] for home in sites.home] == ["B3", "B3"]
    assert sites.away_m.tolist() == [0.0, 450.0]


def test_a_school_without_places_is_refused(tmp_path: Path) -> None:
    blocks = read_blocks(write_blocks(tmp_path / "b.gpkg"), DISTRICT)
    path = write_schools(tmp_path / "s.csv", (
        f"school_id,name,x,y,datum\nS1,First,{CORNER[0]},{CORNER[1]},EPSG:4548\n"
    ))  # fmt: skip

    with pytest.raises(BadInput, match="has no number of places"):
        read_sites(path, DISTRICT, blocks)
