"""Which declaration has a guardian given? The text's version, who and when (S58, PIPL)."""

from sqlalchemy import insert, select

from admissions.store.schema import consent
from admissions.store.transaction import Tx


def add_consent(tx: Tx, application_id: str, text_version: str) -> None:
    """Write down that the guardian agreed to one version of the text; once is enough."""
    if text_version in consents_of(tx, application_id):
        return
    tx.conn.execute(insert(consent), {
        "application_id": application_id, "text_version": text_version,
        "account_id": tx.actor.account_id, "given_at": tx.now, "withdrawn": False,
    })  # fmt: skip


def consents_of(tx: Tx, application_id: str) -> frozenset[str]:
    """Return the versions of the text agreed to."""
    return frozenset(tx.conn.execute(
        select(consent.c.text_version).where(consent.c.application_id == application_id)
    ).scalars())  # fmt: skip
