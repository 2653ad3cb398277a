"""How does a child come in after the deadline? By an amendment of two people, displacing nobody."""

from collections.abc import Mapping

from admissions.actions.amend import MACHINE as AMENDMENT
from admissions.actions.amend import propose, require_approved
from admissions.actions.register import MACHINE, Receipt, child_category, desk_of, receipt_of
from admissions.homes import HomeFacts
from admissions.id_number import normalise_id
from admissions.people import Entry, IdKind, normalise
from admissions.policy_terms import Category
from admissions.roles import Role
from admissions.store.amendments import Amendment, late_amendment, name_child
from admissions.store.applications import (
    Application,
    add_application,
    entry_digest,
    get_application,
    save_entry,
    set_desk,
)
from admissions.store.cycles import get_school, policy_of, window_of
from admissions.store.events import append_event, require_role
from admissions.store.homes import get_home, save_home
from admissions.store.outbox import tell_guardian
from admissions.store.placements import give_place, is_late, places_left
from admissions.store.runs import sealed_run
from admissions.store.transaction import Refused, Tx
from geo.faults import BadInput


def propose_late(tx: Tx, *, amendment_id: str, cycle_id: str, id_kind: IdKind, id_number: str,
                 basis: str, reason: str) -> Amendment:  # fmt: skip
    """Propose that a child whom nobody registered comes in after the deadline (S29 against S60).

    What is approved is this child alone, by its keyed digest. Raises BadInput without a number.
    """
    number = normalise_id(id_number)
    if not number:
        raise BadInput.one("id_number", "is empty", "enter the number of the child's document")
    return propose(
        tx, amendment_id=amendment_id, cycle_id=cycle_id, kind="register_late", basis=basis,
        reason=reason, after={"child": tx.keys.child_key(str(id_kind), number)},
    )  # fmt: skip


def register_late(tx: Tx, *, application_id: str, amendment_id: str, entry: Entry, home: HomeFacts,
                  subdistrict_id: str = "") -> Receipt:  # fmt: skip
    """Register the child of an approved amendment; the desk enters what the guardian shows.

    Refused: "registration_is_open" before the deadline, when its guardian can register it;
    "not_approved" for another child. It is placed by `place_late`.
    """
    require_role(tx, Role.BUREAU)
    found = require_approved(tx, amendment_id, "register_late")
    _require_after_deadline(tx, found)
    entry = normalise(entry)
    child_key = tx.keys.child_key(str(entry.id_kind), entry.id_number)
    if found.after["child"] != child_key:
        raise Refused("not_approved", "the amendment is for another child")
    add_application(tx, application_id, cycle_id=found.cycle_id, district_id=found.district_id,
                    child_key=child_key)  # fmt: skip
    category = child_category(tx, get_application(tx, application_id), entry)
    name_child(tx, amendment_id, application_id)
    append_event(tx, AMENDMENT, amendment_id, "apply")
    _, version = append_event(tx, MACHINE, application_id, "register_late", facts={
        "amendment": amendment_id, "entry": entry_digest(tx.keys, entry),
    })  # fmt: skip
    save_entry(tx, application_id, version, entry)
    save_home(tx, application_id, version, home)
    set_desk(tx, application_id, category=str(category), school_id=desk_of(home),
             subdistrict_id=subdistrict_id or None)  # fmt: skip
    return receipt_of(tx, application_id)


def admit_late(tx: Tx, *, application_id: str, amendment_id: str) -> Receipt:
    """Take up a registration that lapsed with its details entered ("not_entered" without)."""
    found = require_approved(tx, amendment_id, "late")
    if found.application_id != application_id:
        raise Refused("not_approved", "the amendment is for another child")
    if get_application(tx, application_id).category is None:
        raise Refused("not_entered", "nothing was entered: register the child late instead")
    append_event(tx, AMENDMENT, amendment_id, "apply")
    append_event(tx, MACHINE, application_id, "admit_late", facts={"amendment": amendment_id})
    return receipt_of(tx, application_id)


def place_late(tx: Tx, *, application_id: str,
               walk_m: Mapping[str, int] | None = None) -> Receipt:  # fmt: skip
    """Place who came late at the nearest school with a place left; its guardian is told.

    `walk_m`: whole metres to further schools than those that its home was measured to; what was
    kept with the home stands.
    Only after the district's result is sealed ("run_not_sealed"), and never on a place that the
    sealed run has yet to fill ("no_school_has_room"). Of equal walks the smaller id.
    """
    require_role(tx, Role.BUREAU)
    found = get_application(tx, application_id)
    if not is_late(tx, application_id):
        raise Refused("not_late", "the child came in time and is placed by the run")
    if sealed_run(tx, found.cycle_id, found.district_id) is None:
        raise Refused("run_not_sealed", "who came late is placed after the sealed run")
    behind = late_amendment(tx, application_id)
    school_id, metres = _nearest_with_room(tx, found, walk_m or {})
    if found.stage == "submitted":
        append_event(tx, MACHINE, application_id, "refer_onward")
    _, version = append_event(tx, MACHINE, application_id, "amend",
                              facts={"amendment": behind.id, "school": school_id})  # fmt: skip
    give_place(tx, application_id, version, school_id=school_id, kind="amendment",
               amendment_id=behind.id, reason={"reason": "late", "metres": metres})  # fmt: skip
    set_desk(tx, application_id, school_id=school_id)
    tell_guardian(
        tx, "confirmed", application_id, version, district_id=found.district_id, school=school_id
    )
    return receipt_of(tx, application_id)


def _nearest_with_room(tx: Tx, found: Application, more_m: Mapping[str, int]) -> tuple[str, int]:
    facts, _ = get_home(tx, found.id)
    designated = policy_of(tx, found.cycle_id).non_local.designated_schools.value
    left = places_left(tx, found.cycle_id)
    open_to = [
        (metres, school_id)
        for school_id, metres in (dict(more_m) | dict(facts.walk_m)).items()
        if left.get(school_id, 0) > 0
        and not get_school(tx, school_id).special
        and (found.category != Category.THREE or not designated or school_id in designated)
    ]
    if not open_to:
        raise Refused("no_school_has_room", "no school within the measured walks has a place left")
    metres, school_id = min(open_to)
    return school_id, metres


def _require_after_deadline(tx: Tx, found: Amendment) -> None:
    _, closes = window_of(tx, found.cycle_id, found.district_id, "register")
    if tx.now < closes:
        raise Refused("registration_is_open", "its guardian can still register the child")
