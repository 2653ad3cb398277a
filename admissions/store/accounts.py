"""Who has an account, and which actor is it?"""

from sqlalchemy import insert, select

from admissions.roles import Actor, Role
from admissions.store.schema import account
from admissions.store.transaction import NotThere, Tx


def add_account(tx: Tx, *, actor: Actor, login: str, password_hash: str | None = None,
                display_name: str = "", oidc_subject: str | None = None) -> None:  # fmt: skip
    """Add the account that `actor` will act through; `login` is kept only as a keyed hash."""
    tx.conn.execute(insert(account), {
        "id": actor.account_id, "login_key": tx.keys.login_key(login), "role": str(actor.role),
        "district_id": actor.district_id or None, "school_id": actor.school_id or None,
        "subdistrict_id": actor.subdistrict_id or None, "display_name": display_name,
        "password_hash": password_hash, "oidc_subject": oidc_subject, "failed": 0,
        "active": True, "created_at": tx.now,
    })  # fmt: skip


def actor_of(tx: Tx, account_id: str) -> Actor:
    """Return the actor of an active account; raises NotThere."""
    row = tx.conn.execute(
        select(account).where(account.c.id == account_id, account.c.active)
    ).one_or_none()
    if row is None:
        raise NotThere("account")
    return Actor(row.id, Role(row.role), row.district_id or "", row.school_id or "",
                 row.subdistrict_id or "")  # fmt: skip
