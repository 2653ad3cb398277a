"""What came of the forecasts? Each one beside the rolls since, and beside the usual rules."""

from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.forecast_choice import choose_run, run_word, stream_word
from dashboard.tables import table
from service.api_forecasts import ForecastModel, ScoreRow

_METHODS = ("ours", "last_year_rule", "rule_321", "bias")
_HELD = ("held_80", "held_95")
_MOST = 20  # forecasts in the overview; each is scored anew


def show(visit: Visit) -> None:
    """Show every forecast that something came of, then one of them in full."""
    runs = visit.call("forecasts").forecasts[:_MOST]
    scores = {run.id: visit.call("score_forecast", id=run.id).rows for run in runs}
    judged = [run for run in runs if scores[run.id]]
    st.subheader(visit.say("accuracy.all"), anchor=False)
    if runs and not judged:
        st.info(visit.say("accuracy.too_early"))
    _overview(visit, judged, scores)
    st.caption(visit.say("accuracy.note"))
    if not judged:
        return
    st.subheader(visit.say("accuracy.one"), anchor=False)
    run = choose_run(visit, among={run.id for run in judged})
    if run is not None:
        _detail(visit, scores[run.id])


def _overview(visit: Visit, judged: list[ForecastModel],
              scores: dict[str, tuple[ScoreRow, ...]]) -> None:  # fmt: skip
    """Tell each judged forecast's errors in school and grade, all children, by years ahead."""
    rows = [
        {"forecast": run_word(visit, run), "ahead": row.years_ahead, **_told(row)}
        for run in judged for row in scores[run.id]
        if (row.stream, row.level) == ("all", "cell")
    ]  # fmt: skip
    table(visit, rows, ("forecast", "ahead", *_METHODS, *_HELD))


def _detail(visit: Visit, scored: tuple[ScoreRow, ...]) -> None:
    for level in ("cell", "school"):
        st.markdown(visit.say(f"accuracy.{level}"))
        rows = [
            {"stream": stream_word(visit, row.stream), "ahead": row.years_ahead, "n": row.n,
             **_told(row)}
            for row in sorted(scored, key=lambda it: (it.years_ahead, it.stream))
            if row.level == level
        ]  # fmt: skip
        more = _HELD if level == "cell" else ()
        table(visit, rows, ("ahead", "stream", "n", *_METHODS, *more))


def _told(row: ScoreRow) -> dict[str, Any]:
    """Return a row's figures in per cent; a dash where one cannot be had."""
    found = {"ours": row.wape, "last_year_rule": row.wape_last_year, "rule_321": row.wape_321,
             "bias": row.bias, "held_80": row.held_80, "held_95": row.held_95}  # fmt: skip
    return {name: "–" if value is None else f"{value:{'+' * (name == 'bias')}.1f}%"
            for name, value in found.items()}  # fmt: skip
