"""How do the tests write past the actions? Raw rows as the acting role, right but for one thing."""

from datetime import timedelta

from sqlalchemy import insert, select

from admissions.calendar import windows_of
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM
from admissions.store.events import event_digest, last_digest
from admissions.store.schema import MACHINE_TABLE, event
from tests.admissions.season import CYCLE

TICK = timedelta(microseconds=1)
WINDOWS = windows_of(builtin_policy("mentougou_2013"))


def next_event(tx, subject_id, action, to_stage, role, machine="application", **changed):
    """Return the next event of a subject, complete and in its chain, with what is `changed`."""
    table = MACHINE_TABLE[machine]
    row = tx.conn.execute(select(table).where(table.c.id == subject_id)).one()
    values = {
        "machine": machine, "subject_id": subject_id, "seq": row.version + 1,
        "cycle_id": row.cycle_id, "district_id": row.district_id, "from_stage": row.stage,
        "action": action, "to_stage": to_stage, "role": role, "actor_id": tx.actor.account_id,
        "at": tx.now, "reason": None, "facts": {},
        "previous": last_digest(tx, machine, subject_id, row.version),
    }  # fmt: skip
    values |= changed
    return values | {"digest": changed.get("digest", event_digest(values))}


def put_event(tx, *told, **changed):
    """Write an event past append_event."""
    tx.conn.execute(insert(event), next_event(tx, *told, **changed))


def put_application(tx, number, child_key, account_id, school_id="west", district_id="mtg"):
    """Write an application at the stage none."""
    from admissions.store.applications import add_application

    add_application(tx, number, cycle_id=CYCLE, district_id=district_id, child_key=child_key,
                    account_id=account_id, school_id=school_id)  # fmt: skip


def rows(season, table):
    """Return every row of a table, as the system sees it."""
    return season.store.read(SYSTEM, lambda tx: tx.conn.execute(select(table)).all())
