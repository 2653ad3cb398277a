"""How does somebody get an account, log in and log out over HTTP?"""

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import AfterValidator, StringConstraints
from starlette.responses import Response

from admissions import passwords
from admissions.actions import accounts
from admissions.actions.accounts import LoggedIn
from admissions.actions.codes import note_number
from admissions.passwords import Checked
from admissions.roles import SYSTEM, Role
from admissions.store.logins import login_by_id
from admissions.store.transaction import Refused, Tx
from service.api_context import Context
from service.api_models import Model, Nothing, shows
from service.api_operations import ANYONE, EVERY_ROLE, Call, Mode, Operation
from service.api_problems import Problem
from service.limits import Priority
from service.sessions import csrf_of, drop_cookie, set_cookie

T = TypeVar("T")
MOST_HASHING = 60  # at 26 ms each on two threads: under a second
Login = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(shows)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(shows)]
Totp = Annotated[str, StringConstraints(max_length=12), AfterValidator(shows)]


class SignUpBody(Model):
    """A guardian's mobile number and password."""

    login: Login
    password: Password


class SignedUp(Model):
    """The same for a new number and for one that has an account."""

    next: str = "log_in"


class LogInBody(Model):
    """An account, its password and, for staff, the authenticator's code."""

    login: Login
    password: Password
    totp: Totp = ""


class PasswordBody(Model):
    """The old password and a new one."""

    old: Password
    new: Password


class SessionModel(Model):
    """Who is logged in. `csrf`: to be sent as X-CSRF-Token with each write by cookie.

    `token`: the session for programs, as a bearer; told only by the log-in.
    """

    role: Role
    display_name: str
    csrf: str
    password_initial: bool
    token: str = ""


async def sign_up(call: Call) -> SignedUp:
    """Make a guardian's account; nobody learns whether there was one (S5)."""
    asked: SignUpBody = call.body
    hashed = await hashing(call.context, lambda: passwords.hash_password(
        asked.password, login=asked.login, staff=False))  # fmt: skip
    account_id = call.context.new_number("G")

    def work(tx: Tx) -> None:
        accounts.sign_up(tx, account_id=account_id, login=asked.login, password_hash=hashed)

    try:
        await writing_as_system(call.context, work)
    except Refused as error:
        if error.code != "login_taken":
            raise
    return SignedUp()


async def log_in(call: Call) -> Response:
    """Begin a session; a token that was presented is ended, never taken over."""
    asked: LogInBody = call.body
    token, found = await logged_in(call.context, asked, ended=call.token)
    made = SessionModel(
        role=found.actor.role, display_name="", csrf=csrf_of(call.context.store.keys, token),
        password_initial=found.password_initial, token=token,
    )  # fmt: skip
    response = Response(made.model_dump_json(), media_type="application/json")
    set_cookie(response, token, secure=call.context.settings.secure)
    return response


async def logged_in(context: Context, asked: LogInBody, *, ended: str = "") -> tuple[str, LoggedIn]:
    """Check a log-in in two steps and begin its session; raises Problem, the same for all."""
    if not context.by_login.take(context.store.keys.login_key(asked.login)):
        raise Problem("too_many", retry_s=60)
    loop = asyncio.get_running_loop()
    stored = await loop.run_in_executor(
        context.readers, context.store.read, SYSTEM,
        lambda tx: accounts.password_hash_for(tx, login=asked.login),
    )  # fmt: skip
    checked = await hashing(context, lambda: passwords.check_password(stored, asked.password))
    token = context.new_token()
    found = await writing_as_system(
        context, lambda tx: _begun(tx, asked, checked, token=token, ended=ended,
                                   second_factor=context.settings.second_factor,
                                   keep_number=context.settings.sms_verification)
    )  # fmt: skip
    if isinstance(found, Refused):
        raise Problem(found.code)
    await _renewed(context, found, stored, asked.password)
    return token, found


def _begun(
    tx: Tx,
    asked: LogInBody,
    checked: Checked,
    *,
    token: str,
    ended: str,
    second_factor: bool,
    keep_number: bool,
) -> LoggedIn | Refused:
    found = accounts.log_in(tx, login=asked.login, check=checked, totp=asked.totp,
                            second_factor=second_factor)  # fmt: skip
    if isinstance(found, LoggedIn):
        if ended:
            accounts.log_out(tx, token=ended)
        accounts.open_session(tx, account_id=found.actor.account_id, token=token,
                              csrf=csrf_of(tx.keys, token))  # fmt: skip
        if keep_number and found.actor.role == Role.GUARDIAN:
            note_number(tx, account_id=found.actor.account_id, login=asked.login)
    return found


