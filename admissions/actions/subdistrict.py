"""What does a sub-district do? It reviews the five papers of a non-local child (S23, S24)."""

from admissions.actions.papers import open_faults
from admissions.actions.register import MACHINE, Receipt, receipt_of
from admissions.actions.verify import require_reason
from admissions.papers import NeedScope, ShownTo
from admissions.store.applications import get_application
from admissions.store.events import append_event
from admissions.store.outbox import queue_message
from admissions.store.transaction import Refused, Tx


def certify(tx: Tx, *, application_id: str) -> Receipt:
    """Certify that the papers were reviewed and are in order; the child may then be confirmed."""
    faults = open_faults(tx, application_id, ShownTo.SUBDISTRICT)
    bad = sorted({fault.need for fault in faults if fault.scope == NeedScope.ADMISSION})
    if bad:
        raise Refused("papers_not_in_order", ", ".join(bad))
    append_event(tx, MACHINE, application_id, "certify")
    return receipt_of(tx, application_id)


def return_papers(tx: Tx, *, application_id: str, reason: str) -> Receipt:
    """Give the papers back with a reason of the policy pack, which the guardian is told."""
    found = get_application(tx, application_id)
    require_reason(tx, found, reason)
    _, version = append_event(tx, MACHINE, application_id, "return_papers", reason=reason)
    queue_message(tx, machine=MACHINE, subject_id=application_id, seq=version,
                  template="papers_returned", district_id=found.district_id,
                  application_id=application_id, params={"reason": reason})  # fmt: skip
    return receipt_of(tx, application_id)
