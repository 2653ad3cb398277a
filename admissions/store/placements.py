"""Who has which place? Written right after the event that gives it; the database counts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, delete, func, insert, or_, select, type_coerce, update

from admissions.store.schema import application, home, placement
from admissions.store.transaction import NotThere, Tx
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of one child: school, kind (zone, overflow …), the run or amendment behind it."""

    application_id: str
    school_id: str
    kind: str
    run_id: str | None
    amendment_id: str | None
    reason: dict[str, Any]


def give_place(
    tx: Tx, application_id: str, version: int, *, school_id: str, kind: str,
    run_id: str | None = None, amendment_id: str | None = None,
    reason: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Give a child a place, or another one; Refused("school_is_full") where none is left."""
    cycle_id = tx.conn.execute(
        select(application.c.cycle_id).where(application.c.id == application_id)
    ).scalar_one()
    values = {
        "version": version, "school_id": school_id, "kind": kind, "run_id": run_id,
        "amendment_id": amendment_id, "reason": reason or {}, "cycle_id": cycle_id,
    }  # fmt: skip
    done = tx.conn.execute(
        update(placement).where(placement.c.application_id == application_id).values(**values)
    )
    if done.rowcount == 0:
        tx.conn.execute(insert(placement), values | {"application_id": application_id})


def take_place_back(tx: Tx, application_id: str) -> None:
    """Take a child's place back; nothing happens where it had none."""
    tx.conn.execute(delete(placement).where(placement.c.application_id == application_id))


def placement_of(tx: Tx, application_id: str) -> Placement:
    """Return a child's place; raises NotThere."""
    row = tx.conn.execute(
        select(
            placement.c.application_id, placement.c.school_id, placement.c.kind,
            placement.c.run_id, placement.c.amendment_id, placement.c.reason,
        ).where(placement.c.application_id == application_id, visible(tx.actor, placement))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotThere("placement")
    return Placement(*row)


# From confirming until something is decided elsewhere, a child claims its own zone's school.
CLAIMING = ("submitted", "provisional", "referred", "returned", "declined", "absent")


def claims_on(tx: Tx, cycle_id: str, school_id: str) -> int:
    """Count the live applications that claim a school: how many came counts, never who first.

    As in the rule (R1), a child of a shared zone claims each of its schools.
    """
    among = type_coerce(home.c.school_ids, Text).like(f'%"{school_id}"%')
    return tx.conn.execute(
        select(func.count()).select_from(application)
        .outerjoin(home, home.c.application_id == application.c.id)
        .where(
            application.c.cycle_id == cycle_id, application.c.stage.in_(CLAIMING),
            or_(application.c.school_id == school_id, among),
        )
    ).scalar_one()  # fmt: skip


def held_otherwise(tx: Tx, cycle_id: str, school_id: str, *, boarders: bool = False) -> int:
    """Count the places of a school given before the overflow: special, paired, late.

    With `boarders` those of boarders too, who keep theirs and are no children of the run.
    """
    by_rule = ("zone", "overflow") if boarders else ("zone", "boarding", "overflow")
    return tx.conn.execute(
        select(func.count()).select_from(placement).where(
            placement.c.cycle_id == cycle_id, placement.c.school_id == school_id,
            placement.c.kind.not_in(by_rule),
        )
    ).scalar_one()  # fmt: skip
