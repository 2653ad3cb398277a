"""How does a child go to another zone or district over HTTP (S30, S33, S36, S37)?"""

from datetime import date
from typing import Annotated

from pydantic import Field

from admissions.actions import transfers
from admissions.actions.transfers import CollectDays, Ground, Rejection
from admissions.roles import Role
from admissions.store.transaction import Tx
from admissions.store.transfers import Transfer, get_transfer, transfers_of
from service.api_desks import BUREAU, SCHOOL
from service.api_guardian import GUARDIAN
from service.api_guardian import ONE as APPLICATION
from service.api_guardian import told as receipt_told
from service.api_lists import CYCLE
from service.api_models import Id, Line, Model, ReceiptModel
from service.api_operations import Call, reading, writing

ONE = "/api/v1/transfers/{id}"
_SEEING = GUARDIAN | SCHOOL | BUREAU | {Role.CITY, Role.AUDITOR}


class TransferBody(Model):
    """Where to, and why."""

    to_school_id: Id
    ground: Ground


class ApprovalBody(Model):
    """The number of the bureau's seal and the days of collecting, both included."""

    seal_no: Line
    collect_from: date
    collect_until: date
    amendment_id: Annotated[str, Field(pattern=r"^[0-9A-Za-z\-]{0,40}$")] = ""


class RejectionBody(Model):
    """Why not."""

    reason: Rejection


class LetterBody(Model):
    """A letter of introduction for several children of one district."""

    transfer_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)]
    letter_no: Line


class TransferModel(Model):
    """A transfer as it stands."""

    id: str
    cycle_id: str
    district_id: str
    application_id: str
    kind: str
    stage: str
    version: int
    to_district_id: str
    to_school_id: str
    ground: str
    seal_no: str | None
    letter_no: str | None
    collect_from: date | None
    collect_until: date | None


class TransferList(Model):
    """Transfers by number."""

    transfers: tuple[TransferModel, ...]


def shown(found: Transfer) -> TransferModel:
    """Return a transfer's form."""
    return TransferModel(**{name: getattr(found, name) for name in TransferModel.model_fields})


def request(tx: Tx, call: Call) -> TransferModel:
    """Ask for a transfer, as the guardian or for one's pupil."""
    asked: TransferBody = call.body
    mine = call.actor.role == Role.GUARDIAN
    action = transfers.request if mine else transfers.request_for
    return shown(action(
        tx, transfer_id=call.context.new_number("TR"), application_id=call.id,
        to_school_id=asked.to_school_id, ground=asked.ground,
    ))  # fmt: skip


def approve(tx: Tx, call: Call) -> TransferModel:
    """Approve and seal."""
    asked: ApprovalBody = call.body
    days = CollectDays(asked.collect_from, asked.collect_until)
    return shown(transfers.approve(
        tx, transfer_id=call.id, seal_no=asked.seal_no, days=days,
        amendment_id=asked.amendment_id,
    ))  # fmt: skip


def issue_letter(tx: Tx, call: Call) -> TransferList:
    """Issue one letter for a list of children."""
    asked: LetterBody = call.body
    found = transfers.issue_letter(
        tx, transfer_ids=asked.transfer_ids, letter_no=asked.letter_no)  # fmt: skip
    return TransferList(transfers=tuple(shown(one) for one in found))


def of_cycle(tx: Tx, call: Call) -> TransferList:
    """Return the transfers of a cycle that the caller may see."""
    found = transfers_of(tx, call.path["cycle_id"])
    return TransferList(transfers=tuple(shown(one) for one in found))


OPERATIONS = (
    reading("transfers", f"{CYCLE}/transfers", _SEEING, "cycle", of_cycle, TransferList,
            words="Transfers of the cycle."),
    writing("request_transfer", f"{APPLICATION}/transfers", GUARDIAN | SCHOOL, "application",
            "request", request, TransferModel, TransferBody, status=201,
            words="Ask for a transfer (S36)."),
    reading("transfer", ONE, _SEEING, "transfer",
            lambda tx, call: shown(get_transfer(tx, call.id)), TransferModel, words="One."),
    writing("approve_transfer", f"{ONE}/approve", BUREAU, "transfer", "approve", approve,
            TransferModel, ApprovalBody, words="Approve and seal (S36)."),
    writing("reject_transfer", f"{ONE}/reject", BUREAU, "transfer", "reject",
            lambda tx, call: shown(transfers.reject(
                tx, transfer_id=call.id, reason=call.body.reason)),
            TransferModel, RejectionBody, words="Reject, with the reason."),
    writing("issue_letter", "/api/v1/letters", SCHOOL, "transfer", "issue_letter", issue_letter,
            TransferList, LetterBody, words="Issue a letter of introduction (S37)."),
    writing("collect_transfer", f"{ONE}/collect", SCHOOL, "transfer", "collect",
            lambda tx, call: shown(transfers.collect(tx, transfer_id=call.id)), TransferModel,
            words="The form was collected (S37)."),
    writing("release", f"{ONE}/release", BUREAU, "transfer", "transfer_out",
            lambda tx, call: receipt_told(transfers.release(tx, transfer_id=call.id)),
            ReceiptModel, words="The child leaves the district."),
)  # fmt: skip
