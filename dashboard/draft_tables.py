"""What do a draft's figures say to a planner? Loads by year, walks, pieces, warnings."""

from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.block_layers import short
from dashboard.tables import table
from service.api_draft_models import DraftFigures, SchoolFigures

_FIRST = ("over_capacity", "in_pieces", "no_school", "pin_broken", "six_years_moved",
          "group_split", "locked")  # fmt: skip
_NAMED = 6


def show_figures(visit: Visit, figures: DraftFigures, locked: int) -> None:
    """Show the sums of a draft, side by side where there is room; `locked`: how many blocks are."""
    say, row = visit.say, st.container(horizontal=True)
    told = {
        "over": sum(1 for it in figures.schools if any(it.over)),
        "moved": f"{figures.children_moved:,}", "walk": f"{figures.mean_walk_m:,.0f}",
        "longest": f"{figures.longest_walk_m:,.0f}",
    }  # fmt: skip
    for name, value in told.items():
        row.metric(say(f"zone_editor.{name}"), value, width=150)
    st.caption(say("zone_editor.pupils", enrolled=f"{figures.enrolled_moved:,}",
                   siblings=f"{figures.siblings_moved:,}", locked=f"{locked:,}"))  # fmt: skip


def show_warnings(visit: Visit, figures: DraftFigures) -> None:
    """Show what is wrong with a draft, the gravest first, or that nothing is."""
    names = {it.school_id: short(it.name) for it in figures.schools}
    grouped: dict[str, list[Any]] = {}
    for it in figures.warnings:
        grouped.setdefault(it.code, []).append(it)
    if not grouped:
        st.success(visit.say("zone_editor.sound"), icon=":material/check_circle:")
    for code in sorted(grouped, key=_FIRST.index):
        schools = [names[school] for it in grouped[code] for school in it.schools]
        blocks = sum(it.count for it in grouped[code])
        some = [block for it in grouped[code] for block in it.blocks][:_NAMED]
        text = visit.say(f"zone_warnings.{code}", count=blocks or len(schools),
                         schools=visit.say("queue.and").join(schools),
                         blocks=visit.say("queue.and").join(some))  # fmt: skip
        shown = st.info if code == "locked" else st.warning
        shown(text, icon=":material/lock:" if code == "locked" else ":material/warning:")


def show_schools(visit: Visit, figures: DraftFigures) -> None:
    """Show every school: children of each year for its places, walk, shape, pieces."""
    rows = [_row(figures, it) for it in figures.schools]
    years = {f"year_{year}": _year(visit, year) for year in figures.years}
    columns = ("school", "blocks", *years, "mean_walk", "longest_walk", "roundness", "apart")
    table(visit, rows, columns, named=years)


def _row(figures: DraftFigures, it: SchoolFigures) -> dict[str, Any]:
    loads = {
        f"year_{year}": f"{children} / {places}" + (f"  ▲{over}" if over else "")
        for year, children, places, over in zip(figures.years, it.children, it.places, it.over,
                                                strict=True)
    }  # fmt: skip
    return {
        "school": short(it.name), "blocks": it.blocks, **loads,
        "mean_walk": _metres(it.mean_walk_m), "longest_walk": _metres(it.longest_walk_m),
        "roundness": "" if it.roundness is None else f"{it.roundness:.2f}",
        "apart": str(it.apart or ""),
    }  # fmt: skip


def _year(visit: Visit, year: str) -> str:
    return visit.say("zone_editor.year", year=year) if year else visit.say("zone_editor.this_year")


def _metres(walk: float | None) -> str:
    return "" if walk is None else f"{walk:,.0f}"
