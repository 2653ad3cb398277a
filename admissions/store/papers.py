"""How is what a desk noted of a paper kept? Facts in the open, the names on it sealed, no scan."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select

from admissions.papers import IssuerLevel, Paper, PaperKind
from admissions.store.schema import paper
from admissions.store.transaction import Tx
from admissions.store.types import canonical
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Noted:
    """A paper as it was noted last: by whom, when, and the codes of what was wrong with it then."""

    paper: Paper
    faults: tuple[str, ...]
    seen_by: str
    seen_at: datetime


def add_papers(
    tx: Tx, application_id: str, papers: tuple[Paper, ...], faults: Mapping[str, list[str]]
) -> None:
    """Note papers seen now; `faults` by kind of paper, as codes."""
    for one in papers:
        tx.conn.execute(insert(paper), {
            "application_id": application_id, "kind": str(one.kind), "facts": _facts(one),
            "sealed": tx.keys.seal(canonical(list(one.names)), _row(application_id, one.kind)),
            "faults": faults.get(str(one.kind), []), "seen_by": tx.actor.account_id,
            "seen_at": tx.now,
        })  # fmt: skip


def noted_papers(tx: Tx, application_id: str) -> tuple[Noted, ...]:
    """Return the last that was noted of each kind of paper, by kind; earlier notes stay kept."""
    rows = tx.conn.execute(
        select(paper).where(paper.c.application_id == application_id, visible(tx.actor, paper))
        .order_by(paper.c.id)
    ).all()  # fmt: skip
    last = {row.kind: row for row in rows}
    return tuple(
        Noted(_paper(tx, row), tuple(row.faults), row.seen_by, row.seen_at)
        for _, row in sorted(last.items())
    )


def _facts(one: Paper) -> dict[str, Any]:
    return {
        "issuer": one.issuer, "issuer_level": str(one.issuer_level),
        "issued_on": one.issued_on.isoformat() if one.issued_on else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "copy": one.copy, "original": one.original,
    }  # fmt: skip


def _paper(tx: Tx, row: Row[Any]) -> Paper:
    facts, kind = row.facts, PaperKind(row.kind)
    names = json.loads(tx.keys.open(row.sealed, _row(row.application_id, kind)))
    return Paper(
        kind, facts["issuer"], IssuerLevel(facts["issuer_level"]), _day(facts["issued_on"]),
        _day(facts["valid_until"]), tuple(names), facts["copy"], facts["original"],
    )  # fmt: skip


def _row(application_id: str, kind: PaperKind) -> str:
    return f"paper:{application_id}:{kind}"


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
