"""How do two people let a child in late, or put its entry right, after the deadline (S29, S70)?"""

from typing import Any

import streamlit as st

from admissions.people_kinds import IdKind
from dashboard.access import Visit
from dashboard.entry_form import ask_entry
from dashboard.moves import attempt, done
from dashboard.words import entry_word, web_word
from service.api_amendments import AmendmentModel


def propose_late(visit: Visit) -> None:
    """Propose that a child comes in whom nobody registered; approved is this child alone."""
    st.caption(visit.say("exceptions.register_late_lead"))
    with st.form("propose_late"):
        body: dict[str, Any] = {
            "id_kind": st.selectbox(web_word("fields.id_kind", visit.language), list(IdKind),
                                    format_func=lambda it: entry_word("id_kind", it,
                                                                      visit.language)),
            "id_number": st.text_input(web_word("fields.id_number", visit.language), max_chars=64),
            **_why(visit, "late"),
        }  # fmt: skip
        pressed = st.form_submit_button(visit.say("moves.propose_late"))
    made = attempt(visit, "propose_late", body, cycle_id=visit.cycle_id) if pressed else None
    if made is not None:
        done("moved.propose_late", number=made.id)


def propose_correction(visit: Visit) -> None:
    """Propose another entry for a child; approved are these very words alone."""
    st.caption(visit.say("exceptions.correction_lead"))
    number = st.text_input(visit.say("columns.application_id"), max_chars=64,
                           key="correction_of").strip()  # fmt: skip
    if not number:
        return
    was = visit.call("read_child", id=number).entry
    with st.form(f"correct-{number}"):
        entry = ask_entry(visit, f"correct-{number}", was)
        body = {"application_id": number, "entry": entry, **_why(visit, "correction")}
        pressed = st.form_submit_button(visit.say("moves.propose_correction"))
    made = attempt(visit, "propose_correction", body, cycle_id=visit.cycle_id) if pressed else None
    if made is not None:
        done("moved.propose_correction", number=made.id)


def _why(visit: Visit, key: str) -> dict[str, str]:
    return {
        "basis": st.text_input(visit.say("columns.basis"), max_chars=40, key=f"{key}-basis"),
        "reason": st.text_area(visit.say("exceptions.reason"), max_chars=4_000,
                               key=f"{key}-reason"),
    }  # fmt: skip


def carry_out(visit: Visit, it: AmendmentModel) -> None:
    """Do what was approved: take a registration up, register a child, or write its new entry."""
    if it.kind == "late":
        body = {"application_id": it.application_id}
        if st.button(visit.say("moves.admit_late"), type="primary"):
            _moved(visit, "admit_late", it, body)
        return
    st.caption(visit.say(f"exceptions.{it.kind}_apply"))
    name = "register_late" if it.kind == "register_late" else "apply_correction"
    was = visit.call("read_child", id=it.application_id).entry if it.application_id else None
    with st.form(f"{name}-{it.id}"):
        entry = ask_entry(visit, f"{name}-{it.id}", was)
        office = _office(visit, it) if name == "register_late" else ""
        pressed = st.form_submit_button(visit.say(f"moves.{name}"), type="primary")
    if pressed:
        _moved(visit, name, it, {"entry": entry, "subdistrict_id": office})


def _office(visit: Visit, it: AmendmentModel) -> str:
    names = {"": visit.say("child.no")} | {one.id: one.name for one in visit.frame().subdistricts}
    return st.selectbox(web_word("fields.subdistrict_id", visit.language), list(names),
                        format_func=names.get, key=f"office-{it.id}")  # fmt: skip


def _moved(visit: Visit, name: str, it: AmendmentModel, body: dict[str, Any]) -> None:
    made = attempt(visit, name, body, id=it.id)
    if made is not None:
        done(f"moved.{name}", number=made.id)
