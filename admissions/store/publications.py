"""How are public notices (公示) kept? Never changed; taken down when their period has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from admissions.store.schema import application, overflow_run, placement, publication
from admissions.store.transaction import NotThere, Refused, Tx
from admissions.store.values import columns_of
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Publication:
    """One public notice without its body; `objections_until`: the moment the period ends."""

    id: str
    cycle_id: str
    district_id: str
    school_id: str | None
    disclosure: str
    title: str
    media_type: str
    digest: str
    published_at: datetime
    objections_until: datetime | None
    taken_down_at: datetime | None


_COLUMNS = columns_of(publication, Publication)


def add_publication(tx: Tx, values: dict[str, Any]) -> None:
    """Add a public notice; its body can never be changed."""
    tx.conn.execute(insert(publication), values | {
        "published_by": tx.actor.account_id, "published_at": tx.now,
    })  # fmt: skip


def get_publication(tx: Tx, publication_id: str) -> Publication:
    """Return a public notice, standing or taken down; raises NotThere."""
    row = tx.conn.execute(select(*_COLUMNS).where(publication.c.id == publication_id)).one_or_none()
    if row is None:
        raise NotThere("publication")
    return Publication(*row)


def body_of(tx: Tx, publication_id: str) -> bytes:
    """Return the body; whether it may still be read is for the action to say."""
    return tx.conn.execute(
        select(publication.c.body).where(publication.c.id == publication_id)
    ).scalar_one()


def standing(tx: Tx, district_id: str, cycle_id: str = "") -> list[Publication]:
    """Return the notices of a district that were not taken down, the newest first."""
    query = select(*_COLUMNS).where(
        publication.c.district_id == district_id, publication.c.taken_down_at.is_(None)
    )
    if cycle_id:
        query = query.where(publication.c.cycle_id == cycle_id)
    query = query.order_by(publication.c.published_at.desc(), publication.c.id)
    return [Publication(*row) for row in tx.conn.execute(query).all()]


def note_taken_down(tx: Tx, publication_id: str) -> None:
    """Write when a notice was taken down; Refused("taken_down") if it was already."""
    done = tx.conn.execute(
        update(publication).where(
            publication.c.id == publication_id, publication.c.taken_down_at.is_(None)
        ).values(taken_down_at=tx.now)
    )  # fmt: skip
    if done.rowcount != 1:
        raise Refused("taken_down", "the notice was taken down already")


def has_sealed_run(tx: Tx, cycle_id: str, district_id: str) -> bool:
    """Say whether the placement of a district is sealed."""
    return tx.conn.execute(
        select(overflow_run.c.id).where(
            overflow_run.c.cycle_id == cycle_id, overflow_run.c.district_id == district_id,
            overflow_run.c.stage.in_(("sealed", "published")),
        ).limit(1)
    ).first() is not None  # fmt: skip


def children_placed_at(tx: Tx, cycle_id: str, school_id: str, stages: Sequence[str]) -> list[str]:
    """Return the numbers of the children with a place at a school, at some stages, in order."""
    return list(tx.conn.execute(
        select(application.c.id)
        .join(placement, placement.c.application_id == application.c.id)
        .where(application.c.cycle_id == cycle_id, application.c.stage.in_(stages),
               placement.c.school_id == school_id, visible(tx.actor, application))
        .order_by(application.c.id)
    ).scalars())  # fmt: skip
