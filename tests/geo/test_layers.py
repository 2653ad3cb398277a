"""Which features does a layer hold? The same in every format, or one clear refusal."""

import contextlib
import shutil
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.district import District
from geo.faults import BadInput, Fault
from geo.layers import in_district, layer_names, read_layer
from tests.geo.parsed_here import parse_here
from tests.geo.zone_files import document, geojson, square, topology, written, zones

MENTOUGOU = District("门头沟区", CRS.from_epsg(4548), (115.42, 39.80, 116.21, 40.18), declared=True)
METRIC = ("gpkg", "shp", "fgb", "parquet", "geojson")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "in_child" not in request.node.name:
        monkeypatch.setattr("geo.layers.parse_in_child", parse_here)


def refusal(path: Path, **options: str) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_layer(path, **options)
    return caught.value.faults


@pytest.mark.parametrize("kind", METRIC)
def test_every_format_gives_the_same_zones_in_child_processes(tmp_path: Path, kind: str) -> None:
    frame = read_layer(written(tmp_path, kind))

    in_order = frame.sort_values("zone_id")  # FlatGeobuf sorts its features by place
    assert in_order["zone_id"].tolist() == ["Z1", "Z2", "Z3"]
    assert in_order["name"].tolist() == ["城子", "龙门", "大峪"]
    assert in_order["places"].tolist() == [120, 240, 360]
    assert frame.index.tolist() == [1, 2, 3]
    assert frame.crs == CRS.from_epsg(4548)
    assert frame.attrs == {"reference": "EPSG:4548", "crs_said_by": "the file"}
    for got, meant in zip(in_order.geometry, zones().geometry, strict=True):
        assert got.equals(meant)


def test_topojson_is_read_as_wgs84(tmp_path: Path) -> None:
    frame = read_layer(written(tmp_path, "topojson", zones(4326)))

    assert frame["zone_id"].tolist() == ["Z1", "Z2", "Z3"]
    assert frame.crs == CRS.from_epsg(4326)
    assert frame.to_crs(4548).geometry.iloc[0].equals_exact(square(0), 1e-3)


def test_topojson_is_known_by_its_content_too(tmp_path: Path) -> None:
    path = geojson(tmp_path, topology(zones(4326)), "zones.json")

    assert layer_names(path) == ["zones"]
    assert len(read_layer(path)) == 3


def test_columns_are_renamed_and_the_rest_kept_as_read(tmp_path: Path) -> None:
    frame = read_layer(written(tmp_path, "gpkg"), rename={"zone_id": "id"})

    assert list(frame.columns) == ["id", "name", "places", "geometry"]
    assert frame["places"].tolist() == [120, 240, 360]


