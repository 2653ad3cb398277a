"""How many children are where in a season? Counts by school, category, stage, place and day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BigInteger, and_, case, func, or_, select, type_coerce

from admissions.store.schema import amendment, application, event, placement
from admissions.store.transaction import Tx
from admissions.store.visible import visible

# Shanghai is 8 hours ahead of UTC all year; instants are kept as microseconds since 1970 UTC.
_AHEAD_US, _DAY_US, _FIRST_DAY = 8 * 3_600_000_000, 86_400_000_000, date(1970, 1, 1)
# Each contains the next. A late child begins as submitted, so the first event is what registers.
FIRST = {
    "registered": event.c.seq == 1,
    "submitted": event.c.to_stage == "submitted",
    "confirmed": event.c.to_stage == "confirmed",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Children alike: how many of a `category` are at a `stage`, with a place of a `kind`, where.

    `school_id`: of the place, else of the desk; "" for none. `kind`: "" without a place.
    """

    school_id: str
    category: str
    stage: str
    kind: str
    count: int


def groups_of(tx: Tx, cycle_id: str, district_id: str) -> list[Group]:
    """Return the counts of what the actor may see, in order of their names."""
    school = func.coalesce(placement.c.school_id, application.c.school_id, "")
    columns = (school, func.coalesce(application.c.category, ""), application.c.stage,
               func.coalesce(placement.c.kind, ""))  # fmt: skip
    rows = tx.conn.execute(
        select(*columns, func.count())
        .select_from(application.outerjoin(
            placement, and_(placement.c.application_id == application.c.id,
                            visible(tx.actor, placement))))
        .where(application.c.cycle_id == cycle_id, application.c.district_id == district_id,
               visible(tx.actor, application))
        .group_by(*columns).order_by(*columns)
    ).all()  # fmt: skip
    return [Group(*row) for row in rows]


def reached_by_day(tx: Tx, cycle_id: str, district_id: str) -> dict[str, dict[date, int]]:
    """Return how many children first reached each stage of FIRST on each day of Asia/Shanghai.

    A child counts once at a stage, however often it was sent back and came again; one that has
    gone since stays counted. Days in order. The log is gone through once.
    """
    each = (
        select(*(func.min(case((when, event.c.at))).label(name) for name, when in FIRST.items()))
        .where(
            event.c.machine == "application", or_(*FIRST.values()),
            event.c.cycle_id == cycle_id, event.c.district_id == district_id,
            visible(tx.actor, event),
        ).group_by(event.c.subject_id).subquery()
    )  # fmt: skip
    days = [(type_coerce(each.c[name], BigInteger) + _AHEAD_US) // _DAY_US for name in FIRST]
    rows = tx.conn.execute(select(*days, func.count()).group_by(*days)).all()
    found: dict[str, Counter[int]] = {name: Counter() for name in FIRST}
    for *reached, count in rows:
        for name, day in zip(FIRST, reached, strict=True):
            if day is not None:
                found[name][day] += count
    return {name: {_FIRST_DAY + timedelta(days=day): counts[day] for day in sorted(counts)}
            for name, counts in found.items()}  # fmt: skip


def amendments_by_stage(tx: Tx, cycle_id: str, district_id: str) -> dict[str, int]:
    """Return how many changes by two people stand at each stage."""
    rows = tx.conn.execute(
        select(amendment.c.stage, func.count()).where(
            amendment.c.cycle_id == cycle_id, amendment.c.district_id == district_id,
            visible(tx.actor, amendment),
        ).group_by(amendment.c.stage).order_by(amendment.c.stage)
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}
