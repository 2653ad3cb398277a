"""How many pupils will come, and how sure is it? A fan about the median, with the places."""

import json

import altair as alt
import pandas as pd

from dashboard.charts.look import (
    BAND_NARROW,
    BAND_WIDE,
    BLUE,
    INK,
    ORANGE,
    AnyChart,
    Words,
    empty_chart,
    finished,
    is_empty,
    require,
    year_axis,
)

COLUMNS = ("year", "pupils", "low_wide", "low", "middle", "high", "high_wide", "places")
WORDS = ("year", "children", "counted", "median", "half", "most", "places")


def fan_chart(frame: pd.DataFrame, words: Words) -> AnyChart:
    """Return the fan of one school, zone or district.

    `frame` has a row per year: `pupils` counted (null in years to come), the forecast's `middle`
    and two bands about it (null in years past), and `places`. Words: year, children (the axis),
    counted, median, half (the band low to high), most (low_wide to high_wide), places, empty; they
    say how wide the bands are. Raises BadInput for missing columns or words.
    """
    require("fan chart", frame, COLUMNS, words, WORDS)
    if is_empty(frame, "pupils", "middle"):
        return empty_chart(words)
    base = alt.Chart(frame[list(COLUMNS)].sort_values("year")).encode(x=year_axis(words))
    layers = [
        _part(base, "most", words)
        .mark_area()
        .encode(y=_height("low_wide", words), y2="high_wide:Q"),
        _part(base, "half", words).mark_area().encode(y=_height("low", words), y2="high:Q"),
        _part(base, "median", words).mark_line(strokeWidth=2.5).encode(y=_height("middle", words)),
        _part(base, "counted", words)
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=45))
        .encode(y=_height("pupils", words)),
        _part(base, "places", words)
        .mark_line(strokeWidth=2, strokeDash=[7, 4], interpolate="step")
        .encode(y=_height("places", words)),
        base.mark_rule(opacity=0, strokeWidth=24).encode(tooltip=_tooltip(words)),
    ]
    return finished(alt.layer(*layers).properties(height=320, width="container"))


def _tooltip(words: Words) -> list[alt.Tooltip]:
    numbers = (("pupils", "counted"), ("middle", "median"), ("places", "places"))
    return [
        alt.Tooltip("year:O", title=words["year"]),
        *(alt.Tooltip(f"{c}:Q", title=words[key], format=",.0f") for c, key in numbers),
    ]


def _height(column: str, words: Words) -> alt.Y:
    return alt.Y(f"{column}:Q", title=words["children"], scale=alt.Scale(zero=True))


def _part(base: alt.Chart, key: str, words: Words) -> alt.Chart:
    """Return the base for one part, coloured by the word by which the legend names it."""
    keys = ("counted", "median", "half", "most", "places")
    colours = [INK, BLUE, BAND_NARROW, BAND_WIDE, ORANGE]
    scale = alt.Scale(domain=[words[name] for name in keys], range=colours)
    part = base.transform_calculate(part=json.dumps(words[key], ensure_ascii=False))
    return part.encode(color=alt.Color("part:N", scale=scale, title=None))
