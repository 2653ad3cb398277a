"""How does a child come onto the roll (学籍)? By import from the rosters, never by hand (S28)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from admissions.actions.register import MACHINE, desk_of
from admissions.actions.transfers import leaving
from admissions.calendar import roll_frozen
from admissions.disclosure import DISCLOSURES, frame_for
from admissions.exports import to_xlsx
from admissions.roles import Role
from admissions.store.applications import Application, read_entry
from admissions.store.cycles import get_school, policy_of
from admissions.store.desk_lists import at_stages
from admissions.store.events import append_audit, append_event, require_role
from admissions.store.homes import get_home
from admissions.store.keys import KeyRing
from admissions.store.placements import placement_of
from admissions.store.rosters import (
    add_export,
    add_record,
    get_export,
    records_of,
    roster_digest_of,
)
from admissions.store.transaction import NotThere, Refused, Tx
from capacity.canonical import sha256_hex
from geo.faults import FaultList

Records = list[tuple[str, str]]  # (kind, school) of one child: the ordinary one first


@dataclass(frozen=True, slots=True)
class RollExport:
    """One export: how many children and records, the file, its digest and keyed signature.

    `left_out`: children who have arrived and are leaving for another district (S33, S42).
    """

    id: str
    children: int
    records: int
    file: bytes = field(repr=False)
    digest: str
    signature: str
    left_out: tuple[str, ...] = ()


def export_roll(tx: Tx, *, export_id: str, cycle_id: str, limit: int = 5000,
                second_schools: Mapping[str, str] | None = None) -> RollExport:  # fmt: skip
    """Put everybody who has arrived on the roll and return the file of the roll system (S27, S28).

    A pupil of a special school gets two records (双学籍, S21): the special school's, and that of
    its zone's ordinary school, or of the one that `second_schools` (number -> school) names.
    BadInput for each who has none. An import is allowed while writing by hand is frozen (S35).
    """
    require_role(tx, Role.EXAM_CENTRE)
    away = leaving(tx, cycle_id)
    arrived = at_stages(tx, cycle_id, ("enrolled",), limit=limit)
    found = [one for one in arrived if one.id not in away]
    if not found:
        raise Refused("nobody_arrived", "no child has arrived that is not on the roll")
    records = _records(tx, found, second_schools or {})
    for one in found:
        append_event(tx, MACHINE, one.id, "put_on_roll", facts={"export": export_id})
    file = _file(tx, records)
    digest = sha256_hex(file)
    add_export(tx, {
        "id": export_id, "cycle_id": cycle_id, "district_id": tx.actor.district_id,
        "digest": digest, "children": len(found), "made_by": tx.actor.account_id,
        "made_at": tx.now,
    })  # fmt: skip
    for one in found:
        _add_records(tx, export_id, one, records[one.id])
    append_audit(tx, f"roll:{cycle_id}", "roll_exported", {"export": export_id, "digest": digest})
    left_out = tuple(one.id for one in arrived if one.id in away)
    return _export(tx.keys, export_id, records, file, left_out)


def roll_file_again(tx: Tx, *, export_id: str) -> RollExport:
    """Make the file of an export once more, the same bytes, for whoever lost it; reads are noted.

    Refused ("roll_file_changed") if it comes out otherwise than it was.
    """
    require_role(tx, Role.EXAM_CENTRE)
    made = get_export(tx, export_id)
    records = records_of(tx, export_id)
    file = _file(tx, records)
    if sha256_hex(file) != made.digest:
        raise Refused("roll_file_changed", "the file is not the one that was exported")
    append_audit(tx, f"roll:{made.cycle_id}", "roll_file_again", {"export": export_id})
    return _export(tx.keys, export_id, records, file, ())


def is_roll_file(keys: KeyRing, *, export_id: str, file: bytes, signature: str) -> bool:
    """Say whether a file is, byte for byte, what this installation exported under this id."""
    wanted = _signature(keys, export_id, sha256_hex(file))
    return hmac.compare_digest(wanted.encode(), signature.encode())


def write_by_hand(tx: Tx, *, cycle_id: str) -> str:
    """Refuse a roll record typed by hand, always (S28); returns the code, for the attempt stays.

    The attempt is written down: "roll_frozen" in the freeze (S35), else "manual_entry_refused".
    """
    frozen = roll_frozen(tx.now, policy_of(tx, cycle_id))
    code = "roll_frozen" if frozen else "manual_entry_refused"
    append_audit(tx, f"roll:{cycle_id}", code)
    return code


def _records(tx: Tx, found: list[Application], named: Mapping[str, str]) -> dict[str, Records]:
    faults = FaultList()
    records = {}
    for one in found:
        place = placement_of(tx, one.id)
        if place.kind != "special_school":
            records[one.id] = [("ordinary", place.school_id)]
            continue
        records[one.id] = [("special", place.school_id)]
        if not policy_of(tx, one.cycle_id).roll.dual_roll.value:
            continue
        second = named.get(one.id) or desk_of(get_home(tx, one.id)[0])
        if second is None or not _is_ordinary(tx, second, one.district_id):
            faults.add(one.id, "has no ordinary school for its second record (双学籍)",
                       "name an ordinary school of the district for it")  # fmt: skip
        else:
            records[one.id].insert(0, ("ordinary", second))
    faults.refuse_if_any()
    return records


def _is_ordinary(tx: Tx, school_id: str, district_id: str) -> bool:
    try:
        school = get_school(tx, school_id)
    except NotThere:
        return False
    return school.district_id == district_id and not school.special


def _add_records(tx: Tx, export_id: str, one: Application, records: Records) -> None:
    for kind, school_id in records:
        add_record(tx, {
            "export_id": export_id, "application_id": one.id, "kind": kind,
            "cycle_id": one.cycle_id, "child_key": one.child_key, "school_id": school_id,
            "imported_at": tx.now,
        })  # fmt: skip


def _export(keys: KeyRing, export_id: str, records: Mapping[str, Records], file: bytes,
            left_out: tuple[str, ...]) -> RollExport:  # fmt: skip
    digest = sha256_hex(file)
    return RollExport(
        export_id, len(records), sum(map(len, records.values())), file, digest,
        _signature(keys, export_id, digest), left_out,
    )  # fmt: skip


def _signature(keys: KeyRing, export_id: str, digest: str) -> str:
    return keys.digest("roll_export", f"{export_id}\x1f{digest}")


def _file(tx: Tx, records: Mapping[str, Records]) -> bytes:
    rows = [_row(tx, number, records[number]) for number in sorted(records)]
    return to_xlsx(frame_for(DISCLOSURES["roll_export"], rows))


def _row(tx: Tx, application_id: str, records: Records) -> dict[str, object]:
    given = read_entry(tx, application_id, purpose="roll export")
    school_id = records[-1][1]
    return {
        "registration_no": application_id, "child_name": given.child_name,
        "id_kind": str(given.id_kind), "id_number": given.id_number, "born": given.born,
        "hukou_address": given.hukou_address, "residence_address": given.residence_address,
        "guardian_name": given.guardian_name, "relation": str(given.relation),
        "guardian_phone": given.guardian_phone, "school_id": school_id,
        "school": get_school(tx, school_id).name,
        "dual_roll_school_id": records[0][1] if len(records) > 1 else "",
        "roster_digest": roster_digest_of(tx, application_id),
    }  # fmt: skip
