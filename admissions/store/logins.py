"""How does an account prove who it is? Password hash, second factor, failures: never in the open.

Rows are locked while they are judged, so that two attempts at once count as two.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select, true, update

from admissions.roles import Actor, Role
from admissions.store.schema import account, subdistrict
from admissions.store.transaction import NotThere, Tx
from admissions.totp import secret_of, secret_text


@dataclass(frozen=True, slots=True)
class Login:
    """An account at the door. `locked_until`: the first instant at which it may try again."""

    actor: Actor
    display_name: str
    password_hash: str | None
    password_initial: bool
    totp_secret: bytes | None
    totp_used: int | None
    second_factor: bool  # has one, also where its secret was not opened
    failed: int
    locked_until: datetime | None
    active: bool


def login_of(tx: Tx, login: str) -> Login | None:
    """Return the account of a login name, locked until the transaction ends; None if none has."""
    return _one(tx, account.c.login_key == tx.keys.login_key(login))


def login_by_subject(tx: Tx, oidc_subject: str) -> Login | None:
    """Return the account tied to a subject of the identity provider."""
    return _one(tx, account.c.oidc_subject == oidc_subject)


def login_by_id(tx: Tx, account_id: str) -> Login:
    """Return an account; raises NotThere."""
    found = _one(tx, account.c.id == account_id)
    if found is None:
        raise NotThere("account")
    return found


def password_hash_of(tx: Tx, login: str) -> str | None:
    """Return the stored hash of a login name, to be verified outside; None where there is none."""
    return tx.conn.execute(
        select(account.c.password_hash).where(account.c.login_key == tx.keys.login_key(login))
    ).scalar_one_or_none()


def set_login(tx: Tx, account_id: str, **columns: Any) -> None:
    """Set what decides about the next login: password_hash, failed, locked_until, active …"""
    tx.conn.execute(update(account).where(account.c.id == account_id).values(**columns))


def set_second_factor(tx: Tx, account_id: str, secret: bytes) -> None:
    """Seal a new secret of the second factor; no step of it has been used."""
    sealed = tx.keys.seal(secret_text(secret), f"account:{account_id}")
    set_login(tx, account_id, totp_sealed=sealed, totp_last_step=None)


def staff_logins(tx: Tx) -> list[Login]:
    """Return the staff accounts that an administrator keeps, by id; not their secrets."""
    rows = tx.conn.execute(select(account).where(kept_by(tx.actor)).order_by(account.c.id)).all()
    return [_login(row, None) for row in rows]


def kept_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for the accounts that an administrator keeps: staff, of its district."""
    staff = account.c.role.not_in((str(Role.GUARDIAN), str(Role.SYSTEM)))
    within = account.c.district_id == actor.district_id if actor.district_id else true()
    return and_(staff, within)


def kept_login(tx: Tx, account_id: str) -> Login:
    """Return a staff account of the administrator's; raises NotThere for any other."""
    found = _one(tx, account.c.id == account_id, kept_by(tx.actor))
    if found is None:
        raise NotThere("account")
    return found


def district_of_subdistrict(tx: Tx, subdistrict_id: str) -> str:
    """Return the district of a sub-district; raises NotThere."""
    found = tx.conn.execute(
        select(subdistrict.c.district_id).where(subdistrict.c.id == subdistrict_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotThere("subdistrict")
    return found


def _one(tx: Tx, *conditions: ColumnElement[bool]) -> Login | None:
    query: Select[Any] = select(account).where(*conditions).with_for_update()
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        return None
    sealed = row.totp_sealed
    secret = None if sealed is None else secret_of(tx.keys.open(sealed, f"account:{row.id}"))
    return _login(row, secret)


def _login(row: Row[Any], secret: bytes | None) -> Login:
    actor = Actor(row.id, Role(row.role), row.district_id or "", row.school_id or "",
                  row.subdistrict_id or "")  # fmt: skip
    return Login(
        actor, row.display_name, row.password_hash, row.password_initial, secret,
        row.totp_last_step, row.totp_sealed is not None, row.failed, row.locked_until, row.active,
    )  # fmt: skip
