"""What does a sub-district do? It reviews the five papers of a non-local child (S23, S24)."""

from admissions.actions.papers import open_faults
from admissions.actions.register import MACHINE, Receipt, receipt_of
from admissions.actions.verify import require_reason
from admissions.category import Category
from admissions.papers import NeedScope, ShownTo
from admissions.roles import Role
from admissions.store.applications import Application, get_application
from admissions.store.cycles import policy_of
from admissions.store.events import append_event, require_role
from admissions.store.outbox import tell_guardian
from admissions.store.reviews import Waiting, last_seq, waiting_at
from admissions.store.transaction import Refused, Tx

LARGEST_PAGE = 200


def waiting_for(tx: Tx, *, cycle_id: str, limit: int = LARGEST_PAGE) -> tuple[Waiting, ...]:
    """Return whom the acting office has to review, the longest waiting first.

    Where the pack puts the review after confirmation, these are confirmed children without a
    certificate; `limit` rows are looked at.
    """
    require_role(tx, Role.SUBDISTRICT)
    asked = waiting_at(tx, cycle_id, "awaiting_subdistrict", "request_review", limit)
    if policy_of(tx, cycle_id).non_local.review_before_collection.value:
        return tuple(asked)
    confirmed = waiting_at(tx, cycle_id, "submitted", "submit", limit)
    return (*asked, *(one for one in confirmed if not is_certified(tx, one.application_id)))


def is_certified(tx: Tx, application_id: str) -> bool:
    """Say whether the papers were reviewed since the child's details were entered last."""
    found = get_application(tx, application_id)
    certified = last_seq(tx, found.id, "certify")
    return certified > last_seq(tx, found.id, "enter", "register_late", "admit_late")


def certify(tx: Tx, *, application_id: str) -> Receipt:
    """Certify that the papers were reviewed and are in order; the child may then be confirmed.

    Refused: "review_not_needed" for a local child, "already_certified", "papers_not_in_order"
    with the codes of the needs that are not met.
    """
    found = _to_review(tx, application_id)
    faults = open_faults(tx, application_id, ShownTo.SUBDISTRICT)
    bad = sorted({fault.need for fault in faults if fault.scope == NeedScope.ADMISSION})
    if bad:
        raise Refused("papers_not_in_order", ", ".join(bad))
    _, version = append_event(tx, MACHINE, application_id, "certify")
    _tell(tx, found, version, "papers_certified", {})
    return receipt_of(tx, application_id)


def return_papers(tx: Tx, *, application_id: str, reason: str) -> Receipt:
    """Give the papers back with a reason of the policy pack, which the guardian is told."""
    found = _to_review(tx, application_id)
    require_reason(tx, found, reason)
    _, version = append_event(tx, MACHINE, application_id, "return_papers", reason=reason)
    _tell(tx, found, version, "papers_returned", {"reason": reason})
    return receipt_of(tx, application_id)


def _to_review(tx: Tx, application_id: str) -> Application:
    found = get_application(tx, application_id)
    if found.category != Category.THREE:
        raise Refused("review_not_needed", "only a child of class three is reviewed")
    if found.stage == "submitted" and is_certified(tx, application_id):
        raise Refused("already_certified", "the papers were reviewed before")
    return found


def _tell(tx: Tx, found: Application, version: int, template: str, more: dict[str, str]) -> None:
    tell_guardian(
        tx, template, found.id, version, district_id=found.district_id, number=found.id, **more
    )
