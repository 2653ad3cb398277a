"""What is watched over HTTP? Reads of children, messages not sent, children not registered."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from admissions.actions import expected, outbox
from admissions.actions.expected import ExpectedRow
from admissions.people_kinds import IdKind
from admissions.roles import Role
from admissions.store import reads
from admissions.store.messages import Message
from admissions.store.reads import Read
from admissions.store.transaction import Tx
from service.api_desks import BUREAU
from service.api_guardian import GUARDIAN
from service.api_guardian import ONE as APPLICATION
from service.api_lists import CYCLE
from service.api_models import Line, Model
from service.api_operations import Call, reading, writing

_WATCHING = BUREAU | {Role.AUDITOR}


class ReadModel(Model):
    """One read of a child by staff."""

    id: int
    at: datetime
    actor_id: str
    role: str
    application_id: str
    purpose: str


class ReadList(Model):
    """Reads, the latest first."""

    reads: tuple[ReadModel, ...]


class MessageModel(Model):
    """A message that was not sent; nothing personal is in it."""

    id: int
    subject_id: str
    template: str
    state: str
    attempts: int
    last_error: str | None


class MessageList(Model):
    """Messages not sent."""

    messages: tuple[MessageModel, ...]


class ExpectedModel(Model):
    """A child of age that is known from a list."""

    name: Line
    id_kind: IdKind
    id_number: Line
    born: date


class ExpectedBody(Model):
    """A list of children of age, and where it is from (S74, S75)."""

    source: Line
    rows: Annotated[tuple[ExpectedModel, ...], Field(min_length=1, max_length=500)]


class ImportedModel(Model):
    """How many were added and how many were known."""

    added: int
    known: int
    digest: str


class MissingModel(Model):
    """A child of age without a registration: masked name and source."""

    masked_name: str
    source: str


class MissingList(Model):
    """The first of them."""

    children: tuple[MissingModel, ...]


def _reads(found: list[Read]) -> ReadList:
    return ReadList(reads=tuple(
        ReadModel(**{name: getattr(one, name) for name in ReadModel.model_fields})
        for one in found
    ))  # fmt: skip


def reads_of(tx: Tx, call: Call) -> ReadList:
    """Return who read one child."""
    return _reads(reads.reads_of(tx, call.id))


def reads_in(tx: Tx, call: Call) -> ReadList:
    """Return the reads by the district's staff."""
    given = call.query.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 16 else 0
    return _reads(reads.reads_in(tx, call.actor.district_id, before=before))


def failed(tx: Tx, _call: Call) -> MessageList:
    """Return the messages that were given up."""
    return MessageList(messages=tuple(message(one) for one in outbox.failed_messages(tx)))


def message(found: Message) -> MessageModel:
    """Return a message's form."""
    return MessageModel(**{name: getattr(found, name) for name in MessageModel.model_fields})


def send_again(tx: Tx, call: Call) -> MessageModel:
    """Try a message again that was given up."""
    return message(outbox.send_again(tx, message_id=call.number))


def import_expected(tx: Tx, call: Call) -> ImportedModel:
    """Take in a list of children of age, whole or not at all."""
    asked: ExpectedBody = call.body
    rows = [ExpectedRow(one.name, one.id_kind, one.id_number, one.born) for one in asked.rows]
    found = expected.import_expected(
        tx, cycle_id=call.path["cycle_id"], district_id=call.actor.district_id, rows=rows,
        source=asked.source,
    )  # fmt: skip
    return ImportedModel(added=found.added, known=found.known, digest=found.digest)


def not_registered(tx: Tx, call: Call) -> MissingList:
    """Return children of age without a registration anywhere; never where others are."""
    words: dict[str, Any] = {"cycle_id": call.path["cycle_id"],
                             "district_id": call.actor.district_id}  # fmt: skip
    found = expected.not_registered(tx, **words)
    return MissingList(children=tuple(
        MissingModel(masked_name=one.masked_name, source=one.source) for one in found
    ))  # fmt: skip


OPERATIONS = (
    reading("reads_of", f"{APPLICATION}/reads", GUARDIAN | _WATCHING, "application", reads_of,
            ReadList, words="Who has read this child, and why."),
    reading("reads_in", "/api/v1/reads", frozenset({Role.AUDITOR}), "", reads_in, ReadList,
            query=("before",), words="Reads by the district's staff."),
    reading("failed_messages", "/api/v1/messages/failed", BUREAU, "", failed, MessageList,
            words="Messages that were given up (S68)."),
    writing("send_again", "/api/v1/messages/{id}/again", BUREAU, "message", "send_again",
            send_again, MessageModel, words="Try a message again."),
    writing("import_expected", f"{CYCLE}/expected", BUREAU, "cycle", "import_expected",
            import_expected, ImportedModel, ExpectedBody, words="Children of age (S74)."),
    reading("not_registered", f"{CYCLE}/expected/missing", BUREAU, "cycle", not_registered,
            MissingList, words="Children of age without a registration (S74)."),
)  # fmt: skip
