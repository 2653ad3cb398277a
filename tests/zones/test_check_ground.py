"""Does the check find, name and locate every overlap, gap, sliver and faulty ring?"""

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zones.shapes import DISTRICT, EAST, NORTH, box, checked, ring, square, the, zone
from zones.finding import Kind, Report, Severity

GROUND = (
    Kind.OVERLAP, Kind.SLIVER_OVERLAP, Kind.ROUNDING_OVERLAP, Kind.GAP, Kind.SLIVER_GAP,
    Kind.ROUNDING_GAP, Kind.INVALID_RING, Kind.BOW_TIE, Kind.DUPLICATE_GEOMETRY,
)  # fmt: skip


def frame_around(hole: object, west: float = 0, east: float = 300) -> list[dict[str, object]]:
    """Return two zones that enclose a hole between them."""
    both = shapely.difference(box(west, 0, east, 300), hole)
    return [
        zone("west", shapely.intersection(both, box(west, 0, 150, 300))),
        zone("east", shapely.intersection(both, box(150, 0, east, 300))),
    ]


def test_squares_side_by_side_have_no_fault() -> None:
    report = checked(zone("west", square(0)), zone("east", square(1)), zone("north", square(0, 1)))

    assert report.findings == ()
    assert not report.breaks_a_promise
    assert report.figures["area_ha"] == 3
    assert report.figures["crs"] == "EPSG:4548"


def test_an_overlap_is_found_with_its_size_width_and_place() -> None:
    report = checked(zone("west", box(0, 0, 110, 100)), zone("east", square(1)))

    found = the(report, Kind.OVERLAP)
    assert found.severity is Severity.ERROR
    assert found.zones == ("east", "west")
    assert found.area_m2 == pytest.approx(1000)
    assert found.width_m == pytest.approx(2 * 1000 / 220)
    assert shapely.Point(found.x_m, found.y_m).within(box(100, 0, 110, 100))
    lon, lat = DISTRICT.to_wgs84(np.array([found.x_m]), np.array([found.y_m]))
    assert (found.lon, found.lat) == (pytest.approx(lon[0]), pytest.approx(lat[0]))
    assert 115.4 < found.lon < 116.2
    assert report.breaks_a_promise
    assert found.where == "zones.geojson feature 2 (east); zones.geojson feature 1 (west)"


@pytest.mark.parametrize(
    ("width", "kind", "severity"),
    [
        (1.01, Kind.OVERLAP, Severity.ERROR),
        (0.99, Kind.SLIVER_OVERLAP, Severity.WARNING),
        (0.01, Kind.SLIVER_OVERLAP, Severity.WARNING),
        (0.0001, Kind.ROUNDING_OVERLAP, Severity.NOTE),
    ],
)
def test_an_overlap_is_told_by_its_width(width: float, kind: Kind, severity: Severity) -> None:
    report = checked(zone("west", box(0, 0, 100 + width, 100)), zone("east", square(1)))

    assert the(report, kind).severity is severity
    assert the(report, kind).width_m == pytest.approx(width, rel=0.02)
    assert report.breaks_a_promise is (severity is Severity.ERROR)


def test_a_long_thin_overlap_with_room_for_a_house_is_no_sliver() -> None:
    thin = shapely.union_all([box(100, 0, 100.1, 1000), box(100, 500, 110, 510)])
    west = shapely.union(box(0, 0, 100, 1000), thin)

    report = checked(zone("west", west), zone("east", box(100, 0, 200, 1000)))

    assert the(report, Kind.OVERLAP).width_m < 1


def test_every_piece_of_an_overlap_is_told_apart() -> None:
    comb = shapely.union_all([box(0, 0, 100, 300), box(90, 0, 120, 50), box(90, 200, 120, 250)])

    report = checked(zone("west", comb), zone("east", box(100, 0, 200, 300)))

    places = sorted(found.y_m - NORTH for found in report.of_kind(Kind.OVERLAP))
    assert len(places) == 2
    assert places[0] < 50
    assert places[1] > 200


