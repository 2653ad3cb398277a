"""Where are places lacking, when not everybody can be placed? The deficient set in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.report_html import (
    ROWS_SHOWN,
    Html,
    both,
    cut_note,
    listed,
    name,
    paragraph,
    same,
    section,
)
from service.report_schools import SHORT_COLUMNS, school_table, tightest_first


def short_section(report: Mapping[str, Any], zones: Sequence[Mapping[str, Any]]) -> Html:
    """Return the section on the shortage: which zones' children, which schools, how many places.

    Nothing for a run that placed everybody.
    """
    if report["status"] != "short":
        return Html("")
    short = report["short"]
    children, inside = sorted(short["children"]), set(short["schools"])
    schools = tightest_first([s for s in report["schools"] if s["school_id"] in inside])
    said = {"n": len(children), "m": len(inside), "short": short["short"]}
    return section(
        "short",
        paragraph("short_sentence" if inside else "short_nowhere", kind="lead", **said),
        paragraph("short_tier", kind="note", tier=short["tier"]),
        _zones(short["zones"], {zone["zone_id"]: zone["name"] for zone in zones}),
        f"<h3>{both('short_schools')}</h3>{_schools(schools)}" if schools else "",
        _what_to_do(short, report["rule"].get("cap_m")),
        _children(children),
    )


def _zones(zone_ids: Sequence[str], names: Mapping[str, str]) -> str:
    if not zone_ids:
        return ""
    shown = (
        same(names[zone]) if names.get(zone) else same(zone)
        for zone in sorted(zone_ids)[:ROWS_SHOWN]
    )
    cut = cut_note(len(zone_ids), "report.json")
    return f"<h3>{both('short_zones')}</h3><p>{listed(shown).html}</p>{cut}"


def _schools(schools: Sequence[Mapping[str, Any]]) -> str:
    shown = school_table("short_schools", schools, SHORT_COLUMNS, anchors=False)
    return f"{shown}{cut_note(len(schools), 'report.json')}"


def _what_to_do(short: Mapping[str, Any], cap_m: int | None) -> str:
    steps = [both("short_do_places", n=short["short"]) if short["schools"] else ""]
    steps.append("" if short["schools"] else both("short_do_open"))
    steps.append(both("short_do_cap", n=cap_m) if cap_m is not None else "")
    steps.append(both("short_do_zones") if short["zones"] else "")
    steps.append(both("short_do_again"))
    items = "".join(f"<li>{step}</li>" for step in steps if step)
    return f"<h3>{both('short_do')}</h3><ul>{items}</ul>"


def _children(children: Sequence[str]) -> str:
    ids = " ".join(f"<li>{name(child)}</li>" for child in children[:ROWS_SHOWN])
    opening = f"<details><summary>{both('short_children', n=len(children))}</summary>"
    cut = cut_note(len(children), "report.json")
    return f'{opening}<ul class="ids">{ids}</ul>{cut}</details>'