@pytest.mark.parametrize(
    ("rename", "what"),
    [
        ({"zoneid": "id"}, "is it 'zone_id'?"),
        ({"name": "zone_id"}, "two columns 'zone_id'"),
        ({"geometry": "shape"}, "geometry cannot be renamed"),
    ],
)
def test_a_renaming_that_does_not_fit_is_refused(
    tmp_path: Path, rename: dict[str, str], what: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read_layer(written(tmp_path, "geojson"), rename=rename)
    assert what in caught.value.faults[0].what


def test_numbers_keep_their_kind_where_others_are_missing(tmp_path: Path) -> None:
    layer = document()
    for feature, places in zip(layer["features"], (120, None, 360), strict=True):
        feature["properties"]["places"] = places
    del layer["features"][2]["properties"]["zone_id"]

    frame = read_layer(geojson(tmp_path, layer))

    assert frame["places"].tolist() == [120, None, 360]
    assert type(frame["places"].iloc[0]) is int
    assert frame["zone_id"].tolist() == ["Z1", "Z2", None]

    again = read_layer(written(tmp_path, "gpkg", frame.astype({"places": "Int64"})))
    assert again["places"].tolist() == [120, None, 360]
    assert type(again["places"].iloc[0]) is int


def test_heights_are_left_out(tmp_path: Path) -> None:
    raised = zones().set_geometry([shapely.force_3d(one, 85.0) for one in zones().geometry])

    for kind in ("gpkg", "geojson"):
        frame = read_layer(written(tmp_path, kind, raised))
        assert not frame.has_z.any()
        assert frame.geometry.iloc[0].equals(square(0))


def test_of_several_layers_one_must_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    zones().to_file(path, layer="zones2019")
    zones().to_file(path, layer="zones2020")

    assert layer_names(path) == ["zones2019", "zones2020"]
    assert "several layers: 'zones2019', 'zones2020'" in refusal(path)[0].what
    assert "no layer 'zones'" in refusal(path, layer="zones")[0].what
    assert len(read_layer(path, layer="zones2020")) == 3


@pytest.mark.parametrize("kind", ["shp", "fgb", "geojson", "parquet"])
def test_a_format_of_one_layer_has_its_own_name(tmp_path: Path, kind: str) -> None:
    assert layer_names(written(tmp_path, kind)) == ["zones"]


def archive(path: Path, *files: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for file in files:
            out.write(file, f"folder/{file.name}")
    return path


def test_a_shapefile_may_lie_in_a_zip_with_its_parts(tmp_path: Path) -> None:
    written(tmp_path, "shp")
    path = archive(tmp_path / "upload.zip", *sorted(tmp_path.glob("zones.*")))

    frame = read_layer(path)

    assert frame["name"].tolist() == ["城子", "龙门", "大峪"]
    assert frame.crs == CRS.from_epsg(4548)
    assert layer_names(path) == ["zones"]


def test_of_several_layers_in_a_zip_one_must_be_chosen(tmp_path: Path) -> None:
    first = written(tmp_path, "geojson")
    second = shutil.copy(first, tmp_path / "other.geojson")
    path = archive(tmp_path / "upload.zip", first, Path(second))

    assert "several layers: 'other', 'zones'" in refusal(path)[0].what
    assert "holds no layer 'x'" in refusal(path, layer="x")[0].what
    assert len(read_layer(path, layer="other")) == 3


def test_a_fault_inside_a_zip_names_both_files(tmp_path: Path) -> None:
    path = archive(tmp_path / "upload.zip", geojson(tmp_path, "{"))

    assert refusal(path)[0].where.startswith("upload.zip/zones.geojson line 1")


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({"readme.txt": b"x"}, "holds no layer"),
        ({"../zones.geojson": b"{}"}, "unsafe name"),
        ({"zones.geojson": b" " * 50_000_000}, "zip bomb"),
        ({"zones.geojson": b""}, "is empty"),
        ({"__MACOSX/._zones.shp": b"x"}, "holds no layer"),
    ],
)
def test_a_zip_that_is_no_layer_is_refused(
    tmp_path: Path, members: dict[str, bytes], what: str
) -> None:
    path = tmp_path / "upload.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)

    assert what in refusal(path)[0].what


def test_a_damaged_member_of_a_zip_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "upload.zip", written(tmp_path, "geojson"))
    data = bytearray(path.read_bytes())
    data[80] ^= 0xFF
    path.write_bytes(data)

    assert "damaged" in refusal(path)[0].what


def test_what_is_no_layer_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "zones.kml").write_text("<kml/>")
    (tmp_path / "empty.gpkg").write_bytes(b"")
    (tmp_path / "text.gpkg").write_text("<OGRVRTDataSource/>")

    assert "no such file" in refusal(tmp_path / "none.gpkg")[0].what
    assert "no such file" in refusal(Path("/vsicurl/http://127.0.0.1/zones.gpkg"))[0].what
    assert "is a directory" in refusal(tmp_path)[0].what
    assert "unknown suffix '.kml'" in refusal(tmp_path / "zones.kml")[0].what
    assert "is empty" in refusal(tmp_path / "empty.gpkg")[0].what
    assert "does not start as a .gpkg file does" in refusal(tmp_path / "text.gpkg")[0].what


@pytest.mark.parametrize("kind", ["gpkg", "fgb", "parquet"])
def test_a_layer_without_features_is_refused(tmp_path: Path, kind: str) -> None:
    assert "holds no" in refusal(written(tmp_path, kind, zones().iloc[:0]))[0].what


