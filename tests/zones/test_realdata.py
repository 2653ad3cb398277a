"""Does the check say of real plans exactly what is known to be wrong with them?"""

import re
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from geo.district import District
from geo.faults import BadInput
from geo.layers import in_district, read_layer
from zones.check import check_file, check_rows
from zones.finding import Kind, Report
from zones.layer import ReadOptions, rows_of_frame
from zones.match import Engine, match_zones
from zones.plan import Plan
from zones.read import plan_of, read_plan
from zones.repair import repair_rows

pytestmark = pytest.mark.realdata

BERLIN = District("Berlin", CRS.from_epsg(25833), (13.05, 52.3, 13.8, 52.7), declared=True)
EDINBURGH = District("Edinburgh", CRS.from_epsg(27700), (-3.6, 55.75, -2.9, 56.1), declared=True)
BALTIMORE = District("Baltimore", CRS.from_epsg(32618), (-77.0, 39.1, -76.3, 39.8), declared=True)
BEIJING = District("北京市", CRS.from_epsg(4548), (115.4, 39.4, 117.6, 41.1), declared=True)

YEARS = {"2012_12": 3857, "2016_06": 25833, "2017_06": 25833, "2018_10": 25833, "2019_06": 25833}


@pytest.fixture(scope="module")
def berlin(public_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("berlin")
    with ZipFile(public_data / "berlin/einschulbereiche_2012_2016_2017_2018_2019.zip") as archive:
        archive.extractall(folder)
    return folder


def berlin_report(folder: Path, year: str, crs: str | None) -> Report:
    reading = ReadOptions(crs=crs, rename={"ESB": "zone_id"}, level="primary")
    return check_file(folder / f"RBS_OD_ESB_{year}.geojson", BERLIN, reading=reading)


@pytest.mark.parametrize("year", YEARS)
def test_berlin_without_a_crs_member_is_refused(berlin: Path, year: str) -> None:
    (found,) = berlin_report(berlin, year, None).findings

    assert found.kind is Kind.UNREADABLE
    assert "are not degrees" in found.what or "not in degrees" in found.what


@pytest.mark.parametrize("year", YEARS)
def test_berlin_under_the_wrong_crs_is_refused(berlin: Path, year: str) -> None:
    wrong = 25833 if YEARS[year] == 3857 else 3857

    (found,) = berlin_report(berlin, year, f"EPSG:{wrong}").findings

    assert found.kind is Kind.UNREADABLE


BERLIN_FINDS = {
    "2012_12": (339, {"sliver_overlap": 2, "rounding_overlap": 1, "sliver_gap": 5, "multipart": 1,
                      "no_schools": 1, "numbers_as_text": 1}),
    "2016_06": (338, {"rounding_overlap": 13, "multipart": 3, "no_schools": 1}),
    "2017_06": (338, {"sliver_overlap": 2, "sliver_gap": 4, "multipart": 4, "no_schools": 1}),
    "2018_10": (346, {"sliver_gap": 1, "multipart": 4, "no_schools": 1}),
    "2019_06": (346, {"sliver_gap": 1, "multipart": 4, "no_schools": 1}),
}  # fmt: skip


@pytest.mark.parametrize("year", YEARS)
def test_berlin_read_as_what_it_is_has_these_faults(berlin: Path, year: str) -> None:
    report = berlin_report(berlin, year, f"EPSG:{YEARS[year]}")

    zones, counts = BERLIN_FINDS[year]
    assert report.figures["zones"] == zones
    assert report.counts() == counts
    assert report.figures["area_ha"] == pytest.approx(89_070, rel=2e-4)


def test_berlins_slit_of_2018_is_open_to_the_outside_and_unseen_by_coverage_checks(
    berlin: Path,
) -> None:
    report = berlin_report(berlin, "2018_10", "EPSG:25833")
    layer = read_layer(berlin / "RBS_OD_ESB_2018_10.geojson", crs="EPSG:25833")

    (slit,) = report.of_kind(Kind.SLIVER_GAP)
    assert slit.zones == ("1001", "1008")
    assert slit.width_m == pytest.approx(0.022, abs=0.001)
    assert shapely.coverage_is_valid(np.array(layer.geometry))


def catchments(public_data: Path, layer: str) -> gpd.GeoDataFrame:
    path = public_data / "edinburgh/SchoolCatchments.zip"
    return read_layer(path, layer=layer, crs="EPSG:27700", rename={"LRC": "zone_id"})


def edinburgh_report(frame: gpd.GeoDataFrame) -> Report:
    return check_rows(rows_of_frame(frame, EDINBURGH, "catchments", level="primary"), EDINBURGH)


def test_edinburgh_without_prj_is_refused(public_data: Path) -> None:
    with pytest.raises(BadInput, match="declares no coordinate system"):
        read_layer(public_data / "edinburgh/SchoolCatchments.zip",
                   layer="RomanCatholicPrimarySchools")  # fmt: skip


def test_edinburghs_secondary_catchments_overlap_on_290_hectares(public_data: Path) -> None:
    report = edinburgh_report(catchments(public_data, "NonDenominationalSecondarySchools2010"))

    assert report.figures["overlap_ha"] == pytest.approx(289.84, abs=0.01)
    assert [each.zones for each in report.of_kind(Kind.OVERLAP)] == [("305", "311"), ("309", "311")]
    assert [each.zones[0] for each in report.of_kind(Kind.DUPLICATE_ID)] == ["313"]


def test_edinburghs_primary_catchments_leave_parks_out(public_data: Path) -> None:
    report = edinburgh_report(catchments(public_data, "NonDenominationalPrimarySchools2010"))

    assert sorted(round((each.area_m2 or 0) / 1e4) for each in report.of_kind(Kind.GAP)) == [
        109,
        218,
    ]
    assert report.figures["overlap_ha"] == pytest.approx(9.03, abs=0.01)


def test_the_roman_catholic_layer_covers_the_same_ground(public_data: Path) -> None:
    plain = catchments(public_data, "NonDenominationalPrimarySchools2010")
    catholic = catchments(public_data, "RomanCatholicPrimarySchools")

    report = edinburgh_report(pd.concat([plain, catholic], ignore_index=True))

    own = shapely.union_all(np.array(plain.geometry))
    covered = shapely.intersection(shapely.union_all(np.array(catholic.geometry)), own).area / 1e4
    assert covered == pytest.approx(25_514, abs=1)
    assert report.figures["overlap_ha"] == pytest.approx(covered, rel=0.01)
    touched = {zone for each in report.of_kind(Kind.OVERLAP) for zone in each.zones}
    assert {str(zone) for zone in catholic["zone_id"]} <= touched


@pytest.fixture(scope="module")
def baltimore(public_data: Path) -> gpd.GeoDataFrame:
    rename = {"PBID": "zone_id", "NovOpt1": "school_ids"}
    return read_layer(public_data / "bcps_southwest/151118.geo.json", rename=rename)


def test_baltimores_blocks_have_148_holes_and_11_overlaps(baltimore: gpd.GeoDataFrame) -> None:
    rows = rows_of_frame(baltimore, BALTIMORE, "151118.geo.json", level="primary")

    report = check_rows(rows, BALTIMORE)

    holes = report.of_kind(Kind.GAP, Kind.SLIVER_GAP, Kind.ROUNDING_GAP)
    overlaps: dict[tuple[str, ...], float] = {}
    for each in report.of_kind(Kind.OVERLAP, Kind.SLIVER_OVERLAP, Kind.ROUNDING_OVERLAP):
        overlaps[each.zones] = overlaps.get(each.zones, 0.0) + (each.area_m2 or 0.0)
    # 148 holes of the union; two more slits are open to the outside.
    assert len(holes) == 150
    assert sum(area > 0.01 for area in overlaps.values()) == 11
    assert report.counts() == {
        "sliver_overlap": 12, "rounding_overlap": 175, "gap": 1, "sliver_gap": 10,
        "rounding_gap": 139, "numbers_as_text": 5,
    }  # fmt: skip
    columns = {each.what.split(":")[0] for each in report.of_kind(Kind.NUMBERS_AS_TEXT)}
    assert "column K5LiveAtt" in columns


def test_baltimores_slivers_are_repaired_and_its_real_gap_is_left(
    baltimore: gpd.GeoDataFrame,
) -> None:
    rows = rows_of_frame(baltimore, BALTIMORE, "151118.geo.json", level="primary")

    repaired = repair_rows(rows, BALTIMORE)

    assert repaired.after.counts() == {"gap": 1, "numbers_as_text": 5}
    assert repaired.document()["moved_m2"] == pytest.approx(602, abs=1)
    assert shapely.coverage_is_valid(repaired.rows.polygons)
    assert max(change.width_m for change in repaired.changes) < 0.4


@pytest.mark.parametrize("engine", list(Engine))
def test_a_real_plan_is_matched_like_geopandas_says(berlin: Path, engine: Engine) -> None:
    reading = ReadOptions(crs="EPSG:25833", rename={"ESB": "zone_id"}, level="primary")
    plan = read_plan(berlin / "RBS_OD_ESB_2019_06.geojson", BERLIN, reading=reading,
                     need_schools=False)  # fmt: skip
    rng = np.random.default_rng(5)
    west, south, east, north = shapely.total_bounds(plan.polygons)
    corners = shapely.get_coordinates(plan.polygons)
    x = np.concatenate([rng.uniform(west, east, 30_000), corners[::7, 0]])
    y = np.concatenate([rng.uniform(south, north, 30_000), corners[::7, 1]])

    found = match_zones(x, y, plan, engine=engine)

    zones = gpd.GeoDataFrame(geometry=plan.polygons, crs=plan.crs)
    homes = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=plan.crs)
    joined = gpd.sjoin(homes, zones, predicate="intersects")
    theirs = sorted(zip(joined.index.tolist(), joined["index_right"].tolist(), strict=True))
    own = found.pair_covers
    ours = zip(found.pair_home()[own].tolist(), found.pair_zone[own].tolist(), strict=True)
    assert sorted(ours) == theirs
    sample = rng.choice(len(x), 300, replace=False)
    lines = shapely.boundary(plan.polygons)
    tree = shapely.STRtree(lines)
    _, distance = tree.query_nearest(
        shapely.points(x[sample], y[sample]), return_distance=True, all_matches=False
    )
    assert np.abs(found.line_distance_m[sample] - distance).max() < 1e-6