@pytest.mark.parametrize(
    ("hole", "kind", "severity"),
    [
        (box(100, 100, 200, 200), Kind.GAP, Severity.ERROR),
        (box(149.8, 50, 150.2, 250), Kind.SLIVER_GAP, Severity.WARNING),
        (box(149.9998, 50, 150, 250), Kind.ROUNDING_GAP, Severity.NOTE),
    ],
)
def test_a_gap_is_told_by_its_width(hole: object, kind: Kind, severity: Severity) -> None:
    report = checked(*frame_around(hole))

    found = the(report, kind)
    assert found.severity is severity
    assert found.area_m2 == pytest.approx(shapely.area(hole), rel=1e-6)
    assert found.zones == ("east", "west")
    assert shapely.distance(shapely.Point(found.x_m, found.y_m), hole) < 1e-6


def test_a_zone_lying_in_the_hole_of_another_leaves_only_the_rest_as_gap() -> None:
    around = shapely.difference(box(0, 0, 300, 300), box(100, 100, 200, 200))

    report = checked(zone("around", around), zone("island", box(110, 110, 190, 190)))

    assert the(report, Kind.GAP).area_m2 == pytest.approx(100 * 100 - 80 * 80)
    assert the(report, Kind.HOLE).severity is Severity.NOTE


def test_a_slit_that_is_open_to_the_outside_is_found_too() -> None:
    report = checked(zone("west", box(0, 0, 99.9, 100)), zone("east", square(1)))

    found = the(report, Kind.SLIVER_GAP)
    assert found.zones == ("east", "west")
    assert found.width_m == pytest.approx(0.1, rel=0.02)


def test_a_bay_of_one_zone_and_zones_far_apart_are_no_slit() -> None:
    bay = shapely.difference(square(0), box(50, 20, 50.2, 100))

    assert checked(zone("bay", bay), zone("far", square(3))).of_kind(*GROUND) == ()


def test_the_outline_shows_what_has_no_zone_and_what_lies_beyond() -> None:
    outline = box(0, 0, 250, 100)
    report = checked(zone("west", box(-20, 0, 100, 100)), zone("east", square(1)), outline=outline)

    assert the(report, Kind.GAP).area_m2 == pytest.approx(5000)
    assert the(report, Kind.OUTSIDE_OUTLINE).area_m2 == pytest.approx(2000)
    assert the(report, Kind.OUTSIDE_OUTLINE).zones == ("west",)


def test_primary_and_junior_zones_may_cover_the_same_ground() -> None:
    report = checked(
        zone("p", square(0)), zone("j", square(0), level="junior"), zone("p2", box(50, 0, 150, 100))
    )

    assert the(report, Kind.OVERLAP).zones == ("p", "p2")
    assert report.of_kind(Kind.DUPLICATE_GEOMETRY) == ()


OLD = {"valid_to": "2024-09-01"}
NEW = {"valid_from": "2024-09-01"}


def test_an_old_and_a_new_zone_may_cover_the_same_ground() -> None:
    report = checked(zone("z", square(0), **OLD), zone("z", box(0, 0, 120, 100), **NEW))

    assert report.of_kind(*GROUND, Kind.DUPLICATE_ID, Kind.OVERLAPPING_VALIDITY) == ()


def test_each_period_has_its_own_gaps() -> None:
    hole = box(100, 100, 200, 200)
    west, east = frame_around(hole)
    filled = zone("park", hole, **NEW)

    report = checked(west, east, filled)

    assert "before 2024-09-01" in the(report, Kind.GAP).what


def test_a_gap_of_every_period_is_told_once() -> None:
    west, east = frame_around(box(100, 100, 200, 200))

    report = checked(west, east, zone("far", square(9), **NEW))

    assert len(report.of_kind(Kind.GAP)) == 1


def test_only_the_zones_of_the_day_asked_for_are_compared() -> None:
    zones = [zone("a", square(0), **OLD), zone("b", square(0), **NEW), zone("c", square(0), **NEW)]

    before = checked(*zones, on=date(2024, 8, 31))
    after = checked(*zones, on=date(2024, 9, 1))

    assert before.of_kind(*GROUND) == ()
    assert [each.zones for each in before.of_kind(Kind.FUTURE)] == [("b",), ("c",)]
    assert the(after, Kind.OVERLAP).zones == ("b", "c")
    assert the(after, Kind.EXPIRED).zones == ("a",)


def test_a_bow_tie_is_located_where_its_border_crosses() -> None:
    bow = ring((0, 0), (100, 100), (100, 0), (0, 100))

    found = the(checked(zone("bow", bow)), Kind.BOW_TIE)

    assert (found.x_m - EAST, found.y_m - NORTH) == pytest.approx((50, 50))
    assert found.zones == ("bow",)
    assert found.severity is Severity.ERROR


