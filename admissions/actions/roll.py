"""How does a child come onto the roll (学籍)? By import from the rosters, never by hand (S28)."""

import hashlib
from dataclasses import dataclass

from admissions.actions.register import MACHINE
from admissions.calendar import roll_frozen
from admissions.disclosure import DISCLOSURES, frame_for
from admissions.exports import to_xlsx
from admissions.roles import Role
from admissions.store.applications import read_entry
from admissions.store.cycles import get_school, policy_of
from admissions.store.desk_lists import at_stages
from admissions.store.events import append_audit, append_event, require_role
from admissions.store.homes import get_home
from admissions.store.placements import Placement, placement_of
from admissions.store.rosters import add_export, add_record, roster_digest_of
from admissions.store.transaction import Refused, Tx


@dataclass(frozen=True, slots=True)
class RollExport:
    """One export: how many children and records, the file, its digest."""

    id: str
    children: int
    records: int
    file: bytes
    digest: str


def export_roll(tx: Tx, *, export_id: str, cycle_id: str, limit: int = 5000) -> RollExport:
    """Put everybody who has arrived on the roll and return the file of the roll system (S27, S28).

    A pupil of a special school gets two records (双学籍, S21): the special school's, and that of
    its zone's ordinary school. An import is allowed while writing by hand is frozen (S35).
    """
    require_role(tx, Role.EXAM_CENTRE)
    found = at_stages(tx, cycle_id, ("enrolled",), limit=limit)
    if not found:
        raise Refused("nobody_arrived", "no child has arrived that is not on the roll")
    rows, records = [], []
    for one in found:
        place = placement_of(tx, one.id)
        append_event(tx, MACHINE, one.id, "put_on_roll", facts={"export": export_id})
        own = _records(tx, one.id, place)
        rows.append(_row(tx, one.id, own))
        records += [
            {
                "export_id": export_id,
                "application_id": one.id,
                "kind": kind,
                "cycle_id": cycle_id,
                "child_key": one.child_key,
                "school_id": school_id,
                "imported_at": tx.now,
            }
            for kind, school_id in own
        ]
    file = to_xlsx(frame_for(DISCLOSURES["roll_export"], rows))
    digest = hashlib.sha256(file).hexdigest()
    add_export(tx, {
        "id": export_id, "cycle_id": cycle_id, "district_id": tx.actor.district_id,
        "digest": digest, "children": len(found), "made_by": tx.actor.account_id,
        "made_at": tx.now,
    })  # fmt: skip
    for record in records:
        add_record(tx, record)
    append_audit(tx, f"roll:{cycle_id}", "roll_exported", {"export": export_id, "digest": digest})
    return RollExport(export_id, len(found), len(records), file, digest)


def write_by_hand(tx: Tx, *, cycle_id: str) -> str:
    """Refuse a roll record typed by hand, always (S28); returns the code, for the attempt stays.

    The attempt is written down: "roll_frozen" in the freeze (S35), else "manual_entry_refused".
    """
    frozen = roll_frozen(tx.now, policy_of(tx, cycle_id))
    code = "roll_frozen" if frozen else "manual_entry_refused"
    append_audit(tx, f"roll:{cycle_id}", code)
    return code


def _records(tx: Tx, application_id: str, place: Placement) -> list[tuple[str, str]]:
    if place.kind != "special_school":
        return [("ordinary", place.school_id)]
    facts, _ = get_home(tx, application_id)
    ordinary = [("ordinary", facts.school_ids[0])] if facts.school_ids else []
    return [*ordinary, ("special", place.school_id)]


def _row(tx: Tx, application_id: str, records: list[tuple[str, str]]) -> dict[str, object]:
    given = read_entry(tx, application_id, purpose="roll export")
    own, school_id = records[-1]
    second = records[0][1] if own == "special" and len(records) > 1 else ""
    return {
        "registration_no": application_id, "child_name": given.child_name,
        "id_kind": str(given.id_kind), "id_number": given.id_number, "born": given.born,
        "hukou_address": given.hukou_address, "residence_address": given.residence_address,
        "guardian_name": given.guardian_name, "relation": str(given.relation),
        "guardian_phone": given.guardian_phone, "school_id": school_id,
        "school": get_school(tx, school_id).name, "dual_roll_school_id": second,
        "roster_digest": roster_digest_of(tx, application_id),
    }  # fmt: skip
