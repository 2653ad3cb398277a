"""Does the check find every fault of ids, dates, levels, school lists and school sites?"""

from typing import Any

import pytest

from tests.zones.shapes import (
    DISTRICT,
    EAST,
    NORTH,
    box,
    checked,
    rows_of,
    schools,
    square,
    the,
    write_geojson,
    zone,
)
from zones.check import check_file, check_rows
from zones.finding import Kind, Severity
from zones.layer import ReadOptions


@pytest.mark.parametrize(
    ("cells", "kind", "words"),
    [
        ({"zone_id": ""}, Kind.MISSING_ID, "no zone_id"),
        ({"valid_from": "1/9/2024"}, Kind.BAD_DATE, "'1/9/2024' is not a date like 2024-09-01"),
        ({"valid_to": "2023-02-29"}, Kind.BAD_DATE, "no day of the calendar"),
        ({"valid_from": "2024-09-01", "valid_to": "2024-09-01"}, Kind.REVERSED_DATES, "never"),
        ({"valid_from": "2024-09-01", "valid_to": "2023-09-01"}, Kind.REVERSED_DATES, "never"),
        ({"level": "senior"}, Kind.BAD_LEVEL, "'senior'"),
        ({"level": ""}, Kind.BAD_LEVEL, "''"),
        ({"school_ids": ""}, Kind.NO_SCHOOLS, "names no school"),
        ({"school_ids": " ; "}, Kind.NO_SCHOOLS, "names no school"),
        ({"school_ids": "S1;S1"}, Kind.REPEATED_SCHOOL, "S1 stands twice"),
    ],
)
def test_a_fault_of_one_zone_is_named_with_its_feature(
    cells: dict[str, Any], kind: Kind, words: str
) -> None:
    report = checked(zone("west", square(0)), zone("east", square(1), **cells))

    found = the(report, kind)
    assert words in found.what
    assert found.where.startswith("zones.geojson feature 2")
    assert EAST + 100 < found.x_m < EAST + 200
    assert NORTH < found.y_m < NORTH + 100
    assert found.repair


def test_an_id_that_stands_twice_is_found() -> None:
    report = checked(zone("west", square(0)), zone("west", square(1)), zone("x", square(2)))

    found = the(report, Kind.DUPLICATE_ID)
    assert "feature 1 (west)" in found.where
    assert "feature 2 (west)" in found.where


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ((None, "2024-09-01"), ("2024-09-01", None), False),
        ((None, "2024-09-02"), ("2024-09-01", None), True),
        ((None, None), ("2024-09-01", None), True),
        (("2023-09-01", "2024-09-01"), ("2025-09-01", None), False),
    ],
)
def test_versions_of_a_zone_may_follow_but_not_share_a_day(
    first: tuple[Any, Any], second: tuple[Any, Any], clash: bool
) -> None:
    def version(period: tuple[Any, Any]) -> dict[str, Any]:
        return zone("west", square(0), valid_from=period[0], valid_to=period[1])

    report = checked(version(first), version(second))

    assert bool(report.of_kind(Kind.OVERLAPPING_VALIDITY)) is clash
    assert report.of_kind(Kind.DUPLICATE_ID) == ()


def test_a_plan_with_dates_says_that_a_day_can_be_named() -> None:
    report = checked(zone("west", square(0), valid_from="2024-09-01"), zone("east", square(1)))

    assert "1 of 2 zones have dates" in the(report, Kind.DATED).what


def test_a_file_without_levels_or_schools_is_told_once() -> None:
    bare = {"zone_id": "west", "geometry": square(0)}, {"zone_id": "east", "geometry": square(1)}

    report = checked(*bare)

    assert the(report, Kind.BAD_LEVEL).where == "zones.geojson"
    assert the(report, Kind.NO_SCHOOLS).severity is Severity.WARNING


def test_the_level_can_be_said_for_the_whole_file() -> None:
    rows = rows_of({"zone_id": "west", "geometry": square(0)}, level="primary")

    assert check_rows(rows, DISTRICT).of_kind(Kind.BAD_LEVEL) == ()


def test_numbers_stored_as_text_are_said_once_for_a_column() -> None:
    report = checked(
        zone("west", square(0), pupils="9", bez="01", km=1.5), zone("east", square(1), pupils="10",
        bez="02", km=2.5),
    )  # fmt: skip

    found = the(report, Kind.NUMBERS_AS_TEXT)
    assert "column pupils: all 2 values" in found.what
    assert "9 sorts after" in found.repair


