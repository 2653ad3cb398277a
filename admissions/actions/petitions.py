"""How is a petition (信访) received and answered in time? (S49, S77, S78)"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from admissions.calendar import SHANGHAI
from admissions.roles import Role
from admissions.store.applications import get_application, note_read
from admissions.store.cycles import policy_of
from admissions.store.events import append_event, require_role
from admissions.store.outbox import queue_message
from admissions.store.petitions import (
    WAITING,
    Petition,
    Text,
    add_petition,
    add_text,
    get_petition,
    petitions_of,
    set_days,
    texts_of,
)
from admissions.store.publications import get_publication
from admissions.store.transaction import NotThere, Refused, TooLate, Tx

MACHINE = "petition"
LONGEST_TEXT = 5_000  # signs


class Subject(StrEnum):
    """What a petition is about."""

    QUESTION = "question"  # 咨询
    ZONE = "zone"  # 招生服务片
    PAPERS = "papers"  # 材料
    RESULT = "result"  # 录取结果、统筹安排
    PUBLICATION = "publication"  # 对公示的异议
    CONDUCT = "conduct"  # 对学校或工作人员的投诉
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Lodging:
    """What somebody turns to the bureau with, about which child or public notice, if any."""

    subject: Subject
    text: str
    application_id: str = ""
    publication_id: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A petition with what both sides said, in order."""

    petition: Petition
    said: tuple[Text, ...]
    answered: tuple[Text, ...]


def lodge(tx: Tx, *, petition_id: str, cycle_id: str, district_id: str,
          lodging: Lodging) -> Petition:  # fmt: skip
    """Turn to the bureau as a guardian; with `publication_id` it is an objection to a notice.

    An objection is refused (TooLate) once its period has ended or the notice was taken down.
    """
    return _receive(tx, "lodge", petition_id, cycle_id, district_id, lodging)


def record(tx: Tx, *, petition_id: str, cycle_id: str, lodging: Lodging) -> Petition:
    """Write down, as the bureau, what somebody said by telephone or at the desk (S77, S78)."""
    require_role(tx, Role.BUREAU)
    return _receive(tx, "record", petition_id, cycle_id, tx.actor.district_id, lodging)


def _receive(tx: Tx, action: str, petition_id: str, cycle_id: str, district_id: str,
             lodging: Lodging) -> Petition:  # fmt: skip
    _require_text(lodging.text)
    if lodging.application_id:
        child = get_application(tx, lodging.application_id)
        if (child.cycle_id, child.district_id) != (cycle_id, district_id):
            raise NotThere("application")
    if (lodging.subject == Subject.PUBLICATION) != bool(lodging.publication_id):
        raise Refused("publication_missing", "an objection names the public notice it is against")
    if lodging.publication_id:
        _require_open_to_objections(tx, lodging.publication_id, cycle_id, district_id)
    today = _today(tx)
    add_petition(tx, petition_id, {
        "cycle_id": cycle_id, "district_id": district_id, "subject": str(lodging.subject),
        "account_id": tx.actor.account_id if tx.actor.role == Role.GUARDIAN else None,
        "application_id": lodging.application_id or None,
        "publication_id": lodging.publication_id or None,
        "received_on": today, "due_on": _due(tx, cycle_id, today),
    }, lodging.text)  # fmt: skip
    append_event(tx, MACHINE, petition_id, action, facts={"subject": str(lodging.subject)})
    return get_petition(tx, petition_id)


def take(tx: Tx, *, petition_id: str) -> Petition:
    """Take a petition in hand: the named person of S49 is the actor of the event."""
    append_event(tx, MACHINE, petition_id, "take")
    return get_petition(tx, petition_id)


def answer(tx: Tx, *, petition_id: str, text: str) -> Petition:
    """Answer a petition that is in hand; the guardian is told that an answer waits."""
    _require_text(text)
    found = get_petition(tx, petition_id)
    today = _today(tx)
    facts = {"late": today > found.due_on}
    _, version = append_event(tx, MACHINE, petition_id, "answer", facts=facts)
    add_text(tx, petition_id, "answer", Text(today, text))
    set_days(tx, petition_id, answered_on=today)
    if found.application_id and found.account_id:
        queue_message(tx, machine=MACHINE, subject_id=petition_id, seq=version,
                      template="petition_answered", district_id=found.district_id,
                      application_id=found.application_id)  # fmt: skip
    return get_petition(tx, petition_id)


def contest(tx: Tx, *, petition_id: str, text: str) -> Petition:
    """Say, as the guardian, why the answer does not do; the bureau's days begin again."""
    _require_text(text)
    found = get_petition(tx, petition_id)
    append_event(tx, MACHINE, petition_id, "contest")
    today = _today(tx)
    add_text(tx, petition_id, "body", Text(today, text))
    set_days(tx, petition_id, due_on=_due(tx, found.cycle_id, today), answered_on=None)
    return get_petition(tx, petition_id)


def close(tx: Tx, *, petition_id: str) -> Petition:
    """Close an answered petition, after the guardian had as many days as the bureau has.

    Refused "may_be_contested" before: a closed petition cannot be contested.
    """
    found = get_petition(tx, petition_id)
    days = policy_of(tx, found.cycle_id).term.petition_answer.value
    answered = found.answered_on if found.account_id else None
    if answered is not None and _today(tx) <= answered + timedelta(days=days):
        raise Refused("may_be_contested", "the guardian may still contest the answer")
    append_event(tx, MACHINE, petition_id, "close")
    return get_petition(tx, petition_id)


def read_petition(tx: Tx, *, petition_id: str) -> Conversation:
    """Return what was said to the guardian who lodged it or to the bureau, whose read is noted."""
    require_role(tx, Role.GUARDIAN, Role.BUREAU)
    found = get_petition(tx, petition_id)
    if tx.actor.role == Role.BUREAU and found.application_id:
        note_read(tx, found.application_id, "petition")
    said, answered = texts_of(tx, petition_id)
    return Conversation(found, said, answered)


def waiting(tx: Tx) -> list[Petition]:
    """Return the petitions without an answer, the soonest due first."""
    return petitions_of(tx, stages=WAITING)


def overdue(tx: Tx) -> list[Petition]:
    """Return the petitions whose last day of answering is past."""
    return petitions_of(tx, stages=WAITING, due_before=_today(tx))


def _due(tx: Tx, cycle_id: str, received: date) -> date:
    """Return the last day of answering: plain days, as the pack names no others."""
    return received + timedelta(days=policy_of(tx, cycle_id).term.petition_answer.value)


def _require_open_to_objections(
    tx: Tx, publication_id: str, cycle_id: str, district_id: str
) -> None:
    found = get_publication(tx, publication_id)
    if (found.cycle_id, found.district_id) != (cycle_id, district_id):
        raise NotThere("publication")
    until = found.objections_until
    if found.taken_down_at is not None or until is None or tx.now >= until:
        raise TooLate("objection")
    tx.must_commit_before(until, "objection")


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refused("text_missing", "say what it is about")
    if len(text) > LONGEST_TEXT:
        raise Refused("text_too_long", f"at most {LONGEST_TEXT} signs")


def _today(tx: Tx) -> date:
    return tx.now.astimezone(SHANGHAI).date()
