"""Which non-local children wait for their sub-district, and which has it certified? (S23, S24)"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from admissions.policy_terms import Category
from admissions.store.schema import application, event
from admissions.store.transaction import Tx
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registration on the office's desk: since when, and how often it gave papers back before."""

    application_id: str
    cycle_id: str
    stage: str
    since: datetime
    returned: int


def last_seq(tx: Tx, application_id: str, *actions: str) -> int:
    """Return the number of the last event of one of `actions`, 0 if there is none."""
    return tx.conn.execute(
        select(func.coalesce(func.max(event.c.seq), 0)).where(
            event.c.machine == "application", event.c.subject_id == application_id,
            event.c.action.in_(actions),
        )
    ).scalar_one()  # fmt: skip


def waiting_at(tx: Tx, cycle_id: str, stage: str, arrived_by: str, limit: int) -> list[Waiting]:
    """Return the children of class three at a stage, the longest waiting first."""
    since = _of_events(func.max(event.c.at), arrived_by)
    returned = _of_events(func.count(), "return_papers")
    rows = tx.conn.execute(
        select(application.c.id, application.c.cycle_id, application.c.stage,
               since.label("since"), returned.label("returned"))
        .where(visible(tx.actor, application), application.c.cycle_id == cycle_id,
               application.c.stage == stage, application.c.category == str(Category.THREE))
        .order_by(since, application.c.id).limit(limit)
    ).all()  # fmt: skip
    return [Waiting(*row) for row in rows]


def _of_events(what: Any, action: str) -> ColumnElement[Any]:
    return (
        select(what).where(
            event.c.machine == "application", event.c.subject_id == application.c.id,
            event.c.action == action,
        ).scalar_subquery()
    )  # fmt: skip
