"""In which system is a layer, and can its values truly be in it?"""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from geo.datum import Datum
from geo.faults import BadInput, Fault
from geo.layers import read_layer
from geo.projection import convert
from tests.geo.parsed_here import parse_here
from tests.geo.zone_files import document, geojson, square, written, zones


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.layers.parse_in_child", parse_here)


def refusal(path: Path, crs: str | None = None) -> Fault:
    with pytest.raises(BadInput) as caught:
        read_layer(path, crs=crs)
    assert len(caught.value.faults) == 1
    return caught.value.faults[0]


def west_is_west(frame: gpd.GeoDataFrame, within_m2: float = 1.0) -> bool:
    """Say whether zone Z1 is where it was drawn, by way of geopandas' own conversion."""
    west = frame[frame["zone_id"] == "Z1"].to_crs(4548).geometry.iloc[0]
    return west.symmetric_difference(square(0)).area < within_m2


def moved(frame: gpd.GeoDataFrame, change, crs: int | None = None) -> gpd.GeoDataFrame:
    attributes = frame.drop(columns="geometry")
    geometry = shapely.transform(frame.geometry.to_numpy(), change)
    return gpd.GeoDataFrame(attributes, geometry=geometry, crs=crs)


SWAPPED = lambda xy: xy[:, ::-1]  # noqa: E731
FEET = lambda xy: xy / 0.3048  # noqa: E731


def unlabelled(folder: Path, change=lambda xy: xy, crs: int = 4548) -> Path:
    """Write a GeoJSON with no crs member, as Berlin does."""
    frame = zones(crs)
    return geojson(folder, document(moved(frame, change)))


def test_geojson_in_degrees_without_a_crs_member_is_wgs84_and_says_so(tmp_path: Path) -> None:
    frame = read_layer(unlabelled(tmp_path, crs=4326))

    assert frame.crs == CRS.from_epsg(4326)
    assert frame.attrs["reference"] == "WGS84"
    assert frame.attrs["crs_said_by"] == "the format (it means WGS84 where it says nothing)"


@pytest.mark.parametrize("code", [4548, 32650, 3857, 4527])
def test_geojson_in_metres_without_a_crs_member_is_refused(tmp_path: Path, code: int) -> None:
    fault = refusal(unlabelled(tmp_path, crs=code))

    assert "declares no system, so it is WGS84" in fault.what
    assert "is not in degrees" in fault.what
    assert ("EPSG:4527" if code == 4527 else "metric system") in fault.repair


@pytest.mark.parametrize("code", [4548, 32650, 3857, 4527])
def test_the_caller_may_declare_what_the_file_does_not(tmp_path: Path, code: int) -> None:
    frame = read_layer(unlabelled(tmp_path, crs=code), crs=f"EPSG:{code}")

    assert frame.crs == CRS.from_epsg(code)
    assert frame.attrs["crs_said_by"] == "the caller"
    assert west_is_west(frame)


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("urn:ogc:def:crs:EPSG::4326", 4326),
        ("EPSG:4490", 4490),
        ("urn:ogc:def:crs:EPSG::4548", 4548),
        ("EPSG:32650", 32650),
    ],
)
def test_a_crs_member_of_the_old_form_is_believed(tmp_path: Path, member: str, code: int) -> None:
    frame = read_layer(geojson(tmp_path, document(zones(code), crs=member)))

    assert frame.crs == CRS.from_epsg(code)
    assert frame.attrs["crs_said_by"] == "the file"


def test_a_crs_member_that_is_null_means_unknown(tmp_path: Path) -> None:
    path = geojson(tmp_path, {**document(), "crs": None})

    assert "declares no coordinate system" in refusal(path).what
    assert read_layer(path, crs="WGS84").crs == CRS.from_epsg(4326)


def test_a_crs_member_naming_an_unknown_system_is_refused(tmp_path: Path) -> None:
    path = geojson(tmp_path, document(crs="urn:ogc:def:crs:EPSG::999999"))

    assert "unknown coordinate system" in refusal(path).what


def test_a_shapefile_without_its_prj_part_must_be_declared(tmp_path: Path) -> None:
    path = written(tmp_path, "shp")
    path.with_suffix(".prj").unlink()

    assert "declares no coordinate system" in refusal(path).what
    assert read_layer(path, crs="EPSG:4548").crs == CRS.from_epsg(4548)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("kind", ["gpkg", "parquet", "fgb"])
def test_other_formats_without_a_system_must_be_declared_too(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind, zones().set_crs(None, allow_override=True))

    assert "declares no coordinate system" in refusal(path).what
    assert west_is_west(read_layer(path, crs="4548"))


@pytest.mark.parametrize(
    ("code", "change", "what", "repair"),
    [
        (4326, SWAPPED, "latitude before longitude", "swap"),
        (4490, SWAPPED, "latitude before longitude", "swap"),
        (4548, SWAPPED, "outside the area of use of EPSG:4548", "x and y were swapped"),
        (4548, FEET, "outside the area of use of EPSG:4548", "feet"),
        (4527, SWAPPED, "outside the area of use of EPSG:4527", "x and y were swapped"),
    ],
)
def test_a_declared_system_that_its_values_contradict_is_refused(
    tmp_path: Path, code: int, change, what: str, repair: str
) -> None:
    frame = moved(zones(code), change, code)

    for kind in ("gpkg", "geojson"):
        fault = refusal(written(tmp_path, kind, frame))
        assert what in fault.what
        assert repair in fault.repair
        assert "every feature" in fault.what


