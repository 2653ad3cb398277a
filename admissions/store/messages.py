"""How does a queued message leave? Claimed for a while, tried, sent once, delivered or given up.

A claim is a lease: whoever holds it names its attempt, and an older attempt changes nothing.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update

from admissions.store.keys import KeyRing
from admissions.store.schema import message
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import columns_of
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one event; nothing in it is personal."""

    id: int
    machine: str
    subject_id: str
    seq: int
    template: str
    district_id: str
    application_id: str | None
    params: dict[str, Any]
    state: str
    attempts: int
    next_at: datetime
    last_error: str | None


_COLUMNS = columns_of(message, Message)
# A code is good for minutes: it goes before everything else, and nobody sends it again later.
_IS_CODE = and_(message.c.machine == "account", message.c.application_id.is_(None))
_IN_TURN = (case((_IS_CODE, 0), else_=1), message.c.next_at, message.c.id)


def claim_messages(tx: Tx, *, limit: int, lease: timedelta) -> list[Message]:
    """Claim what is due, codes first, then the oldest; what a lease ran out on is claimed again."""
    due = or_(
        and_(message.c.state == "queued", message.c.next_at <= tx.now),
        and_(message.c.state == "sending", message.c.claimed_until <= tx.now),
    )
    ids = list(tx.conn.execute(
        select(message.c.id).where(due, visible(tx.actor, message))
        .order_by(*_IN_TURN).limit(limit).with_for_update(skip_locked=True)
    ).scalars())  # fmt: skip
    if not ids:
        return []
    tx.conn.execute(
        update(message).where(message.c.id.in_(ids)).values(
            state="sending", claimed_until=tx.now + lease, attempts=message.c.attempts + 1
        )
    )  # fmt: skip
    rows = tx.conn.execute(select(*_COLUMNS).where(message.c.id.in_(ids)).order_by(*_IN_TURN)).all()
    return [Message(*row) for row in rows]


def settle(tx: Tx, message_id: int, attempt: int, **columns: Any) -> bool:
    """Write the end of an attempt; False if the message is no longer in this attempt's hands."""
    done = tx.conn.execute(
        update(message).where(
            message.c.id == message_id, message.c.attempts == attempt,
            message.c.state == "sending", visible(tx.actor, message),
        ).values(claimed_until=None, **columns)
    )  # fmt: skip
    return done.rowcount == 1


def drop_message(tx: Tx, message_id: int) -> None:
    """Delete a message that goes to nobody."""
    tx.conn.execute(delete(message).where(message.c.id == message_id, visible(tx.actor, message)))


def note_receipt(tx: Tx, message_id: int, *, delivered: bool) -> bool:
    """Write what the provider says became of a message; False where that was known already."""
    values: dict[str, Any] = (
        {"state": "delivered", "delivered_at": tx.now} if delivered
        else {"state": "failed", "last_error": "undelivered"}
    )  # fmt: skip
    done = tx.conn.execute(
        update(message).where(
            message.c.id == message_id, message.c.state.in_(("sending", "sent")),
            visible(tx.actor, message),
        ).values(claimed_until=None, **values)
    )  # fmt: skip
    return done.rowcount == 1


def queue_again(tx: Tx, message_id: int) -> bool:
    """Queue a message that was given up; False if it was not."""
    done = tx.conn.execute(
        update(message).where(
            message.c.id == message_id, message.c.state == "failed", visible(tx.actor, message)
        ).values(state="queued", attempts=0, next_at=tx.now)
    )  # fmt: skip
    return done.rowcount == 1


def get_message(tx: Tx, message_id: int) -> Message:
    """Return one message; raises NotThere."""
    row = tx.conn.execute(
        select(*_COLUMNS).where(message.c.id == message_id, visible(tx.actor, message))
    ).one_or_none()
    if row is None:
        raise NotThere("message")
    return Message(*row)


def messages_of(tx: Tx, states: Sequence[str], *, limit: int = 200) -> list[Message]:
    """Return what the actor may see in some states, the oldest first; codes are left out."""
    rows = tx.conn.execute(
        select(*_COLUMNS).where(message.c.state.in_(states), ~_IS_CODE, visible(tx.actor, message))
        .order_by(message.c.id).limit(limit)
    ).all()  # fmt: skip
    return [Message(*row) for row in rows]


def message_counts(tx: Tx) -> dict[str, int]:
    """Count what the actor may see, by state; codes are left out."""
    rows = tx.conn.execute(
        select(message.c.state, func.count()).where(~_IS_CODE, visible(tx.actor, message))
        .group_by(message.c.state).order_by(message.c.state)
    ).all()  # fmt: skip
    return {row[0]: row[1] for row in rows}


def key_of(keys: KeyRing, found: Message) -> str:
    """Return the key under which a provider knows a message: one for each event and template.

    It names the event as well as the row, so that a restored database repeats no other's key.
    """
    event = f"{found.machine}/{found.subject_id}/{found.seq}/{found.template}"
    return f"{found.id}-{keys.digest('message', event)[:16]}"


def id_in(tx: Tx, key: str) -> int:
    """Return the message that a provider's key names; raises NotThere for a key not ours."""
    number = key.partition("-")[0]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise NotThere("message")
    found = get_message(tx, int(number))
    if not hmac.compare_digest(key_of(tx.keys, found).encode(), key.encode()):
        raise NotThere("message")
    return found.id
