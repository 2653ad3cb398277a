"""Is the map true to the ground, do its labels keep apart, does it show what the tables say?"""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.report_arrows import LEAST_PX10, MOST_PX10, arrows, width_px10
from service.report_drawing import drawing_of, map_data
from service.report_frame import LEVEL_PX, Sheet, View, sheet_of
from service.report_labels import FONT_PX, Label, Obstacles, Spot, place_labels, text_width
from service.report_page import render_report
from service.report_rings import area_path, inner_points
from service.report_schools import Load, as_shown, load_of
from tests.service.report_fixture import city_report, district_report, short_report
from tests.service.report_reader import Element, read, shown_rows

SHEET = Sheet(west=0, north=1000, width=1250, height=1000)
SQUARE = [[100, 100], [200, 100], [200, 200], [100, 200], [100, 100]]
HOLE = [[140, 140], [140, 160], [160, 160], [160, 140], [140, 140]]


def school(**more: Any) -> dict[str, Any]:
    return {"school_id": "A", "name": "A", "places": 100, "free": 0, "turned_away": 0, **more}


@pytest.fixture(scope="module")
def page() -> Element:
    return read(render_report(*district_report()))


def test_north_is_up() -> None:
    assert SHEET.point(0, 1000) == (0, 0)
    assert SHEET.point(300, 900) == (300, 100)


def test_the_sheet_holds_every_corner_and_school_with_a_margin() -> None:
    zones = [{"parts": [[SQUARE]]}]
    sheet = sheet_of(zones, [{"x": 900, "y": 150}])

    assert sheet is not None
    for x, y in (*SQUARE, (900, 150)):
        column, line = sheet.point(x, y)
        assert 0 < column < sheet.width
        assert 0 < line < sheet.height


@pytest.mark.parametrize(
    ("wide", "high", "shape"), [(9000, 100, 15 / 8), (100, 9000, 5 / 4), (1500, 1000, 1.5)]
)
def test_the_sheet_takes_the_shape_of_the_district_within_limits(
    wide: int, high: int, shape: float
) -> None:
    sheet = sheet_of([], [{"x": 0, "y": 0}, {"x": wide, "y": high}])

    assert sheet is not None
    assert sheet.width / sheet.height == pytest.approx(shape, rel=0.1)


def test_one_school_alone_still_gets_a_sheet_and_nothing_gets_none() -> None:
    alone = sheet_of([], [{"x": 5, "y": 5}])

    assert alone is not None
    assert alone.width >= 400
    assert sheet_of([], []) is None


def test_the_map_opens_where_children_move_if_that_is_a_small_part() -> None:
    sheet = Sheet(0, 0, 30_000, 20_000)

    assert sheet.opening_view([]) == sheet.whole()
    assert sheet.opening_view([(1000, 1000), (29_000, 19_000)]) == sheet.whole()
    focus = sheet.opening_view([(100, 100), (3000, 2000)])
    assert focus.width < 6000
    assert focus.x == focus.y == 0  # kept on the sheet
    assert focus.width * 2 == pytest.approx(focus.height * 3, abs=3)


@pytest.mark.parametrize(
    ("pixels", "level"), [(339, -1), (340, 0), (399, 0), (400, 1), (99_999, len(LEVEL_PX) - 1)]
)
def test_the_level_of_detail_follows_the_width_on_the_screen(pixels: int, level: int) -> None:
    assert SHEET.level(SHEET.whole(), pixels) == level


