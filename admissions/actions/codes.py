"""How does a guardian prove its telephone, and come back in without its password?

Six digits by text message, good for ten minutes and five tries. The caller draws them and hashes
the new password outside the transaction. A wrong try is returned, not raised, since it must be
counted; whether a number has an account shows neither in an answer nor in what is written for it
(trust.md S5): for a number without one a code is kept too, which goes to nobody.
"""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from admissions.actions.accounts import phone_login, spelled_login
from admissions.actions.sessions import audit_account
from admissions.roles import Role
from admissions.store import codes
from admissions.store.codes import AccessCode, NewCode
from admissions.store.events import append_audit, require_role
from admissions.store.logins import Login, login_by_id, login_of, set_login
from admissions.store.outbox import queue_message
from admissions.store.sessions import revoke_all
from admissions.store.transaction import NotThere, Refused, Tx

GOOD_FOR, MOST_TRIES = timedelta(minutes=10), 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEMPLATE, MACHINE = "telephone_code", "account"
NOBODY = "login:unknown"


@dataclass(frozen=True, slots=True)
class Bars:
    """How many codes an hour: for one number (in a day twice as many), for one network address.

    `of_address` 0: as many as are asked for, as behind a proxy that hides addresses.
    """

    of_number: int = 5
    of_address: int = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What a code is made from: a fresh number and six digits, whence asked, for which district."""

    ref: str
    code: str
    asked_from: str
    district_id: str
    bars: Bars = Bars()


def spelled_code(typed: str) -> str:
    """Return the one spelling of a typed code: NFKC, capitals, neither blanks nor hyphens."""
    plain = unicodedata.normalize("NFKC", typed[:80]).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def note_number(tx: Tx, *, account_id: str, login: str) -> None:
    """Keep the number by which a guardian has just logged in, to send codes to; by SYSTEM.

    Only a keyed hash of it was kept until now. Does nothing where one is kept.
    """
    require_role(tx, Role.SYSTEM)
    if codes.telephone_of(tx, account_id) is None:
        codes.keep_telephone(tx, account_id, spelled_login(login), None)


def ask_to_verify(tx: Tx, *, account_id: str, asked: Asked) -> None:
    """Send a code to the telephone of an account that is logged in, by SYSTEM.

    Raises Refused: "telephone_unknown" (log in again), "telephone_verified", "too_many".
    """
    require_role(tx, Role.SYSTEM)
    found = codes.telephone_of(tx, account_id)
    if found is None:
        raise Refused("telephone_unknown", "log in again, so that the number is known")
    if found.verified_at is not None:
        raise Refused("telephone_verified", "nothing is left to do")
    _send(tx, "verify", found.number, account_id, asked)


def verify_telephone(tx: Tx, *, account_id: str, typed: str) -> Refused | None:
    """Take the code that came to an account's telephone, by SYSTEM; Refused ("code_wrong")."""
    require_role(tx, Role.SYSTEM)
    found = codes.telephone_of(tx, account_id)
    if found is None:
        raise Refused("telephone_unknown", "log in again, so that the number is known")
    used = take_code(tx, "verify", tx.keys.login_key(found.number), typed)
    if isinstance(used, Refused):
        return used
    if used.account_id != account_id:  # the number has gone to another account meanwhile
        return code_wrong()
    codes.keep_telephone(tx, account_id, found.number, tx.now)
    audit_account(tx, account_id, "telephone_verified")
    return None


def require_verified(tx: Tx) -> None:
    """Refuse ("telephone_unverified") an acting guardian whose telephone nobody has checked."""
    found = codes.telephone_of(tx, tx.actor.account_id)
    if found is None or found.verified_at is None:
        raise Refused("telephone_unverified", "verify the telephone first")


def ask_to_renew(tx: Tx, *, login: str, asked: Asked) -> None:
    """Send a code for a new password where a guardian's account has this number; by SYSTEM.

    The same answer and the same writes without one. Raises BadInput for what is no mobile number,
    Refused ("too_many").
    """
    require_role(tx, Role.SYSTEM)
    number = phone_login(login)
    found = login_of(tx, number)
    known = _may_renew(tx, found)
    _send(tx, "renew", number, found.actor.account_id if found and known else None, asked)


def renew_password(tx: Tx, *, login: str, typed: str, password_hash: str) -> int | Refused:
    """Set a new password for a code that came by telephone; returns how many sessions it ended.

    By SYSTEM. Lifts a lock-out; the number is the account's own from now on. Refused
    ("code_wrong") is returned for a wrong code, one that is over, and a number without an account.
    """
    require_role(tx, Role.SYSTEM)
    number = spelled_login(login)
    used = take_code(tx, "renew", tx.keys.login_key(number), typed)
    if isinstance(used, Refused):
        return used
    found = login_of(tx, number)
    if found is None or found.actor.account_id != used.account_id or not _may_renew(tx, found):
        return code_wrong()
    codes.keep_telephone(tx, found.actor.account_id, number, tx.now)
    return set_password(tx, found, password_hash, how="telephone")


