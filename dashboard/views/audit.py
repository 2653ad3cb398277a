"""Who read which child, and does every chain of events follow from its beginning (S59, S70)?"""

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.tables import table
from dashboard.words import purpose_word, role_word
from service.api_oversight import ReadModel


def show(visit: Visit) -> None:
    """Show verification and the read log."""
    _chains(visit)
    st.subheader(visit.say("audit.reads"), anchor=False)
    if visit.role == Role.AUDITOR:
        _of_district(visit)
        return
    number = st.text_input(visit.say("audit.number"), max_chars=64).strip()
    if number:
        _reads(visit, visit.call("reads_of", id=number).reads)


def _chains(visit: Visit) -> None:
    st.subheader(visit.say("audit.chains"), anchor=False)
    st.caption(visit.say("audit.chains_lead"))
    if st.button(visit.say("audit.verify"), type="primary", icon=":material/verified_user:"):
        with st.spinner(visit.say("audit.verifying")):
            found = visit.call("verify_chains")
        if found.whole:
            st.success(visit.say("audit.whole"), icon=":material/check_circle:")
        else:
            st.error(visit.say("audit.broken", count=len(found.faults)))
            st.code("\n".join(found.faults))


def _of_district(visit: Visit) -> None:
    before = st.session_state.get("audit_before", "")
    found = visit.call("reads_in", query={"before": before} if before else {}).reads
    _reads(visit, found)
    if before and st.button(visit.say("queue.first")):
        del st.session_state["audit_before"]
        st.rerun()
    if found and st.button(visit.say("queue.next")):
        st.session_state["audit_before"] = str(found[-1].id)
        st.rerun()


def _reads(visit: Visit, found: tuple[ReadModel, ...]) -> None:
    rows = [
        {"at": f"{it.at:%Y-%m-%d %H:%M:%S}", "account": it.actor_id,
         "role": role_word(it.role, visit.language), "application_id": it.application_id,
         "purpose": purpose_word(it.purpose, visit.language)}
        for it in found
    ]  # fmt: skip
    table(visit, rows, ("at", "account", "role", "application_id", "purpose"))
