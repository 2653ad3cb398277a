"""What waits on a desk, told so that a person can work through it? Masked names, flags, paged."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from admissions.homes import HomeFacts
from admissions.masking import mask_name
from admissions.people import Entry, SpecialNeeds
from admissions.store.applications import Application, opened_entry
from admissions.store.desk_lists import LARGEST_PAGE, at_stages
from admissions.store.homes import as_home
from admissions.store.placements import came_late
from admissions.store.run_children import note_reads
from admissions.store.schema import application, entry, home
from admissions.store.transaction import Tx
from admissions.store.visible import visible


class Flag(StrEnum):
    """What a person at a desk should know at a glance, and no more than that."""

    LATE = "late"  # came after the deadline, by an amendment
    ZONE_IN_DOUBT = "zone_in_doubt"  # a person must decide the zone
    ZONE_DECIDED = "zone_decided"  # a person has
    SPECIAL_NEEDS = "special_needs"  # the special-education office places first (S22)
    BOARDER = "boarder"  # chose a boarding school (S18)
    TREATED_AS_LOCAL = "treated_as_local"  # has to prove it (S12)
    FAVOURED = "favoured"  # claims to be favoured among equals (S13)
    TWIN = "twin"
    SIBLINGS = "siblings"


@dataclass(frozen=True, slots=True)
class Queued:
    """One registration in a queue; `masked_name` as on a public list (张*)."""

    application_id: str
    stage: str
    version: int
    school_id: str | None
    category: str | None
    masked_name: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """One page; `next_after` begins the next one, "" where this is the last."""

    rows: tuple[Queued, ...]
    next_after: str


def queue_of(tx: Tx, *, cycle_id: str, stages: Sequence[str], purpose: str, after: str = "",
             limit: int = 50) -> Queue:  # fmt: skip
    """Return what the actor may see at some stages, by number, beginning after one.

    The page is one read of each child on it, written down with its purpose: a write transaction.
    """
    limit = min(max(limit, 1), LARGEST_PAGE - 1)
    page = at_stages(tx, cycle_id, stages, after=after, limit=limit + 1)
    found = page[:limit]
    numbers = [one.id for one in found]
    entries = {
        row.application_id: opened_entry(tx.keys, row)
        for row in tx.conn.execute(
            select(entry).where(entry.c.application_id.in_(numbers), visible(tx.actor, entry))
        )
    }
    homes = {
        row.application_id: as_home(row)
        for row in tx.conn.execute(
            select(home).where(home.c.application_id.in_(numbers), visible(tx.actor, home))
        )
    }
    late = frozenset(tx.conn.execute(
        select(application.c.id).where(application.c.id.in_(numbers), came_late())
    ).scalars())  # fmt: skip
    note_reads(tx, entries, purpose)
    rows = tuple(
        _queued(one, entries.get(one.id), homes.get(one.id), late=one.id in late) for one in found
    )
    return Queue(rows, found[-1].id if len(page) > limit else "")


def _queued(
    one: Application, given: Entry | None, place: tuple[HomeFacts, str | None] | None, *, late: bool
) -> Queued:
    said = {Flag.LATE: late}
    if place is not None:
        facts, decided = place
        said[Flag.ZONE_IN_DOUBT] = decided is None and facts.zone_state not in {"unique", "shared"}
        said[Flag.ZONE_DECIDED] = decided is not None
    if given is not None:
        said |= {
            Flag.SPECIAL_NEEDS: given.special_needs != SpecialNeeds.NONE,
            Flag.BOARDER: bool(given.boarding_school_id),
            Flag.TREATED_AS_LOCAL: given.treated_as_local is not None,
            Flag.FAVOURED: given.preference is not None,
            Flag.TWIN: bool(given.twin_of),
            Flag.SIBLINGS: bool(given.siblings_at),
        }
    name = mask_name(given.child_name) if given else ""
    flags = tuple(flag for flag in Flag if said.get(flag))
    return Queued(one.id, one.stage, one.version, one.school_id, one.category, name, flags)
