"""Do the layers that real offices publish come out where they are, or with the right refusal?"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import CRS

from geo.control_points import check_control_points
from geo.datum import Datum
from geo.district import District
from geo.faults import BadInput
from geo.layers import in_district, layer_names, read_layer
from geo.tables import read_table

pytestmark = pytest.mark.realdata

BERLIN = District("Berlin", CRS.from_epsg(25833), (13.08, 52.33, 13.77, 52.68), declared=True)
EDINBURGH = District("Edinburgh", CRS.from_epsg(27700), (-3.45, 55.81, -3.07, 56.0), declared=True)
BEIJING = District("北京市", CRS.from_epsg(4548), (115.41, 39.44, 117.51, 41.07), declared=True)
YEARS = ("2012_12", "2016_06", "2017_06", "2018_10", "2019_06")


@pytest.fixture(scope="module")
def berlin(public_data: Path) -> Path:
    return public_data / "berlin" / "einschulbereiche_2012_2016_2017_2018_2019.zip"


@pytest.fixture(scope="module")
def mentougou(public_data: Path) -> Path:
    return public_data / "beijing_mentougou"


def refusal(path: Path, **options: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_layer(path, **options)
    assert len(caught.value.faults) == 1
    return f"{caught.value.faults[0]}"


def test_berlin_publishes_five_years_in_one_archive(berlin: Path) -> None:
    assert layer_names(berlin) == [f"RBS_OD_ESB_{year}" for year in YEARS]
    assert "several layers" in refusal(berlin)


@pytest.mark.parametrize("year", YEARS)
def test_berlins_metres_without_a_crs_member_are_refused(berlin: Path, year: str) -> None:
    said = refusal(berlin, layer=f"RBS_OD_ESB_{year}")

    assert f"RBS_OD_ESB_{year}.geojson: declares no system, so it is WGS84, but" in said


@pytest.mark.parametrize(
    ("year", "crs", "zones"),
    [
        ("2012_12", "EPSG:3857", 339), ("2016_06", "EPSG:25833", 338),
        ("2017_06", "EPSG:25833", 338), ("2018_10", "EPSG:25833", 346),
        ("2019_06", "EPSG:25833", 346),
    ],
)  # fmt: skip
def test_declared_berlin_lies_in_berlin(berlin: Path, year: str, crs: str, zones: int) -> None:
    frame = in_district(read_layer(berlin, crs=crs, layer=f"RBS_OD_ESB_{year}"), BERLIN, year)

    assert len(frame) == zones
    assert 800e6 < frame.buffer(0).union_all().area < 900e6  # Berlin has 892 square kilometres


def test_berlin_2012_declared_as_the_later_years_is_told_what_it_is(berlin: Path) -> None:
    assert "EPSG:3857" in refusal(berlin, layer="RBS_OD_ESB_2012_12", crs="EPSG:25833")


def test_berlin_2018_declared_as_2012_is_nowhere_near_berlin(berlin: Path) -> None:
    frame = read_layer(berlin, layer="RBS_OD_ESB_2018_10", crs="EPSG:3857")

    with pytest.raises(BadInput, match=r"EPSG:25833|EPSG:32633"):
        in_district(frame, BERLIN, "2018")


def test_edinburghs_shapefiles_lack_their_prj_part(public_data: Path) -> None:
    path = public_data / "edinburgh" / "SchoolCatchments.zip"
    names = layer_names(path)
    assert len(names) == 4

    for name in names:
        assert "declares no coordinate system" in refusal(path, layer=name)
        frame = in_district(read_layer(path, layer=name, crs="EPSG:27700"), EDINBURGH, name)
        assert 250e6 < frame.buffer(0).union_all().area < 310e6


def towns_and_schools(folder: Path, crs: str) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    towns = read_layer(folder / "beijing_towns_pop_wgs84.gpkg")
    schools = read_layer(folder / "beijing_primary_schools_gcj02.geojson", crs=crs)
    return in_district(towns, BEIJING, "towns"), in_district(schools, BEIJING, "schools")


def town_of(towns: gpd.GeoDataFrame, schools: gpd.GeoDataFrame) -> np.ndarray:
    found = np.full(len(schools), -1)
    school, town = towns.sindex.query(schools.geometry, predicate="intersects")
    found[school] = town
    return found


def test_202_of_beijings_829_schools_fall_elsewhere_if_gcj02_is_taken_for_wgs84(
    mentougou: Path,
) -> None:
    towns, right = towns_and_schools(mentougou, "GCJ02")
    _, wrong = towns_and_schools(mentougou, "WGS84")

    assert len(right) == 829
    assert int((town_of(towns, right) != town_of(towns, wrong)).sum()) == 202


def test_the_outline_of_mentougou_fits_its_towns_only_as_gcj02(mentougou: Path) -> None:
    towns = in_district(
        read_layer(mentougou / "mentougou_13_towns_wgs84.geojson"), BEIJING, "towns"
    ).union_all()
    fit = {}
    for datum in ("WGS84", "GCJ02"):
        outline = in_district(
            read_layer(mentougou / "mentougou_district_gcj02.geojson", crs=datum),
            BEIJING,
            "outline",
        ).union_all()
        fit[datum] = outline.intersection(towns).area / outline.union(towns).area

    assert fit["WGS84"] == pytest.approx(0.9546, abs=5e-4)
    assert fit["GCJ02"] == pytest.approx(0.9978, abs=5e-4)


def test_control_points_tell_the_outline_is_gcj02(mentougou: Path) -> None:
    towns = in_district(
        read_layer(mentougou / "mentougou_13_towns_wgs84.geojson"), BEIJING, "towns"
    ).union_all()
    outline = read_layer(mentougou / "mentougou_district_gcj02.geojson").union_all()
    true = [min(towns.exterior.coords, key=lambda p: p[0]), max(towns.exterior.coords),
            min(towns.exterior.coords, key=lambda p: p[1]),
            max(towns.exterior.coords, key=lambda p: p[1])]  # fmt: skip
    drawn = np.array([min(outline.exterior.coords, key=lambda p: p[0]),
                      max(outline.exterior.coords),
                      min(outline.exterior.coords, key=lambda p: p[1]),
                      max(outline.exterior.coords, key=lambda p: p[1])])  # fmt: skip

    check = check_control_points(
        drawn[:, 0], drawn[:, 1], Datum.WGS84, np.array(true), BEIJING, 100
    )

    assert not check.within
    assert check.best is Datum.GCJ02


def test_berlins_and_edinburghs_tables_are_read(public_data: Path) -> None:
    schools = read_table(public_data / "berlin" / "schulen_berlin.csv")
    places = read_table(public_data / "berlin" / "schulplaetze_mitte_lichtenberg_2018_2020.csv")
    catchments = read_table(public_data / "edinburgh" / "primary_schools.csv")
    villages = read_table(public_data / "beijing_mentougou" / "villages_beijing.csv")

    assert len(schools) == 1036
    assert len(places) > 70
    assert len(catchments) > 80
    assert len(villages) > 6000


def test_a_report_with_titles_above_its_header_is_no_table(public_data: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_table(public_data / "edinburgh" / "Primary_Rolls_2012.csv")

    assert caught.value.faults[0].where == "Primary_Rolls_2012.csv row 1"
    assert "titles above" in caught.value.faults[0].repair
