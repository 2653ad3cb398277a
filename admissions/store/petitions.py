"""How are petitions (信访) kept? Their texts are sealed; days, subject and stage stand open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, insert, select, update

from admissions.store.schema import petition
from admissions.store.transaction import NotThere, Tx
from admissions.store.types import canonical
from admissions.store.values import seen_as

WAITING = ("received", "in_hand")


@dataclass(frozen=True, slots=True)
class Petition:
    """One petition without its texts; `due_on` is the last day on which to answer."""

    id: str
    cycle_id: str
    district_id: str
    account_id: str | None
    application_id: str | None
    publication_id: str | None
    stage: str
    version: int
    subject: str
    received_on: date
    due_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Text:
    """What was said on one day, by the guardian or by the bureau."""

    on: date
    text: str


def _query(tx: Tx) -> Select[Any]:
    return seen_as(tx, petition, Petition)


def add_petition(tx: Tx, petition_id: str, values: dict[str, Any], text: str) -> None:
    """Add a petition at the stage `none` with its first text; its first event must follow."""
    tx.conn.execute(insert(petition), {
        **values, "id": petition_id, "stage": "none", "version": 0,
        "body_sealed": _seal(tx, petition_id, [Text(values["received_on"], text)]),
    })  # fmt: skip


def set_days(tx: Tx, petition_id: str, **days: date | None) -> None:
    """Write due_on or answered_on."""
    tx.conn.execute(update(petition).where(petition.c.id == petition_id).values(**days))


def add_text(tx: Tx, petition_id: str, side: str, text: Text) -> None:
    """Add a text to one side, `body` or `answer`; what was said before stays."""
    said = [*_texts(tx, petition_id, side), text]
    tx.conn.execute(
        update(petition).where(petition.c.id == petition_id)
        .values({f"{side}_sealed": _seal(tx, petition_id, said)})
    )  # fmt: skip


def get_petition(tx: Tx, petition_id: str) -> Petition:
    """Return one petition; raises NotThere, also where the actor may not know of it."""
    row = tx.conn.execute(_query(tx).where(petition.c.id == petition_id)).one_or_none()
    if row is None:
        raise NotThere("petition")
    return Petition(*row)


def texts_of(tx: Tx, petition_id: str) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Return what the guardian and what the bureau said; raises Unreadable or NotThere."""
    get_petition(tx, petition_id)
    body, answer = (_texts(tx, petition_id, side) for side in ("body", "answer"))
    return tuple(body), tuple(answer)


def petitions_of(tx: Tx, *, stages: Sequence[str] = (), due_before: date | None = None,
                 publication_id: str = "") -> list[Petition]:  # fmt: skip
    """Return what the actor may see, the soonest due first."""
    query = _query(tx).order_by(petition.c.due_on, petition.c.id)
    if stages:
        query = query.where(petition.c.stage.in_(stages))
    if due_before is not None:
        query = query.where(petition.c.due_on < due_before)
    if publication_id:
        query = query.where(petition.c.publication_id == publication_id)
    return [Petition(*row) for row in tx.conn.execute(query).all()]


def _texts(tx: Tx, petition_id: str, side: str) -> list[Text]:
    sealed = tx.conn.execute(
        select(petition.c[f"{side}_sealed"]).where(petition.c.id == petition_id)
    ).scalar_one()
    if sealed is None:
        return []
    said = json.loads(tx.keys.open(sealed, f"petition:{petition_id}"))
    return [Text(date.fromisoformat(on), text) for on, text in said]


def _seal(tx: Tx, petition_id: str, said: Sequence[Text]) -> bytes:
    plain = [[one.on.isoformat(), one.text] for one in said]
    return tx.keys.seal(canonical(plain), f"petition:{petition_id}")
