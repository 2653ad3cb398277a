"""Who has which place? Written right after the event that gives it; the database counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    delete,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    type_coerce,
    update,
)

from admissions.store.cycles import places_of
from admissions.store.schema import (
    application,
    event,
    home,
    overflow_run,
    pairing,
    placement,
    run_line,
)
from admissions.store.transaction import NotThere, Refused, Tx
from admissions.store.visible import visible

# From confirming until something is decided elsewhere, a child claims its own zone's school.
CLAIMING = ("submitted", "provisional", "referred", "returned", "declined", "absent")
SEALED = ("sealed", "published")
_CAME_LATE = ("register_late", "admit_late")


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
    """Give a child a place, or another one; Refused("school_is_full") where none is left.

    A school without planned places in the cycle has none to give ("no_places_planned").
    """
    cycle_id = tx.conn.execute(
        select(application.c.cycle_id).where(application.c.id == application_id)
    ).scalar_one()
    if school_id not in places_of(tx, cycle_id):
        raise Refused("no_places_planned", "the school has no planned places in this cycle")
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


def came_late() -> ColumnElement[bool]:
    """Return the condition that an application came in after the deadline, by an amendment."""
    return exists().where(
        event.c.machine == "application", event.c.subject_id == application.c.id,
        event.c.action.in_(_CAME_LATE),
    )  # fmt: skip


def is_late(tx: Tx, application_id: str) -> bool:
    """Say whether an application came in after the deadline."""
    found = tx.conn.execute(
        select(application.c.id).where(application.c.id == application_id, came_late())
    ).one_or_none()
    return found is not None


def to_be_run() -> ColumnElement[bool]:
    """Return the condition that a run places a child: referred, or provisional in its zone.

    Needs `placement` joined from the outside. Who came late is placed after the run.
    """
    in_zone = and_(application.c.stage == "provisional", placement.c.kind == "zone")
    return and_(or_(application.c.stage == "referred", in_zone), not_(came_late()))


def claims_on(tx: Tx, cycle_id: str, school_id: str) -> int:
    """Count who claims a place of a school from the rule: how many came counts, never who first.

    These are the confirmed registrations on its desk, and as in the rule (R1) the children of a
    shared zone at each of its schools; not boarders and others who hold a place apart from the
    rule, nor who came late.
    """
    among = type_coerce(home.c.school_ids, Text).contains(f'"{school_id}"', autoescape=True)
    return tx.conn.execute(
        select(func.count()).select_from(application)
        .outerjoin(home, home.c.application_id == application.c.id)
        .outerjoin(placement, placement.c.application_id == application.c.id)
        .where(
            application.c.cycle_id == cycle_id, application.c.stage.in_(CLAIMING),
            or_(application.c.school_id == school_id, among), not_(came_late()),
            or_(placement.c.kind.is_(None), placement.c.kind == "zone"),
        )
    ).scalar_one()  # fmt: skip


def claims_by_pairing(tx: Tx, cycle_id: str, junior_school_id: str) -> int:
    """Count who holds a place of a junior school or claims one by its pairing (S10)."""
    held = tx.conn.execute(
        select(func.count()).select_from(placement)
        .where(placement.c.cycle_id == cycle_id, placement.c.school_id == junior_school_id)
    ).scalar_one()  # fmt: skip
    claimed = tx.conn.execute(
        select(func.count()).select_from(application)
        .join(pairing, and_(pairing.c.cycle_id == application.c.cycle_id,
                            pairing.c.primary_school_id == application.c.school_id))
        .where(application.c.cycle_id == cycle_id,
               pairing.c.junior_school_id == junior_school_id,
               application.c.stage.in_(("nominated", "referred")))
    ).scalar_one()  # fmt: skip
    return held + claimed


def held_apart(tx: Tx, cycle_id: str) -> Mapping[str, int]:
    """Count, by school, the places that a run may not give: all but those it places itself."""
    rows = tx.conn.execute(
        select(placement.c.school_id, func.count())
        .join(application, application.c.id == placement.c.application_id)
        .where(placement.c.cycle_id == cycle_id, not_(to_be_run()))
        .group_by(placement.c.school_id)
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}


def places_for_run(tx: Tx, cycle_id: str) -> dict[str, int]:
    """Return how many places the rule may give, by school: the planned less those held apart.

    Extra places are not the rule's: they hold who came by an amendment, and twins (R4).
    """
    apart = held_apart(tx, cycle_id)
    return {
        school: max(of.planned - max(apart.get(school, 0) - of.extra, 0), 0)
        for school, of in places_of(tx, cycle_id).items()
    }


def places_left(tx: Tx, cycle_id: str) -> dict[str, int]:
    """Return how many places are left by school, without those a sealed run has yet to fill."""
    rows = tx.conn.execute(
        select(run_line.c.school_id, func.count())
        .join(overflow_run, overflow_run.c.id == run_line.c.run_id)
        .join(application, application.c.id == run_line.c.application_id)
        .where(overflow_run.c.cycle_id == cycle_id, overflow_run.c.stage.in_(SEALED),
               application.c.stage == "referred")
        .group_by(run_line.c.school_id)
    ).all()  # fmt: skip
    waiting = {row[0]: row[1] for row in rows}
    return {
        school: of.left - waiting.get(school, 0) for school, of in places_of(tx, cycle_id).items()
    }


def require_place_left(tx: Tx, cycle_id: str, school_id: str) -> None:
    """Refuse ("school_is_full") a place that is taken, or that a sealed run has yet to fill."""
    left = places_left(tx, cycle_id).get(school_id)
    if left is None:
        raise Refused("no_places_planned", "the school has no planned places in this cycle")
    if left < 1:
        raise Refused("school_is_full", "no place is left that is not given to another child")
