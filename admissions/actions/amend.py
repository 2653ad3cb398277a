"""How is a result changed in a special case? By two people, with a basis and a reason (S70, G6)."""

import re
from enum import StrEnum
from typing import Any

from admissions.actions.register import MACHINE as APPLICATION
from admissions.actions.review import require_school_of
from admissions.policy_terms import LateHandling
from admissions.roles import Role
from admissions.store.amendments import (
    Amendment,
    add_amendment,
    get_amendment,
    note_approval,
    reason_of,
)
from admissions.store.applications import get_application, set_desk
from admissions.store.cycles import add_extra_places, get_school, places_of, policy_of
from admissions.store.events import append_event, require_role
from admissions.store.outbox import tell_guardian
from admissions.store.placements import give_place, placement_of, require_place_left
from admissions.store.runs import sealed_run
from admissions.store.transaction import NotThere, Refused, Tx

MACHINE = "amendment"
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")


class AmendmentKind(StrEnum):
    """What an amendment changes."""

    PLACE = "place"  # a child's school
    PLACES = "places"  # a school gets more places than planned
    LATE = "late"  # a registration that lapsed is taken up
    REGISTER_LATE = "register_late"  # a child that nobody registered comes in
    CORRECTION = "correction"  # what was entered is put right after the deadline


KINDS = tuple(str(kind) for kind in AmendmentKind)
_AFTER = {  # what the second person approves, and nothing else; ids, counts and keyed digests
    "place": {"school_id"}, "places": {"school_id", "places"}, "late": set(),
    "register_late": {"child"}, "correction": {"entry"},
}  # fmt: skip
_LATE = (AmendmentKind.LATE, AmendmentKind.REGISTER_LATE)


def propose(tx: Tx, *, amendment_id: str, cycle_id: str, kind: str, basis: str, reason: str,
            after: dict[str, Any], application_id: str | None = None) -> Amendment:  # fmt: skip
    """Propose an amendment.

    `basis`: the code of the rule it rests on, counted in public; one of the pack's special cases
    where it lists any. `reason`: in words, kept sealed. `after`: {"school_id"} of a place,
    {"school_id", "places"} of extra places; of a late registration and a correction see
    `late.propose_late` and `correction.propose_correction`, which bind it to one child.
    """
    require_role(tx, Role.BUREAU)
    if kind not in KINDS:
        raise Refused("kind_unknown", f"an amendment is one of {', '.join(KINDS)}")
    _require_ground(tx, cycle_id, kind, basis, reason)
    before = _before(tx, cycle_id, kind, application_id)
    _require_after(tx, cycle_id, kind, application_id, after)
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
    """Give the child of an approved amendment its other school, which needs a place left.

    Refused ("before_has_changed") where the child's school is no longer the one that was named
    when the amendment was proposed.
    """
    found = require_approved(tx, amendment_id, "place")
    application_id, school_id = str(found.application_id), str(found.after["school_id"])
    application = get_application(tx, application_id)
    if found.before["school_id"] != _school_of(tx, application_id):
        raise Refused("before_has_changed", "the child's school has changed: propose it again")
    require_place_left(tx, application.cycle_id, school_id)
    append_event(tx, MACHINE, amendment_id, "apply")
    facts = {"amendment": amendment_id, "school": school_id}
    move, version = append_event(tx, APPLICATION, application_id, "amend", facts=facts)
    if move.to != "confirmed":
        raise Refused("not_placed_yet", "a child that is not verified has no result to be amended")
    give_place(tx, application_id, version, school_id=school_id, kind="amendment",
               amendment_id=amendment_id, reason={"reason": "amendment"})  # fmt: skip
    set_desk(tx, application_id, school_id=school_id)
    tell_guardian(
        tx,
        "amended",
        application_id,
        version,
        district_id=application.district_id,
        school=school_id,
    )
    return get_amendment(tx, amendment_id)


