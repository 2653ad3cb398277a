"""How many pupils will come, and how sure is it? A fan about the median, with the places."""

import altair as alt
import pandas as pd

from dashboard.charts.look import (
    BAND_NARROW,
    BAND_WIDE,
    BLUE,
    INK,
    ORANGE,
    Words,
    empty_chart,
    finished,
    is_empty,
    require,
    year_axis,
)  # fmt: skip

COLUMNS = ("year", "pupils", "p10", "p25", "p50", "p75", "p90", "places")
WORDS = ("year", "children", "counted", "median", "half", "most", "places")


def fan_chart(frame: pd.DataFrame, words: Words) -> alt.Chart:
    """Return the fan of one school, zone or district.

    `frame` has a row per year: `pupils` counted (null in years to come), quantiles p10 to p90 of
    the forecast (null in years past) and `places`. Words: year, children (the axis), counted,
    median, half (the band p25 to p75), most (p10 to p90), places, empty. Raises BadInput for
    missing columns or words.
    """
    require("fan chart", frame, COLUMNS, words, WORDS)
    if is_empty(frame, "pupils", "p50"):
        return empty_chart(words)
    base = alt.Chart(frame[list(COLUMNS)].sort_values("year")).encode(x=year_axis(words))
    tooltip = [alt.Tooltip("year:O", title=words["year"])] + [
        alt.Tooltip(f"{column}:Q", title=words[key], format=",.0f")
        for column, key in (("pupils", "counted"), ("p50", "median"), ("places", "places"))
    ]
    layers = [
        base.mark_area().encode(y=_height("p10", words), y2="p90:Q", color=_said("most", words)),
        base.mark_area().encode(y=_height("p25", words), y2="p75:Q", color=_said("half", words)),
        base.mark_line(strokeWidth=2.5).encode(
            y=_height("p50", words), color=_said("median", words)
        ),
        base.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=45)).encode(
            y=_height("pupils", words), color=_said("counted", words)
        ),
        base.mark_line(strokeWidth=2, strokeDash=[7, 4], interpolate="step").encode(
            y=_height("places", words), color=_said("places", words)
        ),
        base.mark_rule(opacity=0, strokeWidth=24).encode(tooltip=tooltip),
    ]
    return finished(alt.layer(*layers).properties(height=320, width="container"))


def _height(column: str, words: Words) -> alt.Y:
    return alt.Y(f"{column}:Q", title=words["children"], scale=alt.Scale(zero=True))


def _said(key: str, words: Words) -> alt.Color:
    """Return the colour of one part, which the legend names."""
    keys = ("counted", "median", "half", "most", "places")
    colours = [INK, BLUE, BAND_NARROW, BAND_WIDE, ORANGE]
    scale = alt.Scale(domain=[words[key] for key in keys], range=colours)
    return alt.Color(datum=words[key], type="nominal", scale=scale, title=None)