@pytest.fixture(scope="module")
def townships(public_data: Path) -> Plan:
    frame = read_layer(public_data / "beijing_mentougou/beijing_towns_pop_wgs84.gpkg")
    frame["zone_id"] = frame["county"] + frame["town"]
    rows = rows_of_frame(frame, BEIJING, "towns.gpkg", level="primary")
    return plan_of(rows, need_schools=False)


def located(public_data: Path, crs: str | None) -> gpd.GeoDataFrame:
    path = public_data / "beijing_mentougou/beijing_primary_schools_gcj02.geojson"
    return in_district(read_layer(path, crs=crs), BEIJING, path.name)


def township_of(schools: gpd.GeoDataFrame, plan: Plan) -> list[str]:
    found = match_zones(schools.geometry.x, schools.geometry.y, plan, tolerance_m=0)
    return ["/".join(plan.zone_id[zone] for zone in found.covering(n)) for n in range(len(schools))]


def test_beijings_schools_read_as_wgs84_land_in_202_wrong_townships(
    public_data: Path, townships: Plan
) -> None:
    read_wrongly = located(public_data, None)
    converted = located(public_data, "GCJ02")

    wrong = township_of(read_wrongly, townships)
    right = township_of(converted, townships)

    shift = np.hypot(read_wrongly.geometry.x - converted.geometry.x,
                     read_wrongly.geometry.y - converted.geometry.y)  # fmt: skip
    assert len(right) == 829
    assert all(right)
    assert sum(one != other for one, other in zip(wrong, right, strict=True)) == 202
    assert 500 < shift.min() < shift.max() < 620


