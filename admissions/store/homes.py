"""How is the place a child registers from kept and read?"""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select, update

from admissions.homes import HomeFacts
from admissions.store.schema import home
from admissions.store.transaction import NotThere, Tx
from admissions.store.visible import visible

_FACTS = tuple(HomeFacts.__dataclass_fields__)


def save_home(tx: Tx, application_id: str, version: int, facts: HomeFacts) -> None:
    """Write the place under the event `version`; a person's earlier decision is dropped."""
    values = asdict(facts) | {
        "application_id": application_id, "version": version, "zone_ids": list(facts.zone_ids),
        "school_ids": list(facts.school_ids), "walk_m": dict(facts.walk_m),
        "decided_zone_id": None, "decided_by": None, "decided_at": None,
    }  # fmt: skip
    done = tx.conn.execute(
        update(home).where(home.c.application_id == application_id).values(**values)
    )
    if done.rowcount == 0:
        tx.conn.execute(insert(home), values)


def decide_home(
    tx: Tx, application_id: str, version: int, *, zone_id: str, school_ids: tuple[str, ...],
    pin: tuple[float, float] | None = None,
) -> None:  # fmt: skip
    """Write which zone a person decided for a home that the map could not decide.

    No school: the home was found to lie in no zone (docs/adr/0007).
    `pin`: the place a person found for a home that was not located, metres in the home's CRS.
    """
    state = ("outside", "unique", "shared")[min(len(school_ids), 2)]
    values = {
        "version": version, "decided_zone_id": zone_id, "decided_by": tx.actor.account_id,
        "decided_at": tx.now, "school_ids": list(school_ids), "zone_state": state,
        "basis": "person",
    }  # fmt: skip
    if pin is not None:
        values |= {"x_m": pin[0], "y_m": pin[1], "source": "person", "precision": "pin"}
    tx.conn.execute(update(home).where(home.c.application_id == application_id).values(**values))


def get_home(tx: Tx, application_id: str) -> tuple[HomeFacts, str | None]:
    """Return the place and the zone a person decided, if one did; raises NotThere."""
    row = tx.conn.execute(
        select(home).where(home.c.application_id == application_id, visible(tx.actor, home))
    ).one_or_none()
    if row is None:
        raise NotThere("home")
    return as_home(row)


def as_home(row: Row[Any]) -> tuple[HomeFacts, str | None]:
    """Return the value of a row of the table, and the zone a person decided, if one did."""
    values = {name: getattr(row, name) for name in _FACTS}
    values["zone_ids"], values["school_ids"] = tuple(row.zone_ids), tuple(row.school_ids)
    return HomeFacts(**values), row.decided_zone_id
