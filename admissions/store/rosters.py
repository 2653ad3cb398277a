"""How are rosters (录取名册) and the roll (学籍) kept? Both only grow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from admissions.roles import Role
from admissions.store.schema import (
    application,
    placement,
    roll_export,
    roll_record,
    roster,
    roster_line,
    school,
)
from admissions.store.transaction import NotThere, Refused, Tx
from admissions.store.values import columns_of
from admissions.store.visible import visible


def add_roster(tx: Tx, *, roster_id: str, cycle_id: str, school_id: str, digest: str,
               numbers: Iterable[str]) -> None:  # fmt: skip
    """Add a school's roster as the exam centre approved it."""
    tx.conn.execute(insert(roster), {
        "id": roster_id, "cycle_id": cycle_id, "school_id": school_id, "digest": digest,
        "approved_by": tx.actor.account_id, "approved_at": tx.now,
    })  # fmt: skip
    rows = [{"roster_id": roster_id, "application_id": number} for number in numbers]
    tx.conn.execute(insert(roster_line), rows)


def roster_digest_of(tx: Tx, application_id: str) -> str:
    """Return the digest of the roster of the child's school; Refused("not_on_a_roster"), S34.

    A child whose place was amended after its roster stands on a later one of its new school; the
    earlier line no longer counts (S42).
    """
    found = tx.conn.execute(
        select(roster.c.digest)
        .join(roster_line, roster_line.c.roster_id == roster.c.id)
        .join(placement, placement.c.application_id == roster_line.c.application_id)
        .where(roster_line.c.application_id == application_id,
               roster.c.school_id == placement.c.school_id)
        .order_by(roster.c.approved_at.desc(), roster.c.id.desc()).limit(1)
    ).scalar_one_or_none()  # fmt: skip
    if found is None:
        raise Refused("not_on_a_roster", "the roll rests on the approved rosters alone")
    return found


@dataclass(frozen=True, slots=True)
class RosterHead:
    """An approved roster without its lines."""

    id: str
    cycle_id: str
    school_id: str
    digest: str
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A child on a roster: `counts` while its place is still at the roster's school."""

    number: str
    counts: bool


_HEAD = columns_of(roster, RosterHead)


def rosters_of(tx: Tx, cycle_id: str) -> list[RosterHead]:
    """Return the rosters of the actor's district or school, the oldest first."""
    mine = (
        school.c.id == tx.actor.school_id if tx.actor.role == Role.SCHOOL
        else school.c.district_id == tx.actor.district_id
    )  # fmt: skip
    rows = tx.conn.execute(
        select(*_HEAD).join(school, school.c.id == roster.c.school_id)
        .where(roster.c.cycle_id == cycle_id, mine).order_by(roster.c.approved_at, roster.c.id)
    ).all()  # fmt: skip
    return [RosterHead(*row) for row in rows]


def get_roster(tx: Tx, cycle_id: str, roster_id: str) -> RosterHead:
    """Return one roster; raises NotThere, also where it is another district's."""
    for found in rosters_of(tx, cycle_id):
        if found.id == roster_id:
            return found
    raise NotThere("roster")


def lines_on(tx: Tx, found: RosterHead) -> list[RosterLine]:
    """Return the lines of a roster that the actor may see, by number."""
    rows = tx.conn.execute(
        select(roster_line.c.application_id, placement.c.school_id)
        .outerjoin(placement, placement.c.application_id == roster_line.c.application_id)
        .where(roster_line.c.roster_id == found.id, visible(tx.actor, roster_line))
        .order_by(roster_line.c.application_id)
    ).all()  # fmt: skip
    return [RosterLine(number, at == found.school_id) for number, at in rows]


def confirmed_at(tx: Tx, cycle_id: str, school_id: str) -> list[str]:
    """Return the numbers of the children confirmed at a school, in order."""
    return list(tx.conn.execute(
        select(application.c.id)
        .join(placement, placement.c.application_id == application.c.id)
        .where(application.c.cycle_id == cycle_id, application.c.stage == "confirmed",
               placement.c.school_id == school_id, visible(tx.actor, application))
        .order_by(application.c.id)
    ).scalars())  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollHead:
    """One export into the roll: how many children, and the digest of its file."""

    id: str
    cycle_id: str
    district_id: str
    digest: str
    children: int
    made_by: str
    made_at: datetime


def add_export(tx: Tx, values: dict[str, Any]) -> None:
    """Add one export into the roll; its records follow."""
    tx.conn.execute(insert(roll_export), values)


def get_export(tx: Tx, export_id: str) -> RollHead:
    """Return one export of the actor's district; raises NotThere."""
    row = tx.conn.execute(
        select(*columns_of(roll_export, RollHead)).where(
            roll_export.c.id == export_id, roll_export.c.district_id == tx.actor.district_id
        )
    ).one_or_none()
    if row is None:
        raise NotThere("roll export")
    return RollHead(*row)


def records_of(tx: Tx, export_id: str) -> dict[str, list[tuple[str, str]]]:
    """Return number -> (kind, school) of the records an export made, the ordinary one first."""
    rows = tx.conn.execute(
        select(roll_record.c.application_id, roll_record.c.kind, roll_record.c.school_id)
        .where(roll_record.c.export_id == export_id, visible(tx.actor, roll_record))
        .order_by(roll_record.c.application_id, roll_record.c.kind)
    ).all()  # fmt: skip
    found: dict[str, list[tuple[str, str]]] = {}
    for number, kind, school_id in rows:
        found.setdefault(number, []).append((kind, school_id))
    return found


def add_record(tx: Tx, values: dict[str, Any]) -> None:
    """Add a record of a child that is on a roster and on the roll; the database checks both."""
    tx.conn.execute(insert(roll_record), values)
