"""Where are the homes whose coordinates a table gives, and which pairs are refused?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from geo.coordinates import Given, check_control_points, locate_given
from geo.datum import Datum, Reference
from geo.district import District
from geo.faults import BadInput, Fault

MENTOUGOU = District("门头沟区", CRS.from_epsg(4548), (115.42, 39.80, 116.21, 40.18), declared=True)
TOWN_X, TOWN_Y = "423077.742", "4423254.857"  # 116.10 E, 39.94 N in EPSG:4548


def homes(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Make a table as read_table gives it: text cells, row numbers from 2."""
    frame = pd.DataFrame(rows, columns=["x", "y", "datum"], dtype="str")
    frame.index = pd.RangeIndex(2, len(rows) + 2)
    return frame


def located(*rows: tuple[str, str, str], datum: str | None = None) -> Given:
    return locate_given(homes(*rows), MENTOUGOU, "homes.csv", datum=datum)


def refused(*rows: tuple[str, str, str]) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        located(*rows)
    return caught.value.faults


def test_a_pair_with_its_datum_becomes_metres() -> None:
    given_ = located(("116.10", "39.94", "WGS84"))

    assert given_.x_m[0] == pytest.approx(423_077.742, abs=1e-3)
    assert given_.y_m[0] == pytest.approx(4_423_254.857, abs=1e-3)
    assert given_.datum == ("WGS84",)


def test_rows_of_different_datums_stand_side_by_side() -> None:
    given_ = located(
        ("116.10", "39.94", "wgs-84"),
        ("116.1063278", "39.9413984", "GCJ-02"),
        ("116.1129255", "39.9470636", "BD09"),
        (TOWN_X, TOWN_Y, "4548"),
    )

    assert given_.datum == ("WGS84", "GCJ02", "BD09", "EPSG:4548")
    assert np.ptp(given_.x_m) < 1
    assert np.ptp(given_.y_m) < 1


def test_a_home_with_only_an_address_is_left_to_the_geocoder() -> None:
    given_ = located(("", "", ""), ("116.10", "39.94", "WGS84"), ("", "", "GCJ02"))

    assert np.isnan(given_.x_m).tolist() == [True, False, True]
    assert given_.datum == ("", "WGS84", "")


def test_a_table_without_coordinate_columns_gives_nothing_and_is_no_fault() -> None:
    frame = pd.DataFrame({"address": ["新桥大街1号"]}, index=[2])

    given_ = locate_given(frame, MENTOUGOU, "homes.csv")

    assert np.isnan(given_.x_m).all()
    assert given_.datum == ("",)


def test_a_datum_declared_for_the_table_holds_where_a_row_has_none() -> None:
    given_ = located(("116.10", "39.94", ""), ("116.10", "39.94", "WGS84"), datum="GCJ02")

    assert given_.datum == ("GCJ02", "WGS84")


@settings(max_examples=30)
@given(st.permutations(range(8)))
def test_the_order_of_rows_changes_no_place(order: list[int]) -> None:
    datums = ["WGS84", "GCJ02", "BD09", "4490"] * 2
    rows = [(f"{115.9 + i / 50}", f"{39.9 + i / 70}", datums[i]) for i in range(8)]
    straight, shuffled = located(*rows), located(*(rows[i] for i in order))

    assert shuffled.x_m.tolist() == [straight.x_m[i] for i in order]
    assert shuffled.y_m.tolist() == [straight.y_m[i] for i in order]


@pytest.mark.parametrize(
    ("row", "what", "repair"),
    [
        (("116.10", "39.94", ""), "without their datum", "GCJ02 (Amap"),
        (("116.10", "39.94", "mars"), "'mars' is not a known datum", "GCJ02 (Amap"),
        (("116.10", "39.94", "EPSG:4978"), "Geocentric", "GCJ02 (Amap"),
        (("116.10", "", "WGS84"), "x is given without y", "clear x"),
        (("", "39.94", "WGS84"), "y is given without x", "clear y"),
        (("116,10", "39.94", "WGS84"), "'116,10' is not a number", "116.10"),
        (("１１６.１０", "39.94", "WGS84"), "is not a number", "half-width"),
        (("116°06'", "39.94", "WGS84"), "is not a number", "plain digits"),
        (("nan", "39.94", "WGS84"), "'nan' is not a number", "plain digits"),
        (("inf", "39.94", "WGS84"), "'inf' is not a number", "plain digits"),
        (("1e999", "39.94", "WGS84"), "is not a number", "plain digits"),
        (("39.94", "116.10", "WGS84"), "latitude before longitude", "swap"),
        (("39.94", "116.10", "GCJ02"), "latitude before longitude", "swap"),
        (("39.5", "76.0", "WGS84"), "latitude before longitude", "swap"),
        ((TOWN_X, TOWN_Y, "WGS84"), "is not in degrees, but WGS84 is", "metric system"),
        ((TOWN_X, TOWN_Y, "GCJ02"), "is not in degrees, but GCJ02 is", "metric system"),
        (("39" + TOWN_X, TOWN_Y, "WGS84"), "is not in degrees", "EPSG:4527"),
        (("116.10", "39.94", "EPSG:4548"), "looks like degrees", "GCJ02"),
        ((TOWN_Y, TOWN_X, "EPSG:4548"), "outside the area of use", "x and y were swapped"),
        (("39" + TOWN_X, TOWN_Y, "EPSG:4548"), "outside the area of use", "zone number"),
        (("1388050.3", "14512000.2", "EPSG:4548"), "outside the area of use", "feet"),
        (("12924193.0", "4858104.0", "EPSG:4548"), "outside the area of use", "EPSG:3857"),
        (("116.10", "39.94", "EPSG:4610"), "no trustworthy conversion", "CGCS2000"),
        (("116.40", "39.94", "WGS84"), "over 10 km outside the district 门头沟区", "correct"),
        (("0", "0", "WGS84"), "over 10 km outside", "correct"),
        (("0", "0", "EPSG:4548"), "looks like degrees", "declare"),
    ],
)
def test_a_pair_that_cannot_be_meant_is_refused_with_its_repair(
    row: tuple[str, str, str], what: str, repair: str
) -> None:
    faults = refused(("116.10", "39.94", "WGS84"), row)

    assert [fault.where for fault in faults] == ["homes.csv row 3"]
    assert what in faults[0].what
    assert repair in faults[0].repair