def test_half_the_sheet_shows_the_detail_of_twice_the_width() -> None:
    half = View(0, 0, SHEET.width // 2, SHEET.height // 2)

    assert SHEET.level(half, 480) == SHEET.level(SHEET.whole(), 960)


def test_a_zone_is_drawn_ring_by_ring_in_steps_of_metres() -> None:
    assert area_path([[SQUARE, HOLE]], SHEET) == (
        "M100 900l100 0 0-100-100 0zM140 860l0-20 20 0 0 20z"
    )


def test_points_that_fell_together_are_drawn_once_and_a_point_not_at_all() -> None:
    doubled = [[0, 0], [0, 0], [10, 0], [10, 10], [10, 10], [0, 0]]

    assert area_path([[doubled]], SHEET) == "M0 1000l10 0 0-10z"
    assert area_path([[[[5, 5], [5, 5]]], [[]]], SHEET) == ""


def test_the_name_of_a_zone_stands_inside_it_and_clear_of_its_hole() -> None:
    ring = [[0, 0], [300, 0], [300, 300], [0, 300], [0, 0]]
    hole = [[50, 100], [290, 100], [290, 200], [50, 200], [50, 100]]

    points = inner_points([[SQUARE], [ring, hole]], SHEET)

    assert points[0] == ((25, 850), 50)  # at half height only the strip west of the hole is left
    assert (150, 300) in {(x, room) for (x, _), room in points}


@pytest.mark.parametrize("parts", [[], [[]], [[[]]], [[[[0, 0], [1, 1]]]]])
def test_an_outline_without_ground_has_no_place_for_a_name(parts: Any) -> None:
    assert inner_points(parts, SHEET) == []


@pytest.mark.parametrize(
    ("schools", "load"),
    [
        ([], Load.NONE),
        ([school(turned_away=1)], Load.OVER),
        ([school()], Load.FULL),
        ([school(free=9)], Load.LITTLE),
        ([school(free=10)], Load.ROOM),
        ([school(), school(free=20)], Load.ROOM),
        ([school(free=50), school(turned_away=1)], Load.OVER),
    ],
)
def test_the_load_of_a_zone_is_that_of_its_schools_together(
    schools: list[dict[str, Any]], load: Load
) -> None:
    assert load_of(schools) is load


@given(children=st.integers(1, 500), more=st.integers(0, 500))
def test_more_children_make_a_wider_arrow(children: int, more: int) -> None:
    most = children + more

    assert LEAST_PX10 <= width_px10(children, most) <= width_px10(most, most) <= MOST_PX10


def test_opposite_flows_bend_apart_and_a_flow_from_no_zone_has_no_arrow() -> None:
    moves = [
        {"from": "W", "to": "E", "children": 3, "extra_m": 0},
        {"from": "E", "to": "W", "children": 5, "extra_m": 0},
        {"from": "", "to": "E", "children": 9, "extra_m": 0},
    ]
    found = arrows(moves, {"W": (0, (0, 0)), "E": (1, (1000, 0))})

    assert [arrow.children for arrow in found] == [5, 3]
    assert found[0].bend[1] < 0 < found[1].bend[1]
    assert found[1].at(0) == (0, 0)
    assert found[1].at(100) == (1000, 0)


def _boxes(labels: list[Label], spots: list[Spot | None], level: int) -> list[Any]:
    """The boxes of the labels that show at a level, worked out once more from their spots."""
    scale = LEVEL_PX[level] / SHEET.width
    boxes = []
    for label, spot in zip(labels, spots, strict=True):
        if spot is not None and spot.level <= level:
            wide = text_width(label.text, FONT_PX[label.kind])
            start = {"start": 0, "middle": wide / 2, "end": wide}[spot.anchor]
            left = spot.point[0] * scale + spot.dx - start
            base = spot.point[1] * scale + spot.dy
            boxes.append((left, base - FONT_PX[label.kind], left + wide, base + 2))
    return boxes


def _apart(a: Any, b: Any) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@given(st.integers(0, 10_000))
def test_no_two_labels_overlap_at_any_scale_nor_leave_the_sheet(seed: int) -> None:
    chance = random.Random(seed)
    points = [(chance.randrange(1250), chance.randrange(1000)) for _ in range(14)]
    labels = [Label(f"第{at}小学", "school", (point,)) for at, point in enumerate(points)]

    spots = place_labels(labels, Obstacles(points, 6), SHEET)

    for level, pixels in enumerate(LEVEL_PX):
        boxes = _boxes(labels, spots, level)
        marks = [(x * pixels / 1250, y * pixels / 1250) for x, y in points]
        assert all(_apart(a, b) for at, a in enumerate(boxes) for b in boxes[:at])
        assert all(_apart(a, (x - 5, y - 5, x + 5, y + 5)) for a in boxes for x, y in marks)
        assert all(box[0] >= 0 and box[2] <= pixels for box in boxes)


def test_the_first_label_wins_the_ground_and_a_close_one_waits_for_a_larger_scale() -> None:
    near = [(600, 500), (604, 500), (608, 500), (612, 500)]
    labels = [Label("很长的学校名字小学", "school", (point,)) for point in near]

    spots = place_labels(labels, Obstacles(near, 6), SHEET)

    assert all(spot is not None for spot in spots)
    assert spots[0].level < spots[3].level  # type: ignore[union-attr]


def test_a_label_avoids_a_line_if_another_side_is_free() -> None:
    label = Label("学校", "school", ((600, 500),))
    to_the_right = [(x, 500) for x in range(610, 700, 5)]

    (plain,) = place_labels([label], Obstacles([], 6), SHEET)
    (aside,) = place_labels([label], Obstacles([], 6, to_the_right), SHEET)

    assert plain is not None
    assert plain.anchor == "start"
    assert aside is not None
    assert aside.anchor == "end"


def test_a_label_waits_until_its_ground_is_wide_enough() -> None:
    label = Label("六十六像素宽", "zone", ((600, 500),), (100,))  # 66 px; 100 m

    (spot,) = place_labels([label], Obstacles([], 6), SHEET)

    assert spot is not None
    assert LEVEL_PX[spot.level - 1] * 100 < 66 * 1250 <= LEVEL_PX[spot.level] * 100


def test_every_zone_school_and_flow_of_the_tables_is_on_the_map(page: Element) -> None:
    figure = page.by_id("map-svg")
    flows = [e for e in figure.all("g") if "flow" in e.classes and "label" not in e.classes]

    assert len([e for e in figure.all("path") if "data-z" in e.attributes]) == 20
    assert len([e for e in figure.all("g") if e.attributes.get("role") == "button"]) == 20
    assert len(flows) == len([r for r in shown_rows(page, "moves") if r[0] != "不在任何片"])


def test_a_faulty_outline_is_dashed_and_the_legend_says_so(page: Element) -> None:
    faulty = [e for e in page.by_id("map-svg").all("path") if "faulty" in e.classes]

    assert [e.all("title")[0].text() for e in faulty] == ["龙泉东片".replace("龙泉", "军庄")]
    assert "虚线" in page.by_id("map").text()


def test_the_map_as_a_table_names_each_zone_its_schools_and_its_load(page: Element) -> None:
    rows = shown_rows(page, "zones")

    assert len(rows) == 20
    assert rows[2] == ["东辛房东片 Z03", "东辛房东小学、永定东小学", "余位不到一成"]
    assert rows[9][2] == "学位少于本片儿童"


def test_patterns_and_references_of_the_map_exist(page: Element) -> None:
    names = {e.attributes["id"] for e in page.all() if "id" in e.attributes}

    for element in page.all():
        fill = element.attributes.get("fill") or ""
        if fill.startswith("url("):
            assert fill[5:-1] in names
        if element.tag == "use":
            assert (element.attributes["href"] or "")[1:] in names


def test_what_the_script_knows_is_what_the_table_shows(page: Element) -> None:
    data = json.loads(page.by_id("map-data").parts[0])
    rows = shown_rows(page, "schools")

    for at, row in enumerate(rows):
        assert f"{data['schools'][at][0]} {data['schools'][at][1]}" == row[0]
        assert [str(v).replace("-", "\u2212") for v in data["schools"][at][2:]] == row[2:]
    assert sum(flow[2] for flow in data["flows"]) == 111
    assert data["zones"][2][3] == [
        at for at, row in enumerate(rows) if "P03" in row[0] or "P04" in row[0]
    ][::-1]  # fmt: skip


def test_zones_of_a_shortage_stand_out_and_there_are_no_arrows() -> None:
    report, shapes = short_report()
    drawn = drawing_of(as_shown(report), shapes)

    assert drawn is not None
    assert [z["zone_id"] for z, load in zip(drawn.zones, drawn.loads, strict=True)
            if load == "lack"] == ["Z10", "Z15"]  # fmt: skip
    assert drawn.arrows == []
    assert map_data(drawn)["columns"] == ["places", "claims", "balance"]


def test_of_very_many_flows_the_largest_are_drawn_and_the_page_says_so() -> None:
    report, shapes = city_report()
    extra = [
        {"from": f"P{at:02}", "to": f"P{at + 500:02}", "children": 1, "extra_m": 5}
        for at in range(10, 460)
    ]
    report["moves"] += extra
    drawn = drawing_of(report, shapes)
    assert drawn is not None

    assert len(drawn.arrows) == 400
    assert drawn.flows == len(report["moves"])
    smallest = min(arrow.children for arrow in drawn.arrows)
    assert sum(move["children"] > smallest for move in report["moves"]) <= 400
