"""Whose five papers does the sub-district review, and what is still wrong with them (S23, S24)?"""

import streamlit as st

from dashboard.access import Visit
from dashboard.children import choose_reason, show_entry, show_papers
from dashboard.moves import attempt, done
from dashboard.queues import choose_child, choose_stage, page_of

_STAGES = ("awaiting_subdistrict", "certified", "submitted")


def show(visit: Visit) -> None:
    """Show the reviews."""
    stage = choose_stage(visit, _STAGES, key="five_papers_stage")
    rows = page_of(visit, stage, key="five_papers")
    number = choose_child(visit, rows, key=f"five_papers_child_{stage}")
    if not number:
        return
    child = visit.call("read_child", id=number)
    with st.container(border=True):
        show_entry(visit, child)
        if stage != "certified":
            show_papers(visit, child)
            _decide(visit, number, stage)


def _decide(visit: Visit, number: str, stage: str) -> None:
    st.subheader(visit.say("verification.decide"), anchor=False)
    back = stage == "awaiting_subdistrict"
    reason = choose_reason(visit, key=f"reason-{number}") if back else ""
    certify, give_back = st.columns(2)
    if certify.button(visit.say("moves.certify"), type="primary", width="stretch"):
        _moved(visit, "certify", number, None)
    if back and give_back.button(visit.say("moves.return_papers"), width="stretch"):
        if reason:
            _moved(visit, "return_papers", number, {"reason": reason})
        else:
            st.error(visit.say("child.reason_first"))


def _moved(visit: Visit, name: str, number: str, body: dict[str, str] | None) -> None:
    if attempt(visit, name, body, id=number) is not None:
        done(f"moved.{name}", number=number)
