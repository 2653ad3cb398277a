"""Which season is this, with which policy, windows and places?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from admissions.calendar import windows_of
from admissions.policy_schema import Policy
from admissions.store.schema import cycle, pairing, places, policy_pack, school, window
from admissions.store.transaction import NotThere, Refused, Tx
from admissions.store.types import canonical

# Asked with every move that has a period: built once.
_WINDOW = select(window.c.opens, window.c.closes).where(
    window.c.cycle_id == bindparam("of_cycle"), window.c.district_id == bindparam("of_district"),
    window.c.name == bindparam("of_name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class School:
    """A school as the season knows it."""

    id: str
    district_id: str
    name: str
    level: str
    boarding: bool
    special: bool
    designated: bool


@dataclass(frozen=True, slots=True)
class PlacesOf:
    """A school's places: planned, extra (with a named basis), taken."""

    planned: int
    extra: int
    taken: int

    @property
    def left(self) -> int:
        """Return how many children still fit."""
        return self.planned + self.extra - self.taken


def open_cycle(tx: Tx, *, cycle_id: str, year: int, level: str, policy: Policy) -> None:
    """Start a cycle under a policy pack, which is kept whole with it."""
    digest = policy.digest()
    known = tx.conn.execute(
        select(policy_pack.c.digest).where(policy_pack.c.digest == digest)
    ).scalar_one_or_none()
    if known is None:
        body = policy.model_dump(mode="json")
        tx.conn.execute(insert(policy_pack), {"digest": digest, "name": cycle_id, "body": body})
    tx.conn.execute(
        insert(cycle), {"id": cycle_id, "year": year, "level": level, "policy_digest": digest}
    )


def open_windows(tx: Tx, *, cycle_id: str, district_id: str) -> None:
    """Write the periods of the cycle's policy for one district."""
    for name, found in windows_of(policy_of(tx, cycle_id)).items():
        tx.conn.execute(insert(window), {
            "cycle_id": cycle_id, "district_id": district_id, "name": name,
            "opens": found.opens, "closes": found.closes,
        })  # fmt: skip


def move_window(tx: Tx, *, cycle_id: str, district_id: str, name: str,
                opens: datetime, closes: datetime) -> None:  # fmt: skip
    """Change one period; who may do it is for the action to say."""
    done = tx.conn.execute(
        update(window).where(window.c.cycle_id == cycle_id, window.c.name == name,
                             window.c.district_id == district_id)
        .values(opens=opens, closes=closes)
    )  # fmt: skip
    if done.rowcount != 1:
        raise NotThere("window")


def policy_of(tx: Tx, cycle_id: str) -> Policy:
    """Return the policy pack of a cycle, as it was when the cycle was opened."""
    digest = tx.conn.execute(
        select(cycle.c.policy_digest).where(cycle.c.id == cycle_id)
    ).scalar_one_or_none()
    if digest is None:
        raise NotThere("cycle")
    known = _KNOWN.get(digest)
    if known is None:
        body = tx.conn.execute(
            select(policy_pack.c.body).where(policy_pack.c.digest == digest)
        ).scalar_one()
        known = _KNOWN[digest] = _read_pack(canonical(body), digest)
    return known


_KNOWN: dict[str, Policy] = {}  # packs by digest: they never change


def _read_pack(body: str, digest: str) -> Policy:
    pack = Policy.model_validate_json(body)
    if pack.digest() != digest:
        raise Refused("policy_changed", "the stored policy pack is not the one the cycle names")
    return pack


def level_of(tx: Tx, cycle_id: str) -> str:
    """Return primary or junior."""
    found = tx.conn.execute(
        select(cycle.c.level).where(cycle.c.id == cycle_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotThere("cycle")
    return found


def get_school(tx: Tx, school_id: str) -> School:
    """Return a school; raises NotThere."""
    row = tx.conn.execute(
        select(school.c.id, school.c.district_id, school.c.name, school.c.level,
               school.c.boarding, school.c.special, school.c.designated)
        .where(school.c.id == school_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotThere("school")
    return School(*row)


def places_of(tx: Tx, cycle_id: str) -> Mapping[str, PlacesOf]:
    """Return the places of every school of the cycle."""
    rows = tx.conn.execute(
        select(places.c.school_id, places.c.planned, places.c.extra, places.c.taken)
        .where(places.c.cycle_id == cycle_id)
    ).all()  # fmt: skip
    return {row.school_id: PlacesOf(row.planned, row.extra, row.taken) for row in rows}


def set_places(tx: Tx, *, cycle_id: str, school_id: str, planned: int) -> None:
    """Write or change the planned places (S48); the database refuses fewer than are taken."""
    done = tx.conn.execute(
        update(places).where(places.c.cycle_id == cycle_id, places.c.school_id == school_id)
        .values(planned=planned)
    )  # fmt: skip
    if done.rowcount == 0:
        tx.conn.execute(insert(places), {
            "cycle_id": cycle_id, "school_id": school_id, "planned": planned,
        })  # fmt: skip


def add_extra_places(tx: Tx, *, cycle_id: str, school_id: str, more: int, basis: str) -> None:
    """Add places beyond the plan, with the amendment that allows them."""
    if more < 1:
        raise Refused("places_wrong", "an amendment adds at least one place")
    done = tx.conn.execute(
        update(places).where(places.c.cycle_id == cycle_id, places.c.school_id == school_id)
        .values(extra=places.c.extra + more, extra_basis=basis)
    )  # fmt: skip
    if done.rowcount != 1:
        raise NotThere("school")


def window_of(tx: Tx, cycle_id: str, district_id: str, name: str) -> tuple[datetime, datetime]:
    """Return when a period opens and closes (half-open); raises NotThere."""
    row = tx.conn.execute(
        _WINDOW, {"of_cycle": cycle_id, "of_district": district_id, "of_name": name}
    ).one_or_none()
    if row is None:
        raise NotThere("window")
    return row.opens, row.closes


def seasons_of(tx: Tx) -> list[tuple[str, str]]:
    """Return every (cycle, district) that has periods, in order."""
    rows = tx.conn.execute(
        select(window.c.cycle_id, window.c.district_id).distinct()
        .order_by(window.c.cycle_id, window.c.district_id)
    ).all()  # fmt: skip
    return [(row.cycle_id, row.district_id) for row in rows]


def paired_school(tx: Tx, cycle_id: str, primary_school_id: str) -> str | None:
    """Return the junior school that a primary school is paired with, or None (S10)."""
    return tx.conn.execute(
        select(pairing.c.junior_school_id).where(
            pairing.c.cycle_id == cycle_id, pairing.c.primary_school_id == primary_school_id
        )
    ).scalar_one_or_none()  # fmt: skip
