"""How is a message to a guardian queued? With the event that causes it, sent after the commit."""

from typing import Any

from sqlalchemy import insert

from admissions.store.schema import message
from admissions.store.transaction import Tx


def queue_message(tx: Tx, *, machine: str, subject_id: str, seq: int, template: str,
                  district_id: str, application_id: str | None = None,
                  params: dict[str, Any] | None = None) -> None:  # fmt: skip
    """Queue one message of one event; a second of the same template is refused by the store.

    `params` hold numbers, dates and school names; the telephone is read when it is sent.
    """
    tx.conn.execute(insert(message), {
        "machine": machine, "subject_id": subject_id, "seq": seq, "template": template,
        "district_id": district_id, "application_id": application_id, "params": params or {},
        "next_at": tx.now, "state": "queued", "attempts": 0,
    })  # fmt: skip


def tell_guardian(tx: Tx, template: str, application_id: str, seq: int, *, district_id: str,
                  **params: Any) -> None:  # fmt: skip
    """Queue what a child's guardian is told of event `seq` of its application."""
    queue_message(tx, machine="application", subject_id=application_id, seq=seq,
                  template=template, district_id=district_id, application_id=application_id,
                  params=params)  # fmt: skip