def test_every_faulty_row_is_reported_at_once_with_its_own_fault() -> None:
    faults = refused(
        ("116.10", "", "WGS84"), ("39.94", "116.10", "WGS84"), ("116.10", "39.94", ""),
        ("116.10", "39.94", "WGS84"), ("0", "0", "WGS84"), ("a", "39.94", "WGS84"),
    )  # fmt: skip

    rows = sorted(fault.where for fault in faults)
    assert rows == [f"homes.csv row {row}" for row in (2, 3, 4, 6, 7)]


def test_a_whole_column_of_the_same_fault_is_shown_in_part_and_counted() -> None:
    faults = refused(*[("39.94", "116.10", "WGS84")] * 1000)

    assert len(faults) == 21
    assert "980 more rows" in faults[-1].what


def test_a_missing_datum_column_is_one_fault_not_one_per_row() -> None:
    frame = homes(*[("116.10", "39.94", "")] * 5).drop(columns="datum")

    with pytest.raises(BadInput) as caught:
        locate_given(frame, MENTOUGOU, "homes.csv")

    assert [fault.where for fault in caught.value.faults] == ["homes.csv row 1"]


@pytest.mark.parametrize(
    ("lon", "is_far"), [("116.21", False), ("116.32", False), ("116.33", True)]
)
def test_ten_kilometres_outside_the_bounds_is_the_limit(lon: str, is_far: bool) -> None:
    # One degree of longitude is 85.4 km here: 116.21 + 0.117 degrees is ten kilometres out.
    if is_far:
        assert "over 10 km" in refused((lon, "39.94", "WGS84"))[0].what
    else:
        assert located((lon, "39.94", "WGS84")).x_m.size == 1


def test_without_bounds_the_area_of_the_system_still_shows_gross_mistakes() -> None:
    unbounded = District("门头沟区", CRS.from_epsg(4548), None, declared=True)

    with pytest.raises(BadInput, match="outside the district"):
        locate_given(homes(("13.4", "52.5", "WGS84")), unbounded, "homes.csv")


SCHOOLS = ((116.10, 39.94), (115.98, 39.97), (115.70, 40.02), (116.05, 39.88))


def known_m() -> np.ndarray:
    lon, lat = np.array(SCHOOLS).T
    return np.column_stack(MENTOUGOU.to_metres(lon, lat, Datum.WGS84))


def as_published_in(datum: Reference) -> tuple[np.ndarray, np.ndarray]:
    from geo.projection import convert

    lon, lat = np.array(SCHOOLS).T
    return convert(lon, lat, Datum.WGS84, datum)


@pytest.mark.parametrize("true", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
@pytest.mark.parametrize("declared", [Datum.WGS84, Datum.CGCS2000, Datum.GCJ02, Datum.BD09])
def test_control_points_show_a_wrong_datum_and_name_the_right_one(
    true: Datum, declared: Datum
) -> None:
    x, y = as_published_in(true)

    check = check_control_points(x, y, declared, known_m(), MENTOUGOU, 50)

    same_place = {true, declared} <= {Datum.WGS84, Datum.CGCS2000} or true is declared
    assert check.within is same_place
    if same_place:
        assert check.fault("layer") is None
        assert check.best is declared
    else:
        assert check.shift_m > 500
        assert check.best is true
        assert f"declare {true}" in check.fault("layer").repair  # type: ignore[union-attr]
    assert check.best_shift_m < 0.01


def test_gcj02_taken_for_wgs84_is_some_560_metres_off_in_mentougou() -> None:
    x, y = as_published_in(Datum.GCJ02)

    check = check_control_points(x, y, Datum.WGS84, known_m(), MENTOUGOU, 50)

    assert 500 < check.shift_m < 620
    assert dict(check.shifts)["GCJ02"] < 0.01


def test_one_misplaced_control_point_decides_nothing() -> None:
    x, y = as_published_in(Datum.WGS84)
    x[0] += 0.5

    assert check_control_points(x, y, Datum.WGS84, known_m(), MENTOUGOU, 50).within


def test_where_no_datum_fits_none_is_named() -> None:
    x, y = as_published_in(Datum.WGS84)

    check = check_control_points(x + 0.1, y, Datum.WGS84, known_m(), MENTOUGOU, 50)

    assert "no known datum fits" in check.fault("zones.geojson").repair  # type: ignore[union-attr]


def test_metres_are_compared_as_declared_only() -> None:
    x, y = known_m().T

    check = check_control_points(x + 80, y, CRS.from_epsg(4548), known_m(), MENTOUGOU, 50)

    assert check.shift_m == pytest.approx(80)
    assert check.shifts == (("EPSG:4548", pytest.approx(80)),)


@pytest.mark.parametrize("n", [0, 3])
def test_each_control_point_needs_its_known_place(n: int) -> None:
    with pytest.raises(ValueError, match="known place"):
        check_control_points(
            np.zeros(n), np.zeros(n), Datum.WGS84, known_m()[: n and 4], MENTOUGOU, 50
        )
