"""How is a special case proposed, approved by another person, and applied (S70, G6)?"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from admissions.actions import amend, correction, late
from admissions.homes import HomeFacts
from admissions.people_kinds import Anchor, IdKind
from admissions.roles import Role
from admissions.store import amendments
from admissions.store.amendments import Amendment
from admissions.store.transaction import Tx
from service.api_desks import BUREAU
from service.api_guardian import entry_of, told
from service.api_lists import CYCLE
from service.api_models import EnterBody, Id, Line, Model, Paragraphs, ReceiptModel
from service.api_operations import Call, reading, writing

ONE = "/api/v1/amendments/{id}"
_SEEING = frozenset({Role.BUREAU, Role.AUDITOR, Role.CITY})


class ProposalBody(Model):
    """Another place for a child, extra places for a school, or a lapsed registration taken up."""

    kind: Literal["place", "places", "late"]
    application_id: Id | None = None
    school_id: Id | None = None
    places: Annotated[int, Field(ge=1, le=1_000)] | None = None
    basis: Line
    reason: Paragraphs

    @model_validator(mode="after")
    def _complete(self) -> "ProposalBody":
        """Refuse a kind without what it is about."""
        needed = {"place": ("application_id", "school_id"), "late": ("application_id",),
                  "places": ("school_id", "places")}  # fmt: skip
        missing = [name for name in needed[self.kind] if getattr(self, name) is None]
        if missing:
            message = f"{self.kind} needs {' and '.join(missing)}"
            raise ValueError(message)
        return self


class LateBody(Model):
    """A child that nobody registered in time."""

    id_kind: IdKind
    id_number: Line
    basis: Line
    reason: Paragraphs


class AmendmentModel(Model):
    """amendment/1 without its reason, of which the hash is shown."""

    id: str
    cycle_id: str
    district_id: str
    application_id: str | None
    stage: str
    version: int
    kind: str
    basis: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason_hash: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None


class AmendmentCounts(Model):
    """How many of each kind were applied; told to everybody."""

    counts: dict[str, int]


def shown(found: Amendment) -> AmendmentModel:
    """Return an amendment's form."""
    return AmendmentModel(**{name: getattr(found, name) for name in AmendmentModel.model_fields})


def propose(tx: Tx, call: Call) -> AmendmentModel:
    """Propose an amendment; another person approves it."""
    asked: ProposalBody = call.body
    after = {"school_id": asked.school_id, "places": asked.places}
    return shown(amend.propose(
        tx, amendment_id=call.context.new_number("AM"), cycle_id=call.path["cycle_id"],
        kind=asked.kind, basis=asked.basis, reason=asked.reason,
        after={name: value for name, value in after.items() if value is not None},
        application_id=asked.application_id,
    ))  # fmt: skip


def propose_late(tx: Tx, call: Call) -> AmendmentModel:
    """Propose to take in a child that nobody registered."""
    asked: LateBody = call.body
    return shown(late.propose_late(
        tx, amendment_id=call.context.new_number("AM"), cycle_id=call.path["cycle_id"],
        id_kind=asked.id_kind, id_number=asked.id_number, basis=asked.basis, reason=asked.reason,
    ))  # fmt: skip


def home_of(call: Call) -> HomeFacts:
    """Find the place that an entry's anchor names, before the transaction."""
    entry = call.body.entry
    by_hukou = entry.anchor == Anchor.HUKOU
    return call.context.desk.anchor(entry.hukou_address if by_hukou else entry.residence_address)


def register_late(tx: Tx, call: Call) -> ReceiptModel:
    """Register the child of an approved amendment."""
    asked: EnterBody = call.body
    number = call.context.new_number(call.context.settings.cycle_id[:4])
    return told(late.register_late(
        tx, application_id=number, amendment_id=call.id, entry=entry_of(asked.entry),
        home=call.prepared, subdistrict_id=asked.subdistrict_id,
    ))  # fmt: skip