def test_each_crossing_of_a_border_is_located() -> None:
    zigzag = ring((0, 0), (100, 100), (200, 0), (200, 100), (100, 0), (0, 100))

    found = checked(zone("zigzag", zigzag)).of_kind(Kind.BOW_TIE)

    assert sorted(each.x_m - EAST for each in found) == pytest.approx([50, 150])


@pytest.mark.parametrize(
    ("geometry", "words", "at"),
    [
        (ring((0, 0), (100, 0), (100, 100), (50, 0), (0, 100)), "Self-intersection", (50, 0)),
        (shapely.Polygon(square(0).exterior, [square(5).exterior.coords]), "Hole lies outside",
         (500, 0)),
        (shapely.MultiPolygon([square(0), box(50, 0, 150, 100)]), "Self-intersection", (100, 0)),
    ],
    ids=["touches itself", "hole outside", "parts overlap"],
)  # fmt: skip
def test_an_invalid_ring_is_told_why_and_where(
    geometry: object, words: str, at: tuple[float, float]
) -> None:
    report = checked(zone("odd", geometry))

    (first, *_) = report.of_kind(Kind.INVALID_RING, Kind.BOW_TIE)
    assert words in first.what or first.kind is Kind.BOW_TIE
    assert abs(first.x_m - EAST - at[0]) <= 100
    assert abs(first.y_m - NORTH - at[1]) <= 100


def test_a_point_or_a_line_is_no_zone() -> None:
    line = shapely.LineString([(EAST, NORTH), (EAST + 100, NORTH)])

    found = the(checked(zone("line", line), zone("west", square(0))), Kind.NOT_A_POLYGON)

    assert "LineString" in found.what
    assert found.where == "zones.geojson feature 1 (line)"


def test_the_same_ground_twice_is_found_wherever_the_ring_starts() -> None:
    turned = ring((0, 100), (100, 100), (100, 0), (0, 0))

    found = the(checked(zone("one", square(0)), zone("two", turned)), Kind.DUPLICATE_GEOMETRY)

    assert found.zones == ("one", "two")


def test_parts_and_holes_are_only_said() -> None:
    parts = shapely.MultiPolygon([square(0), square(2)])

    found = the(checked(zone("twice", parts)), Kind.MULTIPART)

    assert found.severity is Severity.NOTE
    assert "2 parts" in found.what


ZONES = [
    zone("a", box(0, 0, 105, 100)), zone("b", square(1)), zone("c", box(0, 100.2, 200, 200)),
    zone("d", ring((300, 0), (400, 100), (400, 0), (300, 100))), zone("a", square(7)),
]  # fmt: skip


@settings(max_examples=25)
@given(order=st.permutations(range(len(ZONES))))
def test_the_findings_do_not_depend_on_the_order_of_the_rows(order: list[int]) -> None:
    plain, mixed = checked(*ZONES), checked(*(ZONES[n] for n in order))

    assert placeless(mixed) == placeless(plain)


def placeless(report: Report) -> list[tuple[object, ...]]:
    """Return the findings without the numbers of their features."""
    return sorted(
        (each.kind, each.zones, round(each.area_m2 or 0, 3), round(each.x_m or 0, 3))
        for each in report.findings
    )


@given(
    width=st.floats(0.01, 50), start=st.floats(0, 60), depth=st.floats(5, 40),
    kind=st.sampled_from(["gap", "overlap"]),
)  # fmt: skip
def test_a_seeded_fault_is_always_found_with_its_area(
    width: float, start: float, depth: float, kind: str
) -> None:
    seeded = box(100, start + 20, 100 + width, start + 20 + depth)
    west, east = square(0), box(100, 0, 200, 200)
    west = shapely.union(box(0, 0, 100, 200), seeded) if kind == "overlap" else box(0, 0, 100, 200)
    if kind == "gap":
        east = shapely.difference(east, seeded)

    report = checked(zone("west", west), zone("east", east))

    wide, narrow = {
        "overlap": (Kind.OVERLAP, Kind.SLIVER_OVERLAP),
        "gap": (Kind.GAP, Kind.SLIVER_GAP),
    }[kind]
    (found,) = report.of_kind(wide, narrow)
    assert found.area_m2 == pytest.approx(width * depth, rel=1e-6)
    if abs(width - 1) > 0.01:
        assert found.kind is (narrow if width < 1 else wide)
