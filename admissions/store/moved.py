"""Who is placed outside their zone by a run? Counted in the store: a district moves thousands."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSON

from admissions.store.runs import Line, get_run
from admissions.store.schema import run_line
from admissions.store.transaction import Tx
from admissions.store.visible import visible

WIDTH_M = 250  # of the steps by which ways are counted


@dataclass(frozen=True, slots=True)
class MovedFlow:
    """How many children go from their own school to another, and how many metres more in all."""

    own_school_id: str
    school_id: str
    count: int
    farther_m: int


@dataclass(frozen=True, slots=True)
class Moved:
    """All flows in order of both schools, and how far those walk whose both ways are known.

    `own_ways` to their own school, `new_ways` to the one they get: children by the first metre of
    a step of WIDTH_M. A step without a child is left out.
    """

    flows: tuple[MovedFlow, ...]
    own_ways: Mapping[int, int]
    new_ways: Mapping[int, int]


def moved_lines(tx: Tx, run_id: str, limit: int) -> list[Line]:
    """Return the first lines of children placed outside their zone, by number; raises NotThere."""
    get_run(tx, run_id)
    columns = (run_line.c.application_id, run_line.c.school_id, run_line.c.reason)
    query = _moved(tx, run_id, *columns).order_by(run_line.c.application_id).limit(limit)
    return [Line(*row) for row in tx.conn.execute(query)]


def moved_of(tx: Tx, run_id: str) -> Moved:
    """Return the moved children from school to school, and their ways; raises NotThere.

    Counted in one pass over the run, by school, own school and both steps.
    """
    get_run(tx, run_id)
    own_m, new_m = _metres(tx, "own_school_m"), _metres(tx, "metres")
    by = (func.coalesce(_said(tx, "own_school_id"), ""), run_line.c.school_id,
          own_m // WIDTH_M * WIDTH_M, new_m // WIDTH_M * WIDTH_M)  # fmt: skip
    more = func.sum(func.coalesce(new_m, 0) - func.coalesce(own_m, 0))
    count: Counter[tuple[str, str]] = Counter()
    farther: Counter[tuple[str, str]] = Counter()
    ways: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for own, school, *steps, many, metres in tx.conn.execute(
        _moved(tx, run_id, *by, func.count(), more).group_by(*by)
    ):
        count[own, school] += many
        farther[own, school] += int(metres)
        if None not in steps:
            for way, step in zip(ways, steps, strict=True):
                way[step] += many
    flows = tuple(MovedFlow(*pair, count[pair], farther[pair]) for pair in sorted(count))
    return Moved(flows, *ways)


def _moved(tx: Tx, run_id: str, *columns: Any) -> Select[Any]:
    # The reason is kept as canonical text, so a pair of it stands there in one spelling only.
    said = type_coerce(run_line.c.reason, Text).like('%"moved":"1"%')
    return select(*columns).where(
        run_line.c.run_id == run_id, visible(tx.actor, run_line), said
    )  # fmt: skip


def _said(tx: Tx, name: str) -> ColumnElement[str]:
    """Return one value of the reason, NULL where it says nothing."""
    if tx.conn.dialect.name == "postgresql":
        found = cast(type_coerce(run_line.c.reason, Text), JSON)[literal_column(f"'{name}'")]
        return found.astext
    return func.json_extract(run_line.c.reason, literal_column(f"'$.{name}'"), type_=Text)


def _metres(tx: Tx, name: str) -> ColumnElement[int]:
    return cast(func.nullif(_said(tx, name), ""), Integer)
