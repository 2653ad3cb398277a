"""How does a guardian object or ask over HTTP, and who answers (S49, S77)?"""

from datetime import date

from admissions.actions import petitions
from admissions.actions.petitions import Lodging, Subject
from admissions.roles import Role
from admissions.store.petitions import Petition, Text, petitions_of
from admissions.store.transaction import Tx
from service.api_desks import BUREAU
from service.api_guardian import GUARDIAN
from service.api_lists import CYCLE
from service.api_models import Id, Model, Paragraphs
from service.api_operations import Call, Mode, reading, writing

ONE = "/api/v1/petitions/{id}"
_SEEING = GUARDIAN | BUREAU | {Role.CITY, Role.AUDITOR}


class LodgeBody(Model):
    """About which child or public notice, and what."""

    subject: Subject
    text: Paragraphs
    application_id: Id | None = None
    publication_id: Id | None = None


class TextBody(Model):
    """What is said."""

    text: Paragraphs


class PetitionModel(Model):
    """A petition without what was said."""

    id: str
    cycle_id: str
    district_id: str
    application_id: str | None
    publication_id: str | None
    stage: str
    version: int
    subject: str
    received_on: date
    due_on: date
    answered_on: date | None


class PetitionList(Model):
    """Petitions, the soonest due first."""

    petitions: tuple[PetitionModel, ...]


class TextModel(Model):
    """What was said on a day."""

    on: date
    text: str


class ConversationModel(Model):
    """A petition with what both sides said."""

    petition: PetitionModel
    said: tuple[TextModel, ...]
    answered: tuple[TextModel, ...]


def shown(found: Petition) -> PetitionModel:
    """Return a petition's form."""
    return PetitionModel(**{name: getattr(found, name) for name in PetitionModel.model_fields})


def _lodging(call: Call) -> Lodging:
    asked: LodgeBody = call.body
    return Lodging(asked.subject, asked.text, asked.application_id or "",
                   asked.publication_id or "")  # fmt: skip


def lodge(tx: Tx, call: Call) -> PetitionModel:
    """Turn to the bureau."""
    return shown(petitions.lodge(
        tx, petition_id=call.context.new_number("P"), cycle_id=call.path["cycle_id"],
        district_id=call.context.settings.district_id, lodging=_lodging(call),
    ))  # fmt: skip


def record(tx: Tx, call: Call) -> PetitionModel:
    """Write down what was said by telephone or at the desk."""
    return shown(petitions.record(
        tx, petition_id=call.context.new_number("P"), cycle_id=call.path["cycle_id"],
        lodging=_lodging(call),
    ))  # fmt: skip


def read(tx: Tx, call: Call) -> ConversationModel:
    """Return both sides' words; a read by the bureau is written down."""
    found = petitions.read_petition(tx, petition_id=call.id)
    return ConversationModel(petition=shown(found.petition), said=_texts(found.said),
                             answered=_texts(found.answered))  # fmt: skip


def _texts(found: tuple[Text, ...]) -> tuple[TextModel, ...]:
    return tuple(TextModel(on=one.on, text=one.text) for one in found)


def listed(tx: Tx, call: Call) -> PetitionList:
    """Return the petitions that the caller may see."""
    found = petitions_of(tx)
    cycle = call.path["cycle_id"]
    return PetitionList(petitions=tuple(shown(one) for one in found if one.cycle_id == cycle))


OPERATIONS = (
    writing("lodge", f"{CYCLE}/petitions", GUARDIAN, "cycle", "lodge", lodge, PetitionModel,
            LodgeBody, status=201, words="Object or ask (S49)."),
    writing("record_petition", f"{CYCLE}/petitions/recorded", BUREAU, "cycle", "record", record,
            PetitionModel, LodgeBody, status=201, words="By telephone or at the desk (S77)."),
    reading("petitions", f"{CYCLE}/petitions", _SEEING, "cycle", listed, PetitionList,
            words="Petitions that the caller may see."),
    reading("petition", ONE, GUARDIAN | BUREAU, "petition", read, ConversationModel,
            mode=Mode.NOTED, words="Both sides' words."),
    writing("take_petition", f"{ONE}/take", BUREAU, "petition", "take",
            lambda tx, call: shown(petitions.take(tx, petition_id=call.id)), PetitionModel,
            words="Take it in hand."),
    writing("answer_petition", f"{ONE}/answer", BUREAU, "petition", "answer",
            lambda tx, call: shown(petitions.answer(
                tx, petition_id=call.id, text=call.body.text)),
            PetitionModel, TextBody, words="Answer."),
    writing("contest_petition", f"{ONE}/contest", GUARDIAN, "petition", "contest",
            lambda tx, call: shown(petitions.contest(
                tx, petition_id=call.id, text=call.body.text)),
            PetitionModel, TextBody, words="Say why the answer does not do."),
    writing("close_petition", f"{ONE}/close", BUREAU, "petition", "close",
            lambda tx, call: shown(petitions.close(tx, petition_id=call.id)), PetitionModel,
            words="Close."),
)  # fmt: skip
