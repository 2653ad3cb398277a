"""In which datum is a pair given? Names and codes as users write them."""

import pytest
from pyproj import CRS

from geo.datum import Datum, crs_of, label, parse_reference, same


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("WGS84", Datum.WGS84),
        ("wgs-84", Datum.WGS84),
        (" WGS 84 ", Datum.WGS84),
        ("EPSG:4326", Datum.WGS84),
        ("4326", Datum.WGS84),
        ("OGC:CRS84", Datum.WGS84),
        ("cgcs2000", Datum.CGCS2000),
        ("EPSG:4490", Datum.CGCS2000),
        ("4490", Datum.CGCS2000),
        ("urn:ogc:def:crs:EPSG::4490", Datum.CGCS2000),
        ("gcj-02", Datum.GCJ02),
        ("GCJ_02", Datum.GCJ02),
        ("ＧＣＪ０２", Datum.GCJ02),
        ("火星坐标系", Datum.GCJ02),
        ("bd 09", Datum.BD09),
        ("BD09LL", Datum.BD09),
        ("百度坐标系", Datum.BD09),
    ],
)
def test_a_datum_is_known_by_every_usual_way_of_writing_it(written: str, meant: Datum) -> None:
    assert parse_reference(written) is meant


@pytest.mark.parametrize(
    "written",
    [
        "EPSG:4548",
        "epsg:4548",
        "4548",
        " EPSG : 4548",
        "urn:ogc:def:crs:EPSG::4548",
        "urn:ogc:def:crs:EPSG:9.8.1:4548",
    ],
)
def test_an_epsg_code_is_known_with_and_without_its_register(written: str) -> None:
    assert parse_reference(written) == CRS.from_epsg(4548)


@pytest.mark.parametrize("code", [25833, 27700, 32650, 3857])
def test_a_code_of_five_digits_loses_none_of_them(code: int) -> None:
    assert parse_reference(f"EPSG:{code}") == CRS.from_epsg(code)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("", "GCJ02"),
        ("beijing", "GCJ02"),
        ("EPSG:1", "EPSG code"),
        ("EPSG:999999", "not in the EPSG register"),
        ("4979", "Geographic 3D CRS"),
        ("4978", "Geocentric CRS"),
        ("5773", "Vertical CRS"),
        ("bd09mc", "BD09"),
        ("+proj=utm +zone=50", "EPSG code"),
        ("4548; DROP TABLE", "EPSG code"),
    ],
)
def test_what_cannot_place_a_home_is_refused_with_advice(written: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        parse_reference(written)


def test_only_gcj02_and_bd09_have_no_system_that_proj_knows() -> None:
    assert crs_of(Datum.GCJ02) is None
    assert crs_of(Datum.BD09) is None
    assert crs_of(Datum.WGS84) == CRS.from_epsg(4326)
    assert crs_of(Datum.CGCS2000) == CRS.from_epsg(4490)


def test_a_reference_is_named_as_a_user_would_write_it() -> None:
    assert label(Datum.GCJ02) == "GCJ02"
    assert label(CRS.from_epsg(4548)) == "EPSG:4548"


def test_every_label_reads_back_as_its_reference() -> None:
    for reference in [*Datum, CRS.from_epsg(4548), CRS.from_epsg(27700)]:
        assert same(parse_reference(label(reference)), reference)


def test_a_datum_and_a_system_are_never_the_same_even_if_they_agree() -> None:
    assert not same(Datum.GCJ02, CRS.from_epsg(4548))
    assert not same(CRS.from_epsg(4548), Datum.GCJ02)
    assert same(CRS.from_epsg(4548), CRS.from_epsg(4548))
    assert not same(CRS.from_epsg(4548), CRS.from_epsg(4547))


def test_proj_is_told_never_to_use_the_network() -> None:
    import pyproj.network

    assert not pyproj.network.is_network_enabled()
