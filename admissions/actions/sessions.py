"""Whose request is this? Sessions begin, are used, run out and end.

Half an hour idle for staff, two hours for guardians, twelve hours in all; a session lives while
now < its end. Tokens come from the caller's random source, of which only keyed hashes are kept.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any

from admissions.roles import Actor, Role
from admissions.store.events import append_audit, require_role
from admissions.store.logins import login_by_id
from admissions.store.sessions import (
    Session,
    add_session,
    csrf_hash,
    find_session,
    note_seen,
    revoke,
    revoke_all,
)
from admissions.store.transaction import NotThere, Refused, Tx

IDLE_STAFF, IDLE_GUARDIAN = timedelta(minutes=30), timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)


def audit_account(tx: Tx, account_id: str, what: str, **facts: Any) -> None:
    """Write down what happened to an account, in its own chain."""
    append_audit(tx, f"account:{account_id}", what, facts)


def open_session(tx: Tx, *, account_id: str, token: str, csrf: str) -> Session:
    """Begin a session after a login, by SYSTEM; `token` and `csrf` are new, of 128 bits or more.

    Raises NotThere for an account that is not active.
    """
    require_role(tx, Role.SYSTEM)
    if not login_by_id(tx, account_id).active:
        raise NotThere("account")
    add_session(tx, account_id=account_id, token=token, csrf=csrf, expires_at=tx.now + LONGEST)
    audit_account(tx, account_id, "session_opened")
    return session_of(tx, token=token)


def session_of(tx: Tx, *, token: str) -> Session:
    """Return the living session of a token; raises Refused ("not_logged_in").

    One whose password somebody else has set may only change it: see `session_actor`.
    """
    found = find_session(tx, token)
    if found is None or tx.now >= min(found.expires_at, found.seen_at + _idle(found.actor)):
        raise Refused("not_logged_in", "log in again")
    return found


def session_actor(tx: Tx, *, token: str) -> Actor:
    """Return who acts; raises Refused: "not_logged_in", or "password_is_initial" before all else.

    A password that an administrator has set is changed before its account does anything.
    """
    found = session_of(tx, token=token)
    if found.password_initial:
        raise Refused("password_is_initial", "choose a password of your own first")
    return found.actor


def right_csrf(tx: Tx, found: Session, csrf: str) -> bool:
    """Say whether a form token belongs to the session."""
    return hmac.compare_digest(found.csrf_hash, csrf_hash(tx, csrf))


def touch_due(now: datetime, found: Session) -> bool:
    """Say whether `touch` would write: at most once a minute."""
    return now - found.seen_at >= TOUCH_EVERY


def touch(tx: Tx, *, token: str) -> bool:
    """Let the idle time begin anew, if a minute has passed; a session that is over stays over."""
    due = touch_due(tx.now, session_of(tx, token=token))
    if due:
        note_seen(tx, token)
    return due


def log_out(tx: Tx, *, token: str) -> bool:
    """End the session of a token; False where none was alive, which is no fault."""
    found = find_session(tx, token)
    if found is None:
        return False
    ended = revoke(tx, token) == 1
    if ended:
        audit_account(tx, found.actor.account_id, "logged_out")
    return ended


def log_out_everywhere(tx: Tx) -> int:
    """End every session of the acting account; returns how many."""
    account_id = tx.actor.account_id
    ended = revoke_all(tx, account_id)
    audit_account(tx, account_id, "logged_out_everywhere", sessions=ended)
    return ended


def _idle(actor: Actor) -> timedelta:
    return IDLE_GUARDIAN if actor.role == Role.GUARDIAN else IDLE_STAFF
