"""How are telephones of accounts and one-time codes kept? Sealed, or as keyed digests alone.

A code and the telephone that it goes to are sealed until its message has left, then taken out.
Rows are locked while they are judged, so that two tries at once count as two.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from admissions.store.keys import KeyRing, Unreadable
from admissions.store.schema import (
    access_code,
    account,
    application,
    message,
    petition,
    telephone,
)
from admissions.store.transaction import Tx
from admissions.store.values import columns_of
from admissions.store.visible import visible

_NO_DIGEST = "0" * 64  # compared with where there is no code, so that both take as long


@dataclass(frozen=True, slots=True)
class Telephone:
    """Where codes for an account are sent; `verified_at`: since when it is known to be its own."""

    number: str
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to be kept. `subject`: a login's key, or at a desk a registration's number.

    `account_id` None: nobody may use it; it is kept so that nobody can tell the difference.
    `number` "": it goes to no telephone. `asked_from`: a network address, "" at a desk.
    """

    ref: str
    purpose: str
    subject: str
    account_id: str | None
    code: str
    expires_at: datetime
    number: str = ""
    asked_from: str = ""


@dataclass(frozen=True, slots=True)
class AccessCode:
    """A code that was made, as far as it is kept. Instants in Asia/Shanghai."""

    id: int
    ref: str
    purpose: str
    subject: str
    account_id: str | None
    digest: str
    made_at: datetime
    expires_at: datetime
    tries: int
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToSend:
    """A code on its way: telephone and code, None once it is over; whether an account has it."""

    told: tuple[str, str] | None
    to_somebody: bool


def keep_telephone(tx: Tx, account_id: str, number: str, verified_at: datetime | None) -> None:
    """Write down where codes for an account are sent, in the place of what was there."""
    values = {"sealed": tx.keys.seal(number, f"telephone:{account_id}"), "verified_at": verified_at}
    done = tx.conn.execute(
        update(telephone).where(telephone.c.account_id == account_id).values(**values)
    )
    if done.rowcount == 0:
        tx.conn.execute(insert(telephone), {"account_id": account_id, **values})


def telephone_of(tx: Tx, account_id: str) -> Telephone | None:
    """Return the telephone of an account that the actor may see; None where none is known.

    One whose key was destroyed, at the end of its retention, is known no more.
    """
    row = tx.conn.execute(
        select(telephone).where(telephone.c.account_id == account_id,
                                visible(tx.actor, telephone))
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    try:
        return Telephone(tx.keys.open(row.sealed, f"telephone:{account_id}"), row.verified_at)
    except Unreadable:
        return None


def forget_telephone(tx: Tx, account_id: str) -> None:
    """Take out the telephone of an account that logs in by another one."""
    tx.conn.execute(delete(telephone).where(telephone.c.account_id == account_id))


def logs_in_by(tx: Tx, account_id: str, login: str) -> bool:
    """Say whether an account logs in by this name."""
    key = tx.conn.execute(select(account.c.login_key).where(account.c.id == account_id))
    return key.scalar_one_or_none() == tx.keys.login_key(login)


def holds_nothing(tx: Tx, account_id: str) -> bool:
    """Say whether nothing was ever registered or written through an account."""
    return not any(
        tx.conn.execute(select(of.c.id).where(of.c.account_id == account_id).limit(1)).first()
        for of in (application, petition)
    )


def add_code(tx: Tx, given: NewCode) -> None:
    """Keep a code; of several for one purpose and subject the last one counts."""
    sealed = None
    if given.number:
        sealed = tx.keys.seal(json.dumps([given.number, given.code]), f"access_code:{given.ref}")
    tx.conn.execute(insert(access_code), {
        "ref": given.ref, "purpose": given.purpose, "subject": given.subject,
        "account_id": given.account_id, "digest": _digest(tx.keys, given.ref, given.code),
        "asked_from": _address_key(tx.keys, given.asked_from), "sealed": sealed,
        "made_at": tx.now, "expires_at": given.expires_at, "tries": 0, "used_at": None,
    })  # fmt: skip


def last_code(tx: Tx, purpose: str, subject: str) -> AccessCode | None:
    """Return the last code of a purpose and subject, locked until the transaction ends."""
    row = tx.conn.execute(
        select(*columns_of(access_code, AccessCode))
        .where(access_code.c.purpose == purpose, access_code.c.subject == subject)
        .order_by(access_code.c.id.desc()).limit(1).with_for_update()
    ).one_or_none()  # fmt: skip
    return None if row is None else AccessCode(*row)


def is_code(keys: KeyRing, found: AccessCode | None, typed: str) -> bool:
    """Say in constant time whether a typed code is the one that was made."""
    made = _digest(keys, "" if found is None else found.ref, typed)
    return hmac.compare_digest(made, _NO_DIGEST if found is None else found.digest)


def note_try(tx: Tx, found: AccessCode) -> None:
    """Count one wrong try."""
    _set(tx, found.ref, tries=found.tries + 1)


def use_code(tx: Tx, found: AccessCode) -> None:
    """Use a code up."""
    _set(tx, found.ref, used_at=tx.now, sealed=None)


def count_codes(tx: Tx, since: datetime, *, subject: str = "", asked_from: str = "") -> int:
    """Count the codes made after `since` for a subject, or asked for from a network address."""
    of = (
        access_code.c.subject == subject if subject
        else access_code.c.asked_from == _address_key(tx.keys, asked_from)
    )  # fmt: skip
    query = select(func.count()).select_from(access_code).where(of, access_code.c.made_at > since)
    return tx.conn.execute(query).scalar_one()


def code_to_send(tx: Tx, ref: str) -> ToSend | None:
    """Return what a message tells; None for a code that was deleted. Over, it is emptied.

    Raises Unreadable where its key was destroyed.
    """
    row = tx.conn.execute(select(access_code).where(access_code.c.ref == ref)).one_or_none()
    if row is None:
        return None
    over = row.sealed is None or row.used_at is not None or tx.now >= row.expires_at
    if over or row.account_id is None:
        _set(tx, ref, sealed=None)
        return ToSend(None, to_somebody=row.account_id is not None)
    number, code = json.loads(tx.keys.open(row.sealed, f"access_code:{ref}"))
    return ToSend((number, code), to_somebody=True)


def empty_sent(tx: Tx, message_id: int) -> None:
    """Take telephone and code out of the row whose message has left, or never will."""
    ref = select(message.c.subject_id).where(
        message.c.id == message_id, message.c.machine == "account"
    )
    tx.conn.execute(
        update(access_code).where(access_code.c.ref.in_(ref), access_code.c.sealed.is_not(None))
        .values(sealed=None)
    )  # fmt: skip


def forget_codes(tx: Tx, made_before: datetime) -> int:
    """Delete codes that no count and no try asks for any more; returns how many."""
    gone = delete(access_code).where(
        access_code.c.made_at < made_before, access_code.c.expires_at <= tx.now
    )
    return tx.conn.execute(gone).rowcount


def _set(tx: Tx, ref: str, **columns: Any) -> None:
    tx.conn.execute(update(access_code).where(access_code.c.ref == ref).values(**columns))


def _digest(keys: KeyRing, ref: str, code: str) -> str:
    return keys.digest("access-code", f"{ref}\x1f{code}")


def _address_key(keys: KeyRing, address: str) -> str:
    return keys.digest("network-address", address) if address else ""