def set_password(tx: Tx, found: Login, password_hash: str, **facts: Any) -> int:
    """Set a guardian's own new password, lift a lock-out, end every session; returns how many."""
    account_id = found.actor.account_id
    set_login(tx, account_id, password_hash=password_hash, password_initial=False, failed=0,
              locked_until=None)  # fmt: skip
    ended = revoke_all(tx, account_id)
    audit_account(tx, account_id, "password_renewed", sessions=ended, **facts)
    return ended


def take_code(tx: Tx, purpose: str, subject: str, typed: str) -> AccessCode | Refused:
    """Use the last code of a purpose up where it is the one typed; counts a wrong try.

    Good while now < its end, not used before, tried wrongly less than five times, and of an active
    guardian's account. Every other answer is one: Refused ("code_wrong").
    """
    found = codes.last_code(tx, purpose, subject)
    right = codes.is_code(tx.keys, found, spelled_code(typed))
    if found is None:
        return _refused(tx, None, purpose, "none")
    if found.used_at is not None or tx.now >= found.expires_at or found.tries >= MOST_TRIES:
        return _refused(tx, found, purpose, "over")
    if not right or not _of_guardian(tx, found):
        codes.note_try(tx, found)
        return _refused(tx, found, purpose, "wrong")
    codes.use_code(tx, found)
    return found


def code_wrong() -> Refused:
    """Return the one refusal of a code."""
    return Refused("code_wrong", "wrong, over, used, or tried too often: ask for another")


def forget_codes(tx: Tx) -> int:
    """Delete what was made more than a day ago and is over, by SYSTEM; returns how many."""
    require_role(tx, Role.SYSTEM)
    return codes.forget_codes(tx, tx.now - DAY)


def _send(tx: Tx, purpose: str, number: str, account_id: str | None, asked: Asked) -> None:
    subject = tx.keys.login_key(number)
    _require_few(tx, subject, asked)
    codes.add_code(tx, NewCode(
        asked.ref, purpose, subject, account_id, asked.code, tx.now + GOOD_FOR, number,
        asked.asked_from,
    ))  # fmt: skip
    queue_message(tx, machine=MACHINE, subject_id=asked.ref, seq=1, template=TEMPLATE,
                  district_id=asked.district_id)  # fmt: skip
    append_audit(tx, NOBODY if account_id is None else f"account:{account_id}", "code_asked",
                 {"purpose": purpose})  # fmt: skip


def _require_few(tx: Tx, subject: str, asked: Asked) -> None:
    """Refuse ("too_many") the code after the last that may be made; one asker after another."""
    tx.alone_on(f"codes:{subject}")
    bars, now = asked.bars, tx.now
    if asked.asked_from and bars.of_address:
        tx.alone_on(f"codes:{asked.asked_from}")
        many = codes.count_codes(tx, now - HOUR, asked_from=asked.asked_from) >= bars.of_address
    else:
        many = False
    an_hour = codes.count_codes(tx, now - HOUR, subject=subject)
    a_day = codes.count_codes(tx, now - DAY, subject=subject)
    if many or an_hour >= bars.of_number or a_day >= 2 * bars.of_number:
        raise Refused("too_many", "wait, or go to the desk")


def _may_renew(tx: Tx, found: Login | None) -> bool:
    """Say whether a number may get a new password: its guardian's, or of an account with nothing.

    Whoever typed a wrong number, or somebody else's on purpose, may hold details of a child: they
    are not shown to the number's owner. An account that holds nothing shows nothing.
    """
    account_id = "" if found is None else found.actor.account_id
    kept = codes.telephone_of(tx, account_id)
    empty = codes.holds_nothing(tx, account_id)
    verified = kept is not None and kept.verified_at is not None
    return found is not None and _is_guardian(found) and (verified or empty)


def _of_guardian(tx: Tx, found: AccessCode) -> bool:
    try:
        return _is_guardian(login_by_id(tx, found.account_id or ""))
    except NotThere:
        return False


def _is_guardian(found: Login) -> bool:
    return found.active and found.actor.role == Role.GUARDIAN


def _refused(tx: Tx, found: AccessCode | None, purpose: str, why: str) -> Refused:
    account_id = None if found is None else found.account_id
    append_audit(tx, NOBODY if account_id is None else f"account:{account_id}", "code_refused",
                 {"purpose": purpose, "why": why})  # fmt: skip
    return code_wrong()
