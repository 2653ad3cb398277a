"""Has every child of age been registered? The lists of kindergartens, held against the city's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from admissions.eligibility import AgeAnswer, age_answer
from admissions.id_number import id_fault, normalise_id
from admissions.masking import mask_name
from admissions.people import LONGEST_NAME
from admissions.people_kinds import IdKind
from admissions.people_words import entry_fault
from admissions.policy_schema import Policy
from admissions.roles import Role
from admissions.store.cycles import level_of, policy_of
from admissions.store.events import append_audit, require_role
from admissions.store.expected import (
    Expected,
    Missing,
    add_expected,
    expected_keys,
    not_live,
    open_expected,
)
from admissions.store.transaction import NotThere, Tx
from geo.faults import BadInput, FaultList

LARGEST_IMPORT, LARGEST_PAGE, LONGEST_SOURCE = 5_000, 500, 100
FIRST = ("", "")


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """One row of a list of children of age (大班花名册); `born`: a day, no time."""

    name: str
    id_kind: IdKind
    id_number: str
    born: date


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: rows added, and rows known from an earlier list (left as they were)."""

    added: int
    known: int
    digest: str


def import_expected(tx: Tx, *, cycle_id: str, district_id: str, rows: Sequence[ExpectedRow],
                    source: str) -> Imported:  # fmt: skip
    """Take in a list of children of age from `source`, a kindergarten or register (S74, S75).

    By the district's bureau; whole or not at all: BadInput names every fault with its row, and
    repeats no name or number. A child known from an earlier list keeps its first source. In a
    primary cycle a child that is too young by the pack is a fault; an older one is not (G4).
    """
    _require_bureau(tx, district_id)
    policy = policy_of(tx, cycle_id)
    young = policy if level_of(tx, cycle_id) == "primary" else None
    found = _checked(tx, rows, source, young)
    known = expected_keys(tx, cycle_id, district_id)
    new = [one for one in found if one.child_key not in known]
    add_expected(tx, cycle_id, district_id, new)
    digest = tx.keys.digest("expected", "\n".join(sorted(one.child_key for one in found)))
    done = Imported(len(new), len(found) - len(new), digest)
    append_audit(tx, f"expected:{district_id}", "expected_imported", {
        "cycle": cycle_id, "added": done.added, "known": done.known, "rows": digest,
    })  # fmt: skip
    return done


def not_registered(tx: Tx, *, cycle_id: str, district_id: str, after: tuple[str, str] = FIRST,
                   limit: int = LARGEST_PAGE) -> tuple[Missing, ...]:  # fmt: skip
    """Return which children of the list nobody has registered, in any district of the city (S74).

    Masked names by source, for the follow-up; where a child is registered is never said. The next
    page begins after the last row's (source, child_key).
    """
    _require_bureau(tx, district_id)
    return tuple(not_live(tx, cycle_id, district_id, after=after, limit=limit))


def name_for_follow_up(tx: Tx, *, cycle_id: str, district_id: str, child_key: str,
                       purpose: str) -> Expected:  # fmt: skip
    """Return the whole name of one child of the list, to be asked for; the reading is audited."""
    _require_bureau(tx, district_id)
    if not purpose.strip():
        raise BadInput.one("purpose", "is empty", "say why the name is needed")
    found = open_expected(tx, cycle_id, district_id, child_key)
    append_audit(tx, f"expected:{district_id}", "expected_name_read", {
        "cycle": cycle_id, "child": child_key, "purpose": purpose,
    })  # fmt: skip
    return found


def _require_bureau(tx: Tx, district_id: str) -> None:
    require_role(tx, Role.BUREAU)
    if tx.actor.district_id != district_id:
        raise NotThere("district")


def _checked(
    tx: Tx, rows: Sequence[ExpectedRow], source: str, young: Policy | None
) -> list[Expected]:
    faults = FaultList()
    if not source.strip() or len(source) > LONGEST_SOURCE or not source.isprintable():
        faults.add("source", f"is empty or longer than {LONGEST_SOURCE} signs", "name the list")
    if not 1 <= len(rows) <= LARGEST_IMPORT:
        faults.add("rows", f"are not 1 to {LARGEST_IMPORT}", "send the list in parts")
    first_at: dict[str, int] = {}
    found = []
    for number, row in enumerate(rows, start=1):
        one = _read_row(tx, row, f"row {number}", source, faults)
        if young is not None and age_answer(row.born, young) == AgeAnswer.TOO_YOUNG:
            faults.add(f"row {number}.born", "is too young for this year", "take the row out")
        if one is None:
            continue
        before = first_at.setdefault(one.child_key, number)
        if before != number:
            faults.add(f"row {number}", f"is the child of row {before}", "take one of them out")
        found.append(one)
    faults.refuse_if_any()
    return found


def _read_row(
    tx: Tx, row: ExpectedRow, where: str, source: str, faults: FaultList
) -> Expected | None:
    number, before = normalise_id(row.id_number), len(faults.faults)
    wrong = id_fault(row.id_kind, number, row.born)
    if wrong:
        told = entry_fault("id_number", wrong)
        faults.add(f"{where}.id_number", told.what, told.repair)
    elif not number:
        faults.add(f"{where}.id_number", "is empty: the child cannot be recognised",
                   "take the row out and follow it up by hand")  # fmt: skip
    name = row.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        faults.add(f"{where}.name", f"is not 1 to {LONGEST_NAME} signs", "type the name")
    if len(faults.faults) > before:
        return None
    key = tx.keys.child_key(str(row.id_kind), number)
    return Expected(key, name, row.born, mask_name(name), source.strip())
