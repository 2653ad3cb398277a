"""How full is each grade in each year? A heat map of grade by year, each number written in it."""

import altair as alt
import pandas as pd

from dashboard.charts.look import (
    AROUND_PX,
    FEW_TO_MANY,
    INK,
    AnyChart,
    Words,
    empty_chart,
    finished,
    is_empty,
    require,
    year_axis,
)

COLUMNS = ("grade", "year", "pupils")
_DARK_FROM = 0.75  # of the largest number: from there on the ground needs white figures


def grade_heat_map(frame: pd.DataFrame, words: Words) -> AnyChart:
    """Return the heat map: `frame` has one row per grade and year with its `pupils`.

    Grades are drawn from the lowest, at the top. Words: year, grade, pupils, empty. Raises
    BadInput for missing columns or words.
    """
    require("grade heat map", frame, COLUMNS, words, ("year", "grade", "pupils"))
    if is_empty(frame, "pupils"):
        return empty_chart(words)
    grades = sorted(frame["grade"].unique())
    base = alt.Chart(frame[list(COLUMNS)]).encode(
        x=year_axis(words), y=alt.Y("grade:O", title=words["grade"], sort=grades)
    )
    colour = alt.Color(
        "pupils:Q", title=words["pupils"], scale=alt.Scale(range=list(FEW_TO_MANY), domainMin=0)
    )
    tooltip = [
        alt.Tooltip("grade:O", title=words["grade"]), alt.Tooltip("year:O", title=words["year"]),
        alt.Tooltip("pupils:Q", title=words["pupils"], format=",.0f"),
    ]  # fmt: skip
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(color=colour, tooltip=tooltip)
    dark = float(frame["pupils"].max()) * _DARK_FROM
    ink = alt.condition(f"datum.pupils >= {dark}", alt.value("#ffffff"), alt.value(INK))
    numbers = base.mark_text(fontSize=13).encode(
        text=alt.Text("pupils:Q", format=",.0f"), color=ink
    )
    height = 36 * len(grades) + AROUND_PX
    return finished(alt.layer(cells, numbers).properties(height=height, width="container"))
