"""Which primary school goes up to which junior school, and where are its pupils? Counts alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from admissions.store.schema import account, application, event, pairing, placement
from admissions.store.transaction import Tx


@dataclass(frozen=True, slots=True)
class NamedPupils:
    """How many pupils that a primary school named are at a stage, and at which school; "" none."""

    primary_school_id: str
    stage: str
    school_id: str
    count: int


def pairings_of(tx: Tx, cycle_id: str) -> Mapping[str, str]:
    """Return the junior school by the primary school that is paired with it (S10)."""
    rows = tx.conn.execute(
        select(pairing.c.primary_school_id, pairing.c.junior_school_id)
        .where(pairing.c.cycle_id == cycle_id).order_by(pairing.c.primary_school_id)
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}


def named_pupils(tx: Tx, cycle_id: str) -> list[NamedPupils]:
    """Count pupils by the school that named them, their stage and the school of their place.

    A pupil who went up is on the junior school's desk: that its old school named it stands in its
    first event. To be read as the system, since no school sees that desk.
    """
    school, at = account.c.school_id, func.coalesce(placement.c.school_id, "")
    rows = tx.conn.execute(
        select(school, application.c.stage, at, func.count())
        .select_from(application)
        .join(event, and_(event.c.machine == "application", event.c.action == "nominate",
                          event.c.subject_id == application.c.id))
        .join(account, account.c.id == event.c.actor_id)
        .outerjoin(placement, placement.c.application_id == application.c.id)
        .where(application.c.cycle_id == cycle_id)
        .group_by(school, application.c.stage, at).order_by(school, application.c.stage, at)
    ).all()  # fmt: skip
    return [NamedPupils(*row) for row in rows]
