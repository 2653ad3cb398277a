"""How does somebody get in? Sign-up, login with its lock-out, passwords.

Argon2 runs outside the store's transactions, in two steps: read `password_hash_of`, verify in a
thread (passwords.check_password), then `log_in` with what was found. Refusals of a login are
returned, not raised, since the counter of failures must be kept; they are one answer for an
unknown, closed or locked account and for a wrong password or code (trust.md S5).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from admissions.actions.sessions import (
    audit_account,
    log_out,
    log_out_everywhere,
    open_session,
    right_csrf,
    session_actor,
    session_of,
    touch,
    touch_due,
)
from admissions.actions.staff import (
    Credentials,
    StaffAccount,
    add_staff,
    disable,
    enable,
    replace_second_factor,
    reset_password,
    staff_accounts,
)
from admissions.people import is_phone
from admissions.people_words import entry_fault
from admissions.roles import Actor, Role
from admissions.store.accounts import add_account
from admissions.store.events import append_audit, require_role
from admissions.store.logins import (
    Login,
    login_by_id,
    login_by_subject,
    login_of,
    password_hash_of,
    set_login,
)
from admissions.store.sessions import Session, revoke_all
from admissions.store.transaction import Refused, Tx
from admissions.totp import matching_step
from geo.faults import BadInput

__all__ = [
    "Credentials", "LoggedIn", "Session", "StaffAccount", "add_staff", "change_password",
    "disable", "enable", "log_in", "log_in_through", "log_out", "log_out_everywhere",
    "open_session", "password_hash_for", "renew_hash", "replace_second_factor", "reset_password",
    "right_csrf", "session_actor", "session_of", "sign_up", "staff_accounts", "touch", "touch_due",
]  # fmt: skip

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)
Check = Callable[[str | None], bool]


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Who got in. `password_initial`: its password must be changed before anything else."""

    actor: Actor
    password_initial: bool


def spelled_login(login: str) -> str:
    """Return the one spelling of a login name: NFKC, no blanks; capitals do not count."""
    return "".join(unicodedata.normalize("NFKC", login).split()).casefold()


def phone_login(login: str) -> str:
    """Return the one spelling of a guardian's mobile number; raises BadInput for anything else."""
    number = spelled_login(login)
    if not is_phone(number):
        raise BadInput([entry_fault("login", "phone")])
    return number


def sign_up(tx: Tx, *, account_id: str, login: str, password_hash: str) -> Actor:
    """Make a guardian's account under a mobile number, by SYSTEM; whose it is nobody has checked.

    Raises BadInput for what is no mobile number, Refused ("login_taken") for one with an account:
    the caller gives the same answer then as for a new one.
    """
    require_role(tx, Role.SYSTEM)
    number = phone_login(login)
    actor = Actor(account_id, Role.GUARDIAN)
    add_account(tx, actor=actor, login=number, password_hash=password_hash)
    audit_account(tx, account_id, "signed_up")
    return actor


def password_hash_for(tx: Tx, *, login: str) -> str | None:
    """Return the hash to verify outside the transaction; None where there is no account."""
    return password_hash_of(tx, spelled_login(login))


def log_in(
    tx: Tx, *, login: str, check: Check, totp: str = "", second_factor: bool = True
) -> LoggedIn | Refused:
    """Judge a login, by SYSTEM; five failures lock the account for 15 minutes.

    Returns Refused "login_failed", or "second_factor_missing" for staff without an authenticator
    where `second_factor` is asked for (a demo may not). Commit either.
    """
    require_role(tx, Role.SYSTEM)
    found = login_of(tx, spelled_login(login))
    right = check(found.password_hash if found else None)
    if found is None:
        return _unknown(tx, spelled_login(login))
    refused = _barred(tx, found)
    if refused is not None:
        return refused
    if not right or found.password_hash is None:
        return _failed(tx, found, "wrong_password")
    if found.actor.role != Role.GUARDIAN and found.totp_secret is None and second_factor:
        audit_account(tx, found.actor.account_id, "login_without_second_factor")
        return Refused("second_factor_missing", "ask the administrator for an authenticator")
    if found.totp_secret is not None:
        step = matching_step(found.totp_secret, totp, tx.now, found.totp_used)
        if step is None:
            return _failed(tx, found, "wrong_code")
        set_login(tx, found.actor.account_id, totp_last_step=step)
    return _let_in(tx, found, "password")


def log_in_through(tx: Tx, *, oidc_subject: str) -> LoggedIn | Refused:
    """Let in the account tied to a subject that the identity provider has vouched for."""
    require_role(tx, Role.SYSTEM)
    found = login_by_subject(tx, oidc_subject)
    if found is None:
        return _unknown(tx, oidc_subject)
    return _barred(tx, found) or _let_in(tx, found, "provider")


def change_password(
    tx: Tx, *, check: Check, password_hash: str, keep_token: str = ""
) -> int | Refused:
    """Change the acting account's password; ends its other sessions and returns how many.

    A wrong old password counts as a failed login, and is returned, not raised.
    """
    found = login_by_id(tx, tx.actor.account_id)
    right = check(found.password_hash)
    refused = _barred(tx, found)
    if refused is not None:
        return refused
    if not right or found.password_hash is None:
        return _failed(tx, found, "wrong_old_password")
    account_id = found.actor.account_id
    set_login(tx, account_id, password_hash=password_hash, password_initial=False, failed=0)
    ended = revoke_all(tx, account_id, keep=keep_token)
    audit_account(tx, account_id, "password_changed", sessions=ended)
    return ended


def renew_hash(tx: Tx, *, account_id: str, was: str, password_hash: str) -> bool:
    """Keep the same password under today's parameters (passwords.needs_rehash), by SYSTEM.

    False where the password was changed meanwhile: then nothing is written.
    """
    require_role(tx, Role.SYSTEM)
    same = login_by_id(tx, account_id).password_hash == was
    if same:
        set_login(tx, account_id, password_hash=password_hash)
    return same


def _barred(tx: Tx, found: Login) -> Refused | None:
    """Return the refusal of a closed or locked account, or one that is nobody's."""
    if found.locked_until is not None and tx.now < found.locked_until:
        return _refused(tx, found, "locked")
    if not found.active or found.actor.role == Role.SYSTEM:
        return _refused(tx, found, "closed")
    return None


def _failed(tx: Tx, found: Login, why: str) -> Refused:
    failed = found.failed + 1
    locked = failed >= FAILURES_ALLOWED
    set_login(tx, found.actor.account_id, failed=0 if locked else failed,
              locked_until=tx.now + LOCKED_FOR if locked else None)  # fmt: skip
    return _refused(tx, found, why, failures=failed, locks=locked)


def _refused(tx: Tx, found: Login, why: str, **facts: int) -> Refused:
    audit_account(tx, found.actor.account_id, "login_failed", why=why, **facts)
    return _login_failed()


def _unknown(tx: Tx, told: str) -> Refused:
    append_audit(
        tx, "login:unknown", "login_failed", {"login": tx.keys.digest("login-tried", told)}
    )
    return _login_failed()


def _login_failed() -> Refused:
    return Refused("login_failed", "wrong login, password or code, or locked for 15 minutes")


def _let_in(tx: Tx, found: Login, how: str) -> LoggedIn:
    set_login(tx, found.actor.account_id, failed=0, locked_until=None)
    audit_account(tx, found.actor.account_id, "logged_in", how=how)
    return LoggedIn(found.actor, found.password_initial)
