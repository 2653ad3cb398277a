"""How does an administrator keep staff accounts over HTTP? It sees no child."""

import secrets
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from admissions import passwords
from admissions.actions import staff
from admissions.actions.staff import Credentials
from admissions.roles import Actor, Role
from admissions.store.transaction import Tx
from admissions.totp import SECRET_BYTES, secret_of, secret_text
from service.api_models import Line, Model, Nothing, shows
from service.api_operations import Call, reading, writing
from service.api_sessions import hashing

ADMIN = frozenset({Role.ADMIN})
ACCOUNTS = "/api/v1/accounts"
ONE = f"{ACCOUNTS}/{{id}}"
Part = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.:\-]{0,40}$")]
NewPassword = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(shows)]
Secret = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{32}$")]


class StaffBody(Model):
    """A new staff account. `totp_secret`: base32, as an authenticator takes it."""

    role: Role
    district_id: Part = ""
    school_id: Part = ""
    subdistrict_id: Part = ""
    display_name: Line
    login: Line
    password: NewPassword | None = None
    totp_secret: Secret | None = None
    oidc_subject: Line | None = None


class InitialPasswordBody(Model):
    """An initial password, to be changed by its owner."""

    password: NewPassword


class SecretBody(Model):
    """A new authenticator's secret."""

    totp_secret: Secret


class AccountModel(Model):
    """The number of an account."""

    id: str


class StaffModel(Model):
    """A staff account; no secret."""

    id: str
    role: Role
    district_id: str
    school_id: str
    subdistrict_id: str
    display_name: str
    active: bool
    locked_until: datetime | None
    second_factor: bool


class StaffList(Model):
    """The accounts that the administrator keeps."""

    accounts: tuple[StaffModel, ...]


class FreshSecret(Model):
    """A fresh secret for an authenticator."""

    totp_secret: str


async def hashed(call: Call) -> str | None:
    """Hash a password before the transaction; raises BadInput for a weak one."""
    asked: StaffBody | InitialPasswordBody = call.body
    password, login = asked.password, asked.login if isinstance(asked, StaffBody) else ""
    if password is None:
        return None
    return await hashing(
        call.context, lambda: passwords.hash_password(password, login=login, staff=True)
    )


def add(tx: Tx, call: Call) -> AccountModel:
    """Add an account."""
    asked: StaffBody = call.body
    account_id = call.context.new_number("S")
    actor = Actor(account_id, asked.role, asked.district_id, asked.school_id,
                  asked.subdistrict_id)  # fmt: skip
    secret = None if asked.totp_secret is None else secret_of(asked.totp_secret)
    staff.add_staff(tx, staff=actor, display_name=asked.display_name, credentials=Credentials(
        asked.login, call.prepared, secret, asked.oidc_subject))  # fmt: skip
    return AccountModel(id=account_id)


def listed(tx: Tx, _call: Call) -> StaffList:
    """Return the accounts."""
    return StaffList(accounts=tuple(
        StaffModel(
            id=one.actor.account_id, role=one.actor.role, district_id=one.actor.district_id,
            school_id=one.actor.school_id, subdistrict_id=one.actor.subdistrict_id,
            display_name=one.display_name, active=one.active, locked_until=one.locked_until,
            second_factor=one.second_factor,
        ) for one in staff.staff_accounts(tx)
    ))  # fmt: skip


def fresh_secret(_tx: Tx, _call: Call) -> FreshSecret:
    """Draw a secret."""
    return FreshSecret(totp_secret=secret_text(secrets.token_bytes(SECRET_BYTES)))


def disable(tx: Tx, call: Call) -> Nothing:
    """Close an account."""
    staff.disable(tx, account_id=call.id)
    return Nothing()


def enable(tx: Tx, call: Call) -> Nothing:
    """Open it again."""
    staff.enable(tx, account_id=call.id)
    return Nothing()


def reset_password(tx: Tx, call: Call) -> Nothing:
    """Set an initial password."""
    staff.reset_password(tx, account_id=call.id, password_hash=call.prepared)
    return Nothing()


def replace_second_factor(tx: Tx, call: Call) -> Nothing:
    """Give a new authenticator."""
    staff.replace_second_factor(
        tx, account_id=call.id, totp_secret=secret_of(call.body.totp_secret))  # fmt: skip
    return Nothing()


OPERATIONS = (
    writing("add_staff", ACCOUNTS, ADMIN, "", "add_staff", add, AccountModel, StaffBody,
            prepare=hashed, status=201, words="Add a staff account."),
    reading("staff", ACCOUNTS, ADMIN, "", listed, StaffList, words="Staff accounts."),
    reading("fresh_secret", f"{ACCOUNTS}/fresh-secret", ADMIN, "", fresh_secret, FreshSecret,
            words="A fresh secret for an authenticator."),
    writing("disable", f"{ONE}/disable", ADMIN, "account", "disable", disable, Nothing,
            words="Close an account with all its sessions."),
    writing("enable", f"{ONE}/enable", ADMIN, "account", "enable", enable, Nothing,
            words="Open it again."),
    writing("reset_password", f"{ONE}/password", ADMIN, "account", "reset_password",
            reset_password, Nothing, InitialPasswordBody, prepare=hashed,
            words="Set an initial password."),
    writing("replace_second_factor", f"{ONE}/second-factor", ADMIN, "account",
            "replace_second_factor", replace_second_factor, Nothing, SecretBody,
            words="Give a new authenticator."),
)  # fmt: skip
