"""Which district is it, and in which metres does it measure?"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod

from geo.datum import Datum, Reference, parse_reference
from geo.district import District, NotInMetres, default_district, read_district, require_metres
from geo.faults import BadInput
from geo.projection import NotConvertible

MENTOUGOU = (115.42, 39.80, 116.21, 40.18)
TOWN = (116.10, 39.94)
CM_117 = CRS.from_epsg(4548)


def mentougou(code: int = 4548) -> District:
    return District("门头沟区", CRS.from_epsg(code), MENTOUGOU, declared=True)


def at(district: District, lon: float, lat: float, reference: Reference) -> tuple[float, float]:
    x, y = district.to_metres(np.array([lon]), np.array([lat]), reference)
    return float(x[0]), float(y[0])


def slow_gauss_kruger(
    lon: float, lat: float, meridian: float, scale: float = 1.0
) -> tuple[float, float]:
    """Project by Krueger's series (1912) to the third power of n, on the CGCS2000 ellipsoid."""
    a, f = 6378137.0, 1 / 298.257222101
    n = f / (2 - f)
    phi, lam = np.radians(lat), np.radians(lon - meridian)
    e = np.sqrt(f * (2 - f))
    t = np.sinh(np.arctanh(np.sin(phi)) - e * np.arctanh(e * np.sin(phi)))
    xi, eta = np.arctan2(t, np.cos(lam)), np.arctanh(np.sin(lam) / np.sqrt(1 + t * t))
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    terms = [(2 * k, c) for k, c in enumerate(alpha, start=1)]
    north = xi + sum(c * np.sin(k * xi) * np.cosh(k * eta) for k, c in terms)
    east = eta + sum(c * np.cos(k * xi) * np.sinh(k * eta) for k, c in terms)
    return 500_000 + scale * radius * east, scale * radius * north


def test_easting_comes_first_though_the_system_lists_northing_first() -> None:
    x, y = at(mentougou(), *TOWN, Datum.CGCS2000)

    assert x == pytest.approx(423_077.7, abs=0.1)
    assert y == pytest.approx(4_423_254.9, abs=0.1)


@given(st.floats(115.0, 119.0), st.floats(22, 50))
def test_metres_are_those_of_kruegers_series(lon: float, lat: float) -> None:
    assert at(mentougou(), lon, lat, Datum.CGCS2000) == pytest.approx(
        slow_gauss_kruger(lon, lat, 117), abs=1e-3
    )


def test_a_kilometre_in_the_district_is_a_kilometre_on_the_ground() -> None:
    lon, lat, _ = Geod(ellps="GRS80").fwd(*TOWN, 45, 1000)
    here, there = at(mentougou(), *TOWN, Datum.CGCS2000), at(mentougou(), lon, lat, Datum.CGCS2000)

    assert np.hypot(there[0] - here[0], there[1] - here[1]) == pytest.approx(1000, abs=0.15)


def test_wgs84_and_cgcs2000_are_one_place() -> None:
    assert at(mentougou(), *TOWN, Datum.WGS84) == at(mentougou(), *TOWN, Datum.CGCS2000)
    assert at(mentougou(), *TOWN, CRS.from_epsg(4326)) == at(mentougou(), *TOWN, Datum.WGS84)


def test_gcj02_read_as_wgs84_would_be_half_a_kilometre_off() -> None:
    right, wrong = (at(mentougou(), *TOWN, datum) for datum in (Datum.GCJ02, Datum.WGS84))

    assert 540 < np.hypot(right[0] - wrong[0], right[1] - wrong[1]) < 580


@pytest.mark.parametrize("code", [4547, 4549, 4527, 32650])
def test_other_systems_of_the_same_earth_give_the_same_place(code: int) -> None:
    district, other = mentougou(), CRS.from_epsg(code)
    there = District("elsewhere", other, None, declared=True)
    x, y = there.to_metres(np.array([TOWN[0]]), np.array([TOWN[1]]), Datum.WGS84)

    assert at(district, float(x[0]), float(y[0]), other) == pytest.approx(
        at(district, *TOWN, Datum.WGS84), abs=1e-6
    )


