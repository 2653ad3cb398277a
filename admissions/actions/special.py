"""How is a child with a disability placed? Before the overflow, by the special office (S20–S22)."""

from typing import Literal

from admissions.actions.register import MACHINE, Receipt, receipt_of
from admissions.actions.review import require_school_of
from admissions.people import SpecialNeeds
from admissions.store.applications import get_application, read_entry, set_desk
from admissions.store.cycles import get_school
from admissions.store.events import append_event
from admissions.store.placements import give_place, require_place_left
from admissions.store.transaction import Refused, Tx


def place_special(tx: Tx, *, application_id: str, school_id: str,
                  kind: Literal["special_school", "regular_class"]) -> Receipt:  # fmt: skip
    """Place a child at a special school (双学籍, S21) or in a regular class (随班就读, S22).

    Refused where its guardian did not ask for it, where the school is not of that kind or another
    district's, and where it has no place left.
    """
    found = get_application(tx, application_id)
    asked = read_entry(tx, application_id, purpose="special education").special_needs
    if asked == SpecialNeeds.NONE:
        raise Refused("not_asked_for", "the guardian has not asked for special education")
    require_school_of(tx, found, school_id)
    school = get_school(tx, school_id)
    if school.special != (kind == "special_school"):
        raise Refused("school_unfit", "a special school and a regular class are not the same")
    require_place_left(tx, found.cycle_id, school_id)
    _, version = append_event(tx, MACHINE, application_id, "place_special",
                              facts={"school": school_id, "kind": kind})  # fmt: skip
    give_place(tx, application_id, version, school_id=school_id, kind=kind,
               reason={"reason": kind})  # fmt: skip
    set_desk(tx, application_id, school_id=school_id)
    return receipt_of(tx, application_id)
