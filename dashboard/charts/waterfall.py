"""Why does demand change? Each component's step from the number of today to that of tomorrow."""

import altair as alt
import pandas as pd

from dashboard.charts.look import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    AnyChart,
    Words,
    empty_chart,
    finished,
    is_empty,
    require,
)

COLUMNS = ("step", "amount")


def waterfall_chart(frame: pd.DataFrame, words: Words) -> AnyChart:
    """Return the waterfall: the first row of `frame` is the start, every other one a change.

    `step` is the caller's word for a row, `amount` its children. A last bar, words["total"], is
    their sum. Words: children (the axis), total, more, fewer, whole (the legend), empty. Raises
    BadInput for missing columns or words.
    """
    require("waterfall", frame, COLUMNS, words, ("children", "total", "more", "fewer", "whole"))
    if is_empty(frame, "amount"):
        return empty_chart(words)
    drawn = waterfall_steps(frame, words)
    order = list(drawn["step"])
    scale = alt.Scale(
        domain=[words["whole"], words["more"], words["fewer"]], range=[QUIET, ORANGE, BLUE]
    )
    base = alt.Chart(drawn).encode(
        x=alt.X("step:N", title=None, sort=order, axis=alt.Axis(grid=False, labelLimit=130))
    )
    bars = base.mark_bar(size=44).encode(
        y=alt.Y("low:Q", title=words["children"]),
        y2="high:Q",
        color=alt.Color("kind:N", title=None, scale=scale),
        tooltip=[
            alt.Tooltip("step:N", title=words["whole"]),
            alt.Tooltip("amount:Q", title=words["children"], format=",.0f"),
        ],
    )
    numbers = base.mark_text(fontSize=13, dy=-9, color=INK).encode(y="high:Q", text="label:N")
    return finished(alt.layer(bars, numbers).properties(height=300, width="container"))


def waterfall_steps(frame: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return step, amount, low, high, kind and label of every bar, the total at the end."""
    amounts = [float(amount) for amount in frame["amount"]]
    bars, level = [], 0.0
    for at, (step, amount) in enumerate(zip(frame["step"], amounts, strict=True)):
        low, high = sorted((level, level + amount))
        kind = words["whole"] if at == 0 else words["more" if amount >= 0 else "fewer"]
        label = f"{amount:,.0f}" if at == 0 else f"{amount:+,.0f}"
        bars.append((str(step), amount, low, high, kind, label))
        level += amount
    low, high = sorted((0.0, level))
    bars.append((words["total"], level, low, high, words["whole"], f"{level:,.0f}"))
    return pd.DataFrame(bars, columns=["step", "amount", "low", "high", "kind", "label"])
