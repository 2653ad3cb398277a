"""Is every event and every line of the audit still what was written, in its order, complete?

Without an earlier checkpoint a chain cut off at its end, with its subject set back, looks whole:
`checkpoints.verify_against` finds that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from admissions.store.events import FIRST, event_digest
from admissions.store.schema import MACHINE_TABLE, audit, entry, event
from admissions.store.transaction import Tx
from geo.faults import Fault

REPAIR = "restore the last backup that verifies, and find out who wrote past the program"
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a chain: `chain` names it, as event/application/A1 or audit/system."""

    chain: str
    seq: int
    digest: str


def links(tx: Tx) -> Iterator[Link]:
    """Return every row of every chain, chain by chain, in order; read as SYSTEM."""
    for row in _events(tx):
        yield Link(chain_of(row.machine, row.subject_id), row.seq, row.digest)
    for row in _audit(tx):
        yield Link(f"audit/{row.stream}", row.seq, row.digest)


def heads(tx: Tx) -> list[Link]:
    """Return the last row of every chain."""
    last: dict[str, Link] = {link.chain: link for link in links(tx)}
    return list(last.values())


def chain_of(machine: str, subject_id: str) -> str:
    """Return the name of a subject's chain."""
    return f"event/{machine}/{subject_id}"


def verify_chains(tx: Tx) -> list[Fault]:
    """Return every fault of the chains and of what follows from them; [] where all is well.

    Read as SYSTEM, in one snapshot.
    """
    faults: list[Fault] = []
    ends: dict[str, dict[str, tuple[int, str]]] = {machine: {} for machine in MACHINE_TABLE}
    for (machine, subject), rows in groupby(
        _events(tx), key=lambda row: (row.machine, row.subject_id)
    ):
        chain = list(rows)
        faults += _faults_of(chain_of(machine, subject), chain)
        faults += _faults_of_stages(chain_of(machine, subject), chain)
        ends.setdefault(machine, {})[subject] = (chain[-1].seq, chain[-1].to_stage)
    for stream, rows in groupby(_audit(tx), key=lambda row: row.stream):
        faults += _faults_of(f"audit/{stream}", list(rows))
    for machine, found in ends.items():
        faults += _faults_of_subjects(tx, machine, found)
    return [*faults, *_faults_of_entries(tx)]


def _faults_of(chain: str, rows: Iterable[Row[Any]]) -> Iterator[Fault]:
    previous, seq = FIRST, 0
    for row in rows:
        where = f"{chain} {row.seq}"
        if row.seq != seq + 1:
            yield Fault(where, f"follows number {seq}", REPAIR)
        if row.previous != previous:
            yield Fault(where, "does not follow from the row before it", REPAIR)
        if row.digest != event_digest(dict(row._mapping)):  # noqa: SLF001  SQLAlchemy's public name
            yield Fault(where, "was changed: its digest is another", REPAIR)
        previous, seq = row.digest, row.seq


def _faults_of_stages(chain: str, rows: Iterable[Row[Any]]) -> Iterator[Fault]:
    stage = "none"
    for row in rows:
        if row.from_stage != stage:
            yield Fault(f"{chain} {row.seq}", f"starts from another stage than {stage}", REPAIR)
        stage = row.to_stage


def _faults_of_subjects(tx: Tx, machine: str, ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    table = MACHINE_TABLE.get(machine)
    if table is None:
        yield Fault(f"event/{machine}", "is a chain of something unknown", REPAIR)
        return
    seen = set()
    for row in tx.conn.execute(select(table.c.id, table.c.version, table.c.stage)):
        seen.add(row.id)
        if ends.get(row.id, (0, "none")) != (row.version, row.stage):
            yield Fault(f"{table.name} {row.id}", "is not where its last event left it", REPAIR)
    for subject in sorted(ends.keys() - seen):
        yield Fault(f"{table.name} {subject}", "is gone, its events are there", REPAIR)


def _faults_of_entries(tx: Tx) -> Iterator[Fault]:
    rows = tx.conn.execute(
        select(entry.c.application_id, entry.c.digest, event.c.facts).outerjoin(
            event, (event.c.machine == "application") & (event.c.seq == entry.c.version)
            & (event.c.subject_id == entry.c.application_id),
        ).order_by(entry.c.application_id)
    )  # fmt: skip
    for row in rows:
        if row.facts is None or row.facts.get("entry", row.digest) != row.digest:
            yield Fault(f"entry {row.application_id}", "is not what its event names", REPAIR)


def _events(tx: Tx) -> Iterable[Row[Any]]:
    query = select(event).order_by(event.c.machine, event.c.subject_id, event.c.seq)
    return tx.conn.execute(query.execution_options(yield_per=_BATCH))


def _audit(tx: Tx) -> Iterable[Row[Any]]:
    query = select(audit).order_by(audit.c.stream, audit.c.seq)
    return tx.conn.execute(query.execution_options(yield_per=_BATCH))
