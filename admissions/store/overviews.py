"""What does an office see at one glance? Counts by school and stage, amendments.

Counted in the store, so that no page holds a frame of children.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from admissions.store.amendments import Amendment
from admissions.store.schema import amendment, application, district, school
from admissions.store.transaction import Tx
from admissions.store.values import seen_as
from admissions.store.visible import visible

MOST_AMENDMENTS = 200


@dataclass(frozen=True, slots=True)
class SchoolStage:
    """How many registrations lie with a school at a stage; `school_id` "" where none is known."""

    district_id: str
    school_id: str
    stage: str
    count: int


def counts_by_school(tx: Tx, cycle_id: str) -> list[SchoolStage]:
    """Count what the actor may see by district, school and stage, in this order."""
    rows = tx.conn.execute(
        select(application.c.district_id, func.coalesce(application.c.school_id, ""),
               application.c.stage, func.count())
        .where(application.c.cycle_id == cycle_id, visible(tx.actor, application))
        .group_by(application.c.district_id, application.c.school_id, application.c.stage)
        .order_by(application.c.district_id, application.c.school_id, application.c.stage)
    ).all()  # fmt: skip
    return [SchoolStage(*row) for row in rows]


def all_districts(tx: Tx) -> dict[str, str]:
    """Return the name of every district by its id."""
    rows = tx.conn.execute(select(district.c.id, district.c.name).order_by(district.c.id)).all()
    return {row[0]: row[1] for row in rows}


def all_schools(tx: Tx) -> dict[str, str]:
    """Return the name of every school by its id."""
    rows = tx.conn.execute(select(school.c.id, school.c.name).order_by(school.c.id)).all()
    return {row[0]: row[1] for row in rows}


def amendments_of(tx: Tx, cycle_id: str) -> list[Amendment]:
    """Return the amendments that the actor may see, those to be decided first, then the latest."""
    decided = amendment.c.stage.in_(("applied", "rejected"))
    rows = tx.conn.execute(
        seen_as(tx, amendment, Amendment).where(amendment.c.cycle_id == cycle_id)
        .order_by(decided, amendment.c.proposed_at.desc(), amendment.c.id)
        .limit(MOST_AMENDMENTS)
    ).all()  # fmt: skip
    return [Amendment(*row) for row in rows]
