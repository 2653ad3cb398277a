"""How are applications read and written? Rows become frozen values; nobody else says SQL."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, insert, select, update

from admissions.people import FIELDS, Entry
from admissions.people_kinds import KINDS
from admissions.roles import Role
from admissions.store.keys import KeyRing
from admissions.store.schema import application, entry, event, read_log
from admissions.store.transaction import NotThere, Tx
from admissions.store.types import canonical
from admissions.store.values import seen_as
from admissions.store.visible import bounds_of, seen_by, visible

_ADD_APPLICATION = insert(application)  # run with every registration: built once


@dataclass(frozen=True, slots=True)
class Application:
    """One registration as the store holds it; no personal detail (see `read_entry`)."""

    id: str
    cycle_id: str
    district_id: str
    account_id: str | None
    child_key: str
    case_id: str
    stage: str
    version: int
    school_id: str | None
    subdistrict_id: str | None
    category: str | None
    created_at: datetime


def application_query(tx: Tx) -> Select[Any]:
    """Return the query of every application the actor may see, to be narrowed."""
    return seen_as(tx, application, Application)


def as_application(row: Row[Any]) -> Application:
    """Return the value of a row of `application_query`."""
    return Application(*(getattr(row, field.name) for field in fields(Application)))


def last_move(tx: Tx, application_id: str) -> tuple[str, int, str]:
    """Return stage, version and chain digest of an application the actor sees; NotThere."""
    row = tx.conn.execute(
        _last_move(tx.actor.role), {"of": application_id} | bounds_of(tx.actor)
    ).one_or_none()
    if row is None:
        raise NotThere("application")
    return row.stage, row.version, row.digest


@cache
def _last_move(role: Role) -> Select[Any]:
    return (
        select(application.c.stage, application.c.version, event.c.digest)
        .join(event, and_(event.c.machine == "application",
                          event.c.subject_id == application.c.id,
                          event.c.seq == application.c.version))
        .where(application.c.id == bindparam("of"), seen_by(role, application))
    )  # fmt: skip


def get_application(tx: Tx, application_id: str) -> Application:
    """Return one application; raises NotThere, also where the actor may not know of it."""
    row = tx.conn.execute(
        application_query(tx).where(application.c.id == application_id)
    ).one_or_none()
    if row is None:
        raise NotThere("application")
    return as_application(row)


def add_application(
    tx: Tx, application_id: str, *, cycle_id: str, district_id: str, child_key: str,
    account_id: str | None = None, school_id: str | None = None,
) -> None:  # fmt: skip
    """Add a row at the stage `none`; its first event must follow in the same transaction.

    Its `case_id` is fixed by the child and the cycle, however often the child registers. The
    database refuses a second live registration of one child in the cycle, in any district.
    """
    tx.conn.execute(_ADD_APPLICATION, {
        "id": application_id, "cycle_id": cycle_id, "district_id": district_id,
        "account_id": account_id, "school_id": school_id, "child_key": child_key,
        "case_id": tx.keys.digest("case", f"{cycle_id}\x1f{child_key}")[:20],
        "stage": "none", "version": 0, "created_at": tx.now,
    })  # fmt: skip


def set_desk(tx: Tx, application_id: str, **columns: Any) -> None:
    """Set school_id, subdistrict_id or category: whose desk the application is on."""
    tx.conn.execute(update(application).where(application.c.id == application_id).values(**columns))


def save_entry(tx: Tx, application_id: str, version: int, given: Entry) -> None:
    """Write what was entered, sealed where people.FIELDS says so, under the event `version`."""
    whole = _plain(given)
    sealed = {name: whole[name] for name, field in FIELDS.items()
              if field.encrypted and name in whole}  # fmt: skip
    opened = {name: value for name, value in whole.items() if name not in sealed}
    values = {
        "application_id": application_id, "version": version, "open": opened,
        "sealed": tx.keys.seal(canonical(sealed), f"entry:{application_id}"),
        "digest": entry_digest(tx.keys, given),
    }  # fmt: skip
    done = tx.conn.execute(
        update(entry).where(entry.c.application_id == application_id).values(**values)
    )
    if done.rowcount == 0:
        tx.conn.execute(insert(entry), values)


def entry_digest(keys: KeyRing, given: Entry) -> str:
    """Return the keyed digest of an entry, which its event names."""
    return keys.digest("entry", canonical(_plain(given)))


def read_entry(tx: Tx, application_id: str, *, purpose: str) -> Entry:
    """Return what was entered about a child; the read is written down with its purpose.

    Raises NotThere where the actor may not see it. Reads inside a read-only transaction cannot
    be written down: use Store.write.
    """
    row = tx.conn.execute(
        select(entry).where(entry.c.application_id == application_id, visible(tx.actor, entry))
    ).one_or_none()
    if row is None:
        raise NotThere("entry")
    note_read(tx, application_id, purpose)
    return opened_entry(tx.keys, row)


def own_entry(tx: Tx, application_id: str) -> Entry:
    """Return to a guardian what it entered itself: no read of somebody else's child."""
    row = tx.conn.execute(
        select(entry).where(entry.c.application_id == application_id, visible(tx.actor, entry))
    ).one_or_none()
    if row is None or tx.actor.role != Role.GUARDIAN:
        raise NotThere("entry")
    return opened_entry(tx.keys, row)


def own_boarding_school(tx: Tx, application_id: str) -> str:
    """Return the boarding school that was chosen, "" for none."""
    row = tx.conn.execute(
        select(entry.c.open).where(entry.c.application_id == application_id,
                                   visible(tx.actor, entry))
    ).one_or_none()  # fmt: skip
    return "" if row is None else str(row.open.get("boarding_school_id", ""))


def opened_entry(keys: KeyRing, row: Row[Any]) -> Entry:
    """Return the Entry of a row of the table; raises Unreadable if its key is destroyed."""
    sealed = json.loads(keys.open(row.sealed, f"entry:{row.application_id}"))
    values = row.open | sealed | {"born": date.fromisoformat(sealed["born"])}
    for name, kind in KINDS.items():
        if values.get(name) is not None:
            values[name] = kind(values[name])
    values["siblings_at"] = tuple(values.get("siblings_at", ()))
    return Entry(**values)


def note_read(tx: Tx, application_id: str, purpose: str) -> None:
    """Write down who saw which child and why (Minors' Network Protection Regulations)."""
    tx.conn.execute(insert(read_log), {
        "at": tx.now, "actor_id": tx.actor.account_id, "role": str(tx.actor.role),
        "district_id": tx.actor.district_id, "application_id": application_id, "purpose": purpose,
    })  # fmt: skip


def _plain(given: Entry) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    return {name: plain(value) for name, value in asdict(given).items()}
