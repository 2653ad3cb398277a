"""How does a guardian prove its telephone and renew a forgotten password over HTTP?"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import AfterValidator, StringConstraints

from admissions import passwords
from admissions.actions import codes
from admissions.actions.codes import Asked, Bars
from admissions.masking import mask_phone
from admissions.roles import SYSTEM, Role
from admissions.store.codes import telephone_of
from admissions.store.transaction import Refused, Tx
from service.api_context import Context
from service.api_models import Model, Nothing, shows
from service.api_operations import ANYONE, Call, Mode, Operation
from service.api_problems import Problem
from service.api_sessions import Login, Password, hashing, writing_as_system
from service.limits import Priority

T = TypeVar("T")
GUARDIAN = frozenset({Role.GUARDIAN})
Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(shows)]


class TelephoneModel(Model):
    """The telephone of the guardian that calls. `asked`: this district verifies telephones.

    `masked`: 138****8000, "" where the number is not known until the next log-in.
    """

    asked: bool
    verified: bool
    masked: str


class CodeBody(Model):
    """Six digits that came by text message."""

    code: Code


class ForgottenBody(Model):
    """The mobile number of an account."""

    login: Login


class CodeSent(Model):
    """The same for a number with an account and for one without."""

    next: str = "renew_password"


class RenewBody(Model):
    """The number, the six digits that came to it, and a new password."""

    login: Login
    code: Code
    new: Password


async def telephone(call: Call) -> TelephoneModel:
    """Tell whether the caller's telephone is verified."""
    account_id = call.actor.account_id
    found = await call.context.reading(call.actor, lambda tx: telephone_of(tx, account_id))
    verified = found is not None and found.verified_at is not None
    masked = "" if found is None else mask_phone(found.number)
    return TelephoneModel(asked=call.context.settings.sms_verification, verified=verified,
                          masked=masked)  # fmt: skip


async def unverified(context: Context, account_id: str) -> bool:
    """Say whether a guardian still has to verify its telephone before it confirms anything."""
    if not context.settings.sms_verification:
        return False
    found = await context.reading(SYSTEM, lambda tx: telephone_of(tx, account_id))
    return found is None or found.verified_at is None


async def send_telephone_code(call: Call) -> Nothing:
    """Send a code to the caller's own telephone."""
    made = _asked(call)
    account_id = call.actor.account_id
    await writing_as_system(
        call.context, lambda tx: codes.ask_to_verify(tx, account_id=account_id, asked=made)
    )
    return Nothing()


async def verify_telephone(call: Call) -> Nothing:
    """Take the code."""
    _require_on(call)
    account_id, asked = call.actor.account_id, call.body
    slowed(call, account_id)
    await committed(call, lambda tx: codes.verify_telephone(
        tx, account_id=account_id, typed=asked.code))  # fmt: skip
    return Nothing()


async def forgot_password(call: Call) -> CodeSent:
    """Send a code to a number, if it has an account; nobody learns whether (S5)."""
    made, login = _asked(call), call.body.login
    await writing_as_system(
        call.context, lambda tx: codes.ask_to_renew(tx, login=login, asked=made)
    )
    return CodeSent()


async def renew_password(call: Call) -> Nothing:
    """Set a new password for a code; every session of the account ends."""
    _require_on(call)
    asked: RenewBody = call.body
    slowed(call, call.context.store.keys.login_key(asked.login))
    fresh = await hashing(call.context, lambda: passwords.hash_password(
        asked.new, login=asked.login, staff=False))  # fmt: skip
    await committed(call, lambda tx: codes.renew_password(
        tx, login=asked.login, typed=asked.code, password_hash=fresh))  # fmt: skip
    return Nothing()


async def committed(call: Call, work: Callable[[Tx], T | Refused]) -> T:
    """Run one transaction of the system whose refusal is counted; raises it once it is durable."""
    done = await writing_as_system(call.context, work)
    if isinstance(done, Refused):
        raise Problem(done.code)
    return done


def slowed(call: Call, key: str) -> None:
    """Refuse more tries than log-ins a minute; raises Problem."""
    if not call.context.by_login.take(key):
        raise Problem("too_many", retry_s=60)


def _require_on(call: Call) -> None:
    if not call.context.settings.sms_verification:
        raise Problem("sms_off")


def _asked(call: Call) -> Asked:
    """Return what a code is made from; raises Problem where no text messages are sent."""
    _require_on(call)
    context, limits = call.context, call.context.settings.limits
    return Asked(context.new_number("C"), context.new_code(), call.address,
                 context.settings.district_id,
                 Bars(limits.codes_per_number, limits.codes_per_address))  # fmt: skip


_REFUSED = (401, 403, 409)
TELEPHONE, FORGOTTEN = "/api/v1/telephone", "/api/v1/forgotten-password"
OPERATIONS = (
    Operation("telephone", "GET", TELEPHONE, GUARDIAN, "", "read", Mode.OPEN, TelephoneModel,
              opened=telephone, words="Is the caller's telephone verified?"),
    Operation("send_telephone_code", "POST", f"{TELEPHONE}/code", GUARDIAN, "",
              "send_telephone_code", Mode.OPEN, Nothing, opened=send_telephone_code, body=Nothing,
              priority=Priority.LOOKUP, words="Send a code to the caller's telephone."),
    Operation("verify_telephone", "POST", TELEPHONE, GUARDIAN, "", "verify_telephone", Mode.OPEN,
              Nothing, opened=verify_telephone, body=CodeBody, priority=Priority.SUBMIT,
              words="Prove the telephone by the code."),
    Operation("forgot_password", "POST", FORGOTTEN, ANYONE, "", "forgot_password", Mode.OPEN,
              CodeSent, opened=forgot_password, body=ForgottenBody, refusals=_REFUSED,
              priority=Priority.LOOKUP, words="Send a code for a new password."),
    Operation("renew_password", "POST", f"{FORGOTTEN}/renew", ANYONE, "", "renew_password",
              Mode.OPEN, Nothing, opened=renew_password, body=RenewBody, refusals=_REFUSED,
              priority=Priority.SUBMIT, words="Set a new password by the code."),
)  # fmt: skip
