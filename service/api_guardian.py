"""What can a guardian do over HTTP? Register, enter, confirm, change, withdraw, see its own."""

from dataclasses import asdict
from typing import Any

from admissions.actions import register as moves
from admissions.actions.codes import require_verified
from admissions.actions.register import Receipt
from admissions.homes import HomeFacts
from admissions.people import Entry, check_entry, normalise
from admissions.people_kinds import Anchor
from admissions.roles import Role
from admissions.store.applications import Application, get_application, own_entry
from admissions.store.cycles import policy_of
from admissions.store.desk_lists import own_applications
from admissions.store.transaction import Refused, Tx
from service.api_models import (
    ApplicationList,
    ApplicationModel,
    EntryBody,
    Pin,
    PointedBody,
    ReceiptModel,
    RegisterBody,
    SubmitBody,
)
from service.api_operations import EVERY_ROLE, Call, reading, writing
from service.limits import Priority

GUARDIAN = frozenset({Role.GUARDIAN})
APPLICATIONS = "/api/v1/applications"
ONE = f"{APPLICATIONS}/{{id}}"


def told(found: Receipt) -> ReceiptModel:
    """Return a receipt's form."""
    return ReceiptModel(**asdict(found))


def listed(found: Application) -> ApplicationModel:
    """Return a registration as lists show it."""
    return ApplicationModel(
        **{name: getattr(found, name) for name in ApplicationModel.model_fields}
    )


def register(tx: Tx, call: Call) -> ReceiptModel:
    """Register a child under a fresh number."""
    asked: RegisterBody = call.body
    number = call.context.new_number(asked.cycle_id[:4])
    return told(moves.register(
        tx, application_id=number, cycle_id=asked.cycle_id, district_id=asked.district_id,
        id_kind=asked.id_kind, id_number=asked.id_number,
    ))  # fmt: skip


def entry_of(given: EntryBody) -> Entry:
    """Return what was sent as the value of the rules."""
    return Entry(**{name: getattr(given, name) for name in EntryBody.model_fields})


def home_of(call: Call) -> HomeFacts | None:
    """Find the place that the entry's anchor names, before the transaction; None for no address.

    A pair that was pointed at is taken before the address; raises BadInput for a faulty one.
    """
    given: EntryBody = call.body.entry
    by_hukou = given.anchor == Anchor.HUKOU
    address = given.hukou_address if by_hukou else given.residence_address
    if not address.strip():
        return None
    pin: Pin | None = call.body.pin
    if pin is None:
        return call.context.desk.anchor(address)
    return call.context.desk.anchor(address, pin.x, pin.y, pin.datum)


def enter(tx: Tx, call: Call) -> ReceiptModel:
    """Enter or change the details of a child."""
    asked: PointedBody = call.body
    found = get_application(tx, call.id)
    if found.district_id != call.context.settings.district_id:
        raise Refused("other_district", "this service measures in another district")
    entry = entry_of(asked.entry)
    if call.prepared is None:  # no address: told together with all other faults
        check_entry(normalise(entry), policy_of(tx, found.cycle_id))
        raise AssertionError
    return told(moves.enter(tx, application_id=call.id, entry=entry, home=call.prepared,
                            subdistrict_id=asked.subdistrict_id))  # fmt: skip


def submit(tx: Tx, call: Call) -> ReceiptModel:
    """Confirm what was entered; by a telephone that was verified, where the district does that."""
    if call.context.settings.sms_verification:
        require_verified(tx)
    asked: SubmitBody = call.body
    return told(moves.submit(tx, application_id=call.id, declaration=asked.declaration))


def request_review(tx: Tx, call: Call) -> ReceiptModel:
    """Ask the sub-district to review the papers."""
    return told(moves.request_review(tx, application_id=call.id))


def reopen(tx: Tx, call: Call) -> ReceiptModel:
    """Take a confirmation back."""
    return told(moves.reopen(tx, application_id=call.id))


def withdraw(tx: Tx, call: Call) -> ReceiptModel:
    """Withdraw."""
    return told(moves.withdraw(tx, application_id=call.id))


def mine(tx: Tx, _call: Call) -> ApplicationList:
    """Return the registrations of the guardian that calls."""
    return ApplicationList(applications=tuple(listed(one) for one in own_applications(tx)))


def one(tx: Tx, call: Call) -> ApplicationModel:
    """Return one registration that the caller may see."""
    return listed(get_application(tx, call.id))


def my_entry(tx: Tx, call: Call) -> EntryBody:
    """Return to a guardian what it entered itself."""
    return entry_body(own_entry(tx, call.id))


def entry_body(found: Entry) -> EntryBody:
    """Return an entry's form."""
    values: dict[str, Any] = {name: getattr(found, name) for name in EntryBody.model_fields}
    return EntryBody(**values)


OPERATIONS = (
    writing("register", APPLICATIONS, GUARDIAN, "", "register", register, ReceiptModel,
            RegisterBody, status=201, words="Register a child (S57)."),
    reading("mine", APPLICATIONS, GUARDIAN, "", mine, ApplicationList,
            words="The caller's own registrations."),
    reading("application", ONE, EVERY_ROLE - {Role.ADMIN}, "application", one, ApplicationModel,
            words="One registration, without anything personal."),
    reading("my_entry", f"{ONE}/entry", GUARDIAN, "application", my_entry, EntryBody,
            words="What the caller entered."),
    writing("enter", f"{ONE}/entry", GUARDIAN, "application", "enter", enter, ReceiptModel,
            PointedBody, prepare=home_of, words="Enter or change the details (S58, S60)."),
    writing("request_review", f"{ONE}/request-review", GUARDIAN, "application", "request_review",
            request_review, ReceiptModel, words="Ask the sub-district for its review (S24)."),
    writing("submit", f"{ONE}/submit", GUARDIAN, "application", "submit", submit, ReceiptModel,
            SubmitBody, priority=Priority.SUBMIT, words="Confirm what was entered (S61)."),
    writing("reopen", f"{ONE}/reopen", GUARDIAN, "application", "reopen", reopen, ReceiptModel,
            words="Take the confirmation back before the deadline (S60)."),
    writing("withdraw", f"{ONE}/withdraw", GUARDIAN, "application", "withdraw", withdraw,
            ReceiptModel, words="Withdraw before the deadline (S57)."),
)  # fmt: skip
