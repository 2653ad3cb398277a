"""What may a bureau do with a draft of zones? Draw, save, comment; two people make it the plan.

What a stroke means on the ground is `zones.edit`'s to say; here it is who may, in which order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from admissions.calendar import SHANGHAI
from admissions.roles import Role
from admissions.store import zone_drafts as kept
from admissions.store.events import append_audit, require_role
from admissions.store.transaction import Refused, Tx
from admissions.store.zone_drafts import ZoneDraft, ZoneVersion
from capacity.canonical import sha256_hex

STROKES = frozenset({"paint", "lock", "unlock", "undo", "redo"})


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What a new draft is called, on which blocks it is drawn, and from which it branches off."""

    id: str
    name: str
    note: str
    level: str
    blocks_digest: str
    parent: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A draft that shall be the plan from a day on, with the files that will say so.

    `replaces`: the digest of the plan that holds on that day until now.
    """

    id: str
    draft_id: str
    step: int
    valid_from: date
    basis: str
    layer: bytes
    address_list: bytes | None
    replaces: str


def begin(tx: Tx, *, draft: NewDraft, document: Mapping[str, Any]) -> ZoneDraft:
    """Begin a draft with a whole plan."""
    require_role(tx, Role.BUREAU)
    if not draft.name.strip():
        raise Refused("name_missing", "a draft needs a name")
    parent_id, parent_step = draft.parent or (None, None)
    kept.add_draft(tx, {
        "id": draft.id, "name": draft.name.strip(), "note": draft.note, "level": draft.level,
        "blocks_digest": draft.blocks_digest, "parent_id": parent_id, "parent_step": parent_step,
    }, document)  # fmt: skip
    return kept.get_draft(tx, draft.id)


def stroke(tx: Tx, *, draft_id: str, after: int, kind: str, said: Mapping[str, Any]) -> int:
    """Add a stroke to the draft as it was after step `after`; returns the new step.

    Refused ("draft_changed") where somebody else drew in the meantime.
    """
    if kind not in STROKES:
        raise AssertionError(kind)
    return _next(tx, draft_id, after, kind, said, "")


def save(tx: Tx, *, draft_id: str, after: int, document: Mapping[str, Any], note: str) -> int:
    """Keep the draft whole as a revision, with a note on it."""
    return _next(tx, draft_id, after, "save", document, note)


def _next(tx: Tx, draft_id: str, after: int, kind: str, said: Mapping[str, Any], note: str) -> int:
    require_role(tx, Role.BUREAU)
    tx.alone_on(f"zone_draft:{draft_id}")
    if kept.last_step(tx, draft_id) != after:
        raise Refused("draft_changed", "somebody else changed the draft: open it again")
    kept.add_step(tx, draft_id, after + 1, kind, said, note)
    return after + 1


def comment(tx: Tx, *, draft_id: str, body: str) -> None:
    """Add a remark to a draft."""
    require_role(tx, Role.BUREAU)
    kept.get_draft(tx, draft_id)
    kept.add_comment(tx, draft_id, body)


def propose_version(tx: Tx, *, version: NewVersion) -> ZoneVersion:
    """Propose a draft as the plan from a day on.

    Refused: "not_ahead" for a day that has begun, "reason_missing" without a basis,
    "later_version" where the plan of a later day stands, "version_open" while another waits.
    """
    require_role(tx, Role.BUREAU)
    kept.get_draft(tx, version.draft_id)
    if not version.basis.strip():
        raise Refused("reason_missing", "name the decision on which the plan rests")
    _require_ahead(tx, version.valid_from)
    for other in kept.versions_of(tx):
        if other.stage == "proposed":
            raise Refused("version_open", f"{other.id} waits to be decided")
        if other.stage == "approved" and other.valid_from >= version.valid_from:
            raise Refused("later_version", f"{other.id} holds from {other.valid_from}")
    kept.add_version(tx, {
        "id": version.id, "draft_id": version.draft_id, "draft_step": version.step,
        "valid_from": version.valid_from, "basis": version.basis.strip(),
        "layer": version.layer, "address_list": version.address_list,
        "digest": files_digest(version.layer, version.address_list),
        "replaces": version.replaces,
    })  # fmt: skip
    return _audited(tx, version.id, "proposed")


def approve_version(tx: Tx, *, version_id: str) -> ZoneVersion:
    """Approve what another person proposed; Refused("needs_another_person") for one's own."""
    found = _open_version(tx, version_id)
    if found.proposed_by == tx.actor.account_id:
        raise Refused("needs_another_person", "nobody approves what they proposed themselves")
    _require_ahead(tx, found.valid_from)
    kept.decide_version(tx, version_id, "approved")
    return _audited(tx, version_id, "approved")


def reject_version(tx: Tx, *, version_id: str) -> ZoneVersion:
    """Reject a proposal, or take one's own back."""
    _open_version(tx, version_id)
    kept.decide_version(tx, version_id, "rejected")
    return _audited(tx, version_id, "rejected")


def files_digest(layer: bytes, address_list: bytes | None) -> str:
    """Return SHA-256 over the zones and the address list that goes with them."""
    parts = [sha256_hex(layer), "" if address_list is None else sha256_hex(address_list)]
    return sha256_hex("\n".join(parts).encode())


def _open_version(tx: Tx, version_id: str) -> ZoneVersion:
    require_role(tx, Role.BUREAU)
    found = kept.get_version(tx, version_id)
    if found.stage != "proposed":
        raise Refused("no_such_move", "this version was decided already")
    return found


def _require_ahead(tx: Tx, day: date) -> None:
    if day <= tx.now.astimezone(SHANGHAI).date():
        raise Refused("not_ahead", "a plan begins on a day to come: what was answered stands")


def _audited(tx: Tx, version_id: str, what: str) -> ZoneVersion:
    found = kept.get_version(tx, version_id)
    facts = {"version": found.id, "draft": found.draft_id, "step": found.draft_step,
             "valid_from": found.valid_from.isoformat(), "digest": found.digest}  # fmt: skip
    append_audit(tx, f"zones:{found.district_id}", what, facts)
    return found
