"""How far do children walk before and after the overflow run? Two outlines on one axis."""

import altair as alt
import numpy as np
import pandas as pd

from dashboard.charts.look import (
    BLUE,
    ORANGE,
    AnyChart,
    Words,
    empty_chart,
    finished,
    is_empty,
    require,
)
from geo.faults import BadInput

COLUMNS = ("stage", "from_m", "to_m", "children")
BEFORE, AFTER = "before", "after"


def distance_bins(stage: str, distances_m: np.ndarray, *, width_m: int = 250) -> pd.DataFrame:
    """Count children by `width_m` metres of way; a chart never needs the children themselves.

    Unknown ways (NaN) are left out. Bins run from 0 m without a gap; a way on an edge belongs to
    the bin that begins there.
    """
    known = np.asarray(distances_m, dtype=np.float64)
    known = known[np.isfinite(known)]
    if width_m <= 0 or (known < 0).any():
        raise BadInput.one("distances", "a way or a width is negative", "give metres from 0")
    counts = np.bincount((known // width_m).astype(np.int64)) if known.size else np.zeros(0, int)
    starts = np.arange(len(counts)) * width_m
    columns = {"stage": stage, "from_m": starts, "to_m": starts + width_m, "children": counts}
    return pd.DataFrame(columns, columns=list(COLUMNS))


def distance_chart(frame: pd.DataFrame, words: Words) -> AnyChart:
    """Return the two distributions: `frame` holds `distance_bins` of "before" and "after".

    Words: distance, children, before, after, empty. Raises BadInput for missing columns or
    words.
    """
    require("distance chart", frame, COLUMNS, words, ("distance", "children", BEFORE, AFTER))
    if is_empty(frame, "children"):
        return empty_chart(words)
    drawn = _closed(frame[list(COLUMNS)].reset_index(drop=True))
    drawn["said"] = drawn["stage"].map({BEFORE: words[BEFORE], AFTER: words[AFTER]})
    scale = alt.Scale(domain=[words[BEFORE], words[AFTER]], range=[BLUE, ORANGE])
    colour = alt.Color(
        "said:N", title=None, scale=scale, legend=alt.Legend(symbolOpacity=1, symbolType="stroke")
    )
    base = alt.Chart(drawn).encode(
        x=alt.X("from_m:Q", title=words["distance"], axis=alt.Axis(format=",d", grid=False)),
        y=alt.Y("children:Q", title=words["children"], stack=None),
        color=colour,
        tooltip=[
            alt.Tooltip("said:N", title=" "),
            alt.Tooltip("from_m:Q", title=words["distance"], format=",d"),
            alt.Tooltip("children:Q", title=words["children"], format=",d"),
        ],
    )
    ground = base.mark_area(interpolate="step-after", opacity=0.18)
    edge = base.mark_line(interpolate="step-after", strokeWidth=2.4).encode(
        strokeDash=alt.StrokeDash("said:N", title=None, scale=_dashes(words))
    )
    return finished(alt.layer(ground, edge).properties(height=280, width="container"))


def _closed(frame: pd.DataFrame) -> pd.DataFrame:
    """End each outline with a fall to zero: the last step would have a beginning and no end."""
    ends = frame.loc[frame.groupby("stage", sort=False)["to_m"].idxmax()]
    return pd.concat([frame, ends.assign(from_m=ends["to_m"], children=0)], ignore_index=True)


def _dashes(words: Words) -> alt.Scale:
    """Tell before from after without colour too."""
    return alt.Scale(domain=[words[BEFORE], words[AFTER]], range=[[5, 3], [1, 0]])
