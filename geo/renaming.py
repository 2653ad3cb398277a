"""Which of the file's columns are meant by ours? Renaming that loses and doubles nothing."""

import difflib
from collections.abc import Mapping
from typing import Any

from geo.faults import FaultList


def renamed(frame: Any, rename: Mapping[str, str], name: str) -> Any:
    """Return the frame with columns renamed {theirs: ours}; BadInput for names that do not fit."""
    faults = FaultList()
    names = [str(column) for column in frame.columns]
    for old, new in rename.items():
        if old not in names:
            what = f"there is no column {old!r} to rename{near(old, names)}"
            faults.add(name, what, f"correct the name that stands for {new!r}")
    after = [rename.get(column, column) for column in names]
    for new in sorted({column for column in after if after.count(column) > 1}):
        what = f"renaming would make two columns {new!r}"
        faults.add(name, what, "rename the other one too, or leave it out")
    if "geometry" in rename:
        faults.add(name, "the geometry cannot be renamed", "leave it out of the renaming")
    faults.refuse_if_any()
    return frame.rename(columns=dict(rename))


def near(column: str, names: list[str]) -> str:
    """Say which of the names is nearest to a missing one, nothing if none is near."""
    folded = {other.casefold(): other for other in names}
    close = difflib.get_close_matches(column.casefold(), list(folded), n=1, cutoff=0.6)
    return f" (is it {folded[close[0]]!r}?)" if close else ""
