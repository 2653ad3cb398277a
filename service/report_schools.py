"""How far do each school's places go? The table of schools, with bars and seat prices."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
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
    same,
    say,
    section,
    table,
)

BAR_WIDTH, BAR_HEIGHT = 120, 14
COLUMNS = ("places", "claims", "stays", "turned_away", "arrivals", "free", "price")
SHORT_COLUMNS = ("places", "claims", "balance")


class Load(StrEnum):
    """How far the places of a school or of a zone go, the tightest first."""

    OVER = "over"
    FULL = "full"
    LITTLE = "little"
    ROOM = "room"
    NONE = "none"


def load_of(schools: Sequence[Mapping[str, Any]]) -> Load:
    """Say how far the places of these schools together go: of one school, or of a zone's."""
    if not schools:
        return Load.NONE
    free = sum(school["free"] for school in schools)
    if any(school["turned_away"] > 0 for school in schools):
        return Load.OVER
    if free <= 0:
        return Load.FULL
    places = sum(school["places"] for school in schools)
    return Load.LITTLE if free * 10 < places else Load.ROOM


def as_shown(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report with its schools as the page shows them.

    When places are lacking nobody is placed: then only places and zone children are facts, and
    how far the places go is judged by their balance.
    """
    if report["status"] != "short":
        return dict(report)
    return {**report, "schools": [_by_balance(school) for school in report["schools"]]}


def _by_balance(school: Mapping[str, Any]) -> dict[str, Any]:
    places, claims = school["places"], school["claims"]
    known = {key: school[key] for key in ("school_id", "name", "places", "claims", "x", "y")}
    balance = places - claims
    inside = {"stays": min(places, claims), "arrivals": 0}
    return {
        **known, **inside,
        "balance": balance, "free": max(balance, 0), "turned_away": max(-balance, 0), "price": 0,
    }  # fmt: skip


def columns_of(report: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns of figures that are facts of this run."""
    return SHORT_COLUMNS if report["status"] == "short" else COLUMNS


def tightest_first(schools: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Order schools as the page lists them: most turned away, then fewest free, then by id."""
    return sorted(schools, key=lambda s: (-s["turned_away"], s["free"], s["school_id"]))


def school_name(school: Mapping[str, Any]) -> Pair:
    """Return what a school is called: its name, or its id where it has none."""
    return same(school["name"] or school["school_id"])


def schools_section(report: Mapping[str, Any]) -> Html:
    """Return the section on schools."""
    schools, short = tightest_first(report["schools"]), report["status"] == "short"
    if not schools:
        return section("schools", paragraph("schools_none"))
    return section(
        "schools",
        paragraph("schools_lead", kind="lead"),
        school_table("schools", schools, columns_of(report), anchors=True),
        cut_note(len(schools), "report.json"),
        paragraph("bar_key_short" if short else "bar_key", kind="note"),
        paragraph("claims_note", kind="note"),
        "" if short else _price_notes(report),
    )


def school_table(
    key: str, schools: Sequence[Mapping[str, Any]], columns: Sequence[str], *, anchors: bool
) -> Html:
    """Return a table of schools; with `anchors` each row can be linked to from the map."""
    heads = [
        Head("col_school", sortable=True),
        Head("col_load"),
        *(Head(f"col_{column}", numeric=True, sortable=True) for column in columns),
    ]
    most = max(school["places"] + school["turned_away"] for school in schools)
    rows = [
        _school_row(school, columns, most, f"school-{at}" if anchors else "")
        for at, school in enumerate(schools[:ROWS_SHOWN])
    ]
    return table(key, heads, rows, kind="wide")


def _school_row(school: Mapping[str, Any], columns: Sequence[str], most: int, anchor: str) -> Html:
    title = f'{school_name(school).html} <small class="id">{name(school["school_id"])}</small>'
    load = load_of([school])
    bar = cell(Html(_bar(school, most) + _load_tag(load)), kind="load")
    return row(Html(title), [bar, *(figure(school[c]) for c in columns)], anchor=anchor)


def _load_tag(load: Load) -> str:
    return f'<small class="tag {load}">{both(f"tag_{load}")}</small>'


def _bar(school: Mapping[str, Any], most: int) -> str:
    """Draw the places as an outline, in it who stays and who arrives, beyond it who cannot stay."""
    places, stays, arrivals, away = (
        school[column] * (BAR_WIDTH - 2) // max(most, 1)
        for column in ("places", "stays", "arrivals", "turned_away")
    )
    parts = (("stays", 0, stays), ("arrive", stays, arrivals), ("beyond", places, away))
    return (
        f'<svg class="bar" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}" aria-hidden="true">'
        + "".join(
            f'<rect class="{kind}" x="{1 + left}" y="3" width="{width}" height="8"/>'
            for kind, left, width in parts
            if width
        )
        + f'<rect class="limit" x="1" y="1" width="{places}" height="12"/></svg>'
    )


def cost_unit(rule: Mapping[str, Any]) -> Pair:
    """Return the unit in which the rule counts walks, and so prices."""
    shape = rule["cost"]
    return say(f"unit_{shape}", n=rule.get("band_m", 0))


def _price_notes(report: Mapping[str, Any]) -> Html:
    unit = cost_unit(report["rule"])
    notes = [paragraph("price_note", unit=unit)]
    if any(school["price"] < 0 for school in report["schools"]):
        notes.append(paragraph("price_negative", unit=unit))
    notes.append(paragraph("price_promise"))
    return Html(f'<div class="aside"><h3>{both("price_term")}</h3>{"".join(notes)}</div>')
