"""Does the main job place real districts of shared zones: Berlin-Mitte 2019?"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from benchmarks.real.berlin import (
    Spread,
    german_integer,
    mitte_schools,
    read_zones,
    register_of_2012,
    write_berlin,
)

from .calls import Caller, report, table

pytestmark = pytest.mark.realdata


def test_17_of_35_schools_of_mitte_are_above_their_places(public_data: Path) -> None:
    schools = mitte_schools(public_data)

    assert len(schools) == 35
    assert (schools["pupils"] > schools["places"]).sum() == 17
    # As the totals row, which writes 16.272 and 16.124.
    assert schools["places"].sum() == german_integer("16.272")
    assert schools["pupils"].sum() == german_integer("16.124")


def test_the_layer_of_2012_fits_the_later_years_only_as_dhdn(public_data: Path) -> None:
    later = shapely.union_all(read_zones(public_data, "2019_06", 25833).geometry)
    plain = read_zones(public_data, "2012_12", 3857).to_crs(25833)

    shared = {
        name: shapely.intersection(city, later).area / shapely.union(city, later).area
        for name, city in (
            ("as WGS-84", shapely.union_all(plain.geometry)),
            ("as DHDN", shapely.union_all(register_of_2012(public_data).geometry)),
        )
    }

    assert shared["as WGS-84"] == pytest.approx(0.9712, abs=0.0005)
    assert shared["as DHDN"] == pytest.approx(0.9995, abs=0.0005)


@pytest.mark.parametrize("spread", Spread)
def test_mitte_is_placed_by_the_rule_and_no_fewer_children_could_move(
    public_data: Path, tmp_path: Path, jiujin: Caller, spread: Spread
) -> None:
    given = write_berlin(public_data, tmp_path, spread=spread, divide=12)

    answer = jiujin("assign", *given.options, "--out", str(tmp_path / "out"), "--quiet")
    checked = jiujin("verify", str(tmp_path / "out"))

    assert (answer.code, checked.code) == (0, 0)
    rows = table(tmp_path / "out/placements.csv")
    placed = [row for row in rows if row["status"] == "placed"]
    held = [row for row in rows if row["status"] == "held"]
    assert len(rows) == 16_124 // 12
    assert {row["zone_state"] for row in held} <= {"contested", "outside"}
    places = {each["school_id"]: int(each["places"]) for each in table(tmp_path / "schools.csv")}
    seated = Counter(row["school_id"] for row in placed)
    assert all(count <= places[school] for school, count in seated.items())
    assert sum(row["moved"] == "1" for row in placed) == beyond_their_zone(tmp_path, placed)
    rules = report(tmp_path / "out")["alternatives"]
    assert rules[0]["rule"] == "relative_proximity"
    assert all(rules[0]["total_m"] <= other["total_m"] for other in rules[1:])
    assert rules[0]["complaints"] == 0


def beyond_their_zone(folder: Path, placed: list[dict[str, str]]) -> int:
    """Zones have schools of their own, so each must send away what its schools cannot hold."""
    plan = read_written(folder)
    places = {each["school_id"]: int(each["places"]) for each in table(folder / "schools.csv")}
    living = Counter(row["zone_ids"] for row in placed)
    return sum(
        max(0, living[zone] - sum(places[school] for school in named))
        for zone, named in plan.items()
    )


def test_the_metres_are_straight_lines_between_the_given_points(
    public_data: Path, tmp_path: Path, jiujin: Caller
) -> None:
    given = write_berlin(public_data, tmp_path, divide=24)

    answer = jiujin("assign", *given.options, "--out", str(tmp_path / "out"), "--quiet")

    assert answer.code == 0
    assert "straight line, not a walk" in answer.out
    home = {row["home_id"]: (float(row["x"]), float(row["y"]))
            for row in table(tmp_path / "homes.csv")}  # fmt: skip
    site = {name: (x, y) for name, x, y in school_sites(public_data)}
    for row in table(tmp_path / "out/placements.csv"):
        if row["status"] == "placed":
            apart = np.hypot(*np.subtract(home[row["home_id"]], site[row["school_id"]]))
            assert abs(int(row["metres"]) - apart) <= 0.6


def school_sites(data: Path) -> list[tuple[str, float, float]]:
    import geopandas as gpd

    schools = mitte_schools(data)
    points = gpd.points_from_xy(schools["lng"].astype(float), schools["lat"].astype(float))
    metres = gpd.GeoSeries(points, crs=4326).to_crs(25833)
    return list(zip(schools["BSN"], metres.x, metres.y, strict=True))


def read_written(folder: Path) -> dict[str, list[str]]:
    import json

    features = json.loads((folder / "zones.geojson").read_text(encoding="utf-8"))["features"]
    every = [feature["properties"] for feature in features]
    return {each["zone_id"]: each["school_ids"].split(";") for each in every}
