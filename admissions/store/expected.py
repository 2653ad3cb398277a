"""Which children are known to be of age, and which of them nobody has registered? (S74)"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, insert, select, text

from admissions.store.schema import application, expected_child
from admissions.store.tables_children import LIVE
from admissions.store.transaction import NotThere, Tx
from admissions.store.types import canonical
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Expected:
    """A child on a list of those of age, as it is kept. `source`: who named it first."""

    child_key: str
    name: str
    born: date
    masked_name: str
    source: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A child that nobody has registered anywhere: only what may be shown on a list."""

    child_key: str
    masked_name: str
    source: str


def add_expected(tx: Tx, cycle_id: str, district_id: str, found: Sequence[Expected]) -> None:
    """Add children to a district's list; name and day of birth are sealed."""
    rows = [
        {
            "cycle_id": cycle_id, "district_id": district_id, "child_key": one.child_key,
            "source": one.source, "masked_name": one.masked_name,
            "sealed": tx.keys.seal(_told(one), _label(cycle_id, district_id, one.child_key)),
        }
        for one in found
    ]  # fmt: skip
    if rows:
        tx.conn.execute(insert(expected_child), rows)


def expected_keys(tx: Tx, cycle_id: str, district_id: str) -> frozenset[str]:
    """Return the keys of the children on a district's list."""
    return frozenset(tx.conn.execute(
        select(expected_child.c.child_key).where(_of(tx, cycle_id, district_id))
    ).scalars())  # fmt: skip


def not_live(
    tx: Tx, cycle_id: str, district_id: str, *, after: tuple[str, str], limit: int
) -> list[Missing]:
    """Return who of the list has no live registration in the whole city, by source and key.

    Whether, never where: on PostgreSQL a function of the owner's looks past row security.
    """
    rows = tx.conn.execute(
        select(expected_child.c.child_key, expected_child.c.masked_name, expected_child.c.source)
        .where(_of(tx, cycle_id, district_id), ~_is_live(tx), _comes_after(*after))
        .order_by(expected_child.c.source, expected_child.c.child_key).limit(limit)
    ).all()  # fmt: skip
    return [Missing(*row) for row in rows]


def open_expected(tx: Tx, cycle_id: str, district_id: str, child_key: str) -> Expected:
    """Return a child of the list with its name; raises NotThere. Whoever calls writes it down."""
    row = tx.conn.execute(
        select(expected_child).where(
            _of(tx, cycle_id, district_id), expected_child.c.child_key == child_key
        )
    ).one_or_none()
    if row is None:
        raise NotThere("expected child")
    return _opened(tx, row)


def _opened(tx: Tx, row: Row[Any]) -> Expected:
    told = json.loads(
        tx.keys.open(row.sealed, _label(row.cycle_id, row.district_id, row.child_key))
    )
    born = date.fromisoformat(told["born"])
    return Expected(row.child_key, told["name"], born, row.masked_name, row.source)


def _told(one: Expected) -> str:
    return canonical({"name": one.name, "born": one.born.isoformat()})


def _label(cycle_id: str, district_id: str, child_key: str) -> str:
    return f"expected:{cycle_id}:{district_id}:{child_key}"


def _of(tx: Tx, cycle_id: str, district_id: str) -> ColumnElement[bool]:
    return (
        visible(tx.actor, expected_child)
        & (expected_child.c.cycle_id == cycle_id)
        & (expected_child.c.district_id == district_id)
    )


def _comes_after(source: str, child_key: str) -> ColumnElement[bool]:
    same = (expected_child.c.source == source) & (expected_child.c.child_key > child_key)
    return (expected_child.c.source > source) | same


def _is_live(tx: Tx) -> ColumnElement[bool]:
    if tx.conn.dialect.name == "postgresql":
        return func.child_is_live(expected_child.c.cycle_id, expected_child.c.child_key)
    return exists().where(
        application.c.cycle_id == expected_child.c.cycle_id,
        application.c.child_key == expected_child.c.child_key, text(LIVE),
    )  # fmt: skip
