"""Which words do the charts' tests give? Each key its own word, so that a swap is seen."""

KEYS = (
    "empty", "year", "children", "counted", "median", "half", "most", "places", "grade", "pupils",
    "zone", "balance", "demand", "total", "more", "fewer", "whole", "distance", "before", "after",
    "day", "registered", "verified", "confirmed", "warning", "red", "yellow", "none", "blue",
    "unknown",
)  # fmt: skip
WORDS = {key: f"词·{key}" for key in KEYS}


def rows_of(spec: dict) -> list[dict]:
    """Return the rows of a chart's only data set."""
    (rows,) = spec["datasets"].values()
    return rows
