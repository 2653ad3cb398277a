"""Which zones are warned of in one year? The classes of the warnings map, its colours and words."""

import pandas as pd

from dashboard.charts.look import Words, require
from dashboard.map.fill import Fill
from geo.faults import BadInput

COLUMNS = ("zone_id", "year", "level", "probability")
LEVELS = ("red", "yellow", "none", "blue")
"""Red: places will lack; yellow: they are nearly used up; blue: too few children."""
_COLOURS = ("#a3371f", "#f0c04a", "#e9e6de", "#6fa3c7")


def warning_fill(words: Words) -> Fill:
    """Return the fill of a ZONES layer by the attribute `level`.

    Words: warning (the title), red, yellow, none, blue, unknown, empty.
    """
    require("warnings map", pd.DataFrame(), (), words, ("warning", *LEVELS, "unknown"))
    return Fill(
        attribute="level",
        values=LEVELS,
        colours=_COLOURS,
        words=tuple(words[level] for level in LEVELS),
        title=words["warning"],
        missing_colour="#ffffff",
        missing_word=words["unknown"],
    )


def warning_of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return zone_id, level and probability (0 to 1) of one year, to be joined to the zones.

    A zone with several warnings in the year keeps the gravest, by the order of LEVELS and then
    by probability. A year without rows gives an empty frame: its zones are unknown, not safe.
    Raises BadInput for missing columns and for levels that are not in LEVELS.
    """
    require("warnings map", frame, COLUMNS, {"empty": "-"}, ())
    strange = sorted(set(frame["level"]) - set(LEVELS))
    if strange:
        what = f"level {', '.join(map(str, strange))} is none of {', '.join(LEVELS)}"
        raise BadInput.one("warnings map", what, "use these levels")
    rows = frame.loc[frame["year"] == year, list(COLUMNS)].copy()
    rows["grave"] = rows["level"].map({level: at for at, level in enumerate(LEVELS)})
    ordered = rows.sort_values(
        ["zone_id", "grave", "probability"], ascending=[True, True, False], kind="stable"
    )
    first = ordered.drop_duplicates("zone_id")
    return first[["zone_id", "level", "probability"]].reset_index(drop=True)
