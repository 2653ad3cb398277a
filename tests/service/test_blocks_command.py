"""Does `jiujin redraw blocks` make blocks of streets and homes that redraw takes, or refuse?"""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from geo.faults import BadInput
from service.cli import app
from tests.zones.redraw.grids import CORNER, METRES, SIDE

RUN = CliRunner()
X0, Y0 = CORNER
WIDE = 4 * SIDE


def layer(path: Path, shapes: list[Any], **columns: list[Any]) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=METRES).to_file(path)
    return path


def square(column: float, row: float, columns: float = 1, rows: float = 1) -> shapely.Polygon:
    west, south = X0 + column * SIDE, Y0 + row * SIDE
    return shapely.box(west, south, west + columns * SIDE, south + rows * SIDE)


def write_town(folder: Path, *, children: int = 10) -> list[str]:
    """Write 4 × 4 cells of streets 100 m apart, so many children in the middle of each cell."""
    streets = []
    for at in (1, 2, 3):
        east, north = X0 + at * SIDE, Y0 + at * SIDE
        streets += [shapely.LineString([(east, Y0 - 20), (east, Y0 + WIDE + 20)]),
                    shapely.LineString([(X0 - 20, north), (X0 + WIDE + 20, north)])]  # fmt: skip
    layer(folder / "streets.gpkg", streets)
    layer(folder / "ground.gpkg", [square(0, 0, 4, 4)])
    rows = [
        f"H{c}{r},{X0 + (c + 0.5) * SIDE},{Y0 + (r + 0.5) * SIDE},EPSG:4548,{children},S0"
        for c in range(4) for r in range(4)
    ]  # fmt: skip
    text = "\n".join(["home_id,x,y,datum,children,siblings_at", *rows]) + "\n"
    (folder / "homes.csv").write_text(text, encoding="utf-8")
    return ["redraw", "blocks", "--streets", str(folder / "streets.gpkg"), "--homes",
            str(folder / "homes.csv"), "--boundary", str(folder / "ground.gpkg"), "--crs",
            "EPSG:4548", "--json"]  # fmt: skip


def made(command: list[str], out: Path) -> tuple[dict[str, Any], Any]:
    done = RUN.invoke(app, [*command, "--out", str(out)])
    assert done.exit_code == 0, (done.output, done.exception)
    summary = json.loads(done.stdout)
    assert summary == json.loads((out / "summary.json").read_bytes())
    return summary, gpd.read_file(out / "blocks.gpkg")


def test_each_cell_between_streets_is_a_block_with_its_children(tmp_path: Path) -> None:
    summary, blocks = made(write_town(tmp_path), tmp_path / "out")

    assert (summary["blocks"], summary["faces"], summary["children"]) == (16, 16, 160)
    assert blocks["children"].tolist() == [10] * 16
    assert sorted(blocks.area.round(3)) == [SIDE * SIDE] * 16
    assert blocks["block_id"].is_monotonic_increasing
    assert summary["notes"] == []


def test_blocks_with_too_few_children_are_joined_and_none_is_counted_twice(tmp_path: Path) -> None:
    command = [*write_town(tmp_path), "--least", "35"]

    summary, blocks = made(command, tmp_path / "out")

    # Ten in each cell: four cells at least; the roundest of four is a square.
    assert summary["below_least"] == []
    assert blocks["children"].min() >= 35
    assert blocks["children"].sum() == 160
    assert (blocks["children"] == 10 * blocks["faces"]).all()
    assert blocks.geometry.union_all().area == pytest.approx(WIDE * WIDE)
    assert blocks.area.sum() == pytest.approx(WIDE * WIDE)


def test_no_block_lies_on_both_sides_of_a_river_and_its_bridges_are_listed(tmp_path: Path) -> None:
    command = write_town(tmp_path)
    river = shapely.LineString([(X0 + 150, Y0 - 50), (X0 + 150, Y0 + WIDE + 50)])
    barriers = layer(tmp_path / "river.gpkg", [river])

    summary, blocks = made(
        [*command, "--barriers", str(barriers), "--least", "50"], tmp_path / "out"
    )

    west = blocks.intersects(square(0, 0, 1.49, 4))
    east = blocks.intersects(square(1.51, 0, 2.49, 4))
    assert not (west & east).any()
    bridges = gpd.read_file(tmp_path / "out" / "crossings.geojson").to_crs(METRES)
    found = [(round(p.x - X0), round(p.y - Y0)) for p in bridges.geometry]
    assert sorted(found) == [(150, 100), (150, 200), (150, 300)]  # of the three streets
    assert summary["crossings"] == 3


def zones_of(folder: Path) -> Path:
    days = {"valid_from": ["2020-01-01"] * 2}
    return layer(
        folder / "zones.geojson", [square(0, 0, 1.5, 4), square(1.5, 0, 2.5, 4)],
        zone_id=["W", "E"], level=["primary"] * 2, school_ids=["S0", "S1;S2"], **days,
    )  # fmt: skip


