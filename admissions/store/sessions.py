"""Who is logged in? A row for each session; its token is kept only as a keyed hash."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from admissions.roles import Actor, Role
from admissions.store.schema import account, session
from admissions.store.transaction import Tx

_CSRF = "csrf"
# Asked with every request: built once.
_LIVING = (
    select(session.c.csrf_hash, session.c.created_at, session.c.seen_at, session.c.expires_at,
           account.c.id, account.c.role, account.c.district_id, account.c.school_id,
           account.c.subdistrict_id, account.c.display_name, account.c.password_initial)
    .join_from(session, account, session.c.account_id == account.c.id)
    .where(session.c.token_hash == bindparam("token_hash_"), session.c.revoked_at.is_(None),
           account.c.active)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was not revoked, of an active account; whether it is over is for the action.

    `csrf_hash`: see `csrf_hash`. Instants in Asia/Shanghai; `expires_at` is absolute.
    """

    actor: Actor
    display_name: str
    csrf_hash: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    password_initial: bool


def csrf_hash(tx: Tx, csrf: str) -> str:
    """Return what is kept of a form token."""
    return tx.keys.digest(_CSRF, csrf)


def add_session(tx: Tx, *, account_id: str, token: str, csrf: str, expires_at: datetime) -> None:
    """Begin a session that was seen now."""
    tx.conn.execute(insert(session), {
        "token_hash": tx.keys.token_hash(token), "account_id": account_id,
        "csrf_hash": csrf_hash(tx, csrf), "created_at": tx.now, "seen_at": tx.now,
        "expires_at": expires_at, "revoked_at": None,
    })  # fmt: skip


def find_session(tx: Tx, token: str) -> Session | None:
    """Return the session of a token; None if there is none, or it or its account was ended."""
    row = tx.conn.execute(_LIVING, {"token_hash_": tx.keys.token_hash(token)}).one_or_none()
    if row is None:
        return None
    actor = Actor(row.id, Role(row.role), row.district_id or "", row.school_id or "",
                  row.subdistrict_id or "")  # fmt: skip
    return Session(actor, row.display_name, row.csrf_hash, row.created_at, row.seen_at,
                   row.expires_at, row.password_initial)  # fmt: skip


def note_seen(tx: Tx, token: str) -> None:
    """Write down that a session was used now."""
    tx.conn.execute(
        update(session).where(session.c.token_hash == tx.keys.token_hash(token))
        .values(seen_at=tx.now)
    )  # fmt: skip


def revoke(tx: Tx, token: str) -> int:
    """End one session; returns how many were ended: 1, or 0 if it had ended before."""
    return tx.conn.execute(
        update(session).where(session.c.token_hash == tx.keys.token_hash(token),
                              session.c.revoked_at.is_(None))
        .values(revoked_at=tx.now)
    ).rowcount  # fmt: skip


def revoke_all(tx: Tx, account_id: str, *, keep: str = "") -> int:
    """End every session of an account but that of the token `keep`; returns how many."""
    kept = tx.keys.token_hash(keep)
    return tx.conn.execute(
        update(session).where(session.c.account_id == account_id, session.c.revoked_at.is_(None),
                              session.c.token_hash != kept)
        .values(revoked_at=tx.now)
    ).rowcount  # fmt: skip
