"""Who may work here? The staff accounts of the district, without any secret."""

from typing import Any

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import table
from dashboard.words import role_word
from service.api_operations import STAFF
from service.api_staff import StaffModel

_SECRET = "account_secret"  # noqa: S105  the name of a widget


def show(visit: Visit) -> None:
    """Show the accounts; one can be added, closed, opened again, or given new credentials."""
    found = visit.call("staff").accounts
    rows = [_row(visit, it) for it in found]
    table(visit, rows, ("account", "name", "role", "of", "second_factor", "active"))
    others = {it.id: it for it in found if it.id != visit.actor.account_id}
    chosen = st.selectbox(visit.say("columns.account"), list(others), index=None,
                          placeholder=visit.say("queue.choose"))  # fmt: skip
    if chosen:
        with st.container(border=True):
            _one(visit, others[chosen])
    _add(visit)
    st.caption(visit.say("accounts.note"))


def _row(visit: Visit, it: StaffModel) -> dict[str, str]:
    return {
        "account": it.id, "name": it.display_name, "role": role_word(it.role, visit.language),
        "of": it.school_id or it.subdistrict_id or it.district_id,
        "second_factor": visit.say("child.yes" if it.second_factor else "child.no"),
        "active": visit.say("child.yes" if it.active else "child.no"),
    }  # fmt: skip


def _one(visit: Visit, it: StaffModel) -> None:
    name = "disable" if it.active else "enable"
    if st.button(visit.say(f"moves.{name}"), type="primary"):
        _moved(visit, name, it.id)
    with st.form(f"password-{it.id}", clear_on_submit=True):
        password = st.text_input(visit.say("accounts.password"), type="password", max_chars=128,
                                 autocomplete="new-password")  # fmt: skip
        pressed = st.form_submit_button(visit.say("moves.reset_password"))
    if pressed:
        _moved(visit, "reset_password", it.id, {"password": password})
    with st.form(f"second-{it.id}"):
        secret = _secret(visit)
        pressed = st.form_submit_button(visit.say("moves.replace_second_factor"))
    if pressed:
        _moved(visit, "replace_second_factor", it.id, {"totp_secret": secret})


def _add(visit: Visit) -> None:
    say = visit.say
    with st.expander(say("accounts.add")):
        role = st.selectbox(say("columns.role"), sorted(STAFF - {Role.ADMIN}), key="new_role",
                            format_func=lambda it: role_word(it, visit.language))  # fmt: skip
        with st.form("add_staff"):
            body: dict[str, Any] = {"role": str(role), **_place(visit, role)}
            body["display_name"] = st.text_input(say("columns.name"), max_chars=40)
            body["login"] = st.text_input(say("accounts.login"), max_chars=40)
            body["password"] = st.text_input(say("accounts.password"), type="password",
                                             max_chars=128,
                                             autocomplete="new-password")  # fmt: skip
            body["totp_secret"] = _secret(visit)
            pressed = st.form_submit_button(say("moves.add_staff"), type="primary")
    if pressed:
        made = attempt(visit, "add_staff", body)
        if made is not None:
            st.session_state.pop(_SECRET, None)
            done("moved.add_staff", number=made.id)


def _place(visit: Visit, role: Role) -> dict[str, str]:
    """Ask of which school or sub-district the account is; the rest is the district's or city's."""
    found = {} if role == Role.CITY else {"district_id": visit.actor.district_id}
    if role == Role.SCHOOL:
        names = {it.id: it.name for it in visit.frame().schools}
        found["school_id"] = st.selectbox(visit.say("columns.school"), list(names),
                                          format_func=names.get)  # fmt: skip
    if role == Role.SUBDISTRICT:
        names = {it.id: it.name for it in visit.frame().subdistricts}
        found["subdistrict_id"] = st.selectbox(visit.say("accounts.subdistrict"), list(names),
                                               format_func=names.get)  # fmt: skip
    return found


def _secret(visit: Visit) -> str:
    """Show a fresh secret to be put into the owner's authenticator; drawn once for each use."""
    if _SECRET not in st.session_state:
        st.session_state[_SECRET] = visit.call("fresh_secret").totp_secret
    secret: str = st.session_state[_SECRET]
    st.caption(visit.say("accounts.secret"))
    st.code(secret, language=None)
    return secret


def _moved(visit: Visit, name: str, number: str, body: dict[str, str] | None = None) -> None:
    if attempt(visit, name, body, id=number) is not None:
        if name == "replace_second_factor":
            del st.session_state[_SECRET]
        done(f"moved.{name}", number=number)
