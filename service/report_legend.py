"""How is the map read and moved? Its controls, scale, locator, legend and table of zones."""

from service.report_arrows import width_px10
from service.report_drawing import LACK, Drawing
from service.report_html import (
    ROWS_SHOWN,
    Head,
    Html,
    both,
    cell,
    cut_note,
    listed,
    name,
    row,
    table,
)
from service.report_moves import named
from service.report_patterns import PATTERNS, patterns
from service.report_schools import Load, load_of

SCALES_M = tuple(step * 10**power for power in range(1, 6) for step in (1, 2, 5))
LOCATOR_PERCENT = 60
"""The locator stands on the map where that shows less than this share of the sheet's width."""
SCALE_SHARE = 25
"""The scale bar is the longest round length within this percentage of the view."""
ACTS = (
    ("zoom_in", "+"), ("zoom_out", "−"), ("pan_left", "←"),
    ("pan_up", "↑"), ("pan_down", "↓"), ("pan_right", "→"),
)  # fmt: skip


def scale_and_north(drawn: Drawing) -> str:
    """Return the strip below the map; the bar is a share of the map's width, on paper as well."""
    view = drawn.opening
    round_m = max((m for m in SCALES_M if 100 * m <= SCALE_SHARE * view.width), default=SCALES_M[0])
    share = 1000 * round_m // view.width
    return (
        f'<p class="scale" aria-hidden="true" data-steps="{" ".join(map(str, SCALES_M))}">'
        f'<span id="scale-bar" style="width:{share // 10}.{share % 10}%"></span>'
        f'<b id="scale-words">{_length(round_m)}</b>'
        f'<span class="north">{both("north")}<svg viewBox="0 0 16 26">'
        f'<path d="M8 0L15 24 8 19 1 24z"/></svg></span></p>'
    )


def locator(drawn: Drawing) -> str:
    """Return the small map of the whole, shown while the map shows a part."""
    sheet, view = drawn.sheet, drawn.opening
    below = sheet.width * LOCATOR_PERCENT // 100
    hidden = "" if view.width < below else " hidden"
    return (
        f'<svg id="locator" class="locator" viewBox="{sheet.whole().box()}" '
        f'data-below="{below}" aria-hidden="true"{hidden}><use href="#zones"/><rect '
        f'x="{view.x}" y="{view.y}" width="{view.width}" height="{view.height}"/></svg>'
    )


def _length(metres: int) -> str:
    return f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"


def controls(drawn: Drawing) -> str:
    """Return the buttons above the map."""
    acts = "".join(_button(key, sign) for key, sign in ACTS)
    whole, focus = drawn.sheet.whole(), drawn.focus
    views = f'<button type="button" data-view="{whole.box()}">{both("view_whole")}</button>'
    if focus is not None and focus != whole:
        views += f'<button type="button" data-view="{focus.box()}">{both("view_focus")}</button>'
    return (
        f'<div class="controls needs-script" role="group" aria-labelledby="controls-name">'
        f'<span class="hidden" id="controls-name">{both("map_controls")}</span>'
        f'<div class="acts">{acts}</div><div class="views">{views}</div></div>'
    )


def _button(key: str, sign: str) -> str:
    return (
        f'<button type="button" data-act="{key}"><span aria-hidden="true">{sign}</span>'
        f'<span class="hidden">{both(key)}</span></button>'
    )


def legend(drawn: Drawing) -> str:
    """Return the column beside the map: figures of what is pointed at, and what signs mean."""
    return (
        f'<div class="map-side"><p class="hidden" id="map-name">{both("map_name")}</p>'
        f'<div class="legend"><h3>{both("legend")}</h3><h4>{both("legend_schools")}</h4>'
        f"<ul>{_school_signs(drawn)}{_flow_sign(drawn)}</ul>"
        f"<h4>{both('legend_zones')}</h4><ul>{_zone_signs(drawn)}</ul></div>"
        f'<div class="panel needs-script"><h3>{both("panel_title")}</h3>'
        f'<div id="map-panel" aria-live="polite"><p class="hint">{both("panel_hint")}</p></div>'
        f'</div></div><svg class="hidden" aria-hidden="true">{patterns("q", "1")}</svg>'
    )


def _school_signs(drawn: Drawing) -> str:
    used = {load_of([school]) for school in drawn.schools}
    items = []
    for load in Load:
        if load in used:
            shape = '<circle class="mark" r="5"/>'
            if load is Load.OVER:
                shape = '<path class="mark" d="M0-7L7 0 0 7-7 0z"/>'
            sign = f'<svg viewBox="-14 -9 28 18"><g class="school {load}">{shape}</g></svg>'
            items.append(_sign(sign, f"load_{load}"))
    return "".join(items)


def _flow_sign(drawn: Drawing) -> str:
    if not drawn.most:
        return ""
    width = width_px10(drawn.most, drawn.most)
    sign = (
        '<svg viewBox="-14 -9 28 18"><g class="flow"><path class="line" d="M-14-6H8" '
        f'style="--w:1.4"/><path class="line" d="M-14 3H4" '
        f'style="--w:{width // 10}.{width % 10}"/><path class="head" d="M14 3L2-3V9z"/></g></svg>'
    )
    return f"<li>{sign}<span>{both('legend_flow', n=drawn.most)}</span></li>"


def _zone_signs(drawn: Drawing) -> str:
    used = set(drawn.loads)
    signs = []
    for load in (LACK, *map(str, Load)):
        if load in used:
            box = '<rect x="-13" y="-8" width="26" height="16"'
            over = f'{box} class="pattern" fill="url(#q-{load})"/>' if load in PATTERNS else ""
            fill = f'<g class="load-{load}">{box}/>{over}</g>'
            sign = f'<svg viewBox="-14 -9 28 18" class="zones">{fill}</svg>'
            signs.append(_sign(sign, f"load_{load}"))
    if any(not zone["valid"] for zone in drawn.zones):
        sign = '<svg viewBox="-14 -9 28 18"><path class="faulty-line" d="M-13 0H13"/></svg>'
        signs.append(_sign(sign, "legend_invalid"))
    return "".join(signs)


def _sign(sign: str, key: str) -> str:
    return f"<li>{sign}<span>{both(key)}</span></li>"


def zones_table(drawn: Drawing) -> Html:
    """Return the zones as a table to be unfolded: the map for those who do not see it."""
    if not drawn.zones:
        return Html("")
    schools = {school["school_id"]: school for school in drawn.schools}
    rows = []
    for zone, load in list(zip(drawn.zones, drawn.loads, strict=True))[:ROWS_SHOWN]:
        title = f'{name(zone["name"])} <small class="id">{name(zone["zone_id"])}</small>'
        whose = listed(named(s, schools) for s in zone["school_ids"]).html or Html("—")
        rows.append(row(Html(title), [cell(whose), cell(both(f"load_{load}"))]))
    heads = [Head("col_zone", sortable=True), Head("col_zone_schools"), Head("col_zone_load")]
    shown = table("zones", heads, rows)
    cut = cut_note(len(drawn.zones), "report.json")
    return Html(f"<details><summary>{both('zones_title')}</summary>{shown}{cut}</details>")
