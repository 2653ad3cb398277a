"""Which schools, sub-districts and periods of a season may everybody know?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from admissions.store.cycles import School
from admissions.store.schema import district, move, school, subdistrict, window
from admissions.store.transaction import NotThere, Tx


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """A sub-district office or township government (S24)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the cycle in one district: opens <= t < closes."""

    name: str
    opens: datetime
    closes: datetime


def district_name(tx: Tx, district_id: str) -> str:
    """Return a district's name; raises NotThere."""
    found = tx.conn.execute(
        select(district.c.name).where(district.c.id == district_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotThere("district")
    return found


def subdistricts_of(tx: Tx, district_id: str) -> list[Subdistrict]:
    """Return the sub-districts of a district by their names."""
    rows = tx.conn.execute(
        select(subdistrict.c.id, subdistrict.c.name)
        .where(subdistrict.c.district_id == district_id).order_by(subdistrict.c.name)
    ).all()  # fmt: skip
    return [Subdistrict(*row) for row in rows]


def schools_of(tx: Tx, district_id: str) -> list[School]:
    """Return the schools of a district by their ids."""
    rows = tx.conn.execute(
        select(school.c.id, school.c.district_id, school.c.name, school.c.level,
               school.c.boarding, school.c.special, school.c.designated)
        .where(school.c.district_id == district_id).order_by(school.c.id)
    ).all()  # fmt: skip
    return [School(*row) for row in rows]


def periods_of(tx: Tx, cycle_id: str, district_id: str) -> list[Period]:
    """Return the periods of a cycle in a district, in order of their opening."""
    rows = tx.conn.execute(
        select(window.c.name, window.c.opens, window.c.closes)
        .where(window.c.cycle_id == cycle_id, window.c.district_id == district_id)
        .order_by(window.c.opens, window.c.name)
    ).all()  # fmt: skip
    return [Period(*row) for row in rows]


def answers(tx: Tx) -> bool:
    """Say whether the database answers and has its table of moves."""
    tx.conn.execute(text("SELECT 1"))
    return tx.conn.execute(select(move.c.machine).limit(1)).first() is not None