class ApplicationBody(Model):
    """The registration that an approved amendment is about."""

    application_id: Id


def admit_late(tx: Tx, call: Call) -> ReceiptModel:
    """Take a lapsed registration up again."""
    return told(late.admit_late(
        tx, application_id=call.body.application_id, amendment_id=call.id))  # fmt: skip


def apply_correction(tx: Tx, call: Call) -> ReceiptModel:
    """Put an entry right after the deadline, as approved."""
    return told(correction.apply_correction(
        tx, amendment_id=call.id, entry=entry_of(call.body.entry), home=call.prepared))  # fmt: skip


class CorrectionBody(EnterBody):
    """A corrected entry of one registration, with basis and reason."""

    application_id: Id
    basis: Line
    reason: Paragraphs


def propose_correction(tx: Tx, call: Call) -> AmendmentModel:
    """Propose to correct an entry after the deadline."""
    asked: CorrectionBody = call.body
    return shown(correction.propose_correction(
        tx, amendment_id=call.context.new_number("AM"), application_id=asked.application_id,
        entry=entry_of(asked.entry), basis=asked.basis, reason=asked.reason,
    ))  # fmt: skip


def counts(tx: Tx, call: Call) -> AmendmentCounts:
    """Count what was applied in the service's district."""
    district = call.context.settings.district_id
    return AmendmentCounts(counts=amendments.amendment_counts(tx, call.path["cycle_id"], district))


OPERATIONS = (
    writing("propose", f"{CYCLE}/amendments", BUREAU, "cycle", "propose", propose, AmendmentModel,
            ProposalBody, status=201, words="Propose an amendment."),
    writing("propose_late", f"{CYCLE}/amendments/late", BUREAU, "cycle", "propose", propose_late,
            AmendmentModel, LateBody, status=201, words="Propose a late registration."),
    writing("propose_correction", f"{CYCLE}/amendments/correction", BUREAU, "cycle", "propose",
            propose_correction, AmendmentModel, CorrectionBody, status=201,
            words="Propose a correction after the deadline."),
    reading("amendment_counts", f"{CYCLE}/amendments/counts", _SEEING, "cycle", counts,
            AmendmentCounts, words="How many were applied, by kind."),
    reading("amendment", ONE, _SEEING, "amendment",
            lambda tx, call: shown(amendments.get_amendment(tx, call.id)), AmendmentModel,
            words="One amendment."),
    writing("approve_amendment", f"{ONE}/approve", BUREAU, "amendment", "approve",
            lambda tx, call: shown(amend.approve(tx, amendment_id=call.id)), AmendmentModel,
            words="Approve what another person proposed."),
    writing("reject_amendment", f"{ONE}/reject", BUREAU, "amendment", "reject",
            lambda tx, call: shown(amend.reject(tx, amendment_id=call.id)), AmendmentModel,
            words="Reject."),
    writing("apply_place", f"{ONE}/apply-place", BUREAU, "amendment", "apply",
            lambda tx, call: shown(amend.apply_place(tx, amendment_id=call.id)), AmendmentModel,
            words="Give the child the other place."),
    writing("apply_places", f"{ONE}/apply-places", BUREAU, "amendment", "apply",
            lambda tx, call: shown(amend.apply_places(tx, amendment_id=call.id)), AmendmentModel,
            words="Give the school its extra places."),
    writing("register_late", f"{ONE}/register-late", BUREAU, "amendment", "register_late",
            register_late, ReceiptModel, EnterBody, prepare=home_of, status=201,
            words="Register the child late."),
    writing("admit_late", f"{ONE}/admit-late", BUREAU, "amendment", "admit_late", admit_late,
            ReceiptModel, ApplicationBody, words="Take a lapsed registration up."),
    writing("apply_correction", f"{ONE}/apply-correction", BUREAU, "amendment", "amend",
            apply_correction, ReceiptModel, EnterBody, prepare=home_of,
            words="Put the entry right."),
)  # fmt: skip
