"""How are rosters (录取名册) and the roll (学籍) kept? Both only grow."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select

from admissions.store.schema import (
    application,
    placement,
    roll_export,
    roll_record,
    roster,
    roster_line,
)
from admissions.store.transaction import Refused, Tx
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
    """Return the digest of the last roster a child stands on; Refused("not_on_a_roster"), S34."""
    found = tx.conn.execute(
        select(roster.c.digest)
        .join(roster_line, roster_line.c.roster_id == roster.c.id)
        .where(roster_line.c.application_id == application_id)
        .order_by(roster.c.approved_at.desc()).limit(1)
    ).scalar_one_or_none()  # fmt: skip
    if found is None:
        raise Refused("not_on_a_roster", "the roll rests on the approved rosters alone")
    return found


def confirmed_at(tx: Tx, cycle_id: str, school_id: str) -> list[str]:
    """Return the numbers of the children confirmed at a school, in order."""
    return list(tx.conn.execute(
        select(application.c.id)
        .join(placement, placement.c.application_id == application.c.id)
        .where(application.c.cycle_id == cycle_id, application.c.stage == "confirmed",
               placement.c.school_id == school_id, visible(tx.actor, application))
        .order_by(application.c.id)
    ).scalars())  # fmt: skip


def add_export(tx: Tx, values: dict[str, Any]) -> None:
    """Add one export into the roll; its records follow."""
    tx.conn.execute(insert(roll_export), values)


def add_record(tx: Tx, values: dict[str, Any]) -> None:
    """Add a record of a child that is on a roster and on the roll; the database checks both."""
    tx.conn.execute(insert(roll_record), values)
