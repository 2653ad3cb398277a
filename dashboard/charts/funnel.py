"""How far have the applications come by each day? One line per stage, registration to admission."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from dashboard.charts.look import STAGES, AnyChart, Words, empty_chart, finished, is_empty, require
from geo.faults import BadInput

COLUMNS = ("day", "stage", "children")


def funnel_chart(frame: pd.DataFrame, words: Words, *, stages: Sequence[str]) -> AnyChart:
    """Return the lines of the children that had reached each stage by the end of each day.

    `frame` has a row per `day` (a date) and `stage` with `children`, counted from the first day
    on. `stages`, at most five, is their order; each is drawn darker than the one before it.
    Words: day, children, empty and one per stage. Raises BadInput for missing columns or words,
    and for stages that are not in `stages`.
    """
    require("funnel", frame, COLUMNS, words, ("day", "children", *stages))
    strange = sorted(set(frame["stage"]) - set(stages))
    if strange or len(stages) > len(STAGES):
        what = f"stages {', '.join(strange)}" if strange else f"{len(stages)} stages"
        raise BadInput.one("funnel", f"{what} cannot be drawn", f"name up to {len(STAGES)}")
    if is_empty(frame, "children"):
        return empty_chart(words)
    drawn = frame[list(COLUMNS)].copy()
    drawn["day"] = pd.to_datetime(drawn["day"])
    drawn["said"] = drawn["stage"].map({stage: words[stage] for stage in stages})
    scale = alt.Scale(domain=[words[stage] for stage in stages], range=list(STAGES[: len(stages)]))
    base = alt.Chart(drawn).encode(
        x=alt.X("day:T", title=words["day"], axis=alt.Axis(format="%m-%d", grid=False)),
        y=alt.Y("children:Q", title=words["children"], axis=alt.Axis(tickMinStep=1, format=",d")),
        color=alt.Color("said:N", title=None, scale=scale, sort=None),
        tooltip=_tooltip(words),
    )
    lines = base.mark_line(strokeWidth=2.6, interpolate="step-after", point={"size": 26})
    return finished(lines.properties(height=300, width="container"))


def _tooltip(words: Words) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("day:T", title=words["day"], format="%Y-%m-%d"),
        alt.Tooltip("said:N", title=" "),
        alt.Tooltip("children:Q", title=words["children"], format=",d"),
    ]
