"""What did a siting find for a district?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from admissions.store.schema import siting_plan
from admissions.store.transaction import NotThere, Tx
from admissions.store.visible import visible

_MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class SitingFound:
    """A siting as a list shows it: the number of its job, the year it is for, when it was found."""

    job_id: int
    year: int
    at: datetime


def add_siting(tx: Tx, district_id: str, job_id: int, said: dict[str, Any]) -> None:
    """Keep what a job found, once: a job that is tried again finds the same."""
    there = select(siting_plan.c.job_id).where(siting_plan.c.job_id == job_id)
    if tx.conn.execute(there).first() is None:
        values = {"job_id": job_id, "district_id": district_id, "year": said["year"],
                  "at": tx.now, "said": said}  # fmt: skip
        tx.conn.execute(insert(siting_plan), values)


def siting_found(tx: Tx, job_id: int) -> dict[str, Any]:
    """Return what a job found; raises NotThere, also where the actor may not see it."""
    found = tx.conn.execute(
        select(siting_plan.c.said)
        .where(siting_plan.c.job_id == job_id, visible(tx.actor, siting_plan))
    ).scalar_one_or_none()  # fmt: skip
    if found is None:
        raise NotThere("siting")
    return dict(found)


def sitings_found(tx: Tx) -> list[SitingFound]:
    """Return the sitings that the actor may see, the newest first."""
    rows = tx.conn.execute(
        select(siting_plan.c.job_id, siting_plan.c.year, siting_plan.c.at)
        .where(visible(tx.actor, siting_plan))
        .order_by(siting_plan.c.job_id.desc()).limit(_MOST_LISTED)
    ).all()  # fmt: skip
    return [SitingFound(*row) for row in rows]
