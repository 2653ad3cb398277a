"""How do staff get and lose their accounts? From an administrator, who sees no child."""

import re
from dataclasses import dataclass
from datetime import datetime

from admissions.actions.sessions import audit_account
from admissions.roles import Actor, Role
from admissions.store.accounts import add_account
from admissions.store.cycles import get_school
from admissions.store.events import require_role
from admissions.store.logins import (
    Login,
    district_of_subdistrict,
    kept_login,
    set_login,
    set_second_factor,
    staff_logins,
)
from admissions.store.sessions import revoke_all
from admissions.store.transaction import NotThere, Refused, Tx
from admissions.totp import SECRET_BYTES
from geo.faults import FaultList

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{1,62})[a-z0-9]")
_PART_OF = {Role.SCHOOL: "school_id", Role.SUBDISTRICT: "subdistrict_id"}
_CITY_WIDE = frozenset({Role.CITY, Role.ADMIN})
_NOT_STAFF = frozenset({Role.GUARDIAN, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """A staff account as its administrator sees it; no secret, and nothing of any child."""

    actor: Actor
    display_name: str
    active: bool
    locked_until: datetime | None
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a new account logs in with: password and authenticator, or the identity provider."""

    login: str
    password_hash: str | None = None
    totp_secret: bytes | None = None
    oidc_subject: str | None = None


def add_staff(tx: Tx, *, staff: Actor, display_name: str, credentials: Credentials) -> None:
    """Make the account that `staff` will act through, by an ADMIN and inside its district.

    The password is an initial one: its owner must change it first. Raises BadInput with every
    fault, Refused ("login_taken").
    """
    require_role(tx, Role.ADMIN)
    faults = FaultList()
    _check_credentials(credentials, faults)
    _check_bounds(tx, staff, faults)
    if not display_name.strip():
        faults.add("display_name", "is empty", "enter the name or the post of its owner")
    faults.refuse_if_any()
    add_account(tx, actor=staff, login=credentials.login, password_hash=credentials.password_hash,
                display_name=display_name.strip(), oidc_subject=credentials.oidc_subject,
                )  # fmt: skip
    set_login(tx, staff.account_id, password_initial=credentials.password_hash is not None)
    if credentials.totp_secret is not None:
        set_second_factor(tx, staff.account_id, credentials.totp_secret)
    audit_account(tx, staff.account_id, "staff_added", by_role=str(tx.actor.role),
                  role=str(staff.role), district=staff.district_id, school=staff.school_id,
                  subdistrict=staff.subdistrict_id)  # fmt: skip


def disable(tx: Tx, *, account_id: str) -> None:
    """Close a staff account at once, with every session of it; never one's own."""
    found = _kept(tx, account_id)
    if account_id == tx.actor.account_id:
        raise Refused("own_account", "another administrator closes this account")
    set_login(tx, account_id, active=False)
    ended = revoke_all(tx, account_id)
    audit_account(tx, account_id, "disabled", was_active=found.active, sessions=ended)


def enable(tx: Tx, *, account_id: str) -> None:
    """Open a closed staff account again."""
    _kept(tx, account_id)
    set_login(tx, account_id, active=True)
    audit_account(tx, account_id, "enabled")


def reset_password(tx: Tx, *, account_id: str, password_hash: str) -> None:
    """Set an initial password, lift a lock-out and end every session; of staff only."""
    _kept(tx, account_id)
    set_login(tx, account_id, password_hash=password_hash, password_initial=True, failed=0,
              locked_until=None)  # fmt: skip
    audit_account(tx, account_id, "password_reset", sessions=revoke_all(tx, account_id))


def replace_second_factor(tx: Tx, *, account_id: str, totp_secret: bytes) -> None:
    """Give a new authenticator's secret, as when a telephone is lost; ends every session."""
    _kept(tx, account_id)
    faults = FaultList()
    _check_secret(totp_secret, faults)
    faults.refuse_if_any()
    set_second_factor(tx, account_id, totp_secret)
    audit_account(tx, account_id, "second_factor_replaced", sessions=revoke_all(tx, account_id))


def staff_accounts(tx: Tx) -> tuple[StaffAccount, ...]:
    """Return the accounts that the acting administrator keeps, by id."""
    require_role(tx, Role.ADMIN)
    return tuple(
        StaffAccount(one.actor, one.display_name, one.active, one.locked_until, one.second_factor)
        for one in staff_logins(tx)
    )


def _kept(tx: Tx, account_id: str) -> Login:
    require_role(tx, Role.ADMIN)
    return kept_login(tx, account_id)


def _check_credentials(given: Credentials, faults: FaultList) -> None:
    if not _LOGIN.fullmatch(given.login):
        faults.add("login", "is not 3 to 64 of a–z, 0–9 . _ @ -", "give a staff number or address")
    if given.password_hash is None and given.oidc_subject is None:
        faults.add("password", "is missing, and so is the identity provider", "give one of them")
    if given.password_hash is not None and given.totp_secret is None:
        faults.add("totp_secret", "is missing", "staff log in with two factors: give a secret")
    if given.totp_secret is not None:
        _check_secret(given.totp_secret, faults)


def _check_secret(secret: bytes, faults: FaultList) -> None:
    if len(secret) != SECRET_BYTES:
        faults.add("totp_secret", f"has not {SECRET_BYTES} bytes", "draw a new one")


def _check_bounds(tx: Tx, actor: Actor, faults: FaultList) -> None:
    if actor.role in _NOT_STAFF:
        faults.add("role", f"{actor.role} is no role of staff", "choose another")
    if not actor.district_id and actor.role not in _CITY_WIDE:
        faults.add("district_id", "is missing", f"say for which district the {actor.role} acts")
    if tx.actor.district_id and actor.district_id != tx.actor.district_id:
        faults.add("district_id", "is not your district", "ask that district's administrator")
    for part in ("school_id", "subdistrict_id"):
        given, wanted = getattr(actor, part), _PART_OF.get(actor.role) == part
        if bool(given) != wanted:
            faults.add(part, "is missing" if wanted else f"is not for the role {actor.role}",
                       "name one" if wanted else "leave it empty")  # fmt: skip
        elif given and _district_of(tx, part, given) != actor.district_id:
            faults.add(part, "is not in the district", "choose from the district's list")


def _district_of(tx: Tx, part: str, given: str) -> str | None:
    try:
        if part == "school_id":
            return get_school(tx, given).district_id
        return district_of_subdistrict(tx, given)
    except NotThere:
        return None
