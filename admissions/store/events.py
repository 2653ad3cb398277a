"""How is a move written down? One event in its chain; the stage follows by the database's hand."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from admissions.roles import Role
from admissions.stages import BY_ACTION, Move
from admissions.store.cycles import window_of
from admissions.store.schema import MACHINE_TABLE, audit, event
from admissions.store.transaction import NotThere, Refused, TooLate, Tx
from admissions.store.types import canonical, microseconds
from admissions.store.visible import bounds_of, seen_by
from capacity.canonical import sha256_hex

FIRST = ""
# Run with every move: built once.
_ADD_EVENT, _ADD_AUDIT = insert(event), insert(audit)
_DIGEST = select(event.c.digest).where(
    event.c.machine == bindparam("of_machine"), event.c.subject_id == bindparam("subject"),
    event.c.seq == bindparam("version"),
)  # fmt: skip
_LAST_OF_STREAM = (
    select(audit.c.seq, audit.c.digest).where(audit.c.stream == bindparam("of_stream"))
    .order_by(audit.c.seq.desc()).limit(1)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a subject stands before a move: of which season and district, after how many moves."""

    stage: str
    version: int
    cycle_id: str
    district_id: str


@dataclass(frozen=True, slots=True)
class Written:
    """A move that was written down: its row of the table, the new version, its chain digest."""

    move: Move
    version: int
    digest: str


def append_event(
    tx: Tx, machine: str, subject_id: str, action: str, *,
    facts: dict[str, Any] | None = None, reason: str | None = None,
) -> tuple[Move, int]:  # fmt: skip
    """Move a subject by `action`; returns the move and the new version.

    Raises NotThere, Refused ("no_such_move", "not_your_move") and TooLate; the database checks
    all of it again by itself. `facts` hold ids, counts and keyed hashes only.
    """
    row = tx.conn.execute(
        _subject(machine, tx.actor.role), {"subject": subject_id} | bounds_of(tx.actor)
    ).one_or_none()
    if row is None:
        raise NotThere(machine)
    done = _written(tx, machine, subject_id, action, Standing(*row), facts or {}, reason)
    return done.move, done.version


def first_event(
    tx: Tx, machine: str, subject_id: str, action: str, *, cycle_id: str, district_id: str
) -> Written:
    """Write the first move of a subject whose row the actor has added in this transaction.

    As `append_event`, without asking for what was just written.
    """
    return _written(
        tx, machine, subject_id, action, Standing("none", 0, cycle_id, district_id), {}, None
    )


def _written(
    tx: Tx, machine: str, subject_id: str, action: str, at: Standing, facts: dict[str, Any],
    reason: str | None,
) -> Written:  # fmt: skip
    move = BY_ACTION.get((machine, at.stage, action))
    if move is None:
        raise Refused("no_such_move", f"{action} is not possible at the stage {at.stage}")
    if move.role != tx.actor.role:
        raise Refused("not_your_move", f"{action} is for the role {move.role}")
    if move.window:
        require_open(tx, at.cycle_id, at.district_id, move.window)
    version = at.version + 1
    values = {
        "machine": machine, "subject_id": subject_id, "seq": version, "cycle_id": at.cycle_id,
        "district_id": at.district_id, "from_stage": at.stage, "action": action,
        "to_stage": move.to, "role": str(move.role), "actor_id": tx.actor.account_id,
        "at": tx.now, "reason": reason, "facts": facts,
        "previous": last_digest(tx, machine, subject_id, at.version),
    }  # fmt: skip
    digest = values["digest"] = event_digest(values)
    tx.conn.execute(_ADD_EVENT, values)
    return Written(move, version, digest)


@cache
def _subject(machine: str, role: Role) -> Select[Any]:
    table = MACHINE_TABLE[machine]
    return select(table.c.stage, table.c.version, table.c.cycle_id, table.c.district_id).where(
        table.c.id == bindparam("subject"), seen_by(role, table)
    )


def require_open(tx: Tx, cycle_id: str, district_id: str, name: str) -> None:
    """Refuse (TooLate) outside the window, now and again when the transaction commits."""
    try:
        opens, closes = window_of(tx, cycle_id, district_id, name)
    except NotThere as error:
        raise TooLate(name) from error
    if not opens <= tx.now < closes:
        raise TooLate(name)
    tx.must_commit_before(closes, name)


def event_digest(values: dict[str, Any]) -> str:
    """Return SHA-256 over the canonical form of an event and the digest before it."""
    at: datetime = values["at"]
    told = {key: value for key, value in values.items() if key not in {"digest", "at"}}
    return sha256_hex(canonical(told | {"at": microseconds(at)}).encode())


def last_digest(tx: Tx, machine: str, subject_id: str, version: int) -> str:
    """Return the digest of an event, "" before the first."""
    if version == 0:
        return FIRST
    return tx.conn.execute(
        _DIGEST, {"of_machine": machine, "subject": subject_id, "version": version}
    ).scalar_one()


def append_audit(tx: Tx, stream: str, what: str, facts: dict[str, Any] | None = None) -> None:
    """Write down something that is no move, in the chain of `stream`."""
    tx.alone_on(f"audit:{stream}")
    last = tx.conn.execute(_LAST_OF_STREAM, {"of_stream": stream}).one_or_none()
    values = {
        "stream": stream, "seq": 1 if last is None else last.seq + 1, "at": tx.now,
        "actor_id": tx.actor.account_id, "role": str(tx.actor.role), "what": what,
        "facts": facts or {}, "previous": FIRST if last is None else last.digest,
    }  # fmt: skip
    values["digest"] = event_digest(values)
    tx.conn.execute(_ADD_AUDIT, values)


def require_role(tx: Tx, *roles: Role) -> None:
    """Refuse whoever is not one of `roles`."""
    if tx.actor.role not in roles:
        raise Refused("not_your_move", f"this is for {', '.join(roles)}")
