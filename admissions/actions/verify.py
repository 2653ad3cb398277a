"""What does a school do on the verification days? Accept, refer or decline, never by arrival.

A school that can hold all who claim it accepts each whose papers are in order (预录取, S65). One
that cannot refers all of them to the bureau (接收有困难, S26), and so does one in a shared zone:
who stays is for the rule to say, not for the order in which families came.
"""

from admissions.actions.papers import open_faults
from admissions.actions.register import MACHINE, Receipt, receipt_of
from admissions.papers import NeedScope, ShownTo
from admissions.store.applications import Application, get_application, own_boarding_school
from admissions.store.cycles import get_school, policy_of
from admissions.store.events import append_event
from admissions.store.homes import get_home
from admissions.store.outbox import tell_guardian
from admissions.store.placements import (
    claims_on,
    give_place,
    is_late,
    places_for_run,
    take_place_back,
)
from admissions.store.transaction import Refused, Tx

# What fails the whole registration: who is not proved to be treated as local is of class three.
_NEEDED = (NeedScope.ADMISSION, NeedScope.TREATMENT)


def accept(tx: Tx, *, application_id: str) -> Receipt:
    """Accept a child of the zone provisionally (预录取, S65).

    Refused: "papers_not_in_order"; "over_capacity_refer" where the school cannot hold all,
    "shared_zone_refer" where the zone names several; "not_in_zone" for who only chose to board;
    "came_late" after the deadline.
    """
    found = _of_this_zone(tx, application_id)
    _require_papers(tx, application_id, *_NEEDED)
    if in_shared_zone(tx, application_id):
        raise Refused("shared_zone_refer", "the rule chooses among the schools of a shared zone")
    if over_capacity(tx, found.cycle_id, tx.actor.school_id):
        raise Refused("over_capacity_refer", "more children claim the school than it has places")
    _, version = append_event(tx, MACHINE, application_id, "accept")
    give_place(tx, application_id, version, school_id=tx.actor.school_id, kind="zone",
               reason={"reason": "zone_has_room"})  # fmt: skip
    return receipt_of(tx, application_id)


def accept_boarder(tx: Tx, *, application_id: str) -> Receipt:
    """Accept a child that chose this boarding school, with its medical paper in order (S18)."""
    found = _on_this_desk(tx, application_id)
    school = get_school(tx, tx.actor.school_id)
    if not school.boarding or own_boarding_school(tx, application_id) != school.id:
        raise Refused("not_a_boarder", "the child has not chosen this boarding school")
    _require_papers(tx, application_id, *_NEEDED, NeedScope.BOARDING)
    if over_capacity(tx, found.cycle_id, school.id):
        raise Refused("over_capacity_refer", "more children chose the school than it has places")
    _, version = append_event(tx, MACHINE, application_id, "accept_boarder")
    give_place(tx, application_id, version, school_id=school.id, kind="boarding",
               reason={"reason": "boarding_chosen"})  # fmt: skip
    return receipt_of(tx, application_id)


def refer(tx: Tx, *, application_id: str) -> Receipt:
    """Refer a child whose papers are in order, since the school cannot hold all (S26)."""
    found = _on_this_desk(tx, application_id)
    if is_late(tx, application_id):
        raise Refused("came_late", "who came after the deadline is placed after the run")
    _require_papers(tx, application_id, *_NEEDED)
    crowded = over_capacity(tx, found.cycle_id, tx.actor.school_id)
    if not crowded and not in_shared_zone(tx, application_id):
        raise Refused("school_has_room", "the school can hold all its children and accepts them")
    append_event(tx, MACHINE, application_id, "refer")
    return receipt_of(tx, application_id)


def decline(tx: Tx, *, application_id: str, reason: str) -> Receipt:
    """Decline a child with a reason of the policy pack, which the guardian is told (S66)."""
    found = _on_this_desk(tx, application_id)
    require_reason(tx, found, reason)
    _, version = append_event(tx, MACHINE, application_id, "decline", reason=reason)
    take_place_back(tx, application_id)
    tell_guardian(
        tx, "declined", application_id, version, district_id=found.district_id, reason=reason
    )
    return receipt_of(tx, application_id)


def note_absent(tx: Tx, *, application_id: str) -> Receipt:
    """Note, after the verification days, that nobody came: the bureau follows it up (S29)."""
    _on_this_desk(tx, application_id)
    append_event(tx, MACHINE, application_id, "note_absent")
    return receipt_of(tx, application_id)


def undo(tx: Tx, *, application_id: str) -> Receipt:
    """Take back what this desk did by mistake, while the verification days last."""
    _on_this_desk(tx, application_id)
    append_event(tx, MACHINE, application_id, "undo")
    take_place_back(tx, application_id)
    return receipt_of(tx, application_id)


def over_capacity(tx: Tx, cycle_id: str, school_id: str) -> bool:
    """Say whether more children claim a school than it has places for them (接收困难, G7)."""
    room = places_for_run(tx, cycle_id).get(school_id)
    if room is None:
        raise Refused("no_places_planned", "the school has no planned places in this cycle")
    return claims_on(tx, cycle_id, school_id) > room


def in_shared_zone(tx: Tx, application_id: str) -> bool:
    """Say whether a home's zone names several schools (多校划片)."""
    facts, _ = get_home(tx, application_id)
    return len(facts.school_ids) > 1


def require_reason(tx: Tx, found: Application, reason: str) -> None:
    """Refuse a reason that the policy pack has no words for (S66)."""
    try:
        policy_of(tx, found.cycle_id).decline_reason(reason)
    except KeyError as error:
        raise Refused("reason_missing", "give one of the reasons of the policy pack") from error


def _on_this_desk(tx: Tx, application_id: str) -> Application:
    found = get_application(tx, application_id)
    if found.school_id != tx.actor.school_id:
        raise Refused("not_your_desk", "the application lies at another school")
    return found


def _of_this_zone(tx: Tx, application_id: str) -> Application:
    found = _on_this_desk(tx, application_id)
    if is_late(tx, application_id):
        raise Refused("came_late", "who came after the deadline is placed after the run")
    facts, _ = get_home(tx, application_id)
    if tx.actor.school_id not in facts.school_ids:
        raise Refused("not_in_zone", "the home is not in this school's zone")
    return found


def _require_papers(tx: Tx, application_id: str, *scopes: NeedScope) -> None:
    faults = open_faults(tx, application_id, ShownTo.SCHOOL)
    bad = sorted({fault.need for fault in faults if fault.scope in scopes})
    if bad:
        raise Refused("papers_not_in_order", ", ".join(bad))
