"""How is a lottery's ceremony kept? Announced, bound, opened: only ever added to (trust.md F3)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import and_, insert, select

from admissions.store.cycles import window_of
from admissions.store.schema import (
    ceremony,
    ceremony_commitment,
    ceremony_draw,
    event,
    overflow_run,
)
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import columns_of


@dataclass(frozen=True, slots=True)
class Ceremony:
    """An announcement: `beacon` names a public value that is not known before `beacon_at`.

    `commitments_until`: half-open; `reason`: why one is held after registration, "" before.
    """

    id: str
    cycle_id: str
    district_id: str
    number: int
    beacon: str
    commitments_until: datetime
    beacon_at: datetime
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a person is bound to: SHA-256 of a secret, stored `at`."""

    place: int
    person: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Frozen:
    """The input that a ceremony draws for: the last preview between commitments and beacon."""

    run_id: str
    input_root: str
    ruleset_sha256: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draw:
    """What was opened, in the order of the commitments, and the seed (seed/1) that it makes."""

    ceremony_id: str
    input_root: str
    ruleset_sha256: str
    reveals: list[str]
    beacon_value: str
    seed: str
    at: datetime


def add_ceremony(tx: Tx, found: Ceremony) -> None:
    """Add an announcement; its number must follow that of the season's last one."""
    tx.conn.execute(insert(ceremony), asdict(found) | {"author": tx.actor.account_id})


def add_commitment(tx: Tx, ceremony_id: str, bound: Commitment) -> None:
    """Add a commitment; the database refuses one that comes too late."""
    tx.conn.execute(insert(ceremony_commitment), asdict(bound) | {
        "ceremony_id": ceremony_id, "author": tx.actor.account_id,
    })  # fmt: skip


def add_draw(tx: Tx, opened: Draw) -> None:
    """Add what was opened; a ceremony draws once."""
    tx.conn.execute(insert(ceremony_draw), asdict(opened) | {"author": tx.actor.account_id})


def get_ceremony(tx: Tx, ceremony_id: str) -> Ceremony:
    """Return a ceremony of any district: it is public; raises NotThere."""
    query = select(*columns_of(ceremony, Ceremony)).where(ceremony.c.id == ceremony_id)
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotThere("ceremony")
    return Ceremony(*row)


def ceremonies_of(tx: Tx, cycle_id: str, district_id: str) -> list[Ceremony]:
    """Return the ceremonies of a season in the order of their announcing."""
    rows = tx.conn.execute(
        select(*columns_of(ceremony, Ceremony))
        .where(ceremony.c.cycle_id == cycle_id, ceremony.c.district_id == district_id)
        .order_by(ceremony.c.number)
    ).all()
    return [Ceremony(*row) for row in rows]


def commitments_of(tx: Tx, ceremony_id: str) -> list[Commitment]:
    """Return the commitments of a ceremony, the first stored first."""
    rows = tx.conn.execute(
        select(*columns_of(ceremony_commitment, Commitment))
        .where(ceremony_commitment.c.ceremony_id == ceremony_id)
        .order_by(ceremony_commitment.c.place)
    ).all()
    return [Commitment(*row) for row in rows]


def is_committed(tx: Tx, digest: str) -> bool:
    """Say whether somebody, in whichever ceremony, is bound by a digest already."""
    return tx.conn.execute(
        select(ceremony_commitment.c.place).where(ceremony_commitment.c.digest == digest)
    ).first() is not None  # fmt: skip


def last_moment(tx: Tx, of: Ceremony) -> datetime:
    """Return until when people commit: no longer than registration, if that was closed earlier."""
    if of.reason:
        return of.commitments_until
    _, closes = window_of(tx, of.cycle_id, of.district_id, "register")
    return min(of.commitments_until, closes)


def frozen_of(tx: Tx, of: Ceremony) -> Frozen | None:
    """Return what a ceremony draws for as far as it is known by now; None: nothing.

    Which preview that is nobody can choose: the last one of the season, kept once commitments and
    registration had closed and before the beacon's time, whatever was done with it afterwards.
    """
    try:
        _, closes = window_of(tx, of.cycle_id, of.district_id, "register")
    except NotThere:
        return None
    kept = and_(event.c.machine == "run", event.c.subject_id == overflow_run.c.id,
                event.c.action == "preview")  # fmt: skip
    row = tx.conn.execute(
        select(overflow_run.c.id, overflow_run.c.input_digest, overflow_run.c.report, event.c.at)
        .join(event, kept)
        .where(overflow_run.c.cycle_id == of.cycle_id,
               overflow_run.c.district_id == of.district_id,
               event.c.at >= max(closes, last_moment(tx, of)), event.c.at < of.beacon_at)
        .order_by(event.c.at.desc(), overflow_run.c.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    ruleset = row.report.get("digests", {}).get("ruleset", "")
    return Frozen(row.id, row.input_digest, ruleset, row.report["state"], row.at)


def draw_of(tx: Tx, ceremony_id: str) -> Draw | None:
    """Return what was opened at a ceremony, None where nothing is yet."""
    query = select(*columns_of(ceremony_draw, Draw)).where(
        ceremony_draw.c.ceremony_id == ceremony_id
    )
    row = tx.conn.execute(query).one_or_none()
    return None if row is None else Draw(*row)


def draw_by_seed(tx: Tx, cycle_id: str, district_id: str, seed: str) -> Draw | None:
    """Return the season's draw that made a seed, None for a seed that nobody drew in it."""
    row = tx.conn.execute(
        select(*columns_of(ceremony_draw, Draw))
        .join(ceremony, ceremony.c.id == ceremony_draw.c.ceremony_id)
        .where(ceremony.c.cycle_id == cycle_id, ceremony.c.district_id == district_id,
               ceremony_draw.c.seed == seed)
    ).one_or_none()  # fmt: skip
    return None if row is None else Draw(*row)