@pytest.mark.parametrize("kind", ["gpkg", "parquet"])
def test_features_without_a_place_are_each_named(tmp_path: Path, kind: str) -> None:
    hollow = zones()
    hollow.geometry = [square(0), None, shapely.Polygon()]

    faults = refusal(written(tmp_path, kind, hollow))

    assert [fault.where for fault in faults] == [f"zones.{kind} feature {at}" for at in (2, 3)]
    assert "no geometry" in faults[0].what


def test_coordinates_that_are_no_numbers_are_each_named(tmp_path: Path) -> None:
    wild = zones()
    ring = shapely.get_coordinates(square(1))
    ring[2] = (np.nan, np.inf)
    with np.errstate(invalid="ignore"):
        wild.geometry = [square(0), shapely.Polygon(ring), square(2)]
        path = written(tmp_path, "gpkg", wild)

    faults = refusal(path)

    assert [fault.where for fault in faults] == ["zones.gpkg feature 2"]
    assert "NaN or infinite" in faults[0].what


@pytest.mark.parametrize("missing", [".shx", ".dbf"])
def test_a_shapefile_without_one_of_its_parts_is_refused(tmp_path: Path, missing: str) -> None:
    path = written(tmp_path, "shp")
    path.with_suffix(missing).unlink()

    faults = refusal(path)

    assert f"its {missing} part is missing" in faults[0].what
    assert f"zones{missing}" in faults[0].repair


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
def test_a_shapefile_cut_short_is_refused(tmp_path: Path, part: str) -> None:
    path = written(tmp_path, "shp")
    cut = path.with_suffix(part)
    cut.write_bytes(cut.read_bytes()[:-20])

    faults = refusal(path)

    assert f"its {part} part" in faults[0].what
    assert "cut short" in faults[0].repair


def test_a_shapefile_whose_parts_come_from_two_layers_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "shp")
    (tmp_path / "other").mkdir()
    shutil.copy(
        written(tmp_path / "other", "shp", zones().iloc[:2]).with_suffix(".dbf"),
        path.with_suffix(".dbf"),
    )

    assert "3 shapes but 2 rows" in refusal(path)[0].what


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK"])
def test_chinese_attributes_of_a_shapefile_are_read_with_and_without_its_cpg_part(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "zones.shp"
    zones().to_file(path, encoding=encoding)
    assert read_layer(path)["name"].tolist() == ["城子", "龙门", "大峪"]

    path.with_suffix(".cpg").unlink()
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[29] = 0
    dbf.write_bytes(data)

    assert read_layer(path)["name"].tolist() == ["城子", "龙门", "大峪"]


def test_a_shapefile_in_an_unnamed_western_encoding_is_not_guessed_at(tmp_path: Path) -> None:
    path, frame = tmp_path / "zones.shp", zones()
    frame["name"] = ["Köln", "Süd", "Straße"]
    frame.to_file(path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[29] = 0
    dbf.write_bytes(data)

    assert "encoding" in refusal(path)[0].what
    path.with_suffix(".cpg").write_text("ISO-8859-1")
    assert read_layer(path)["name"].tolist() == ["Köln", "Süd", "Straße"]


def test_a_shapefile_with_coordinates_beyond_its_own_bounds_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "shp")
    data = bytearray(path.read_bytes())
    ring = data[-80:].replace(np.float64(423_300).tobytes(), np.float64(424_300).tobytes())
    path.write_bytes(data[:-80] + ring)

    faults = refusal(path)

    assert faults[0].where == "zones.shp feature 3"
    assert "own bounds" in faults[0].what


def test_a_geopackage_still_open_elsewhere_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "gpkg")
    path.with_name("zones.gpkg-wal").write_bytes(b"x")

    assert "unfinished changes" in refusal(path)[0].what


def test_a_geopackage_that_has_lost_features_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "gpkg")
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_ogr_contents SET feature_count = 9")

    assert "says it holds 9 features, but 3 can be read" in refusal(path)[0].what


def test_a_geopackage_damaged_inside_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "gpkg")
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_master SET rootpage = rootpage + 1 WHERE name = 'zones'")

    assert refusal(path)


