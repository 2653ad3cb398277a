"""How does a child come in after the deadline? By an amendment of two people, displacing nobody."""

from admissions.actions.amend import MACHINE as AMENDMENT
from admissions.actions.amend import require_approved
from admissions.actions.register import MACHINE, Receipt, child_category, desk_of, receipt_of
from admissions.homes import HomeFacts
from admissions.people import Entry, normalise
from admissions.roles import Role
from admissions.store.applications import (
    add_application,
    entry_digest,
    get_application,
    save_entry,
    set_desk,
)
from admissions.store.events import append_event, require_role
from admissions.store.homes import save_home
from admissions.store.transaction import Refused, Tx


def register_late(tx: Tx, *, application_id: str, amendment_id: str, entry: Entry, home: HomeFacts,
                  subdistrict_id: str = "") -> Receipt:  # fmt: skip
    """Register a child that nobody had registered, after the deadline (S29, S74).

    The desk enters what the guardian shows. It is verified and placed like any other; where the
    sealed run is over, an amendment gives it a place that is left.
    """
    require_role(tx, Role.BUREAU)
    found = require_approved(tx, amendment_id, "register_late")
    entry = normalise(entry)
    child_key = tx.keys.child_key(str(entry.id_kind), entry.id_number)
    add_application(tx, {
        "id": application_id, "cycle_id": found.cycle_id, "district_id": found.district_id,
        "account_id": None, "child_key": child_key,
        "case_id": tx.keys.digest("case", f"{found.cycle_id}\x1f{child_key}")[:20],
        "stage": "none", "version": 0,
    })  # fmt: skip
    category = child_category(tx, get_application(tx, application_id), entry)
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
    """Take up a registration that lapsed with its details entered."""
    found = require_approved(tx, amendment_id, "late")
    if found.application_id != application_id:
        raise Refused("not_approved", "the amendment is for another child")
    append_event(tx, AMENDMENT, amendment_id, "apply")
    append_event(tx, MACHINE, application_id, "admit_late", facts={"amendment": amendment_id})
    return receipt_of(tx, application_id)
