"""How is a result changed in a special case? By two people, with a basis and a reason (S70, G6)."""

from typing import Any

from admissions.actions.register import MACHINE as APPLICATION
from admissions.roles import Role
from admissions.store.amendments import (
    Amendment,
    add_amendment,
    get_amendment,
    note_approval,
    reason_of,
)
from admissions.store.applications import get_application, set_desk
from admissions.store.cycles import add_extra_places, get_school, level_of
from admissions.store.events import append_event, require_role
from admissions.store.outbox import queue_message
from admissions.store.placements import give_place, placement_of
from admissions.store.transaction import NotThere, Refused, Tx

MACHINE = "amendment"
KINDS = ("place", "late", "register_late", "places")


def propose(tx: Tx, *, amendment_id: str, cycle_id: str, kind: str, basis: str, reason: str,
            after: dict[str, Any], application_id: str | None = None) -> Amendment:  # fmt: skip
    """Propose an amendment; `basis` names the rule it rests on, `reason` is kept sealed."""
    require_role(tx, Role.BUREAU)
    if kind not in KINDS:
        raise Refused("kind_unknown", f"an amendment is one of {', '.join(KINDS)}")
    if not basis.strip() or not reason.strip():
        raise Refused("reason_missing", "an amendment needs its basis and its reason")
    level_of(tx, cycle_id)
    before = _before(tx, kind, application_id)
    add_amendment(tx, amendment_id=amendment_id, reason=reason, values={
        "cycle_id": cycle_id, "district_id": tx.actor.district_id, "kind": kind, "basis": basis,
        "application_id": application_id, "before": before, "after": after,
    })  # fmt: skip
    append_event(tx, MACHINE, amendment_id, "propose", facts={"kind": kind})
    return get_amendment(tx, amendment_id)


def approve(tx: Tx, *, amendment_id: str) -> Amendment:
    """Approve what another person proposed; Refused("needs_another_person") for one's own."""
    found = get_amendment(tx, amendment_id)
    if found.proposed_by == tx.actor.account_id:
        raise Refused("needs_another_person", "nobody approves what they proposed themselves")
    note_approval(tx, amendment_id)
    append_event(tx, MACHINE, amendment_id, "approve")
    return get_amendment(tx, amendment_id)


def reject(tx: Tx, *, amendment_id: str) -> Amendment:
    """Reject a proposal."""
    append_event(tx, MACHINE, amendment_id, "reject")
    return get_amendment(tx, amendment_id)


def apply_place(tx: Tx, *, amendment_id: str) -> Amendment:
    """Give the child of an approved amendment its other school, which needs a place."""
    found = _approved(tx, amendment_id, "place")
    application_id, school_id = str(found.application_id), str(found.after["school_id"])
    application = get_application(tx, application_id)
    if get_school(tx, school_id).district_id != application.district_id:
        raise Refused("school_elsewhere", "the school is of another district")
    append_event(tx, MACHINE, amendment_id, "apply")
    _, version = append_event(tx, APPLICATION, application_id, "amend",
                              facts={"amendment": amendment_id, "school": school_id})  # fmt: skip
    give_place(tx, application_id, version, school_id=school_id, kind="amendment",
               amendment_id=amendment_id, reason={"reason": "amendment"})  # fmt: skip
    set_desk(tx, application_id, school_id=school_id)
    queue_message(tx, machine=APPLICATION, subject_id=application_id, seq=version,
                  template="amended", district_id=application.district_id,
                  application_id=application_id, params={"school": school_id})  # fmt: skip
    return get_amendment(tx, amendment_id)


def apply_places(tx: Tx, *, amendment_id: str) -> Amendment:
    """Add the extra places of an approved amendment to a school, with its basis by name."""
    found = _approved(tx, amendment_id, "places")
    append_event(tx, MACHINE, amendment_id, "apply")
    add_extra_places(tx, cycle_id=found.cycle_id, school_id=str(found.after["school_id"]),
                     more=int(found.after["places"]), basis=amendment_id)  # fmt: skip
    return get_amendment(tx, amendment_id)


def amendment_document(tx: Tx, *, amendment_id: str) -> dict[str, Any]:
    """Return amendment/1 (trust.md §6): ids and hashes only."""
    found = get_amendment(tx, amendment_id)
    return {
        "format": "amendment/1", "id": found.id, "kind": found.kind, "case": found.application_id,
        "basis": found.basis, "before": found.before, "after": found.after,
        "by": found.proposed_by, "approved_by": found.approved_by,
        "reason_hash": found.reason_hash, "stage": found.stage,
    }  # fmt: skip


def why(tx: Tx, *, amendment_id: str) -> str:
    """Return the reason in words to whoever may see the amendment."""
    return reason_of(tx, amendment_id)


def require_approved(tx: Tx, amendment_id: str, kind: str) -> Amendment:
    """Return an approved, unused amendment of a kind; Refused otherwise."""
    return _approved(tx, amendment_id, kind)


def _approved(tx: Tx, amendment_id: str, kind: str) -> Amendment:
    found = get_amendment(tx, amendment_id)
    if found.kind != kind or found.stage != "approved":
        raise Refused("not_approved", f"this needs an approved amendment of the kind {kind}")
    return found


def _before(tx: Tx, kind: str, application_id: str | None) -> dict[str, Any]:
    if kind in {"places", "register_late"}:
        return {}
    if application_id is None:
        raise Refused("application_missing", "name the application that is amended")
    found = get_application(tx, application_id)
    try:
        school_id: str | None = placement_of(tx, application_id).school_id
    except NotThere:
        school_id = None
    return {"stage": found.stage, "school_id": school_id}