def test_degrees_declared_as_metres_and_metres_as_degrees_are_refused(tmp_path: Path) -> None:
    degrees = zones(4326).set_crs(4548, allow_override=True)
    metres = zones().set_crs(4326, allow_override=True)

    assert "looks like degrees" in refusal(written(tmp_path, "gpkg", degrees)).what
    assert "is not in degrees" in refusal(written(tmp_path, "gpkg", metres)).what


def test_a_web_maps_metres_declared_as_survey_metres_are_named(tmp_path: Path) -> None:
    frame = zones(3857).set_crs(4548, allow_override=True)

    assert "EPSG:3857" in refusal(written(tmp_path, "gpkg", frame)).repair


def test_eastings_with_a_zone_number_declared_without_are_named(tmp_path: Path) -> None:
    frame = zones(4527).set_crs(4548, allow_override=True)

    assert "zone number" in refusal(written(tmp_path, "gpkg", frame)).repair


def test_one_feature_elsewhere_is_named_alone(tmp_path: Path) -> None:
    frame = zones()
    frame.geometry = [square(0), shapely.transform(square(1), SWAPPED), square(2)]

    fault = refusal(written(tmp_path, "gpkg", frame))

    assert fault.where == "zones.gpkg feature 2"
    assert "x 4423000, y 423100" in fault.what


@pytest.mark.parametrize("said", ["EPSG:4548", "4548"])
def test_the_caller_may_repeat_what_the_file_declares(tmp_path: Path, said: str) -> None:
    assert read_layer(written(tmp_path, "gpkg"), crs=said).crs == CRS.from_epsg(4548)


def test_the_caller_may_repeat_it_though_the_prj_part_words_it_otherwise(tmp_path: Path) -> None:
    path = written(tmp_path, "shp", zones(32650))
    path.with_suffix(".prj").write_text(CRS.from_epsg(32650).to_wkt("WKT1_ESRI"))

    frame = read_layer(path, crs="EPSG:32650")

    assert west_is_west(frame)


@pytest.mark.parametrize("said", ["EPSG:4547", "EPSG:32650", "EPSG:3857", "WGS84", "GCJ02"])
def test_the_caller_may_not_contradict_what_the_file_declares(tmp_path: Path, said: str) -> None:
    fault = refusal(written(tmp_path, "gpkg"), crs=said)

    assert "declares EPSG:4548, but" in fault.what


@pytest.mark.parametrize(
    ("said", "what"), [("EPSG:4548", "looks like degrees"), ("EPSG:25833", "looks like degrees")]
)
def test_the_caller_may_not_contradict_the_values(tmp_path: Path, said: str, what: str) -> None:
    assert what in refusal(geojson(tmp_path, document()), crs=said).what


@pytest.mark.parametrize("said", ["mars", "", "EPSG:0", "4978"])
def test_a_system_that_nobody_knows_is_refused_with_advice(tmp_path: Path, said: str) -> None:
    fault = refusal(geojson(tmp_path, document()), crs=said)

    assert "crs was declared, but" in fault.what
    assert "GCJ02 (Amap" in fault.repair


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
@pytest.mark.parametrize("label", [None, "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490"])
def test_gcj02_and_bd09_are_declared_by_the_caller_whatever_label_the_tool_left(
    tmp_path: Path, datum: Datum, label: str | None
) -> None:
    published = zones(4326).set_geometry(
        shapely.transform(
            zones(4326).geometry.to_numpy(),
            lambda x, y: convert(x, y, Datum.WGS84, datum),
            interleaved=False,
        ),
        crs=4326,
    )
    path = geojson(tmp_path, document(published, crs=label))

    frame = read_layer(path, crs=datum.value)

    assert frame.crs == CRS.from_epsg(4326)
    assert frame.attrs["reference"] == datum.value
    assert west_is_west(frame)
    assert not west_is_west(read_layer(path))


def test_gcj02_in_metres_is_refused(tmp_path: Path) -> None:
    assert "not in degrees" in refusal(unlabelled(tmp_path), crs="GCJ02").what


@pytest.mark.parametrize("code", [4610, 2436])
def test_a_layer_on_an_old_chinese_datum_is_refused_with_the_way_out(
    tmp_path: Path, code: int
) -> None:
    frame = zones(4326 if code == 4610 else 4548).set_crs(code, allow_override=True)

    fault = refusal(written(tmp_path, "gpkg", frame))

    assert "no trustworthy conversion" in fault.what
    assert "CGCS2000" in fault.repair


def test_heights_in_the_system_are_left_out(tmp_path: Path) -> None:
    frame = zones(25833)
    berlin = [shapely.box(390_000 + i, 5_820_000, 390_100 + i, 5_820_100) for i in (0, 100, 200)]
    frame = frame.set_geometry(berlin, crs="EPSG:5555")  # ETRS89 / UTM 32N + height
    path = written(tmp_path, "gpkg", frame)

    crs = read_layer(path).crs

    assert crs.is_projected
    assert len(crs.axis_info) == 2


def test_a_local_grid_that_lies_nowhere_on_earth_must_be_declared(tmp_path: Path) -> None:
    local = CRS.from_wkt(
        'ENGCRS["site",EDATUM["site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
        'LENGTHUNIT["metre",1]]'
    )
    path = written(tmp_path, "gpkg", zones().set_crs(local, allow_override=True))

    assert "declares no coordinate system" in refusal(path).what
