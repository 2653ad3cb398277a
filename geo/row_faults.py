"""How are many faulty rows reported? Each by its number up to a limit, then the count."""

from collections.abc import Iterable

from geo.faults import FaultList

SHOWN_ROWS = 20


def add_rows(
    faults: FaultList,
    name: str,
    found: Iterable[tuple[int, str]],
    repair: str,
    *,
    noun: str = "row",
) -> None:
    """Note (row number, what is wrong) pairs of one kind: the first twenty, then how many more."""
    rows = list(found)
    for row, what in rows[:SHOWN_ROWS]:
        faults.add(f"{name} {noun} {row}", what, repair)
    rest = len(rows) - SHOWN_ROWS
    if rest > 0:
        faults.add(name, f"{rest} more {noun}s like {noun} {rows[0][0]}", repair)
