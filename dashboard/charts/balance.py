"""Where and when do places lack? Places minus demand by zone and year, the worst zone first."""

import altair as alt
import pandas as pd

from dashboard.charts.look import (
    AROUND_PX,
    INK,
    SHORT_TO_SPARE,
    AnyChart,
    Words,
    empty_chart,
    finished,
    is_empty,
    require,
    step_by_step,
    year_axis,
)

COLUMNS = ("zone", "year", "places", "demand")
MOST_ZONES = 60
"""More rows than these nobody reads; the zones with the worst year are kept."""


def balance_chart(
    frame: pd.DataFrame, words: Words, *, beside: pd.DataFrame | None = None
) -> AnyChart:
    """Return the table of balances: orange where places lack, blue where they are left.

    `frame` has a row per `zone` (its name) and `year` with `places` and `demand`; drawn in the
    order and on the scale of it and the frame `beside` it, so that the eye can compare both. Words:
    year, zone, balance, places, demand, empty. Raises BadInput for missing columns or words.
    """
    require("balance chart", frame, COLUMNS, words, ("year", "zone", "balance", *COLUMNS[2:]))
    if is_empty(frame, "places", "demand"):
        return empty_chart(words)
    drawn, _ = worst_first(frame)
    both, order = worst_first(frame if beside is None else pd.concat([frame, beside]))
    base = alt.Chart(drawn).encode(
        x=year_axis(words), y=alt.Y("zone:N", title=words["zone"], sort=order)
    )
    colour = alt.Color(
        "balance:Q", title=words["balance"], scale=step_by_step(SHORT_TO_SPARE, _reach(both)),
        legend=alt.Legend(format="+,d"),
    )  # fmt: skip
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(
        color=colour, tooltip=_tooltip(words)
    )
    far = float(both["balance"].abs().max()) * 0.7
    ink = alt.condition(
        f"abs(datum.balance) >= {max(far, 1)}", alt.value("#ffffff"), alt.value(INK)
    )
    numbers = base.mark_text(fontSize=13).encode(
        text=alt.Text("balance:Q", format="+,.0f"), color=ink
    )
    height = 32 * len(order) + AROUND_PX
    return finished(alt.layer(cells, numbers).properties(height=height, width="container"))


def _reach(drawn: pd.DataFrame) -> tuple[float, float]:
    return float(drawn["balance"].min()), float(drawn["balance"].max())


def worst_first(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows with their balance, and the zones by their worst year, at most MOST_ZONES."""
    drawn = frame[list(COLUMNS)].copy()
    drawn["balance"] = drawn["places"] - drawn["demand"]
    worst = drawn.groupby("zone")["balance"].min().reset_index()
    ordered = worst.sort_values(["balance", "zone"], kind="stable")["zone"].head(MOST_ZONES)
    order = [str(zone) for zone in ordered]
    return drawn[drawn["zone"].isin(order)].reset_index(drop=True), order


def _tooltip(words: Words) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("zone:N", title=words["zone"]), alt.Tooltip("year:O", title=words["year"]),
        *(alt.Tooltip(f"{c}:Q", title=words[c], format=",.0f") for c in ("places", "demand")),
        alt.Tooltip("balance:Q", title=words["balance"], format="+,.0f"),
    ]  # fmt: skip
