"""Which messages reached families, and which were given up (S68)?"""

import streamlit as st

from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import table

_STATES = ("queued", "sending", "sent", "delivered", "failed")


def show(visit: Visit) -> None:
    """Show the outbox by counts, and what was given up."""
    counts = visit.call("message_counts").counts
    states = [*_STATES, *sorted(set(counts) - set(_STATES))]
    shown = [state for state in states if counts.get(state) or state in {"sent", "failed"}]
    for column, state in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(visit.say(f"messages.{state}"), f"{counts.get(state, 0):,}", border=True)
    st.subheader(visit.say("messages.given_up"), anchor=False)
    found = visit.call("failed_messages").messages
    rows = [
        {"message": it.id, "subject_id": it.subject_id, "attempts": it.attempts,
         "template": visit.say(f"templates.{it.template}"), "error": it.last_error or ""}
        for it in found
    ]  # fmt: skip
    table(visit, rows, ("message", "subject_id", "template", "attempts", "error"))
    if found:
        _again(visit, [str(it.id) for it in found])


def _again(visit: Visit, numbers: list[str]) -> None:
    chosen = st.selectbox(visit.say("columns.message"), numbers)
    one, every = st.columns(2)
    if one.button(visit.say("messages.again"), width="stretch"):
        _sent(visit, [chosen])
    if every.button(visit.say("messages.again_all", count=len(numbers)), type="primary",
                    width="stretch"):  # fmt: skip
        _sent(visit, numbers)


def _sent(visit: Visit, numbers: list[str]) -> None:
    for number in numbers:
        if attempt(visit, "send_again", id=number) is None:
            return
    done("moved.send_again", count=len(numbers))
