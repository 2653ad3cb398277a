"""What did the optimiser find for a district, and was it told to stop?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from admissions.store.schema import zone_redraw_plan, zone_redraw_stop
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import seen_as


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """One plan of a run's frontier; `figures` as `zones.redraw.figures` gives them."""

    job_id: int
    name: str
    place: int
    legal: bool
    figures: dict[str, Any]
    said: dict[str, Any]


def add_plan(tx: Tx, district_id: str, plan: Mapping[str, Any]) -> None:
    """Keep a plan that the job found, once: a job that is tried again finds the same."""
    there = select(zone_redraw_plan.c.name).where(
        zone_redraw_plan.c.job_id == plan["job_id"], zone_redraw_plan.c.name == plan["name"]
    )
    if tx.conn.execute(there).first() is None:
        tx.conn.execute(insert(zone_redraw_plan), {**plan, "district_id": district_id})


def plans_found(tx: Tx, job_id: int) -> list[FoundPlan]:
    """Return the plans of a run that the actor may see, along the frontier."""
    rows = tx.conn.execute(
        seen_as(tx, zone_redraw_plan, FoundPlan).where(zone_redraw_plan.c.job_id == job_id)
        .order_by(zone_redraw_plan.c.place)
    ).all()  # fmt: skip
    return [FoundPlan(*row) for row in rows]


def plan_found(tx: Tx, job_id: int, name: str) -> FoundPlan:
    """Return one plan of a run; raises NotThere."""
    for plan in plans_found(tx, job_id):
        if plan.name == name:
            return plan
    raise NotThere("plan")


def ask_to_stop(tx: Tx, job_id: int) -> None:
    """Write down that the run is to end with the best plans so far."""
    if not is_stopped(tx, job_id):
        tx.conn.execute(insert(zone_redraw_stop), {
            "job_id": job_id, "district_id": tx.actor.district_id,
            "author": tx.actor.account_id, "at": tx.now,
        })  # fmt: skip


def is_stopped(tx: Tx, job_id: int) -> bool:
    """Say whether somebody asked the run to end."""
    return tx.conn.execute(
        select(zone_redraw_stop.c.job_id).where(zone_redraw_stop.c.job_id == job_id)
    ).first() is not None  # fmt: skip
