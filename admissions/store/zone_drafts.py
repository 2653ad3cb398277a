"""How are drafts of zones kept? Step by step, never changed; two people make one the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from admissions.store.schema import (
    zone_draft,
    zone_draft_comment,
    zone_draft_step,
    zone_version,
)
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import seen_as
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class ZoneDraft:
    """One draft of a district's zones; `parent_id` and `parent_step`: where it branched off."""

    id: str
    district_id: str
    name: str
    note: str
    level: str
    blocks_digest: str
    parent_id: str | None
    parent_step: int | None
    author: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DraftStep:
    """What was done to a draft; `said` of `begin` and `save` is the whole draft (zones-draft/1)."""

    draft_id: str
    step: int
    kind: str
    said: dict[str, Any]
    note: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftComment:
    """One remark on a draft."""

    body: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ZoneVersion:
    """A draft that is, or may become, the plan from a day on; without its files."""

    id: str
    district_id: str
    draft_id: str
    draft_step: int
    valid_from: date
    basis: str
    digest: str
    replaces: str
    stage: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


def add_draft(tx: Tx, values: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Add a draft of the acting bureau with its first step, which holds it whole."""
    tx.conn.execute(insert(zone_draft), {
        **values, "district_id": tx.actor.district_id, "author": tx.actor.account_id,
        "made_at": tx.now,
    })  # fmt: skip
    add_step(tx, str(values["id"]), 1, "begin", said)


def add_step(tx: Tx, draft_id: str, step: int, kind: str, said: Mapping[str, Any],
             note: str = "") -> None:  # fmt: skip
    """Add the next step; the database refuses any number but the next one."""
    tx.conn.execute(insert(zone_draft_step), {
        "draft_id": draft_id, "step": step, "district_id": tx.actor.district_id, "kind": kind,
        "said": dict(said), "note": note, "author": tx.actor.account_id, "at": tx.now,
    })  # fmt: skip


def get_draft(tx: Tx, draft_id: str) -> ZoneDraft:
    """Return a draft that the actor may see; raises NotThere."""
    row = tx.conn.execute(
        seen_as(tx, zone_draft, ZoneDraft).where(zone_draft.c.id == draft_id)
    ).one_or_none()
    if row is None:
        raise NotThere("draft")
    return ZoneDraft(*row)


def drafts_of(tx: Tx) -> list[tuple[ZoneDraft, int]]:
    """Return the drafts that the actor may see with their last steps, the newest first."""
    last = (
        select(zone_draft_step.c.draft_id, func.max(zone_draft_step.c.step).label("step"))
        .group_by(zone_draft_step.c.draft_id).subquery()
    )  # fmt: skip
    rows = tx.conn.execute(
        seen_as(tx, zone_draft, ZoneDraft).add_columns(last.c.step)
        .join(last, last.c.draft_id == zone_draft.c.id)
        .order_by(zone_draft.c.made_at.desc(), zone_draft.c.id)
    ).all()  # fmt: skip
    return [(ZoneDraft(*row[:-1]), row[-1]) for row in rows]


def steps_of(tx: Tx, draft_id: str, *, after: int = 0, until: int | None = None) -> list[DraftStep]:
    """Return the steps of a draft in their order: those past `after`, to `until` included."""
    query = seen_as(tx, zone_draft_step, DraftStep).where(
        zone_draft_step.c.draft_id == draft_id, zone_draft_step.c.step > after
    )
    if until is not None:
        query = query.where(zone_draft_step.c.step <= until)
    rows = tx.conn.execute(query.order_by(zone_draft_step.c.step)).all()
    return [DraftStep(*row) for row in rows]


def last_step(tx: Tx, draft_id: str) -> int:
    """Return the number of the last step; raises NotThere for a draft the actor cannot see."""
    found = tx.conn.execute(
        select(func.max(zone_draft_step.c.step)).where(
            zone_draft_step.c.draft_id == draft_id, visible(tx.actor, zone_draft_step))
    ).scalar_one()  # fmt: skip
    if found is None:
        raise NotThere("draft")
    return int(found)


def add_comment(tx: Tx, draft_id: str, body: str) -> None:
    """Add a remark of the acting bureau."""
    tx.conn.execute(insert(zone_draft_comment), {
        "draft_id": draft_id, "district_id": tx.actor.district_id, "body": body,
        "author": tx.actor.account_id, "at": tx.now,
    })  # fmt: skip


def comments_of(tx: Tx, draft_id: str) -> list[DraftComment]:
    """Return the remarks on a draft, the first first."""
    rows = tx.conn.execute(
        seen_as(tx, zone_draft_comment, DraftComment)
        .where(zone_draft_comment.c.draft_id == draft_id).order_by(zone_draft_comment.c.id)
    ).all()  # fmt: skip
    return [DraftComment(*row) for row in rows]


def add_version(tx: Tx, values: Mapping[str, Any]) -> None:
    """Add a proposal of the acting person."""
    tx.conn.execute(insert(zone_version), {
        **values, "district_id": tx.actor.district_id, "stage": "proposed",
        "proposed_by": tx.actor.account_id, "proposed_at": tx.now,
    })  # fmt: skip


def get_version(tx: Tx, version_id: str) -> ZoneVersion:
    """Return a version that the actor may see; raises NotThere."""
    row = tx.conn.execute(
        seen_as(tx, zone_version, ZoneVersion).where(zone_version.c.id == version_id)
    ).one_or_none()
    if row is None:
        raise NotThere("version")
    return ZoneVersion(*row)


def versions_of(tx: Tx) -> list[ZoneVersion]:
    """Return the versions that the actor may see, the latest day first."""
    rows = tx.conn.execute(
        seen_as(tx, zone_version, ZoneVersion)
        .order_by(zone_version.c.valid_from.desc(), zone_version.c.proposed_at.desc(),
                  zone_version.c.id)
    ).all()  # fmt: skip
    return [ZoneVersion(*row) for row in rows]


def version_files(tx: Tx, version_id: str) -> tuple[bytes, bytes | None]:
    """Return the zones (GeoJSON) and the address list (CSV, None where there is none)."""
    row = tx.conn.execute(
        select(zone_version.c.layer, zone_version.c.address_list)
        .where(zone_version.c.id == version_id, visible(tx.actor, zone_version))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotThere("version")
    return bytes(row.layer), None if row.address_list is None else bytes(row.address_list)


def decide_version(tx: Tx, version_id: str, stage: str) -> None:
    """Write who decided and when; the database refuses the proposer's own approval."""
    tx.conn.execute(
        update(zone_version).where(zone_version.c.id == version_id)
        .values(stage=stage, decided_by=tx.actor.account_id, decided_at=tx.now)
    )  # fmt: skip
