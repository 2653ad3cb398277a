"""Which applications lie on a desk? Lists of numbers and stages, paged, nothing personal."""

from collections.abc import Sequence

from sqlalchemy import func, select, true

from admissions.store.applications import Application, application_query, as_application
from admissions.store.schema import application
from admissions.store.transaction import Tx
from admissions.store.visible import visible

LARGEST_PAGE = 200


def at_stages(tx: Tx, cycle_id: str, stages: Sequence[str], *, district_id: str = "",
              after: str = "", limit: int = LARGEST_PAGE) -> list[Application]:  # fmt: skip
    """Return what the actor may see at some stages, by number, beginning after one.

    Of one district, if it is named, for whoever sees several.
    """
    of_district = application.c.district_id == district_id if district_id else true()
    rows = tx.conn.execute(
        application_query(tx).where(
            application.c.cycle_id == cycle_id, application.c.stage.in_(stages),
            application.c.id > after, of_district,
        ).order_by(application.c.id).limit(limit)
    ).all()  # fmt: skip
    return [as_application(row) for row in rows]


def own_applications(tx: Tx) -> list[Application]:
    """Return the guardian's own registrations, the newest first."""
    rows = tx.conn.execute(
        application_query(tx).order_by(application.c.created_at.desc(), application.c.id)
    ).all()
    return [as_application(row) for row in rows]


def stage_counts(tx: Tx, cycle_id: str) -> dict[str, int]:
    """Count what the actor may see, by stage."""
    rows = tx.conn.execute(
        select(application.c.stage, func.count()).where(
            application.c.cycle_id == cycle_id, visible(tx.actor, application)
        ).group_by(application.c.stage).order_by(application.c.stage)
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}
