"""Who has seen which child, and why? The read log, for its family, the bureau and the auditor."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from admissions.roles import Role
from admissions.store.applications import get_application
from admissions.store.schema import read_log
from admissions.store.transaction import Tx
from admissions.store.visible import visible

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """One read: number in the log, when (Asia/Shanghai), by which account and role, what for."""

    id: int
    at: datetime
    actor_id: str
    role: Role
    application_id: str
    purpose: str


def reads_of(tx: Tx, application_id: str) -> list[Read]:
    """Return who read one child, the latest first; raises NotThere where it may not be seen."""
    get_application(tx, application_id)
    return _page(tx, read_log.c.application_id == application_id)


def reads_in(tx: Tx, district_id: str, *, before: int = 0) -> list[Read]:
    """Return the reads by a district's staff, the latest first, before one number."""
    narrowed = read_log.c.district_id == district_id
    return _page(tx, narrowed & (read_log.c.id < before) if before else narrowed)


def _page(tx: Tx, condition: ColumnElement[bool]) -> list[Read]:
    rows = tx.conn.execute(
        select(read_log.c.id, read_log.c.at, read_log.c.actor_id, read_log.c.role,
               read_log.c.application_id, read_log.c.purpose)
        .where(condition, visible(tx.actor, read_log))
        .order_by(read_log.c.id.desc()).limit(LARGEST_PAGE)
    ).all()  # fmt: skip
    return [Read(row.id, row.at, row.actor_id, Role(row.role), *row[4:]) for row in rows]
