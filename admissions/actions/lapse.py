"""What happens to registrations that were not finished in time? They lapse, and are told so."""

from admissions.actions.register import MACHINE
from admissions.roles import Role
from admissions.store.cycles import window_of
from admissions.store.desk_lists import at_stages
from admissions.store.events import append_event, require_role
from admissions.store.outbox import queue_message
from admissions.store.transaction import Refused, Tx

UNFINISHED = ("registered", "entered", "awaiting_subdistrict", "certified")


def lapse_unfinished(tx: Tx, *, cycle_id: str, district_id: str, limit: int = 200) -> int:
    """Let registrations that were not confirmed by the deadline lapse (S60); returns how many.

    For the clock alone, after the register window. The bureau follows each up: a child that has
    lapsed is admitted late by two people, never lost (S29).
    """
    require_role(tx, Role.SYSTEM)
    if tx.now < window_of(tx, cycle_id, district_id, "register")[1]:
        raise Refused("too_early", "the register window has not closed")
    waiting = [one for one in at_stages(tx, cycle_id, UNFINISHED) if one.district_id == district_id]
    for one in waiting[:limit]:
        _, version = append_event(tx, MACHINE, one.id, "lapse")
        queue_message(tx, machine=MACHINE, subject_id=one.id, seq=version, template="lapsed",
                      district_id=district_id, application_id=one.id)  # fmt: skip
    return len(waiting[:limit])
