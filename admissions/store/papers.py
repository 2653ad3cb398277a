"""How is what a desk noted of a paper kept? Facts in the open, the names on it sealed, no scan."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select

from admissions.papers import IssuerLevel, Paper, PaperKind
from admissions.store.schema import paper
from admissions.store.transaction import Tx
from admissions.store.types import canonical
from admissions.store.visible import visible


def add_papers(
    tx: Tx, application_id: str, papers: tuple[Paper, ...], faults: dict[str, list[str]]
) -> None:
    """Note papers seen now; `faults` by kind of paper, as codes."""
    for one in papers:
        facts = {
            "issuer": one.issuer, "issuer_level": str(one.issuer_level),
            "issued_on": one.issued_on.isoformat() if one.issued_on else None,
            "valid_until": one.valid_until.isoformat() if one.valid_until else None,
            "copy": one.copy, "original": one.original,
        }  # fmt: skip
        tx.conn.execute(insert(paper), {
            "application_id": application_id, "kind": str(one.kind), "facts": facts,
            "sealed": tx.keys.seal(canonical(list(one.names)), f"paper:{application_id}"),
            "faults": faults.get(str(one.kind), []), "seen_by": tx.actor.account_id,
            "seen_at": tx.now,
        })  # fmt: skip


def latest_papers(tx: Tx, application_id: str) -> tuple[Paper, ...]:
    """Return the last that was noted of each kind of paper, by kind."""
    rows = tx.conn.execute(
        select(paper).where(paper.c.application_id == application_id, visible(tx.actor, paper))
        .order_by(paper.c.id)
    ).all()  # fmt: skip
    last = {row.kind: row for row in rows}
    return tuple(_paper(tx, last[kind]) for kind in sorted(last))


def _paper(tx: Tx, row: Row[Any]) -> Paper:
    facts = row.facts
    found = Paper(
        kind=PaperKind(row.kind), issuer=facts["issuer"],
        issuer_level=IssuerLevel(facts["issuer_level"]), copy=facts["copy"],
        original=facts["original"],
        names=tuple(json.loads(tx.keys.open(row.sealed, f"paper:{row.application_id}"))),
    )  # fmt: skip
    return replace(
        found, issued_on=_day(facts["issued_on"]), valid_until=_day(facts["valid_until"])
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
