"""From where to where do children move, and how does each tier fare?"""

from collections.abc import Mapping
from typing import Any

from service.report_html import (
    ROWS_SHOWN,
    Head,
    Html,
    Pair,
    both,
    cell,
    cut_note,
    figure,
    name,
    paragraph,
    row,
    say,
    section,
    signed,
    table,
    tenths,
)
from service.report_schools import school_name

Schools = Mapping[str, Mapping[str, Any]]


def named(school_id: str | None, schools: Schools) -> Pair:
    """Return the name of a school by its id; no id means the home lies in no zone."""
    if not school_id:
        return say("no_zone")
    return school_name(schools.get(school_id, {"name": "", "school_id": school_id}))


def most_first(moves: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Order flows as the page lists them: most children, then by the ids of the schools."""
    return sorted(moves, key=lambda m: (-m["children"], m["from"] or "", m["to"]))


def moves_section(report: Mapping[str, Any], schools: Schools) -> Html:
    """Return the section on flows and tiers."""
    moves = most_first(report["moves"])
    if not moves:
        short = report["status"] == "short"
        shown = paragraph("moves_none_short" if short else "moves_none")
    else:
        shown = _flow_table(moves, schools)
    return section("moves", shown, _tiers(report["tiers"]))


def _flow_table(moves: list[Mapping[str, Any]], schools: Schools) -> Html:
    heads = [
        Head("col_from", sortable=True),
        Head("col_to", sortable=True),
        *(Head(f"col_{c}", numeric=True, sortable=True) for c in ("children", "extra", "mean")),
    ]
    rows = [_flow_row(move, schools) for move in moves[:ROWS_SHOWN]]
    note = paragraph("moves_no_zone_note", kind="note") if any(not m["from"] for m in moves) else ""
    return Html(f"{table('moves', heads, rows)}{cut_note(len(moves), 'report.json')}{note}")


def _flow_row(move: Mapping[str, Any], schools: Schools) -> Html:
    children, extra = move["children"], move["extra_m"]
    cells = [cell(Html(f"→ {named(move['to'], schools).html}")), figure(children)]
    if move["from"]:
        each = (2 * abs(extra) + children) // (2 * children) * (1 if extra >= 0 else -1)
        cells.append(cell(kilometres(extra), sort=extra, kind="n"))
        cells.append(cell(both("metres", n=signed(each)), sort=each, kind="n"))
    else:
        cells += [cell("—", sort=-1, kind="n")] * 2
    return row(named(move["from"], schools).html, cells)


def kilometres(metres: int) -> Html:
    """Write metres as kilometres with one digit."""
    return both("kilometres", n=tenths(metres, 1000))


def tier_name(tier: int, names: Mapping[str, str]) -> Html:
    """Return the number of a tier and what the district calls it."""
    own = names.get(str(tier), "")
    return Html(both("tier", n=tier) + (f" {name(own)}" if own else ""))


def _tiers(tiers: list[Mapping[str, Any]]) -> Html:
    if not tiers:
        return Html("")
    heads = [
        Head("col_tier"),
        *(Head(f"col_{column}", numeric=True) for column in ("children", "in_zone", "moved")),
    ]
    rows = [
        row(
            tier_name(entry["tier"], {str(entry["tier"]): entry["name"]}),
            [figure(entry[column]) for column in ("children", "in_zone", "moved")],
        )
        for entry in sorted(tiers, key=lambda entry: entry["tier"])
    ]
    return Html(f"<h3>{both('tiers_title')}</h3>{table('tiers', heads, rows, kind='narrow')}")