async def _renewed(context: Context, found: LoggedIn, stored: str | None, password: str) -> None:
    """Keep the same password under today's parameters, where it was kept under weaker ones."""
    if stored is None or not passwords.needs_rehash(stored):
        return
    staff = found.actor.role != Role.GUARDIAN
    fresh = await hashing(context, lambda: passwords.hash_password(
        password, login="", staff=staff))  # fmt: skip
    await writing_as_system(context, lambda tx: accounts.renew_hash(
        tx, account_id=found.actor.account_id, was=stored, password_hash=fresh))  # fmt: skip


async def log_out(call: Call) -> Response:
    """End the session."""
    await writing_as_system(call.context, lambda tx: accounts.log_out(tx, token=call.token))
    response = Response(Nothing().model_dump_json(), media_type="application/json")
    drop_cookie(response, secure=call.context.settings.secure)
    return response


async def session(call: Call) -> SessionModel:
    """Tell who is logged in."""
    if call.session is None:
        raise AssertionError
    return SessionModel(
        role=call.actor.role, display_name=call.session.display_name,
        csrf=csrf_of(call.context.store.keys, call.token),
        password_initial=call.session.password_initial,
    )  # fmt: skip


async def change_password(call: Call) -> Nothing:
    """Change the password, also an initial one; all other sessions of the account end."""
    asked: PasswordBody = call.body
    context, actor = call.context, call.actor
    if not context.by_login.take(actor.account_id):
        raise Problem("too_many", retry_s=60)
    stored = await asyncio.wrap_future(context.store.submit(
        actor, lambda tx: login_by_id(tx, actor.account_id).password_hash))  # fmt: skip
    checked = await hashing(context, lambda: passwords.check_password(stored, asked.old))
    fresh = await hashing(context, lambda: passwords.hash_password(
        asked.new, login="", staff=actor.role != Role.GUARDIAN))  # fmt: skip
    ended = await asyncio.wrap_future(context.store.submit(actor, lambda tx: (
        accounts.change_password(tx, check=checked, password_hash=fresh,
                                 keep_token=call.token))))  # fmt: skip
    if isinstance(ended, Refused):
        raise Problem(ended.code)
    return Nothing()


async def hashing(context: Context, work: Callable[[], T]) -> T:
    """Run Argon2 in its own few threads; put off at once where too many wait."""
    if context.hashing >= MOST_HASHING:
        raise Problem("try_again", retry_s=3)
    context.hashing += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(context.hashers, work)
    finally:
        context.hashing -= 1


async def writing_as_system(context: Context, work: Callable[[Tx], T]) -> T:
    """Run one transaction of the system itself."""
    return await asyncio.wrap_future(context.store.submit(SYSTEM, work))


_REFUSED = (401, 403, 409)
OPERATIONS = (
    Operation("sign_up", "POST", "/api/v1/sign-up", ANYONE, "", "sign_up", Mode.OPEN, SignedUp,
              opened=sign_up, body=SignUpBody, refusals=_REFUSED, priority=Priority.LOOKUP,
              words="Make a guardian's account."),
    Operation("log_in", "POST", "/api/v1/log-in", ANYONE, "", "log_in", Mode.OPEN, SessionModel,
              opened=log_in, body=LogInBody, refusals=_REFUSED, priority=Priority.SUBMIT,
              words="Begin a session."),
    Operation("log_out", "POST", "/api/v1/log-out", EVERY_ROLE, "", "log_out", Mode.OPEN, Nothing,
              opened=log_out, body=Nothing, initial=True, priority=Priority.SUBMIT,
              words="End the session."),
    Operation("session", "GET", "/api/v1/session", EVERY_ROLE, "", "read", Mode.OPEN,
              SessionModel, opened=session, initial=True, words="Who is logged in?"),
    Operation("change_password", "POST", "/api/v1/password", EVERY_ROLE, "", "change_password",
              Mode.OPEN, Nothing, opened=change_password, body=PasswordBody, initial=True,
              words="Change the password; also an initial one."),
)  # fmt: skip