def test_reading_writes_nothing_beside_the_file_in_child_processes(tmp_path: Path) -> None:
    for kind in ("gpkg", "shp", "fgb", "parquet"):
        written(tmp_path, kind)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    for kind in ("gpkg", "shp"):
        read_layer(tmp_path / f"zones.{kind}")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_curves_are_refused_rather_than_straightened(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyogrio

    wkb = bytes.fromhex("0108000000030000000000000000000000000000000000000000000000"
                        "0000F03F000000000000F03F00000000000000400000000000000000")  # fmt: skip
    table = pa.table({"zone_id": ["Z1"], "geom": pa.array([wkb], pa.binary())})
    pyogrio.write_arrow(
        table, tmp_path / "zones.gpkg", geometry_name="geom", geometry_type="Unknown",
        crs="EPSG:4548",
    )  # fmt: skip

    assert "broken or curved" in refusal(tmp_path / "zones.gpkg")[0].what


def test_an_attribute_named_geometry_is_not_overwritten(tmp_path: Path) -> None:
    layer = document()
    layer["features"][0]["properties"]["geometry"] = "POINT (0 0)"

    assert "attribute named 'geometry'" in refusal(geojson(tmp_path, layer))[0].what


def test_a_layer_comes_into_the_districts_metres_vertex_by_vertex(tmp_path: Path) -> None:
    frame = in_district(read_layer(geojson(tmp_path, document())), MENTOUGOU, "zones.geojson")

    assert frame.crs == MENTOUGOU.crs
    assert frame["zone_id"].tolist() == ["Z1", "Z2", "Z3"]
    assert frame.index.tolist() == [1, 2, 3]
    for at, got in enumerate(frame.geometry):
        assert got.equals_exact(square(at), 1e-6)


def test_a_layer_in_the_districts_own_system_is_not_moved_by_a_bit(tmp_path: Path) -> None:
    read = read_layer(written(tmp_path, "gpkg"))

    frame = in_district(read, MENTOUGOU, "zones.gpkg")

    assert frame is not read
    assert all(got.equals_exact(square(at), 0) for at, got in enumerate(frame.geometry))


def test_neighbours_still_share_their_edge_exactly_after_conversion(tmp_path: Path) -> None:
    frame = in_district(read_layer(geojson(tmp_path, document())), MENTOUGOU, "zones.geojson")

    west, middle = frame.geometry.iloc[0], frame.geometry.iloc[1]
    shared = west.intersection(middle)

    assert shared.length == pytest.approx(100, abs=1e-3)
    assert west.intersection(middle).area == 0


def test_features_far_from_the_district_are_named_with_what_would_explain_them() -> None:
    far = zones(4326)
    lon, lat = 116.10, 39.94
    far.geometry = [shapely.box(lon, lat, lon + 0.001, lat + 0.001),
                    shapely.box(13.4, 52.5, 13.41, 52.51),
                    shapely.box(lat, -lon, lat + 0.001, -lon + 0.001).buffer(0)]  # fmt: skip
    far.index = [1, 2, 7]
    far = far.iloc[:2]

    with pytest.raises(BadInput) as caught:
        in_district(far, MENTOUGOU, "zones.gpkg")

    assert [fault.where for fault in caught.value.faults] == ["zones.gpkg feature 2"]
    assert "over 10 km outside the district 门头沟区" in caught.value.faults[0].what


def test_a_whole_layer_elsewhere_is_one_fault() -> None:
    elsewhere = gpd.GeoDataFrame(
        geometry=[
            shapely.box(12_924_000 + i, 4_858_000, 12_924_100 + i, 4_858_100) for i in (0, 9)
        ],
        crs=3857,
    ).set_crs(32650, allow_override=True)

    with pytest.raises(BadInput) as caught:
        in_district(elsewhere, MENTOUGOU, "zones.gpkg")

    assert [fault.where for fault in caught.value.faults] == ["zones.gpkg"]
    assert "every feature" in caught.value.faults[0].what
    assert "EPSG:3857" in caught.value.faults[0].repair
