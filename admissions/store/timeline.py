"""What has happened to an application, step by step?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from admissions.store.applications import get_application
from admissions.store.schema import event
from admissions.store.transaction import Tx

MACHINE = "application"


@dataclass(frozen=True, slots=True)
class Step:
    """One event: what was done by which role, when (Asia/Shanghai), with which reason code."""

    seq: int
    action: str
    stage: str
    role: str
    at: datetime
    reason: str | None
    facts: dict[str, Any]
    digest: str


def steps_of(tx: Tx, application_id: str) -> list[Step]:
    """Return the events of an application that the actor may see, in order; raises NotThere."""
    get_application(tx, application_id)
    rows = tx.conn.execute(
        select(event.c.seq, event.c.action, event.c.to_stage, event.c.role, event.c.at,
               event.c.reason, event.c.facts, event.c.digest)
        .where(event.c.machine == MACHINE, event.c.subject_id == application_id)
        .order_by(event.c.seq)
    ).all()  # fmt: skip
    return [Step(*row) for row in rows]