def apply_places(tx: Tx, *, amendment_id: str) -> Amendment:
    """Add the extra places of an approved amendment to a school, with its basis by name."""
    found = require_approved(tx, amendment_id, "places")
    append_event(tx, MACHINE, amendment_id, "apply")
    add_extra_places(tx, cycle_id=found.cycle_id, school_id=str(found.after["school_id"]),
                     more=int(found.after["places"]), basis=amendment_id)  # fmt: skip
    return get_amendment(tx, amendment_id)


def amendment_document(tx: Tx, *, amendment_id: str) -> dict[str, Any]:
    """Return amendment/1 (trust.md §6): ids and hashes only.

    `result_sha256`: the digest of the sealed bundle it amends, "" before anything is sealed.
    """
    found = get_amendment(tx, amendment_id)
    run = sealed_run(tx, found.cycle_id, found.district_id)
    return {
        "format": "amendment/1", "id": found.id, "kind": found.kind, "case": found.application_id,
        "result_sha256": "" if run is None else run.bundle_digest,
        "basis": found.basis, "before": found.before, "after": found.after,
        "by": found.proposed_by, "approved_by": found.approved_by,
        "reason_hash": found.reason_hash, "stage": found.stage,
    }  # fmt: skip


def why(tx: Tx, *, amendment_id: str) -> str:
    """Return the reason in words to whoever may see the amendment."""
    return reason_of(tx, amendment_id)


def require_approved(tx: Tx, amendment_id: str, kind: str) -> Amendment:
    """Return an approved, unused amendment of a kind; Refused("not_approved") otherwise."""
    found = get_amendment(tx, amendment_id)
    if found.kind != kind or found.stage != "approved":
        raise Refused("not_approved", f"this needs an approved amendment of the kind {kind}")
    return found


def _require_ground(tx: Tx, cycle_id: str, kind: str, basis: str, reason: str) -> None:
    policy = policy_of(tx, cycle_id)
    if not _CODE.fullmatch(basis) or not reason.strip():
        raise Refused("reason_missing", "an amendment needs its basis, a code, and its reason")
    listed = policy.open_terms.special_cases.value
    if kind == AmendmentKind.PLACE and listed and basis not in listed:
        raise Refused("basis_unknown", "the pack lists the special cases, and this is none (G6)")
    if kind in _LATE and policy.term.late.value != LateHandling.TWO_PEOPLE:
        raise Refused("late_not_admitted", "the pack lets nobody in after the deadline (S60)")


def _require_after(tx: Tx, cycle_id: str, kind: str, application_id: str | None,
                   after: dict[str, Any]) -> None:  # fmt: skip
    if set(after) != _AFTER[kind]:
        raise Refused("after_wrong", f"name {', '.join(sorted(_AFTER[kind])) or 'nothing'}")
    if kind == AmendmentKind.PLACE:
        require_school_of(tx, get_application(tx, str(application_id)), str(after["school_id"]))
    if kind == AmendmentKind.PLACES:
        more = after["places"]
        if get_school(tx, str(after["school_id"])).district_id != tx.actor.district_id:
            raise Refused("school_elsewhere", "the school is of another district")
        if after["school_id"] not in places_of(tx, cycle_id):
            raise Refused("no_places_planned", "the school has no planned places in this cycle")
        if type(more) is not int or more < 1:
            raise Refused("places_wrong", "an amendment adds at least one place")


def _before(tx: Tx, cycle_id: str, kind: str, application_id: str | None) -> dict[str, Any]:
    if kind in {"places", "register_late"}:
        if application_id is not None:
            raise Refused("after_wrong", f"{kind} amends no application")
        return {}
    if application_id is None:
        raise Refused("application_missing", "name the application that is amended")
    found = get_application(tx, application_id)
    if found.cycle_id != cycle_id:
        raise NotThere("application")
    return {"stage": found.stage, "school_id": _school_of(tx, application_id)}


def _school_of(tx: Tx, application_id: str) -> str | None:
    try:
        return placement_of(tx, application_id).school_id
    except NotThere:
        return None
