"""How does a guardian without its telephone come back in? By papers seen and a code on paper."""

import streamlit as st

from admissions.masking import mask_phone
from admissions.people_kinds import IdentitySeen
from dashboard.access import Visit
from dashboard.moves import attempt_file, show_refusal
from dashboard.tables import facts
from dashboard.words import entry_word, web_word
from service.api_desks import ChildModel
from service.api_problems import REFUSALS, refusal_of


def show(visit: Visit) -> None:
    """Ask for the registration, show whose papers to see, and print the code."""
    number = st.text_input(visit.say("columns.application_id"), max_chars=64).strip()
    if not number:
        return
    try:
        child = visit.call("read_child", id=number)
    except REFUSALS as error:
        show_refusal(visit, refusal_of(error))
        return
    _whose(visit, child)
    seen = st.radio(visit.say("desk_code.seen"), list(IdentitySeen), index=None,
                    format_func=lambda it: visit.say(f"identity_seen.{it}"),
                    key=f"seen-{number}")  # fmt: skip
    if st.button(visit.say("desk_code.make"), type="primary", disabled=seen is None,
                 icon=":material/key:"):  # fmt: skip
        _print(visit, number, str(seen))


def _whose(visit: Visit, child: ChildModel) -> None:
    """Show who must be named on the papers; that it was read here is in the read log."""
    st.caption(visit.say("child.read_is_noted"))
    language, entry = visit.language, child.entry
    facts([
        (web_word("fields.guardian_name", language), entry.guardian_name),
        (web_word("fields.relation", language),
         entry_word("relation", str(entry.relation), language)),
        (web_word("fields.guardian_phone", language), mask_phone(entry.guardian_phone)),
    ])  # fmt: skip


def _print(visit: Visit, number: str, seen: str) -> None:
    made = attempt_file(visit, "make_desk_code", {"seen": seen}, id=number)
    if made is None:
        return
    st.success(visit.say("desk_code.made", number=number), icon=":material/check_circle:")
    st.download_button(visit.say("desk_code.download"), made.data, made.name, made.media_type,
                       type="primary", on_click="ignore")  # fmt: skip
