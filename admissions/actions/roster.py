"""What does the exam centre approve? The roster of each school, on which alone the roll rests."""

from collections.abc import Iterable
from dataclasses import dataclass

from admissions.actions.register import MACHINE, Receipt, receipt_of
from admissions.actions.verify import require_reason
from admissions.roles import Role
from admissions.store.applications import get_application
from admissions.store.events import append_audit, append_event, require_role
from admissions.store.placements import take_place_back
from admissions.store.rosters import (
    RosterLine,
    add_roster,
    confirmed_at,
    get_roster,
    lines_on,
)
from admissions.store.transaction import Refused, Tx
from capacity.canonical import sha256_hex


@dataclass(frozen=True, slots=True)
class Roster:
    """An approved roster: its id, school, the numbers on it and their digest."""

    id: str
    school_id: str
    numbers: tuple[str, ...]
    digest: str


def approve_roster(tx: Tx, *, roster_id: str, cycle_id: str, school_id: str) -> Roster:
    """Put every child confirmed at a school on a roster (S27, S34); a later one by another."""
    require_role(tx, Role.EXAM_CENTRE)
    numbers = confirmed_at(tx, cycle_id, school_id)
    if not numbers:
        raise Refused("nobody_confirmed", "no child is confirmed at this school")
    digest = roster_digest(cycle_id, school_id, numbers)
    for number in numbers:
        append_event(tx, MACHINE, number, "roster", facts={"roster": roster_id})
    add_roster(tx, roster_id=roster_id, cycle_id=cycle_id, school_id=school_id, digest=digest,
               numbers=numbers)  # fmt: skip
    append_audit(tx, f"roster:{school_id}", "roster_approved",
                 {"roster": roster_id, "children": len(numbers), "digest": digest})  # fmt: skip
    return Roster(roster_id, school_id, tuple(numbers), digest)


def roster_digest(cycle_id: str, school_id: str, numbers: Iterable[str]) -> str:
    """Return the SHA-256 of a roster: cycle, school and its numbers in order, one a line."""
    lines = [cycle_id, school_id, *sorted(numbers)]
    return sha256_hex("\n".join(lines).encode())


def read_roster(tx: Tx, *, cycle_id: str, roster_id: str) -> list[RosterLine]:
    """Return the lines of a roster, with those that a later amendment took elsewhere marked.

    Refused ("roster_changed") if its lines are not those that were approved.
    """
    require_role(tx, Role.EXAM_CENTRE, Role.BUREAU)
    found = get_roster(tx, cycle_id, roster_id)
    lines = lines_on(tx, found)
    if roster_digest(cycle_id, found.school_id, (line.number for line in lines)) != found.digest:
        raise Refused("roster_changed", "the roster is not the one that was approved")
    return lines


def strike(tx: Tx, *, application_id: str, reason: str) -> Receipt:
    """Strike a confirmed child off before the roster: it goes back to the school with a reason."""
    require_reason(tx, get_application(tx, application_id), reason)
    append_event(tx, MACHINE, application_id, "strike", reason=reason)
    take_place_back(tx, application_id)
    return receipt_of(tx, application_id)
