"""What does the officer open after a run? report.html: one file, offline, in two languages."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from service.report_children import held_section, moved_section
from service.report_drawing import drawing_of, map_data
from service.report_front import figures, headline, todo_section
from service.report_html import Html, Pair, both, name, paragraph, same, say, text
from service.report_map import map_section
from service.report_moves import moves_section
from service.report_proof import proof_section
from service.report_rules import rules_section
from service.report_schools import as_shown, schools_section
from service.report_short import short_section

STATIC = files("service").joinpath("static")
SCRIPTS = ("report.js", "report_map.js")
STYLES = ("report.css", "report_map.css", "report_print.css")
PATTERNS = (
    '<svg class="hidden" aria-hidden="true"><defs><pattern id="bar-hatch" width="4" height="4" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" '
    'fill="#f3d9cd"/><path d="M0 0V4" stroke="#a3371f" stroke-width="3"/></pattern></defs></svg>\n'
)
"""The hatching of the bars in the table of schools, kept out of each of them."""
NAV = ("todo", "map", "schools", "moves", "moved", "held", "rules", "proof")


def render_report(report: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    """Return the whole page for a report/1 document and the zones' outlines.

    `shapes["zones"]` holds per zone its id, name, school ids, whether its outline is valid, and
    its parts: rings of [x, y] in whole metres of the district's CRS, the outer ring first.
    The same input gives the same text; nothing outside the file is ever asked for. Everything in
    it is escaped: a name is only ever text.
    """
    report = as_shown(report)
    zones = sorted(shapes["zones"], key=lambda zone: zone["zone_id"])
    shapes = {**shapes, "zones": zones}
    schools = {school["school_id"]: school for school in report["schools"]}
    shared = frozenset(s for z in zones if len(z["school_ids"]) > 1 for s in z["school_ids"])
    drawn = drawing_of(report, shapes)
    sections = [
        short_section(report, zones),
        todo_section(report),
        map_section(drawn),
        schools_section(report),
        moves_section(report, schools),
        moved_section(report, schools, shared),
        held_section(report),
        rules_section(report),
        proof_section(report),
    ]
    body = [PATTERNS, _bar(report), _opening(report), *sections, _footer(report)]
    return f"{_head(report)}<body>\n{''.join(body)}{_scripts(map_data(drawn))}</body>\n</html>\n"


def _head(report: Mapping[str, Any]) -> str:
    title = _title(report)
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
        f"form-action 'none'; script-src {_digest_of(_script())}"
    )
    style = "\n".join(STATIC.joinpath(part).read_text("utf-8") for part in STYLES)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN" data-title-zh="{title.zh}" '
        f'data-title-en="{title.en}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n<link rel="icon" href="data:,">\n'
        f"<title>{title.zh}</title>\n<style>\n{style}</style>\n</head>\n"
    )


def _title(report: Mapping[str, Any]) -> Pair:
    return say("title", district=text(report["district"]["name"]))


def _digest_of(script: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _script() -> str:
    return "\n" + "\n".join(STATIC.joinpath(part).read_text("utf-8") for part in SCRIPTS)


def _bar(report: Mapping[str, Any]) -> str:
    """Return the skip link and the bar with the places of the page and its two buttons."""
    keys = [*(["short"] if report["status"] == "short" else []), *NAV]
    links = "".join(f'<li><a href="#{key}">{both(f"nav_{key}")}</a></li>' for key in keys)
    other = '<span class="zh" lang="en">English</span><span class="en" lang="zh-CN">中文</span>'
    return (
        f'<a class="skip" href="#main">{both("skip")}</a>\n<header class="bar-top">'
        '<p class="brand"><span lang="zh-CN">就近</span> <small>Jiujin</small></p>'
        f'<nav aria-labelledby="nav-name"><span class="hidden" id="nav-name">{both("nav")}</span>'
        f"<ul>{links}</ul></nav>"
        f'<p class="tools needs-script"><button type="button" id="language">{other}</button>'
        f'<button type="button" id="print">{both("print")}</button></p></header>\n<main id="main">'
    )


def _opening(report: Mapping[str, Any]) -> str:
    date = report["date"]
    dated = both("zones_undated") if date == "undated" else both("zones_dated", date=same(date))
    where = f"{name(report['district']['name'])} · {both('eyebrow')} · {dated}"
    tone = "opening lacking" if report["status"] == "short" else "opening"
    return (
        f'<div class="{tone}"><p class="eyebrow">{where}</p><h1>{headline(report).html}</h1>'
        f"{figures(report)}{paragraph('internal', kind='internal')}</div>\n"
    )


def _footer(report: Mapping[str, Any]) -> str:
    made = paragraph("footer", code=report["code"])
    return f"</main>\n<footer>{made}{paragraph('internal')}</footer>\n"


def _scripts(data: Mapping[str, Any]) -> str:
    return (
        f'<script type="application/json" id="map-data">{_json(data)}</script>'
        f"\n<script>{_script()}</script>\n"
    )


def _json(data: Mapping[str, Any] | Sequence[Any]) -> Html:
    """Write JSON that cannot end its script element, whatever the names in it are."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        plain = plain.replace(sign, f"\\u{ord(sign):04x}")
    return Html(plain.encode("utf-8", "replace").decode())
