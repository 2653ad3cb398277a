"""Which rows make which frozen values? A value's fields are the columns of its table by name."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Select, Table, select

from admissions.store.transaction import Tx
from admissions.store.visible import visible


def columns_of(table: Table, value: type[Any]) -> list[Column[Any]]:
    """Return the columns that make `value`, a dataclass, in the order of its fields."""
    return [table.c[field.name] for field in fields(value)]


def seen_as(tx: Tx, table: Table, value: type[Any]) -> Select[Any]:
    """Return the query of every row the actor may see, as the fields of `value`, to be narrowed."""
    return select(*columns_of(table, value)).where(visible(tx.actor, table))
