"""Where will places be short or too many, and how likely is it? A map by year, a table beside."""

from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.charts.warning import LEVELS
from dashboard.district_map import draw, ground
from dashboard.forecast_choice import ALL, choose_run, school_names
from dashboard.tables import table
from dashboard.warning_map import corners, decided_layer, warned_extent, warned_layer, zone_warnings
from service.api_forecast_tables import WarningRow

_BY = ("by_ratio", "by_probability")
_COLUMNS = (
    "school",
    "expected",
    "seats",
    "ratio",
    "by_ratio",
    "over",
    "by_probability",
    "moved_by",
)


def show(visit: Visit) -> None:
    """Show one year's warnings of a stored forecast that knows the planned intakes."""
    run = choose_run(visit, warned=True)
    if run is None:
        return
    rows = visit.call("forecast_warnings", id=run.id).rows
    by, who = _choices(visit, sorted({row.who for row in rows}))
    years = sorted({row.year for row in rows})
    year = st.select_slider(visit.say("forecast.year"), years)
    chosen = [row for row in rows if row.who == who]
    now = [row for row in chosen if row.year == year]
    for column, level in zip(st.columns(3), ("red", "yellow", "blue"), strict=True):
        count = sum(getattr(row, by) == level for row in now)
        column.metric(visit.say(f"warning_levels.{level}"), count, border=True)
    if who == ALL:
        _number_of_full_schools(visit, run.document, year)
    decided = [it for it in run.document["decisions"] if it["year"] <= year]
    found = ground(visit)
    if found.zones:
        told = zone_warnings(found, chosen, by)
        layers = [warned_layer(visit, found, told, year), decided_layer(visit, found, decided)]
        draw(visit, layers, key="warnings", around=corners(warned_extent(found, told, year)))
    names = school_names(visit)
    st.subheader(visit.say("warnings.by_school", year=year), anchor=False)
    table(visit, [_told(visit, row, names) for row in _gravest(now, by)], _COLUMNS)
    st.caption(visit.say("warnings.note"))
    _decisions(visit, run.document["decisions"], names)


def _choices(visit: Visit, known: list[str]) -> tuple[str, str]:
    """Let the way of judging and the children be chosen."""
    left, right = st.columns(2)
    with left:
        by = st.segmented_control(visit.say("warnings.by"), _BY, default=_BY[0], required=True,
                                  format_func=lambda it: visit.say(f"warnings.{it}"))  # fmt: skip
    with right:
        who = st.segmented_control(visit.say("warnings.who"), known, default=known[0],
                                   required=True,
                                   format_func=lambda it: visit.say(f"streams.{it}"))  # fmt: skip
    return str(by), str(who)


def _number_of_full_schools(visit: Visit, document: dict[str, Any], year: int) -> None:
    """Say between which bounds the number of schools short of places will lie."""
    for it in document.get("full_schools", ()):  # forecasts kept before it was told have none
        if it["year"] == year:
            told = {"schools": it["schools"], "low": it["low80"], "high": it["high80"]}
            expected = f"{it['expected']:.1f}"
            st.markdown(visit.say("warnings.full_schools", expected=expected, **told))


def _gravest(rows: list[WarningRow], by: str) -> list[WarningRow]:
    return sorted(rows, key=lambda it: (LEVELS.index(getattr(it, by)), -it.probability, it.school))


def _told(visit: Visit, row: WarningRow, names: dict[str, str]) -> dict[str, Any]:
    level = {by: visit.say(f"warning_short.{getattr(row, by)}") for by in _BY}
    ratio = visit.say("warnings.no_seats") if row.ratio is None else f"{row.ratio:.0%}"
    return {"school": names.get(row.school, row.school), "expected": f"{row.expected:.0f}",
            "seats": row.seats, "ratio": ratio, "over": f"{row.probability:.0%}",
            "moved_by": _reason(visit, row.reason), **level}  # fmt: skip


def _reason(visit: Visit, reason: str) -> str:
    """Return the step that moves the figure most from last year's, in words."""
    step, _, amount = reason.partition(" ")
    if reason == "as last year":
        return visit.say("warnings.as_last_year")
    return f"{visit.say(f'forecast_steps.{step}', year='')} {float(amount):+.0f}"


def _decisions(visit: Visit, decisions: list[dict[str, Any]], names: dict[str, str]) -> None:
    """List what is decided for the years ahead: openings, closings, caps, additions."""
    st.subheader(visit.say("warnings.decisions"), anchor=False)
    rows = [
        {"year": it["year"], "school": names.get(it["school"], it["school"]),
         "decision": visit.say(f"decisions.{it['kind']}", pupils=f"{it['pupils']:.0f}")}
        for it in sorted(decisions, key=lambda it: (it["year"], it["school"]))
    ]  # fmt: skip
    table(visit, rows, ("year", "school", "decision"))