@given(st.sampled_from([*Datum]), st.floats(115.0, 117.0), st.floats(39.0, 41.0))
def test_metres_lead_back_to_the_same_degrees(datum: Datum, lon: float, lat: float) -> None:
    district = mentougou()
    x, y = at(district, lon, lat, datum)
    back = district.to_wgs84(np.array([x]), np.array([y]))

    assert at(district, float(back[0][0]), float(back[1][0]), Datum.WGS84) == pytest.approx(
        (x, y), abs=1e-6
    )


def test_the_districts_own_metres_pass_unchanged() -> None:
    x, y = np.array([423_000.123456789]), np.array([4_423_000.987654321])

    same_x, same_y = mentougou().to_metres(x, y, CM_117)

    assert same_x.tolist() == x.tolist()
    assert same_y.tolist() == y.tolist()


def test_what_cannot_be_projected_is_no_number_rather_than_infinite() -> None:
    x, y = mentougou().to_metres(
        np.array([np.nan, 116.0, np.inf]), np.array([39.9, 95.0, 39.9]), Datum.WGS84
    )

    assert np.isnan(x).all()
    assert np.isnan(y).all()


@pytest.mark.parametrize("code", [4610, 4214, 2364, 4555, 2436])
def test_beijing_1954_and_xian_1980_are_refused_since_no_step_is_known(code: int) -> None:
    with pytest.raises(NotConvertible, match="CGCS2000"):
        at(mentougou(), *TOWN, parse_reference(str(code)))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (3857, "web map"),
        (900913, "web map"),
        (4490, "not projected"),
        (4326, "not projected"),
        (2263, "US survey foot"),
        (4547, "outside the area of use of EPSG:4547"),
        (32633, "outside the area of use"),
        (2364, "no trustworthy conversion"),
        (3395, "a metre of EPSG:3395 is wrong"),
    ],
)
def test_a_system_whose_metres_are_no_metres_here_is_refused(code: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refused:
        mentougou(code)
    assert "use EPSG:4548" in str(refused.value)


@pytest.mark.parametrize("code", [4548, 4527, 32650])
def test_each_survey_system_of_the_place_is_accepted(code: int) -> None:
    assert mentougou(code).notes == (
        ("门头沟区 reaches beyond the area of use of EPSG:" + str(code),) if code != 32650 else ()
    )


def test_without_bounds_a_web_map_is_still_refused_and_the_lack_is_noted() -> None:
    with pytest.raises(ValueError, match="web map"):
        District("门头沟区", CRS.from_epsg(3857), None, declared=True)

    assert "no bounds" in District("门头沟区", CM_117, None, declared=True).notes[0]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((116.10, 39.94), 4548),
        ((115.499, 39.9), 4547),
        ((115.501, 39.9), 4548),
        ((121.47, 31.23), 4549),
        ((73.7, 39.5), 4534),
        ((134.7, 48.4), 4554),
        ((13.40, 52.52), 32633),
        ((-3.19, 55.95), 32630),
        ((-76.6, 39.3), 32618),
        ((174.8, -36.8), 32760),
        ((179.999, -17.0), 32760),
        ((-180.0, -17.0), 32701),
        ((180.0, -17.0), 32760),
    ],
)
def test_a_place_without_a_declared_system_gets_its_national_zone_and_says_so(
    place: tuple[float, float], code: int
) -> None:
    district = default_district(*place, "somewhere")

    assert district.crs == CRS.from_epsg(code)
    assert not district.declared
    assert f"EPSG:{code}" in district.notes[0]


