"""How does a desk let a guardian back in over HTTP, and how does the guardian use the paper?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from admissions import passwords
from admissions.actions import desk_codes
from admissions.actions.desk_codes import DeskCode
from admissions.forms import DeskCodeData, Words, desk_code
from admissions.masking import mask_name
from admissions.people_kinds import IdentitySeen
from admissions.policy_schema import Policy
from admissions.roles import Role
from admissions.store.cycles import policy_of
from admissions.store.transaction import Tx
from service.api_codes import Code, committed, slowed
from service.api_guardian import ONE
from service.api_models import Model, Nothing
from service.api_operations import ANYONE, Call, Document, Mode, Operation
from service.api_sessions import Login, Password, hashing
from service.api_sheets import PDF, authority_of, contacts, day_zh, said, seal_of
from service.limits import Priority

DESKS = frozenset({Role.SCHOOL, Role.BUREAU})
Number = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.:\-]{1,64}$")]
_STEPS = ("open", "type", "choose")


class DeskCodeBody(Model):
    """Which paper the desk has seen of the guardian who is named in the registration."""

    seen: IdentitySeen


class RedeemBody(Model):
    """Registration and code as printed, the number to log in by, and a new password."""

    application_id: Number
    code: Code
    login: Login
    new: Password


@dataclass(frozen=True, slots=True)
class _Made:
    """What is printed once it is durable; the code is nowhere else."""

    code: str
    paper: DeskCode
    policy: Policy
    at: datetime


def make(tx: Tx, call: Call) -> _Made:
    """Make a paper code; each call makes a new one and ends the one before."""
    asked: DeskCodeBody = call.body
    code = call.context.new_number("K").removeprefix("K-")
    paper = desk_codes.make_desk_code(tx, application_id=call.id, seen=asked.seen, code=code,
                                      ref=call.context.new_number("C"))  # fmt: skip
    return _Made(code, paper, policy_of(tx, paper.cycle_id), tx.now)


def printed(call: Call, made: _Made) -> Document:
    """Print the paper."""
    number, until = made.paper.application_id, made.paper.good_until
    payload, seal = seal_of(call.context.store.keys, "desk-code", number, made.at)
    data = DeskCodeData(
        made_at=made.at, title=said("sheets.desk_code"), authority=authority_of(made.policy),
        registration_no=number, masked_name=mask_name(made.paper.guardian_name),
        access_code=made.code, good_until=Words(f"{day_zh(until)}{until:%H:%M}",
                                                f"{until:%-d %B %Y, %H:%M}"),
        steps=tuple(said(f"sheets.desk_code_{step}", site=call.context.settings.base_url)
                    for step in _STEPS),
        contacts=contacts(made.policy), qr_payload=payload, code=seal,
    )  # fmt: skip
    return Document(desk_code(data), PDF, f"{number}-code.pdf")


async def redeem(call: Call) -> Nothing:
    """Set a new password, and the number to log in by; every session of the account ends."""
    asked: RedeemBody = call.body
    slowed(call, f"desk:{asked.application_id}")
    fresh = await hashing(call.context, lambda: passwords.hash_password(
        asked.new, login=asked.login, staff=False))  # fmt: skip
    await committed(call, lambda tx: desk_codes.redeem_desk_code(
        tx, application_id=asked.application_id, typed=asked.code, login=asked.login,
        password_hash=fresh))  # fmt: skip
    return Nothing()


OPERATIONS = (
    # Not once for a key: what is kept of an answer would be the code itself, all season.
    Operation("make_desk_code", "POST", f"{ONE}/desk-code", DESKS, "application",
              "make_desk_code", Mode.NOTED, PDF, work=make, finish=printed, body=DeskCodeBody,
              priority=Priority.SUBMIT,
              words="A paper code for a guardian whose identity papers were seen."),
    Operation("redeem_desk_code", "POST", "/api/v1/desk-codes/redeem", ANYONE, "",
              "redeem_desk_code", Mode.OPEN, Nothing, opened=redeem, body=RedeemBody,
              refusals=(401, 403, 409), priority=Priority.SUBMIT,
              words="Set a new password by a paper code."),
)  # fmt: skip
