"""What do school, sub-district and bureau do with one registration over HTTP? One move a row."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from admissions.actions import (
    arrival,
    junior,
    late,
    papers,
    review,
    roster,
    special,
    subdistrict,
    verify,
)
from admissions.actions.register import Receipt
from admissions.papers import Paper, PaperFault, ShownTo
from admissions.papers_kinds import IssuerLevel, PaperKind
from admissions.roles import Role
from admissions.store.applications import read_entry
from admissions.store.homes import get_home
from admissions.store.transaction import Tx
from service.api_guardian import ONE, entry_body, told
from service.api_models import Code, EntryBody, Id, Line, Model, Nothing, ReceiptModel
from service.api_operations import Call, Mode, Operation, Work, reading, writing
from service.desk_paths import walks_to_all

SCHOOL, SUBDISTRICT = frozenset({Role.SCHOOL}), frozenset({Role.SUBDISTRICT})
BUREAU, EXAM_CENTRE = frozenset({Role.BUREAU}), frozenset({Role.EXAM_CENTRE})
_DESKS = SCHOOL | SUBDISTRICT
_READERS = SCHOOL | SUBDISTRICT | BUREAU
Move = Callable[..., Receipt]


class ReasonBody(Model):
    """The code of a reason of the year's policy (S66)."""

    reason: Code


class ZoneBody(Model):
    """The zone that a person decided, its schools, and where the home lies, if that was found."""

    zone_id: Id
    school_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]
    pin: tuple[float, float] | None = None


class SpecialBody(Model):
    """A special school, or a regular class (S20–S22)."""

    school_id: Id
    kind: Literal["special_school", "regular_class"]


class PaperModel(Model):
    """What a desk noted of one paper shown."""

    kind: PaperKind
    issuer: Line = ""
    issuer_level: IssuerLevel = IssuerLevel.OTHER
    issued_on: date | None = None
    valid_until: date | None = None
    names: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    copied: bool = False
    original: bool = True


class PapersBody(Model):
    """The papers shown."""

    papers: Annotated[tuple[PaperModel, ...], Field(min_length=1, max_length=40)]


class PaperFaultModel(Model):
    """Why a need is not met."""

    need: str
    kind: str
    code: str
    scope: str
    zh: str
    en: str


class PaperFaults(Model):
    """Everything wrong with the papers; none if they are in order."""

    faults: tuple[PaperFaultModel, ...]


class ChildModel(Model):
    """A registration as a desk reads it; that it was read is written down."""

    id: str
    entry: EntryBody
    papers: tuple[PaperModel, ...]


def plain(action: Move) -> Work:
    """Return the work of a move that needs nothing but its registration."""
    return lambda tx, call: told(action(tx, application_id=call.id))


def with_reason(action: Move) -> Work:
    """Return the work of a move that needs a reason."""
    return lambda tx, call: told(action(tx, application_id=call.id, reason=call.body.reason))


def _row(name: str, roles: frozenset[Role], action: Move, words: str, *,
         move: str = "", reason: bool = False) -> Operation:  # fmt: skip
    work, body = (with_reason(action), ReasonBody) if reason else (plain(action), Nothing)
    path = f"{ONE}/{name.replace('_', '-')}"
    return writing(name, path, roles, "application", move or name, work, ReceiptModel, body,
                   words=words)  # fmt: skip


def note_papers(tx: Tx, call: Call) -> PaperFaults:
    """Note papers shown, and tell what is wrong with them."""
    asked: PapersBody = call.body
    noted = [_paper(given) for given in asked.papers]
    return _faults(papers.note_papers(tx, application_id=call.id, papers=noted))


def _paper(given: PaperModel) -> Paper:
    values = {name: getattr(given, name) for name in PaperModel.model_fields if name != "copied"}
    return Paper(**values, copy=given.copied)


def _faults(found: tuple[PaperFault, ...]) -> PaperFaults:
    return PaperFaults(faults=tuple(
        PaperFaultModel(need=one.need, kind=str(one.kind), code=str(one.code),
                        scope=str(one.scope), zh=one.zh, en=one.en) for one in found
    ))  # fmt: skip


def open_faults(tx: Tx, call: Call) -> PaperFaults:
    """Tell what is still wrong with the papers at this desk."""
    office = call.actor.role == Role.SUBDISTRICT
    desk = ShownTo.SUBDISTRICT if office else ShownTo.SCHOOL
    return _faults(papers.open_faults(tx, call.id, desk))


