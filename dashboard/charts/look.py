"""How do all charts look alike? One palette for every kind of eye, one font, one empty chart."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from geo.faults import FaultList

FONT = "'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
INK, QUIET, GRID = "#2b2f33", "#5b5a54", "#e6e3dc"
BLUE, ORANGE = "#2f6690", "#b3501f"
BAND_WIDE, BAND_NARROW = "#d3e0ea", "#9fbed4"
SHORT_TO_SPARE = ("#b3501f", "#edb98a", "#f6f5f1", "#bcd3e0", "#2f6690")
"""Orange for what is lacking, blue for what is left: apart for every kind of colour blindness."""
FEW_TO_MANY = ("#f1f4f6", "#bcd3e0", "#7ba8c4", "#3f7aa3", "#1c4966")
STAGES = ("#9fbed4", "#5b93b8", "#2f6690", "#173b55", "#0d2233")
"""From light to dark along a way: told apart by lightness alone."""

AROUND_PX = 140
"""What a chart's axis and legend take of its height."""

Words = Mapping[str, str]
AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart


def require(
    name: str, frame: pd.DataFrame, columns: Sequence[str], words: Words, keys: Sequence[str]
) -> None:
    """Raise BadInput in one message if the frame lacks columns or the words lack keys."""
    faults = FaultList()
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        faults.add(name, f"no column {', '.join(absent)}", f"give {', '.join(columns)}")
    unsaid = [key for key in (*keys, "empty") if not words.get(key)]
    if unsaid:
        faults.add(name, f"no word for {', '.join(unsaid)}", "add it to the catalogue")
    faults.refuse_if_any()


def is_empty(frame: pd.DataFrame, *columns: str) -> bool:
    """Say whether a frame has nothing to draw: no row with a number in one of the columns."""
    if frame.empty:
        return True
    return not bool(np.isfinite(frame[list(columns)].to_numpy(dtype=np.float64)).any())


def empty_chart(words: Words, *, height: int = 160) -> AnyChart:
    """Return a chart that says that there is nothing to show, in the caller's word."""
    chart = (
        alt.Chart(pd.DataFrame({"said": [words["empty"]]}))
        .mark_text(fontSize=15, color=QUIET)
        .encode(text=alt.Text("said:N"))
        .properties(height=height, width="container")
    )
    return finished(chart)


def finished(chart: AnyChart) -> AnyChart:
    """Give a chart its fonts, quiet axes and clear ground; its height is the whole of it."""
    done: AnyChart = (
        chart.configure(
            font=FONT,
            background="transparent",
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13, titleFontSize=13, titleFontWeight="normal", labelColor=QUIET,
            titleColor=QUIET, gridColor=GRID, domainColor=GRID, tickColor=GRID, labelAngle=0,
            labelLimit=260,
        )
        .configure_legend(
            labelFontSize=13, titleFontSize=13, labelColor=INK, titleColor=INK, orient="top",
            symbolSize=140, labelLimit=320,
        )
        .configure_title(fontSize=15, fontWeight=600, anchor="start", color=INK)
    )  # fmt: skip
    return done


def year_axis(words: Words) -> alt.X:
    """Return the axis of years: whole names without a thousands sign."""
    return alt.X("year:O", title=words["year"], axis=alt.Axis(grid=False))


def step_by_step(colours: Sequence[str], reach: tuple[float, float]) -> alt.Scale:
    """Return a scale through these colours with its middle at nought, from and to `reach`."""
    return alt.Scale(range=list(colours), domain=list(reach), domainMid=0, interpolate="lab")