@pytest.mark.parametrize("place", [(0.0, 85.0), (0.0, -81.0), (181.0, 0.0), (float("nan"), 0.0)])
def test_no_district_lies_at_a_pole_or_beyond_the_globe(place: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no place"):
        default_district(*place, "nowhere")


def test_a_layer_must_be_in_exactly_the_districts_system() -> None:
    require_metres(CM_117, mentougou(), name="homes")

    for crs in (CRS.from_epsg(4527), CRS.from_epsg(32650), CRS.from_epsg(4490), None):
        with pytest.raises(NotInMetres, match="homes is in"):
            require_metres(crs, mentougou(), name="homes")


GOOD = 'name = "门头沟区"\ncrs = "EPSG:4548"\nbounds_wgs84 = [115.42, 39.80, 116.21, 40.18]\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "district.toml"
    path.write_bytes(text.encode())
    return path


def test_a_district_file_is_read_as_declared(tmp_path: Path) -> None:
    assert read_district(written(tmp_path, GOOD)) == mentougou()
    assert read_district(written(tmp_path, "\ufeff" + GOOD)) == mentougou()


def test_bounds_are_not_compulsory(tmp_path: Path) -> None:
    district = read_district(written(tmp_path, 'name = "X"\ncrs = 4548'))

    assert district == District("X", CM_117, None, declared=True)


@pytest.mark.parametrize(
    ("text", "what", "repair"),
    [
        ("", "has no name", "name ="),
        ('name = "X"', "no crs is declared", "EPSG:4548"),
        ('name = " "\ncrs = "EPSG:4548"', "has no name", "name ="),
        (GOOD.replace("EPSG:4548", "EPSG:4547"), "area of use of EPSG:4547", "use EPSG:4548"),
        (GOOD.replace("EPSG:4548", "EPSG:3857"), "web map", "use EPSG:4548"),
        (GOOD.replace("EPSG:4548", "WGS84"), "in degrees", "EPSG:4548"),
        (GOOD.replace("EPSG:4548", "GCJ02"), "in degrees", "EPSG:4548"),
        (GOOD.replace("EPSG:4548", "EPSG:2436"), "no trustworthy conversion", "use EPSG:4548"),
        (GOOD.replace("EPSG:4548", "beijing"), "not a known datum", "EPSG:4548"),
        (GOOD.replace('"EPSG:4548"', "true"), "no crs is declared", "EPSG:4548"),
        (GOOD.replace("115.42, 39.80", "39.80, 115.42"), "not a box in degrees", "west, south"),
        (GOOD.replace("116.21", "115.0"), "not a box in degrees", "west, south"),
        (GOOD.replace("115.42", "nan"), "not four numbers", "west, south"),
        (GOOD.replace("115.42", "true"), "not four numbers", "west, south"),
        (GOOD.replace("115.42, ", ""), "not four numbers", "west, south"),
        (GOOD + "crs_epsg = 4548", "unknown key 'crs_epsg'", "bounds_wgs84, crs, name"),
        ("name = ", "is not TOML", "crs ="),
        (GOOD + GOOD, "is not TOML", "crs ="),
    ],
)
def test_a_faulty_district_file_is_refused_with_its_repair(
    tmp_path: Path, text: str, what: str, repair: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_district(written(tmp_path, text))

    assert any(what in fault.what and repair in fault.repair for fault in refused.value.faults)
    assert all(fault.where == "district.toml" for fault in refused.value.faults)


def test_all_faults_of_a_district_file_are_reported_together(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_district(written(tmp_path, "crs = 3857\nbounds_wgs84 = 1\nzone = 39"))

    assert len(refused.value.faults) == 4


def test_a_missing_or_foreign_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes('name = "门头沟区"'.encode("gb18030"))

    for name, what in (("none.toml", "cannot be read"), ("gbk.toml", "not UTF-8"), (".", "cannot")):
        with pytest.raises(BadInput, match=what):
            read_district(tmp_path / name)


def test_edinburgh_and_the_rest_of_britain_measure_in_the_national_grid() -> None:
    # The Ordnance Survey's own worked example (Caister water tower), to the few metres of the
    # published step without its grid file.
    britain = District("Britain", CRS.from_epsg(27700), None, declared=True)

    assert at(britain, 1.716073973, 52.658007833, Datum.WGS84) == pytest.approx(
        (651_409.903, 313_177.270), abs=5
    )


@pytest.mark.parametrize(
    ("code", "place", "meridian"),
    [(25833, (13.4, 52.5), 15), (32618, (-76.6, 39.3), -75), (32650, TOWN, 117)],
)
def test_districts_elsewhere_measure_in_utm(
    code: int, place: tuple[float, float], meridian: float
) -> None:
    district = District("elsewhere", CRS.from_epsg(code), None, declared=True)

    assert at(district, *place, Datum.WGS84) == pytest.approx(
        slow_gauss_kruger(*place, meridian, scale=0.9996), abs=1e-2
    )
