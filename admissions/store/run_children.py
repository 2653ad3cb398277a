"""Whom does a run place, and what is known of them? Read in bulk: a district has thousands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, insert, not_, select

from admissions.homes import HomeFacts
from admissions.people import Entry
from admissions.store.applications import (
    Application,
    application_query,
    as_application,
    opened_entry,
)
from admissions.store.homes import as_home
from admissions.store.placements import came_late, to_be_run
from admissions.store.schema import application, entry, home, placement, read_log
from admissions.store.transaction import Refused, Tx
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child that a run places: its application, what was entered, its home, a decided zone."""

    application: Application
    entry: Entry
    home: HomeFacts
    decided_zone: str | None


def waiting_children(
    tx: Tx, cycle_id: str, district_id: str, *, purpose: str
) -> tuple[Waiting, ...]:
    """Return the children a run places, by number; every read of a child is written down."""
    found = waiting_applications(tx, cycle_id, district_id)
    if not found:
        return ()
    numbers = _numbers(tx, cycle_id, district_id)
    entries = {
        row.application_id: opened_entry(tx.keys, row)
        for row in tx.conn.execute(select(entry).where(entry.c.application_id.in_(numbers)))
    }
    homes = {
        row.application_id: as_home(row)
        for row in tx.conn.execute(select(home).where(home.c.application_id.in_(numbers)))
    }
    missing = sorted({one.id for one in found} - (entries.keys() & homes.keys()))
    if missing:
        raise Refused("not_entered", f"nothing was entered about {', '.join(missing[:5])}")
    note_reads(tx, (one.id for one in found), purpose)
    return tuple(Waiting(one, entries[one.id], *homes[one.id]) for one in found)


def waiting_applications(
    tx: Tx, cycle_id: str, district_id: str, *, lock: bool = False
) -> tuple[Application, ...]:
    """Return the applications a run places, by number; `lock`: nobody moves one meanwhile."""
    query = (
        application_query(tx)
        .outerjoin(placement, placement.c.application_id == application.c.id)
        .where(
            application.c.cycle_id == cycle_id, application.c.district_id == district_id,
            to_be_run(),
        )
        .order_by(application.c.id)
    )  # fmt: skip
    if lock:
        query = query.with_for_update(of=application)
    return tuple(as_application(row) for row in tx.conn.execute(query))


def kept_schools(tx: Tx, cycle_id: str, district_id: str) -> Mapping[str, str]:
    """Return the school of each child that a school accepted in its zone, by number."""
    rows = tx.conn.execute(
        select(application.c.id, placement.c.school_id)
        .join(placement, placement.c.application_id == application.c.id)
        .where(
            application.c.cycle_id == cycle_id, application.c.district_id == district_id,
            application.c.stage == "provisional", to_be_run(),
        )
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}


def unfinished_counts(
    tx: Tx, cycle_id: str, district_id: str, stages: Iterable[str]
) -> dict[str, int]:
    """Count, by stage, who would be left out of a run: nobody but who came late may be (S29)."""
    rows = tx.conn.execute(
        select(application.c.stage, func.count())
        .where(
            application.c.cycle_id == cycle_id, application.c.district_id == district_id,
            application.c.stage.in_(tuple(stages)), not_(came_late()),
            visible(tx.actor, application),
        )
        .group_by(application.c.stage)
    ).all()  # fmt: skip
    return dict(sorted((row[0], row[1]) for row in rows))


def note_reads(tx: Tx, numbers: Iterable[str], purpose: str) -> None:
    """Write down that these children were read, each by its number."""
    rows = [
        {
            "at": tx.now, "actor_id": tx.actor.account_id, "role": str(tx.actor.role),
            "district_id": tx.actor.district_id, "application_id": number, "purpose": purpose,
        }
        for number in numbers
    ]  # fmt: skip
    if rows:
        tx.conn.execute(insert(read_log), rows)


def _numbers(tx: Tx, cycle_id: str, district_id: str) -> Select[tuple[str]]:
    return (
        select(application.c.id)
        .outerjoin(placement, placement.c.application_id == application.c.id)
        .where(
            application.c.cycle_id == cycle_id, application.c.district_id == district_id,
            visible(tx.actor, application), to_be_run(),
        )
    )  # fmt: skip
