"""What happens to registrations that were not finished in time? They lapse, and are told so."""

from datetime import datetime

from admissions.actions.register import MACHINE
from admissions.roles import Role
from admissions.store.cycles import window_of
from admissions.store.desk_lists import at_stages
from admissions.store.events import append_event, require_role
from admissions.store.outbox import tell_guardian
from admissions.store.transaction import Refused, Tx

UNFINISHED = ("registered", "entered", "certified")
UNDER_REVIEW = "awaiting_subdistrict"


def lapse_unfinished(tx: Tx, *, cycle_id: str, district_id: str, limit: int = 200) -> int:
    """Let registrations that were not confirmed by the deadline lapse (S60); returns how many.

    For the clock alone, once the register window has closed; papers under review lapse only when
    the sub-district can no longer certify either. Call again until it returns 0. The bureau
    follows each up: a child that has lapsed is admitted late by two people, never lost (S29).
    """
    require_role(tx, Role.SYSTEM)
    if tx.now < _closes(tx, cycle_id, district_id, "register"):
        raise Refused("too_early", "the register window has not closed")
    stages: tuple[str, ...] = UNFINISHED
    if tx.now >= _closes(tx, cycle_id, district_id, "review_papers"):
        stages = (*UNFINISHED, UNDER_REVIEW)
    found = at_stages(tx, cycle_id, stages, district_id=district_id, limit=limit)
    for one in found:
        _, version = append_event(tx, MACHINE, one.id, "lapse")
        tell_guardian(tx, "lapsed", one.id, version, district_id=district_id, number=one.id)
    return len(found)


def _closes(tx: Tx, cycle_id: str, district_id: str, name: str) -> datetime:
    return window_of(tx, cycle_id, district_id, name)[1]
