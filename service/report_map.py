"""What does the district look like? Zones, schools and moves on one map that opens offline."""

from collections.abc import Iterator
from math import isqrt

from service.report_arrows import arrow_svg
from service.report_drawing import LACK, Drawing
from service.report_frame import LEVEL_PX, PRINT_PX, SCREEN_PX
from service.report_html import Html, both, paragraph, section, text
from service.report_labels import Label, Obstacles, Spot, place_labels
from service.report_legend import controls, legend, locator, scale_and_north, zones_table
from service.report_patterns import PATTERNS, patterns
from service.report_rings import area_path, inner_points
from service.report_schools import Load, load_of

MANY = 150
"""With more schools than this, their symbols are drawn smaller."""
MARK_PX, SMALL_MARK_PX = 7, 4


def map_section(drawn: Drawing | None) -> Html:
    """Return the section with the map, its legend and the same in a table."""
    if drawn is None:
        return section("map", paragraph("map_none"))
    cut = ""
    if drawn.flows > len(drawn.arrows):
        cut = paragraph("flows_cut", kind="note", shown=len(drawn.arrows), total=drawn.flows)
    return section(
        "map",
        paragraph("map_lead" if drawn.arrows else "map_lead_still", kind="lead"),
        f'<div class="map-layout"><div>{controls(drawn)}<div class="map-frame">{_svg(drawn)}'
        f"{locator(drawn)}{scale_and_north(drawn)}</div></div>{legend(drawn)}</div>",
        f'<p class="note needs-script" id="map-keys">{both("panel_keys")}</p>{cut}',
        zones_table(drawn),
    )


def _svg(drawn: Drawing) -> str:
    sheet, view = drawn.sheet, drawn.opening
    many = " many" if len(drawn.schools) > MANY else ""
    variables = (
        f"--u-page:{view.unit(SCREEN_PX)};--u-print:{view.unit(PRINT_PX)};"
        f"--lv-page:{sheet.level(view, SCREEN_PX)};--lv-print:{sheet.level(view, PRINT_PX)};"
        f"--shape:{sheet.width}/{sheet.height}"
    )
    flows = "".join(arrow_svg(arrow, drawn.most) for arrow in reversed(drawn.arrows))
    schools = "".join(_school(drawn, at) for at in range(len(drawn.schools)))
    return (
        f'<svg id="map-svg" class="map{many}" viewBox="{view.box()}" style="{variables}" '
        f'data-sheet="{sheet.width} {sheet.height}" '
        f'data-levels="{" ".join(map(str, LEVEL_PX))}" role="group" aria-labelledby="map-name" '
        f'aria-describedby="map-keys" tabindex="0">'
        f"{patterns('p', view.unit(SCREEN_PX))}{_zones(drawn)}"
        f'<g class="flows" aria-hidden="true">{flows}</g><g class="schools">{schools}</g>'
        f'<g class="labels" aria-hidden="true">{_labels(drawn)}</g></svg>'
    )


def _zones(drawn: Drawing) -> str:
    """Draw the zones by load, each load's pattern laid over them by one reference."""
    groups = []
    for load in (*map(str, reversed(Load)), LACK):
        numbers = [at for at, own in enumerate(drawn.loads) if own == load]
        if not numbers:
            continue
        paths = "".join(_zone(drawn, at) for at in numbers)
        over = ""
        if load in PATTERNS:
            over = f'<use href="#load-{load}" class="pattern" fill="url(#p-{load})"/>'
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
    shape = '<circle class="mark" r="5"/>'
    if load is Load.OVER:
        shape = '<path class="mark" d="M0-7L7 0 0 7-7 0z"/>'
    return (
        f'<g class="school {load}" data-s="{at}" role="button" aria-pressed="false" '
        f'tabindex="{0 if at == 0 else -1}" transform="translate({x} {y})">'
        f"<title>{text(school['name'] or school['school_id'])}</title>"
        f'<g class="s"><circle class="hit" r="12"/>{shape}</g></g>'
    )


def _labels(drawn: Drawing) -> str:
    """Write the names that found room: the schools and flows that matter choose first."""
    wanted = sorted(_wanted(drawn), key=lambda entry: entry[0])
    mark = SMALL_MARK_PX if len(drawn.schools) > MANY else MARK_PX
    lines = [arrow.at(percent) for arrow in drawn.arrows for percent in range(4, 98, 4)]
    obstacles = Obstacles(drawn.points, mark, lines)
    spots = place_labels([w[1] for w in wanted], obstacles, drawn.sheet)
    found = zip(wanted, spots, strict=True)
    return "".join(_label(label, spot, owner) for (_, label, owner), spot in found if spot)


def _wanted(drawn: Drawing) -> Iterator[tuple[int, Label, str]]:
    """Yield rank, label and owner: schools with moves, the moves, the other schools, zones."""
    rooms: tuple[int, ...] = ()
    if len(drawn.schools) > MANY:  # no name before the schools stand a name apart
        rooms = (isqrt(drawn.sheet.width * drawn.sheet.height // len(drawn.schools)),)
    busy = {at for arrow in drawn.arrows for at in (arrow.source, arrow.target)}
    for at, school in enumerate(drawn.schools):
        words = str(school["name"] or school["school_id"])
        rank = 0 if at in busy or load_of([school]) is Load.OVER else 2
        yield rank, Label(words, "school", (drawn.points[at],), rooms), f'data-s="{at}"'
    for arrow in drawn.arrows:
        yield 1, arrow.label(), f'data-f="{arrow.source}" data-t="{arrow.target}"'
    for at, zone in enumerate(drawn.zones):
        found = inner_points(zone["parts"], drawn.sheet)
        if found:
            words = str(zone["name"] or zone["zone_id"])
            points, rooms = zip(*found, strict=True)
            yield 3, Label(words, "zone", points, rooms), f'data-z="{at}"'


def _label(label: Label, spot: Spot, owner: str) -> str:
    x, y = spot.point
    side = "" if spot.anchor == "middle" else f' text-anchor="{spot.anchor}"'
    return (
        f'<g class="label {label.kind}" {owner} style="--m:{spot.level}" '
        f'transform="translate({x} {y})"><text class="s" x="{spot.dx}" y="{spot.dy}"{side}>'
        f"{text(label.text)}</text></g>"
    )
