"""Which children were moved or wait for a person, by id, and why? The lists of the report."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.report_html import (
    ROWS_SHOWN,
    Head,
    Html,
    Pair,
    both,
    cell,
    clauses,
    cut_note,
    figure,
    listed,
    name,
    paragraph,
    row,
    same,
    say,
    section,
    table,
)
from service.report_moves import Schools, named
from service.report_notes import note_words, what_disagrees
from service.report_reasons import reason_sentences

ZONES_ON_A_LINE = 3
STATES = ("unique", "shared", "contested", "outside", "not_located")


def moved_section(report: Mapping[str, Any], schools: Schools, shared: frozenset[str]) -> Html:
    """Return the list of moved children, each with its reason."""
    children = sorted(report["moved"], key=lambda child: child["child_id"])
    if not children:
        short = report["status"] == "short"
        return section("moved", paragraph("moves_none_short" if short else "moves_none"))
    heads = [Head(f"col_{c}") for c in ("child", "tier", "route", "walk", "why")]
    rows = [
        _moved_row(child, schools, reason_sentences(child, schools, report["rule"], shared))
        for child in children[:ROWS_SHOWN]
    ]
    return section(
        "moved",
        paragraph("moved_lead", kind="lead"),
        _filter(len(rows)),
        table("moved", heads, rows, kind="cards"),
        cut_note(len(children), "placements.csv"),
    )


def _filter(total: int) -> str:
    shown, whole = (Html(f'<span data-{part}="moved">{total}</span>') for part in ("shown", "all"))
    return (
        f'<p class="filter needs-script"><label for="moved-filter">{both("filter")}</label>'
        '<input id="moved-filter" type="search" autocomplete="off" data-filters="moved-table">'
        f'<span role="status">{both("filter_count", shown=shown, total=whole)}</span></p>'
    )


def _moved_row(child: Mapping[str, Any], schools: Schools, why: Pair) -> Html:
    own, school = named(child.get("own_school"), schools), named(child["school"], schools)
    arrow = f'<span aria-hidden="true">→</span><span class="hidden">{both("leads_to")}</span>'
    cells = [
        cell(both("tier", n=child["tier"]), kind="tight"),
        cell(Html(f'{own.html} <span class="to">{arrow} {school.html}</span>')),
        cell(_walk(child.get("own_school_m"), child["metres"]), kind="tight"),
        cell(why.html, kind="why"),
    ]
    return row(name(child["child_id"]), cells)


def _walk(own: int | None, now: int) -> Html:
    if own is None or own < 0:
        return both("walk_only", n=now)
    more = now - own
    key = "walk_same" if more == 0 else "walk_farther" if more > 0 else "walk_nearer"
    change = both(key, n=abs(more))
    return Html(f'{both("walk_change", own=own, now=now)} <small class="extra">{change}</small>')


def held_section(report: Mapping[str, Any]) -> Html:
    """Return the children a person must decide about, the states of all, the disagreements."""
    held = sorted(report["held"], key=lambda child: child["child_id"])
    shown = paragraph("held_none")
    if held:
        heads = [Head(f"col_{c}") for c in ("child", "home", "state", "zones", "decides")]
        rows = [_held_row(child) for child in held[:ROWS_SHOWN]]
        lead = paragraph("held_lead", kind="lead")
        cut = cut_note(len(held), "report.json")
        shown = Html(f"{lead}{table('held', heads, rows, kind='cards')}{cut}")
    return section(
        "held", shown, _states(report["states"]), _disagreements(report["disagreements"])
    )


def _held_row(child: Mapping[str, Any]) -> Html:
    state = child["state"]
    known = f"decide_{state}" if state in STATES[2:] else "decide_other"
    words = note_words(child["note"], child.get("note_zh", "")).html
    note = f' <small class="note">{words}</small>' if words else ""
    zones = listed(same(zone) for zone in child["zones"]).html if child["zones"] else Html("—")
    cells = [
        cell(name(child["home_id"])),
        cell(state_name(state).html, kind="tight"),
        cell(zones, kind="tight" if len(child["zones"]) <= ZONES_ON_A_LINE else ""),
        cell(Html(both(known) + note), kind="why"),
    ]
    return row(name(child["child_id"]), cells)


def state_name(state: str) -> Pair:
    """Return what a state of a home is called; an unknown one keeps its code."""
    return say(f"state_{state}") if state in STATES else same(state)


def states_of(held: Sequence[Mapping[str, Any]]) -> Pair:
    """Count held children by state, as a clause of a sentence."""
    found = [child["state"] for child in held]
    order = sorted(set(found), key=lambda s: (STATES.index(s) if s in STATES else 9, s))
    counted = (say("state_of", state=state_name(s), n=found.count(s)) for s in order)
    return clauses(counted)


def _states(states: Mapping[str, int]) -> Html:
    rows = [row(state_name(state).html, [figure(states[state])]) for state in STATES]
    heads = [Head("col_state"), Head("col_children", numeric=True)]
    return Html(f"<h3>{both('states_title')}</h3>{table('states', heads, rows, kind='narrow')}")


def _disagreements(found: Sequence[Mapping[str, Any]]) -> Html:
    if not found:
        return Html("")
    ordered = sorted(found, key=lambda entry: (entry["home_id"], entry["what"]))
    heads = [Head(f"col_{column}") for column in ("home", "what", "note")]
    rows = [
        row(
            name(entry["home_id"]),
            [
                cell(what_disagrees(entry["what"])),
                cell(note_words(entry["note"], entry.get("note_zh", "")).html),
            ],
        )
        for entry in ordered[:ROWS_SHOWN]
    ]
    shown = table("disagreements", heads, rows, kind="cards")
    cut = cut_note(len(ordered), "report.json")
    return Html(f"<h3>{both('disagreements_title')}</h3>{shown}{cut}")
