"""How is an entry put right after the deadline? By two people, who approve the very words (S70)."""

from admissions.actions.amend import MACHINE as AMENDMENT
from admissions.actions.amend import propose, require_approved
from admissions.actions.register import (
    MACHINE,
    Receipt,
    boarding_school,
    child_category,
    desk_of,
    receipt_of,
)
from admissions.homes import HomeFacts
from admissions.people import Entry, normalise
from admissions.store.amendments import Amendment
from admissions.store.applications import (
    Application,
    entry_digest,
    get_application,
    save_entry,
    set_desk,
)
from admissions.store.cycles import level_of, window_of
from admissions.store.events import append_event
from admissions.store.homes import save_home
from admissions.store.transaction import Refused, Tx


def propose_correction(tx: Tx, *, amendment_id: str, application_id: str, entry: Entry,
                       basis: str, reason: str) -> Amendment:  # fmt: skip
    """Propose another entry for a child; what is approved is this entry alone, by its digest.

    Refused ("registration_is_open") while the guardian can still change it (S60). Raises BadInput
    with every fault of the entry.
    """
    found = get_application(tx, application_id)
    entry = _checked(tx, found, entry)
    return propose(
        tx, amendment_id=amendment_id, cycle_id=found.cycle_id, application_id=application_id,
        kind="correction", basis=basis, reason=reason,
        after={"entry": entry_digest(tx.keys, entry)},
    )  # fmt: skip


def apply_correction(tx: Tx, *, amendment_id: str, entry: Entry, home: HomeFacts) -> Receipt:
    """Write the approved entry with its home; Refused("not_approved") for any other entry.

    Before verification the child goes to the desk of its new home. Afterwards it keeps its school:
    another one is another amendment. Refused ("undo_first") while it is provisional or referred.
    """
    found = require_approved(tx, amendment_id, "correction")
    application = get_application(tx, str(found.application_id))
    entry = _checked(tx, application, entry)
    if found.after["entry"] != entry_digest(tx.keys, entry):
        raise Refused("not_approved", "the amendment is for another entry")
    if application.stage in {"provisional", "referred"}:
        raise Refused("undo_first", "the school or the bureau takes its decision back first")
    category = child_category(tx, application, entry)
    append_event(tx, AMENDMENT, amendment_id, "apply")
    move, version = append_event(tx, MACHINE, application.id, "amend", facts={
        "amendment": amendment_id, "entry": entry_digest(tx.keys, entry),
    })  # fmt: skip
    save_entry(tx, application.id, version, entry)
    save_home(tx, application.id, version, home)
    set_desk(tx, application.id, category=str(category))
    if move.to == "submitted":
        desk = boarding_school(tx, application, entry) or desk_of(home)
        set_desk(tx, application.id, school_id=desk)
    return receipt_of(tx, application.id)


def _checked(tx: Tx, found: Application, entry: Entry) -> Entry:
    _, closes = window_of(tx, found.cycle_id, found.district_id, "register")
    if tx.now < closes:
        raise Refused("registration_is_open", "the guardian can still change the entry itself")
    if level_of(tx, found.cycle_id) != "primary":
        raise Refused("primary_only", "a junior school's pupils are named anew by their school")
    entry = normalise(entry)
    child_category(tx, found, entry)
    boarding_school(tx, found, entry)
    return entry
