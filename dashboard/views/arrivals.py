"""Whom does the school await? Notices to issue, children to arrive, those who have not come."""

import streamlit as st

from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.queues import choose_child, choose_stage, page_of

_STAGES = ("rostered", "notified", "enrolled", "no_show", "on_roll")


def show(visit: Visit) -> None:
    """Show roster, notices and arrivals."""
    stage = choose_stage(visit, _STAGES, key="arrivals_stage")
    rows = page_of(visit, stage, key="arrivals")
    numbers = [one.application_id for one in rows]
    if stage == "rostered" and numbers:
        label = visit.say("arrivals.notify_page", count=len(numbers))
        if st.button(label, type="primary", icon=":material/mail:"):
            _each(visit, "notify", numbers)
    if stage in {"notified", "no_show"}:
        number = choose_child(visit, rows, key=f"arrivals_child_{stage}")
        if number:
            _arrival(visit, number, stage)


def _each(visit: Visit, name: str, numbers: list[str]) -> None:
    """Do one move for each of a page; stop at the first that is refused, and say why."""
    with st.status(visit.say("arrivals.working")):
        for at, number in enumerate(numbers):
            if attempt(visit, name, id=number) is None:
                st.write(visit.say("arrivals.stopped", count=at, number=number))
                return
    done(f"moved.{name}_page", count=len(numbers))


def _arrival(visit: Visit, number: str, stage: str) -> None:
    came, card, absent = st.columns(3)
    if came.button(visit.say("moves.arrive"), type="primary", width="stretch"):
        _one(visit, "arrive", number)
    if card.button(visit.say("moves.swipe_card"), width="stretch"):
        _one(visit, "swipe_card", number)
    if stage == "notified" and absent.button(visit.say("moves.note_no_show"), width="stretch"):
        _one(visit, "note_no_show", number)


def _one(visit: Visit, name: str, number: str) -> None:
    if attempt(visit, name, id=number) is not None:
        done(f"moved.{name}", number=number)
