"""How are transfers (跨区、跨片) kept? Asked for, sealed by the bureau, collected in their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, insert, update

from admissions.store.schema import transfer
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import seen_as

OPEN = ("requested", "approved", "letter_issued")
LEAVING = ("approved", "letter_issued", "collected")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: whose, of which kind and ground, whereto, its papers, its days of collecting.

    `collect_from`, `collect_until`: days in Asia/Shanghai, both of them included.
    """

    id: str
    cycle_id: str
    district_id: str
    application_id: str
    kind: str
    stage: str
    version: int
    to_district_id: str
    to_school_id: str
    ground: str
    seal_no: str | None
    letter_no: str | None
    collect_from: date | None
    collect_until: date | None


def _query(tx: Tx) -> Select[Any]:
    return seen_as(tx, transfer, Transfer)


def add_transfer(tx: Tx, values: dict[str, Any]) -> None:
    """Add a transfer at the stage `none`; its first event must follow."""
    tx.conn.execute(insert(transfer), values | {"stage": "none", "version": 0})


def write_papers(tx: Tx, transfer_id: str, **columns: Any) -> None:
    """Write seal_no, letter_no, collect_from or collect_until."""
    tx.conn.execute(update(transfer).where(transfer.c.id == transfer_id).values(**columns))


def get_transfer(tx: Tx, transfer_id: str) -> Transfer:
    """Return one transfer; raises NotThere, also where the actor may not know of it."""
    row = tx.conn.execute(_query(tx).where(transfer.c.id == transfer_id)).one_or_none()
    if row is None:
        raise NotThere("transfer")
    return Transfer(*row)


def transfers_of(
    tx: Tx, cycle_id: str, *, stages: Sequence[str] = (), application_id: str = "",
    letter_no: str = "",
) -> list[Transfer]:  # fmt: skip
    """Return what the actor may see, by id; narrowed by stage, child or letter where given."""
    query = _query(tx).where(transfer.c.cycle_id == cycle_id).order_by(transfer.c.id)
    if stages:
        query = query.where(transfer.c.stage.in_(stages))
    if application_id:
        query = query.where(transfer.c.application_id == application_id)
    if letter_no:
        query = query.where(transfer.c.letter_no == letter_no)
    return [Transfer(*row) for row in tx.conn.execute(query).all()]


def past_their_days(tx: Tx, cycle_id: str, district_id: str, today: date) -> list[Transfer]:
    """Return the transfers that were not collected by their last day, by id."""
    rows = tx.conn.execute(
        _query(tx).where(
            transfer.c.cycle_id == cycle_id, transfer.c.district_id == district_id,
            transfer.c.stage.in_(("approved", "letter_issued")),
            transfer.c.collect_until < today,
        ).order_by(transfer.c.id)
    ).all()  # fmt: skip
    return [Transfer(*row) for row in rows]