def test_no_block_lies_in_two_zones_and_each_has_its_schools_of_today(tmp_path: Path) -> None:
    command = [*write_town(tmp_path), "--zones", str(zones_of(tmp_path))]

    _, blocks = made([*command, "--on", "2026-06-15"], tmp_path / "out")

    west = blocks.centroid.x < X0 + 150
    assert (blocks.loc[west, "school_id"] == "S0").all()
    assert (blocks.loc[~west, "school_id"] == "S1;S2").all()
    assert blocks.loc[west].area.sum() == pytest.approx(1.5 * SIDE * WIDE)
    # All children have a brother at S0: only those whose zone is S0's count as siblings there.
    assert blocks.loc[west, "siblings"].sum() == blocks.loc[west, "children"].sum()
    assert blocks.loc[~west, "siblings"].sum() == 0


def test_a_block_keeps_its_id_when_children_are_born_elsewhere(tmp_path: Path) -> None:
    command = [*write_town(tmp_path), "--least", "10"]
    _, before = made(command, tmp_path / "out")
    homes = pd.read_csv(tmp_path / "homes.csv")
    homes.loc[homes["home_id"] == "H33", "children"] = 3  # joined to a neighbour now
    homes.to_csv(tmp_path / "homes.csv", index=False)

    _, after = made(command, tmp_path / "later")

    assert len(after) == 15
    assert len(set(after["block_id"]) & set(before["block_id"])) == 15


def test_a_block_keeps_the_id_of_the_earlier_block_that_it_mostly_is(tmp_path: Path) -> None:
    command = write_town(tmp_path)
    cells = [square(c + 0.1, r + 0.1) for c in range(3) for r in range(3)]
    earlier = layer(tmp_path / "earlier.gpkg", cells, children=[1] * 9,
                    block_id=[f"E{at}" for at in range(9)])  # fmt: skip

    _, blocks = made([*command, "--earlier", str(earlier)], tmp_path / "out")

    # Each earlier square shares 81 % of its ground with one cell.
    assert set(blocks["block_id"]) >= {f"E{at}" for at in range(9)}
    first = blocks.loc[blocks["block_id"] == "E0", "geometry"].iloc[0]
    assert first.equals(square(0, 0))


def test_the_blocks_are_what_redraw_takes(tmp_path: Path) -> None:
    made([*write_town(tmp_path), "--zones", str(zones_of(tmp_path))], tmp_path / "out")
    rows = [f"S{k},school,{90},{X0 + x},{Y0 + 50},EPSG:4548" for k, x in enumerate((50, 350))]
    text = "\n".join(["school_id,name,places,x,y,datum", *rows]) + "\n"
    (tmp_path / "schools.csv").write_text(text, encoding="utf-8")

    done = RUN.invoke(
        app, ["redraw", "--blocks", str(tmp_path / "out" / "blocks.gpkg"), "--schools",
              str(tmp_path / "schools.csv"), "--out", str(tmp_path / "plans"), "--tries", "20000",
              "--json"],
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    assert all(plan["contiguous"] for plan in json.loads(done.stdout)["plans"])


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    command = [*write_town(tmp_path), "--least", "25"]

    for name in ("one", "two"):
        made(command, tmp_path / name)

    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["blocks.geojson", "blocks.gpkg", "manifest.json", "summary.json"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_children_without_a_place_or_outside_are_named_and_count_nowhere(tmp_path: Path) -> None:
    command = write_town(tmp_path)
    with (tmp_path / "homes.csv").open("a", encoding="utf-8") as homes:
        homes.write(f"FAR,{X0 + WIDE + 500},{Y0},EPSG:4548,1,\nLOST,,,,1,\n")

    summary, blocks = made(command, tmp_path / "out")

    assert summary["outside"] == ["FAR"]
    assert summary["not_located"] == ["LOST"]
    assert blocks["children"].sum() == 160


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--least", "-1"], "is not from 0"),
        (["--streets", "none.gpkg"], "there is no such file"),
        (["--boundary", "streets.gpkg"], "holds more than areas"),
        (["--level", "middle"], "is neither"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    more: list[str], said: str, tmp_path: Path
) -> None:
    command = write_town(tmp_path)
    given = [str(tmp_path / word) if word.endswith(".gpkg") else word for word in more]

    refused = RUN.invoke(app, [*command, *given, "--out", str(tmp_path / "out")])

    assert isinstance(refused.exception, BadInput)
    assert said in str(refused.exception)
    assert len(refused.exception.faults) == 1
    assert not (tmp_path / "out").exists()


def test_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    command = write_town(tmp_path)
    (tmp_path / "homes.csv").write_text("home_id,x,y\nA,1,2\n", encoding="utf-8")

    refused = RUN.invoke(app, [*command, "--streets", "none.gpkg", "--out", str(tmp_path / "out")])

    assert isinstance(refused.exception, BadInput)
    assert "none.gpkg" in str(refused.exception)
    assert "homes.csv" in str(refused.exception)


def test_without_boundary_and_zones_nothing_says_how_far_the_district_goes(tmp_path: Path) -> None:
    command = write_town(tmp_path)
    at = command.index("--boundary")
    del command[at : at + 2]

    refused = RUN.invoke(app, [*command, "--out", str(tmp_path / "out")])

    assert "give --boundary" in str(refused.exception)


def test_homes_that_all_lie_elsewhere_are_refused(tmp_path: Path) -> None:
    command = write_town(tmp_path)
    layer(tmp_path / "ground.gpkg", [square(40, 40)])

    refused = RUN.invoke(app, [*command, "--out", str(tmp_path / "out")])

    assert "no home lies in the district" in str(refused.exception)
