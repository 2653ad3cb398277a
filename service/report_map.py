"""What does the district look like? Zones, schools and moves on one map that opens offline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.report_arrows import ARROWS_DRAWN, Arrow, arrow_svg, arrows
from service.report_frame import PRINT_PX, SCREEN_PX, Point, Sheet, View, sheet_of
from service.report_html import Html, paragraph, section, text
from service.report_labels import Label
from service.report_legend import furniture, legend, zones_table
from service.report_moves import most_first
from service.report_rings import area_path
from service.report_schools import Load, load_of, school_name, tightest_first

MANY = 150
"""With more schools than this, their symbols are drawn smaller."""
LACK = "lack"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: zones and schools in the order of their numbers, arrows, and the sheet."""

    sheet: Sheet
    zones: Sequence[Mapping[str, Any]]
    loads: Sequence[str]
    schools: Sequence[Mapping[str, Any]]
    points: Sequence[Point]
    arrows: Sequence[Arrow]
    opening: View


def drawing_of(report: Mapping[str, Any], shapes: Mapping[str, Any]) -> Drawing | None:
    """Return what is to be drawn, or None if there is no zone and no school."""
    zones, schools = shapes["zones"], tightest_first(report["schools"])
    sheet = sheet_of(zones, schools)
    if sheet is None:
        return None
    points = [sheet.point(school["x"], school["y"]) for school in schools]
    places = {s["school_id"]: (at, points[at]) for at, s in enumerate(schools)}
    flows = arrows(most_first(report["moves"]), places)
    by_id = {school["school_id"]: school for school in schools}
    lacking = set(report["short"]["zones"]) if report["status"] == "short" else set()
    loads = [
        LACK
        if zone["zone_id"] in lacking
        else str(load_of([by_id[s] for s in zone["school_ids"] if s in by_id]))
        for zone in zones
    ]
    ends = [point for arrow in flows for point in (arrow.start, arrow.end)]
    return Drawing(sheet, zones, loads, schools, points, flows, sheet.opening_view(ends))


def map_section(report: Mapping[str, Any], shapes: Mapping[str, Any]) -> Html:
    """Return the section with the map, its legend and the same in a table."""
    drawn = drawing_of(report, shapes)
    if drawn is None:
        return section("map", paragraph("map_none"))
    ends = [point for arrow in drawn.arrows for point in (arrow.start, arrow.end)]
    focus = drawn.sheet.view_of(ends) if ends else None
    cut = ""
    if len(drawn.arrows) > ARROWS_DRAWN:
        cut = paragraph("flows_cut", kind="note", shown=ARROWS_DRAWN, total=len(drawn.arrows))
    most = max((arrow.children for arrow in drawn.arrows), default=0)
    loads = {*drawn.loads, *(str(load_of([school])) for school in drawn.schools)}
    faulty = any(not zone["valid"] for zone in drawn.zones)
    around = furniture(drawn.sheet, drawn.opening, focus)
    return section(
        "map",
        f'<div class="map-layout"><div class="map-frame">{_svg(drawn)}{around}</div>',
        legend(loads, most, faulty=faulty),
        "</div>",
        cut,
        zones_table(drawn.zones, drawn.loads, {s["school_id"]: s for s in drawn.schools}),
    )


def _svg(drawn: Drawing) -> str:
    sheet, view = drawn.sheet, drawn.opening
    many = " many" if len(drawn.schools) > MANY else ""
    variables = (
        f"--u-page:{view.unit(SCREEN_PX)};--u-print:{view.unit(PRINT_PX)};"
        f"--lv-page:{sheet.level(view, SCREEN_PX)};--lv-print:{sheet.level(view, PRINT_PX)}"
    )
    most = max((arrow.children for arrow in drawn.arrows), default=0)
    flows = "".join(arrow_svg(arrow, most) for arrow in reversed(drawn.arrows[:ARROWS_DRAWN]))
    schools = "".join(_school(drawn, at) for at in range(len(drawn.schools)))
    return (
        f'<svg id="map-svg" class="map{many}" viewBox="{view.box()}" style="{variables}" '
        f'data-sheet="{sheet.width} {sheet.height}" role="group" aria-labelledby="map-name" '
        f'aria-describedby="map-keys" tabindex="0">{_patterns(view)}{_zones(drawn)}'
        f'<g class="flows" aria-hidden="true">{flows}</g><g class="schools">{schools}</g>'
        f'<g class="labels" aria-hidden="true">{_labels(drawn)}</g></svg>'
    )


def _patterns(view: View) -> str:
    """Give each load its pattern, in pixels, so that colour is never alone."""
    unit = view.unit(SCREEN_PX)
    tiles = {
        "over": (45, 7, "M0 0V7"),
        LACK: (45, 7, "M0 0V7"),
        "full": (90, 6, "M0 0V6"),
        "little": (45, 9, "M0 4.5V6"),
    }
    return (
        "<defs>"
        + "".join(
            f'<pattern id="p-{load}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate({turn})scale({unit})" data-turn="{turn}">'
            f'<path class="p-{load}" d="{line}"/></pattern>'
            for load, (turn, size, line) in tiles.items()
        )
        + "</defs>"
    )


def _zones(drawn: Drawing) -> str:
    groups = []
    for load in (*map(str, reversed(Load)), LACK):
        paths = "".join(
            _zone(drawn, at) for at in range(len(drawn.zones)) if drawn.loads[at] == load
        )
        if paths:
            pattern = "" if load in ("room", "none") else f' fill="url(#p-{load})"'
            over = f'<use href="#load-{load}"{pattern} class="pattern"/>' if pattern else ""
            groups.append(f'<g class="load-{load}"><g id="load-{load}">{paths}</g>{over}</g>')
    return f'<g class="zones" id="zones">{"".join(groups)}</g>'


def _zone(drawn: Drawing, at: int) -> str:
    zone = drawn.zones[at]
    faulty = "" if zone["valid"] else ' class="faulty"'
    title = text(zone["name"] or zone["zone_id"])
    path = area_path(zone["parts"], drawn.sheet)
    return f'<path data-z="{at}"{faulty} d="{path}"><title>{title}</title></path>'


def _school(drawn: Drawing, at: int) -> str:
    school, (x, y) = drawn.schools[at], drawn.points[at]
    load = load_of([school])
    shape = '<path class="mark" d="M0-7L7 0 0 7-7 0z"/>'
    if load is not Load.OVER:
        shape = '<circle class="mark" r="5"/>'
    return (
        f'<g class="school {load}" data-s="{at}" role="button" aria-pressed="false" '
        f'tabindex="{0 if at == 0 else -1}" transform="translate({x} {y})">'
        f"<title>{school_name(school).zh.striptags()}</title>"
        f'<g class="s"><circle class="hit" r="13"/>{shape}</g></g>'
    )


def _labels(drawn: Drawing) -> str:
    labels: list[Label] = []
    owners: list[str] = []
    flows = list(enumerate(drawn.arrows[:ARROWS_DRAWN]))
    for at, school in enumerate(drawn.schools):
        labels.append(
            Label(str(school["name"] or school["school_id"]), "school", (drawn.points[at],))
        )
        owners.append(f'data-s="{at}"')
    for _, arrow in flows:
        labels.append(arrow.label())
        owners.append(f'data-f="{arrow.source}" data-t="{arrow.target}"')
    return "".join(owners)


def map_data(report: Mapping[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the script of the map knows: figures by number, and its words."""
    return {}
