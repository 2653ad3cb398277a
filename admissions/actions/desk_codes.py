"""How does a guardian without its telephone come back in? By a paper code from a desk.

A school or the bureau sees identity papers, makes a code of ten signs and hands it over on paper.
It is good for a day, five tries and one new password, which the guardian chooses at once; with it
the guardian names the mobile number to log in by from now on. The guardian's telephone is told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admissions.actions.accounts import phone_login
from admissions.actions.codes import code_wrong, set_password, spelled_code, take_code
from admissions.actions.sessions import audit_account
from admissions.people_kinds import IdentitySeen
from admissions.roles import Role
from admissions.store import codes
from admissions.store.applications import get_application, read_entry
from admissions.store.codes import NewCode
from admissions.store.events import require_role
from admissions.store.logins import login_by_id, set_login
from admissions.store.outbox import queue_message
from admissions.store.transaction import NotThere, Refused, Tx

GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DeskCode:
    """What the paper says of whom it is for and until when it is good (not at that instant)."""

    application_id: str
    cycle_id: str
    guardian_name: str
    good_until: datetime


def make_desk_code(
    tx: Tx, *, application_id: str, ref: str, code: str, seen: IdentitySeen
) -> DeskCode:
    """Make a paper code for the account of a registration on the acting desk; noted in its log.

    `ref` and `code` are fresh; an older code of the same registration is over. Raises NotThere,
    Refused: "no_account" where no guardian registered it, "not_entered" where nobody is named.
    """
    require_role(tx, Role.SCHOOL, Role.BUREAU)
    found = get_application(tx, application_id)
    if found.account_id is None:
        raise Refused("no_account", "no guardian has registered this child")
    try:
        entry = read_entry(tx, application_id, purpose="desk code")
    except NotThere as error:
        raise Refused("not_entered", "nobody is named to compare papers with") from error
    until = tx.now + GOOD_FOR
    codes.add_code(tx, NewCode(ref, "desk", application_id, found.account_id,
                               spelled_code(code), until))  # fmt: skip
    queue_message(tx, machine="account", subject_id=ref, seq=1, template="desk_code_made",
                  district_id=found.district_id, application_id=application_id)  # fmt: skip
    audit_account(tx, found.account_id, "desk_code_made", application=application_id,
                  by_role=str(tx.actor.role), seen=str(seen))  # fmt: skip
    return DeskCode(application_id, found.cycle_id, entry.guardian_name, until)


def redeem_desk_code(
    tx: Tx, *, application_id: str, typed: str, login: str, password_hash: str
) -> int | Refused:
    """Set a new password, and the number to log in by, for a paper code; by SYSTEM.

    Returns how many sessions it ended, or Refused ("code_wrong"), to be committed. Raises BadInput
    for what is no mobile number, Refused ("login_taken") for one of another account.
    """
    require_role(tx, Role.SYSTEM)
    number = phone_login(login)
    used = take_code(tx, "desk", application_id, typed)
    if isinstance(used, Refused):
        return used
    if used.account_id is None:
        return code_wrong()
    moved = not codes.logs_in_by(tx, used.account_id, number)
    if moved:
        set_login(tx, used.account_id, login_key=tx.keys.login_key(number))
        codes.forget_telephone(tx, used.account_id)
    found = login_by_id(tx, used.account_id)
    return set_password(tx, found, password_hash, how="desk", number_changed=moved)
