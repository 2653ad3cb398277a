"""How are amendments kept? Proposed by one person, approved by another, never changed (S70)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from admissions.store.schema import amendment
from admissions.store.transaction import NotThere, Tx
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amendment/1 (trust.md §6) without its reason, which is sealed."""

    id: str
    cycle_id: str
    district_id: str
    application_id: str | None
    stage: str
    version: int
    kind: str
    basis: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason_hash: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None


def add_amendment(tx: Tx, *, amendment_id: str, values: Mapping[str, Any], reason: str) -> None:
    """Add a proposal of the acting person; its reason is sealed, its keyed hash stands open."""
    tx.conn.execute(insert(amendment), {
        **values, "id": amendment_id, "stage": "none", "version": 0,
        "reason_sealed": tx.keys.seal(reason, f"amendment:{amendment_id}"),
        "reason_hash": tx.keys.digest("amendment", reason),
        "proposed_by": tx.actor.account_id, "proposed_at": tx.now,
    })  # fmt: skip


def note_approval(tx: Tx, amendment_id: str) -> None:
    """Write who approved and when; the database refuses the proposer."""
    tx.conn.execute(
        update(amendment).where(amendment.c.id == amendment_id)
        .values(approved_by=tx.actor.account_id, approved_at=tx.now)
    )  # fmt: skip


def get_amendment(tx: Tx, amendment_id: str) -> Amendment:
    """Return an amendment that the actor may see; raises NotThere."""
    names = list(Amendment.__dataclass_fields__)
    row = tx.conn.execute(
        select(*(amendment.c[name] for name in names))
        .where(amendment.c.id == amendment_id, visible(tx.actor, amendment))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotThere("amendment")
    return Amendment(*row)


def reason_of(tx: Tx, amendment_id: str) -> str:
    """Return the sealed reason to whoever may see the amendment."""
    sealed = tx.conn.execute(
        select(amendment.c.reason_sealed)
        .where(amendment.c.id == amendment_id, visible(tx.actor, amendment))
    ).scalar_one_or_none()  # fmt: skip
    if sealed is None:
        raise NotThere("amendment")
    return tx.keys.open(sealed, f"amendment:{amendment_id}")


def amendment_counts(tx: Tx, cycle_id: str, district_id: str) -> dict[str, int]:
    """Return how many amendments were applied, by kind: counted in public."""
    rows = tx.conn.execute(
        select(amendment.c.kind, func.count()).where(
            amendment.c.cycle_id == cycle_id, amendment.c.district_id == district_id,
            amendment.c.stage == "applied",
        ).group_by(amendment.c.kind).order_by(amendment.c.kind)
    ).all()  # fmt: skip
    return dict(rows)