def read_child(tx: Tx, call: Call) -> ChildModel:
    """Return what was entered and noted of a child; the read is written down."""
    entry = read_entry(tx, call.id, purpose=f"desk_{call.actor.role}")
    noted = papers.papers_of(tx, call.id)
    return ChildModel(id=call.id, entry=entry_body(entry), papers=tuple(
        PaperModel(copied=one.copy, **{name: getattr(one, name) for name in PaperModel.model_fields
                                       if name != "copied"}) for one in noted
    ))  # fmt: skip


def decide_zone(tx: Tx, call: Call) -> ReceiptModel:
    """Decide the zone of a home on a line, in a gap or not located."""
    asked: ZoneBody = call.body
    words: dict[str, Any] = {"zone_id": asked.zone_id, "school_ids": asked.school_ids}
    return told(review.decide_zone(tx, application_id=call.id, pin=asked.pin, **words))


def place_special(tx: Tx, call: Call) -> ReceiptModel:
    """Place a child with special needs before any run."""
    asked: SpecialBody = call.body
    return told(special.place_special(
        tx, application_id=call.id, school_id=asked.school_id, kind=asked.kind))  # fmt: skip


async def walks_of(call: Call) -> dict[str, int]:
    """Measure from a child's home to every school: zone schools alone may all be full."""
    context = call.context
    home, _ = await context.reading(call.actor, lambda tx: get_home(tx, call.id))
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(
        context.readers, lambda: walks_to_all(context.desk.paths, home.x_m, home.y_m)
    )


def place_late(tx: Tx, call: Call) -> ReceiptModel:
    """Place a child that came late at the nearest school with a place left."""
    return told(late.place_late(tx, application_id=call.id, walk_m=call.prepared))


OPERATIONS = (
    reading("read_child", f"{ONE}/child", _READERS, "application", read_child, ChildModel,
            mode=Mode.NOTED, words="What was entered and shown; written into the read log."),
    reading("open_faults", f"{ONE}/papers/faults", _DESKS, "application", open_faults,
            PaperFaults, mode=Mode.NOTED, words="What is wrong with the papers at this desk."),
    writing("note_papers", f"{ONE}/papers", _DESKS, "application", "note_papers", note_papers,
            PaperFaults, PapersBody, words="Note papers shown (S23, S63)."),
    _row("certify", SUBDISTRICT, subdistrict.certify, "The five papers are in order (S24)."),
    _row("return_papers", SUBDISTRICT, subdistrict.return_papers, "Something is missing (S24).",
         reason=True),
    _row("accept", SCHOOL, verify.accept, "Provisionally accept (预录取, S65)."),
    _row("accept_boarder", SCHOOL, verify.accept_boarder, "Accept for boarding (S18)."),
    _row("refer", SCHOOL, verify.refer, "The school cannot hold all its children (S26)."),
    _row("decline", SCHOOL, verify.decline, "Not accepted, with the reason (S66).", reason=True),
    _row("note_absent", SCHOOL, verify.note_absent, "Nobody came."),
    _row("undo", SCHOOL, verify.undo, "Take the last step back."),
    _row("refer_onward", BUREAU, review.refer_onward, "To be placed: no child is left out (S29)."),
    _row("confirm", BUREAU, review.confirm, "Confirm (确认接收, S68)."),
    _row("return_to_school", BUREAU, review.return_to_school, "Not passed (S69).",
         move="return", reason=True),
    writing("decide_zone", f"{ONE}/decide-zone", BUREAU, "application", "decide_zone", decide_zone,
            ReceiptModel, ZoneBody, words="A person decides the zone."),
    writing("place_special", f"{ONE}/place-special", BUREAU, "application", "place_special",
            place_special, ReceiptModel, SpecialBody, words="Special education (S20–S22)."),
    writing("place_late", f"{ONE}/place-late", BUREAU, "application", "amend", place_late,
            ReceiptModel, prepare=walks_of, words="Place a late child where places are left."),
    _row("pair", BUREAU, junior.pair, "Paired progression (S10)."),
    _row("strike", EXAM_CENTRE, roster.strike, "Not onto the roster.", reason=True),
    _row("notify", SCHOOL, arrival.notify, "Issue the notice of admission (S40)."),
    _row("arrive", SCHOOL, arrival.arrive, "The child has arrived (S31)."),
    _row("swipe_card", SCHOOL, arrival.swipe_card, "Registered by card, junior (S32)."),
    _row("note_no_show", SCHOOL, arrival.note_no_show, "Has not arrived."),
)  # fmt: skip
