"""How many children are where in a season? Counts by school, category, stage, place and day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BigInteger, and_, func, select, type_coerce

from admissions.store.schema import amendment, application, event, placement
from admissions.store.transaction import Tx
from admissions.store.visible import visible

# Shanghai is 8 hours ahead of UTC all year; instants are kept as microseconds since 1970 UTC.
_AHEAD_US, _DAY_US, _FIRST_DAY = 8 * 3_600_000_000, 86_400_000_000, date(1970, 1, 1)


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


def moves_by_day(
    tx: Tx, cycle_id: str, district_id: str, actions: Collection[str]
) -> dict[str, dict[date, int]]:
    """Return how many registrations made each of some moves on each day of Asia/Shanghai.

    The log is gone through once for all `actions`. Days in order; an action that nobody made is
    there with no day.
    """
    day = (type_coerce(event.c.at, BigInteger) + _AHEAD_US) // _DAY_US
    rows = tx.conn.execute(
        select(event.c.action, day, func.count()).where(
            event.c.machine == "application", event.c.action.in_(actions),
            event.c.cycle_id == cycle_id, event.c.district_id == district_id,
            visible(tx.actor, event),
        ).group_by(event.c.action, day).order_by(event.c.action, day)
    )  # fmt: skip
    found: dict[str, dict[date, int]] = {action: {} for action in actions}
    for action, of, count in rows:
        found[action][_FIRST_DAY + timedelta(days=of)] = count
    return found


def amendments_by_stage(tx: Tx, cycle_id: str, district_id: str) -> dict[str, int]:
    """Return how many changes by two people stand at each stage."""
    rows = tx.conn.execute(
        select(amendment.c.stage, func.count()).where(
            amendment.c.cycle_id == cycle_id, amendment.c.district_id == district_id,
            visible(tx.actor, amendment),
        ).group_by(amendment.c.stage).order_by(amendment.c.stage)
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}
