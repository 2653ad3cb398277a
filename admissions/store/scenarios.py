"""Which what-ifs do a district's planners share? Revisions that are added to, never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select

from admissions.store.schema import scenario
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import seen_as
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a scenario. `body`: what it changes of the parent's revision, plain values.

    `made_by` is an account of the bureau.
    """

    id: str
    revision: int
    district_id: str
    name: str
    note: str
    parent_id: str | None
    parent_revision: int | None
    body: dict[str, Any]
    made_by: str
    made_at: datetime


def add_revision(tx: Tx, *, scenario_id: str, name: str, note: str, body: dict[str, Any],
                 parent: Revision | None) -> Revision:  # fmt: skip
    """Add the next revision of a scenario of the actor's district; the first where it is new."""
    tx.alone_on(f"scenario:{scenario_id}")
    last = tx.conn.execute(
        select(func.max(scenario.c.revision)).where(scenario.c.id == scenario_id)
    ).scalar_one()
    number = 1 + (last or 0)
    tx.conn.execute(insert(scenario), {
        "id": scenario_id, "revision": number, "district_id": tx.actor.district_id, "name": name,
        "note": note, "parent_id": parent.id if parent else None,
        "parent_revision": parent.revision if parent else None, "body": body,
        "made_by": tx.actor.account_id, "made_at": tx.now,
    })  # fmt: skip
    return get_revision(tx, scenario_id, number)


def revisions_of(tx: Tx, scenario_id: str) -> list[Revision]:
    """Return every revision of a scenario, the newest first; raises NotThere."""
    rows = tx.conn.execute(
        seen_as(tx, scenario, Revision).where(scenario.c.id == scenario_id)
        .order_by(scenario.c.revision.desc())
    ).all()  # fmt: skip
    if not rows:
        raise NotThere("scenario")
    return [Revision(*row) for row in rows]


def get_revision(tx: Tx, scenario_id: str, number: int) -> Revision:
    """Return one revision; raises NotThere."""
    row = tx.conn.execute(
        seen_as(tx, scenario, Revision)
        .where(scenario.c.id == scenario_id, scenario.c.revision == number)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotThere("scenario")
    return Revision(*row)


def newest_scenarios(tx: Tx) -> list[Revision]:
    """Return the newest revision of every scenario the actor may see, by name and id."""
    newest = (
        select(scenario.c.id, func.max(scenario.c.revision).label("last"))
        .where(visible(tx.actor, scenario)).group_by(scenario.c.id).subquery()
    )  # fmt: skip
    rows = tx.conn.execute(
        seen_as(tx, scenario, Revision)
        .join(newest, and_(newest.c.id == scenario.c.id, newest.c.last == scenario.c.revision))
        .order_by(scenario.c.name, scenario.c.id)
    ).all()
    return [Revision(*row) for row in rows]


def lineage(tx: Tx, found: Revision) -> list[Revision]:
    """Return a revision and its parents, the eldest first; a revision's parents never change."""
    line = [found]
    while line[0].parent_id is not None and line[0].parent_revision is not None:
        line.insert(0, get_revision(tx, line[0].parent_id, line[0].parent_revision))
    return line
