"""How does a guardian register a child, enter its details, confirm or take them back?"""

from dataclasses import dataclass
from datetime import datetime

from admissions.category import Category, NotEntitled, categorise
from admissions.eligibility import age_answer, refusal_of
from admissions.homes import HomeFacts
from admissions.id_number import normalise_id
from admissions.people import Entry, IdKind, check_entry, normalise
from admissions.store.applications import (
    Application,
    add_application,
    entry_digest,
    get_application,
    last_move,
    save_entry,
    set_desk,
)
from admissions.store.consents import add_consent
from admissions.store.cycles import get_school, policy_of
from admissions.store.events import append_event, first_event
from admissions.store.homes import save_home
from admissions.store.outbox import tell_guardian
from admissions.store.transaction import NotThere, Refused, Tx
from geo.faults import BadInput

MACHINE = "application"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody holds in hand after a move: number, stage, version, chain digest, time."""

    id: str
    stage: str
    version: int
    digest: str
    at: datetime


def receipt_of(tx: Tx, application_id: str) -> Receipt:
    """Return the receipt of the last move of an application that the actor may see."""
    stage, version, digest = last_move(tx, application_id)
    return Receipt(application_id, stage, version, digest, tx.now)


def register(tx: Tx, *, application_id: str, cycle_id: str, district_id: str,
             id_kind: IdKind, id_number: str) -> Receipt:  # fmt: skip
    """Register a child (注册) in one district; refused if it is registered anywhere (S57).

    The refusal "child_already_registered" never says where. `case_id` is fixed by the child and
    the cycle, so that registering again draws no new lot. Raises BadInput without a number.
    """
    number = normalise_id(id_number)
    if not number:
        raise BadInput.one("id_number", "is empty", "enter the number of the child's document")
    add_application(tx, application_id, cycle_id=cycle_id, district_id=district_id,
                    child_key=tx.keys.child_key(str(id_kind), number),
                    account_id=tx.actor.account_id)  # fmt: skip
    done = first_event(tx, MACHINE, application_id, "register", cycle_id=cycle_id,
                       district_id=district_id)  # fmt: skip
    return Receipt(application_id, done.move.to, done.version, done.digest, tx.now)


def enter(tx: Tx, *, application_id: str, entry: Entry, home: HomeFacts,
          subdistrict_id: str) -> Receipt:  # fmt: skip
    """Enter or change the child's details (录入, S58, S60), with the place its anchor names.

    Raises BadInput with every fault, Refused with a decline reason of the pack for a child that
    is not of age or not entitled here, TooLate after the deadline.
    """
    found = get_application(tx, application_id)
    entry = normalise(entry)
    category = child_category(tx, found, entry)
    boarding = boarding_school(tx, found, entry)
    _, version = append_event(tx, MACHINE, application_id, "enter", facts={
        "entry": entry_digest(tx.keys, entry), "zone_state": home.zone_state,
        "category": str(category), "plan": home.plan_digest,
    })  # fmt: skip
    save_entry(tx, application_id, version, entry)
    save_home(tx, application_id, version, home)
    desk = boarding or desk_of(home)
    set_desk(tx, application_id, category=str(category), school_id=desk,
             subdistrict_id=subdistrict_id or None)  # fmt: skip
    return receipt_of(tx, application_id)


def child_category(tx: Tx, found: Application, entry: Entry) -> Category:
    """Return the class of a child, its entry checked; BadInput, Refused with a decline reason."""
    policy = policy_of(tx, found.cycle_id)
    check_entry(entry, policy)
    if tx.keys.child_key(str(entry.id_kind), entry.id_number) != found.child_key:
        raise BadInput.one("id_number", "is not the number this child was registered with",
                           "withdraw and register again with the right number")  # fmt: skip
    too_old_or_young = refusal_of(age_answer(entry.born, policy))
    if too_old_or_young:
        raise Refused(too_old_or_young)
    category = categorise(entry, policy)
    if isinstance(category, NotEntitled):
        raise Refused(category.reason)
    return category


def boarding_school(tx: Tx, found: Application, entry: Entry) -> str:
    """Return the boarding school that was chosen (S18), "" for none; BadInput if it is none."""
    if not entry.boarding_school_id:
        return ""
    try:
        school = get_school(tx, entry.boarding_school_id)
    except NotThere:
        school = None
    if school is None or not school.boarding or school.district_id != found.district_id:
        raise BadInput.one("boarding_school_id", "is no boarding school of this district",
                           "choose one of the list, or leave it empty")  # fmt: skip
    return school.id


def desk_of(home: HomeFacts) -> str | None:
    """Return the school on whose desk a home's application lies; None where a person decides.

    In a shared zone (多校划片) it is the nearest of its schools, the first id among equals.
    """
    if home.zone_state not in {"unique", "shared"} or not home.school_ids:
        return None
    far = max(home.walk_m.values(), default=0) + 1
    return min(home.school_ids, key=lambda school: (home.walk_m.get(school, far), school))


def request_review(tx: Tx, *, application_id: str) -> Receipt:
    """Ask the sub-district to review the papers of a non-local child (S23, S24)."""
    found = get_application(tx, application_id)
    if found.category != Category.THREE:
        raise Refused("review_not_needed", "only a child of class three is reviewed")
    append_event(tx, MACHINE, application_id, "request_review")
    return receipt_of(tx, application_id)


def submit(tx: Tx, *, application_id: str, declaration: str) -> Receipt:
    """Confirm what was entered (确认, S61): from now on it is printed and the school's to verify.

    `declaration` is the version of the text that the guardian agreed to (S58). A child of class
    three needs its sub-district's certificate first where the pack says so.
    """
    found = get_application(tx, application_id)
    policy = policy_of(tx, found.cycle_id)
    first = policy.non_local.review_before_collection.value
    if found.category == Category.THREE and first and found.stage == "entered":
        raise Refused("review_comes_first", "the sub-district reviews the papers first")
    if not declaration:
        raise Refused("declaration_missing", "the guardian has not agreed to the declaration")
    add_consent(tx, application_id, declaration)
    _, version = append_event(tx, MACHINE, application_id, "submit",
                              facts={"declaration": declaration})  # fmt: skip
    tell_guardian(
        tx,
        "submitted",
        application_id,
        version,
        district_id=found.district_id,
        number=application_id,
    )
    return receipt_of(tx, application_id)


def reopen(tx: Tx, *, application_id: str) -> Receipt:
    """Take a confirmed registration back to change it, before the deadline (S60)."""
    append_event(tx, MACHINE, application_id, "reopen")
    return receipt_of(tx, application_id)


def withdraw(tx: Tx, *, application_id: str) -> Receipt:
    """Withdraw before the deadline: the child may then register in another district (S57)."""
    append_event(tx, MACHINE, application_id, "withdraw")
    return receipt_of(tx, application_id)
