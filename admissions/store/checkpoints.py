"""What can somebody outside keep, so that nobody can cut, replace or rewrite a chain unseen?

A checkpoint is a Merkle root over the ends of all chains. Its file holds the leaves as hashes: no
registration number and nothing personal. Print the digest, give the file to witnesses.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from admissions.store.chain import REPAIR, Link, chain_of, heads, links
from admissions.store.events import FIRST, event_digest
from admissions.store.merkle import leaf_hash, path_of, root_from, root_of
from admissions.store.schema import checkpoint, event
from admissions.store.transaction import NotThere, Tx
from admissions.store.types import canonical
from geo.faults import BadInput, Fault

FORMAT = "checkpoint/1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A root at an instant: over how many chains and rows, chained to the checkpoint before it."""

    seq: int
    at: datetime
    heads: int
    events: int
    root: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint with its leaves in order: what its file holds."""

    checkpoint: Checkpoint
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """That one row of a chain is in a checkpoint: `path` leads from its leaf to the root."""

    chain: str
    seq: int
    digest: str
    index: int
    size: int
    path: tuple[str, ...]
    root: str


def make_checkpoint(tx: Tx) -> Witnessed:
    """Write a checkpoint over the ends of all chains, as SYSTEM, and return it for its file."""
    tx.alone_on("checkpoint")
    ends = heads(tx)
    leaves = sorted(_leaf(end) for end in ends)
    last = tx.conn.execute(
        select(checkpoint.c.seq, checkpoint.c.digest).order_by(checkpoint.c.seq.desc()).limit(1)
    ).one_or_none()
    values: dict[str, Any] = {
        "seq": 1 if last is None else last.seq + 1, "at": tx.now, "heads": len(leaves),
        "events": sum(end.seq for end in ends), "root": root_of(leaves).hex(),
        "previous": FIRST if last is None else last.digest,
    }  # fmt: skip
    values["digest"] = event_digest(values)
    tx.conn.execute(insert(checkpoint), values)
    return Witnessed(Checkpoint(**values), tuple(leaf.hex() for leaf in leaves))


def write_checkpoint(made: Witnessed, path: Path) -> None:
    """Write the file of a checkpoint, new and durable; FileExistsError if it is there."""
    told = asdict(made.checkpoint) | {"at": made.checkpoint.at.isoformat()}
    body = {"format": FORMAT, **told, "leaves": made.leaves}
    with path.open("x", encoding="utf-8") as file:
        json.dump(body, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read_checkpoint(path: Path) -> Witnessed:
    """Read the file of a checkpoint; BadInput where it is damaged or does not fit its own root."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        values = {name: body[name] for name in Checkpoint.__dataclass_fields__}
        values["at"] = datetime.fromisoformat(values["at"])
        leaves = tuple(body["leaves"])
        raw = [bytes.fromhex(leaf) for leaf in leaves]
        right = (
            body["format"] == FORMAT and sorted(set(raw)) == raw and len(raw) == values["heads"]
            and root_of(raw).hex() == values["root"]
            and event_digest(values) == values["digest"]
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"is no readable checkpoint ({type(error).__name__})"
        raise BadInput.one(path.name, what, "get the file from a witness") from error
    if not right:
        raise BadInput.one(
            path.name, "was changed: it does not fit its root", "get the file from a witness"
        )
    return Witnessed(Checkpoint(**values), leaves)


def verify_against(tx: Tx, witnessed: Witnessed) -> list[Fault]:
    """Return what the chains have lost or changed since a checkpoint; [] where all of it is there.

    Chains may have grown and new ones begun. Read as SYSTEM, with `verify_chains` in one snapshot.
    """
    there = {_leaf(link).hex() for link in links(tx)}
    name = f"checkpoint {witnessed.checkpoint.seq}"
    lost = sum(leaf not in there for leaf in witnessed.leaves)
    faults = []
    if lost:
        what = f"{lost} of {len(witnessed.leaves)} chains no longer hold what they held then"
        faults.append(Fault(name, what, REPAIR))
    kept = tx.conn.execute(
        select(checkpoint.c.digest).where(checkpoint.c.seq == witnessed.checkpoint.seq)
    ).scalar_one_or_none()
    if kept != witnessed.checkpoint.digest:
        faults.append(Fault(name, "is not the one that the database holds", REPAIR))
    return faults


def verify_checkpoints(tx: Tx) -> list[Fault]:
    """Return the faults of the checkpoints' own chain."""
    faults, previous, seq = [], FIRST, 0
    for row in tx.conn.execute(select(checkpoint).order_by(checkpoint.c.seq)):
        whole = event_digest(dict(row._mapping)) == row.digest  # noqa: SLF001  SQLAlchemy's public name
        if not whole or row.previous != previous or row.seq != seq + 1:
            faults.append(Fault(f"checkpoint {row.seq}", "was changed or moved", REPAIR))
        previous, seq = row.digest, row.seq
    return faults


def prove(tx: Tx, witnessed: Witnessed, *, machine: str, subject_id: str) -> Proof:
    """Return the proof that a subject's chain is in a checkpoint; NotThere if it began later."""
    chain = chain_of(machine, subject_id)
    rows = tx.conn.execute(
        select(event.c.seq, event.c.digest)
        .where(event.c.machine == machine, event.c.subject_id == subject_id)
        .order_by(event.c.seq.desc())
    )  # fmt: skip
    places = {leaf: index for index, leaf in enumerate(witnessed.leaves)}
    for row in rows:
        index = places.get(_leaf(Link(chain, row.seq, row.digest)).hex())
        if index is not None:
            path = path_of([bytes.fromhex(leaf) for leaf in witnessed.leaves], index)
            return Proof(chain, row.seq, row.digest, index, len(witnessed.leaves),
                         tuple(part.hex() for part in path), witnessed.checkpoint.root)  # fmt: skip
    raise NotThere("proof")


def proof_holds(proof: Proof) -> bool:
    """Say whether a proof leads from its row to its root; compare the root with the printed one."""
    try:
        path = [bytes.fromhex(part) for part in proof.path]
    except ValueError:
        return False
    leaf = _leaf(Link(proof.chain, proof.seq, proof.digest))
    found = root_from(leaf, proof.index, proof.size, path)
    return found is not None and found.hex() == proof.root


def _leaf(link: Link) -> bytes:
    return leaf_hash(canonical([link.chain, link.seq, link.digest]).encode())