def test_converted_schools_stand_in_the_townships_their_names_say(
    public_data: Path, townships: Plan
) -> None:
    """28 school names hold the name of a township; it is a witness the conversion did not make."""
    read_wrongly, converted = located(public_data, None), located(public_data, "GCJ02")
    towns = {_pinyin(zone) for zone in townships.zone_id}
    named = [_town_in(name, towns) for name in converted["name"]]

    hits = {
        which: [town in place for town, place in zip(named, places, strict=True) if town]
        for which, places in (
            ("wrongly", [_pinyin(each) for each in township_of(read_wrongly, townships)]),
            ("converted", [_pinyin(each) for each in township_of(converted, townships)]),
        )
    }

    assert len(hits["converted"]) == 28
    assert (sum(hits["wrongly"]), sum(hits["converted"])) == (21, 24)
    assert all(new or not old for old, new in zip(*hits.values(), strict=True))


def _pinyin(name: str) -> str:
    from pypinyin import lazy_pinyin

    town = re.sub(r"^.*[区县]", "", re.sub(r"地区$", "", name))
    return "".join(lazy_pinyin(re.sub(r"(街道|镇|乡)$", "", town)))


def _town_in(school: str, towns: set[str]) -> str:
    found = re.match(
        r"(?:Beijing )?(?:\w+ District )?([A-Za-z' ]+?) (?:Town|Township|Ethnic Township) ", school
    )
    town = re.sub(r"[^a-z]", "", found[1].lower()) if found else ""
    return town if town in towns else ""
