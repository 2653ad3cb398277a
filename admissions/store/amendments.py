"""How are amendments kept? Proposed by one person, approved by another, never changed (S70)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from admissions.store.schema import amendment
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import seen_as
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


def name_child(tx: Tx, amendment_id: str, application_id: str) -> None:
    """Write which application a late registration was for, once it exists."""
    tx.conn.execute(
        update(amendment)
        .where(amendment.c.id == amendment_id, amendment.c.application_id.is_(None))
        .values(application_id=application_id)
    )


def late_amendment(tx: Tx, application_id: str) -> Amendment:
    """Return the applied amendment that let a child in after the deadline; raises NotThere."""
    found = tx.conn.execute(
        select(amendment.c.id).where(
            amendment.c.application_id == application_id, amendment.c.stage == "applied",
            amendment.c.kind.in_(("late", "register_late")), visible(tx.actor, amendment),
        ).order_by(amendment.c.proposed_at.desc(), amendment.c.id).limit(1)
    ).scalar_one_or_none()  # fmt: skip
    if found is None:
        raise NotThere("amendment")
    return get_amendment(tx, found)


def get_amendment(tx: Tx, amendment_id: str) -> Amendment:
    """Return an amendment that the actor may see; raises NotThere."""
    row = tx.conn.execute(
        seen_as(tx, amendment, Amendment).where(amendment.c.id == amendment_id)
    ).one_or_none()
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


def amendments_by_school(tx: Tx, cycle_id: str, district_id: str) -> dict[str, dict[str, int]]:
    """Return how many applied amendments gave a place or places at each school, by kind.

    These are public counts: no child can be told from them (trust.md §6).
    """
    rows = tx.conn.execute(
        select(amendment.c.kind, amendment.c.after).where(
            amendment.c.cycle_id == cycle_id, amendment.c.district_id == district_id,
            amendment.c.stage == "applied",
        )
    ).all()  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        school = row.after.get("school_id")
        if school is not None:
            kinds = found.setdefault(school, {})
            kinds[row.kind] = kinds.get(row.kind, 0) + 1
    return {school: found[school] for school in sorted(found)}