def test_a_column_with_a_word_in_it_is_text() -> None:
    report = checked(zone("west", square(0), block="7"), zone("east", square(1), block="8A"))

    assert report.of_kind(Kind.NUMBERS_AS_TEXT) == ()


def test_a_zone_that_names_a_school_nobody_knows_is_found() -> None:
    known = schools(("S-west", 50, 50))

    found = the(checked(zone("west", square(0), school_ids="S-west;S9"), schools=known),
                Kind.UNKNOWN_SCHOOL)  # fmt: skip

    assert found.schools == ("S9",)
    assert found.zones == ("west",)


def test_a_school_that_no_zone_names_is_found() -> None:
    known = schools(("S-west", 50, 50), ("S9", 60, 60))

    found = the(checked(zone("west", square(0)), schools=known), Kind.ORPHAN_SCHOOL)

    assert found.schools == ("S9",)
    assert (found.x_m, found.y_m) == (EAST + 60, NORTH + 60)


def test_a_junior_school_is_no_orphan_of_a_primary_plan_but_named_it_is_a_fault() -> None:
    junior = schools(("J1", 50, 50), level="junior")

    alone = checked(zone("west", square(0), school_ids="S1"), schools=junior)
    named = checked(zone("west", square(0), school_ids="J1"), schools=junior)

    assert alone.of_kind(Kind.ORPHAN_SCHOOL) == ()
    assert the(named, Kind.WRONG_LEVEL).schools == ("J1",)


def test_a_school_outside_its_zone_and_inside_another_is_told_both_ways() -> None:
    known = schools(("S-west", 150, 50), ("S-east", 160, 60))

    report = checked(zone("west", square(0)), zone("east", square(1)), schools=known)

    outside, other = the(report, Kind.SCHOOL_OUTSIDE_ZONE), the(report, Kind.SCHOOL_IN_OTHER_ZONE)
    assert "50 m outside its zone west" in outside.what
    assert other.zones == ("east",)
    assert other.schools == ("S-west",)


def test_a_school_on_its_zones_border_is_not_outside() -> None:
    known = schools(("S-west", 100, 50), ("S-east", 150, 50))

    report = checked(zone("west", square(0)), zone("east", square(1)), schools=known)

    assert report.of_kind(Kind.SCHOOL_OUTSIDE_ZONE) == ()


def test_a_school_of_two_zones_stands_in_either_of_them() -> None:
    known = schools(("S1", 150, 50))
    both = [zone("west", square(0), school_ids="S1"), zone("east", square(1), school_ids="S1")]

    assert checked(*both, schools=known).findings == ()


@pytest.mark.parametrize(
    ("crs", "declared", "words"),
    [
        (None, None, "is WGS84"),
        (None, "EPSG:3857", "outside the district"),
    ],
    ids=["missing", "wrong"],
)
def test_a_missing_or_wrong_crs_is_a_finding(
    tmp_path: Any, crs: str | None, declared: str | None, words: str
) -> None:
    path = write_geojson(tmp_path / "zones.geojson", [zone("west", square(0))], crs)

    report = check_file(path, DISTRICT, reading=ReadOptions(crs=declared))

    assert words in the(report, Kind.UNREADABLE).what
    assert report.breaks_a_promise


def test_a_declared_crs_is_read_and_the_plan_is_sound(tmp_path: Any) -> None:
    path = write_geojson(tmp_path / "zones.geojson", [zone("west", square(0))], None)

    assert check_file(path, DISTRICT, reading=ReadOptions(crs="EPSG:4548")).findings == ()


def test_a_report_can_be_read_by_a_machine_and_drawn_on_a_map() -> None:
    import json

    from zones.check import findings_frame

    report = checked(zone("west", box(0, 0, 110, 100)), zone("east", square(1)))

    document = json.loads(json.dumps(report.document()))
    drawn = findings_frame(report, DISTRICT)

    assert document["counts"] == {"overlap": 1}
    assert document["severities"] == {"error": 1, "warning": 0, "note": 0}
    assert document["findings"][0]["zones"] == ["east", "west"]
    assert drawn.geometry.area.sum() == pytest.approx(1000)
    assert drawn.crs == DISTRICT.crs
    assert str(report.findings[0]).startswith("error overlap: zones.geojson feature 2 (east);")
