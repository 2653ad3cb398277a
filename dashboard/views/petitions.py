"""What do families ask or object to, by when is it due, and what is answered (S49, S77)?"""

import streamlit as st

from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import facts, table
from dashboard.words import entry_word, stage_word
from service.api_petitions import PetitionModel

_SUBJECTS = ("question", "zone", "papers", "result", "publication", "conduct", "other")


def show(visit: Visit) -> None:
    """Show the petitions, the soonest due first."""
    found = visit.call("petitions", cycle_id=visit.cycle_id).petitions
    open_ = [one for one in found if one.stage != "closed"]
    today = visit.context.clock().date()
    late = [one for one in open_ if one.due_on < today and one.stage != "answered"]
    one, two = st.columns(2)
    one.metric(visit.say("petitions.open"), len(open_), border=True)
    two.metric(visit.say("petitions.late"), len(late), border=True)
    table(visit, [_row(visit, it) for it in found],
          ("petition", "subject", "stage", "received_on", "due_on"))  # fmt: skip
    chosen = st.selectbox(visit.say("petitions.read"), [it.id for it in found], index=None,
                          placeholder=visit.say("queue.choose"))  # fmt: skip
    if chosen:
        _conversation(visit, chosen)
    _record(visit)


def _row(visit: Visit, one: PetitionModel) -> dict[str, str]:
    return {
        "petition": one.id, "subject": entry_word("subject", one.subject, visit.language),
        "stage": stage_word(one.stage, visit.language), "received_on": one.received_on.isoformat(),
        "due_on": one.due_on.isoformat(),
    }  # fmt: skip


def _conversation(visit: Visit, number: str) -> None:
    found = visit.call("petition", id=number)
    with st.container(border=True):
        st.caption(visit.say("child.read_is_noted"))
        if found.petition.application_id:
            facts([(visit.say("columns.application_id"), found.petition.application_id)])
        told = [*((it, "user") for it in found.said), *((it, "assistant") for it in found.answered)]
        for text, who in sorted(told, key=lambda pair: pair[0].on):
            with st.chat_message(who):
                st.caption(text.on.isoformat())
                st.text(text.text)
        _act(visit, found.petition)


def _act(visit: Visit, one: PetitionModel) -> None:
    if one.stage == "received" and st.button(visit.say("moves.take_petition"), type="primary"):
        _moved(visit, "take_petition", one.id)
    if one.stage == "answered" and st.button(visit.say("moves.close_petition"), type="primary"):
        _moved(visit, "close_petition", one.id)
    if one.stage == "in_hand":
        with st.form(f"answer-{one.id}", clear_on_submit=True):
            text = st.text_area(visit.say("petitions.answer"), max_chars=4_000)
            pressed = st.form_submit_button(visit.say("moves.answer_petition"), type="primary")
        if pressed:
            _moved(visit, "answer_petition", one.id, {"text": text})


def _moved(visit: Visit, name: str, number: str, body: dict[str, str] | None = None) -> None:
    if attempt(visit, name, body, id=number) is not None:
        done(f"moved.{name}", number=number)


def _record(visit: Visit) -> None:
    """Write down what was said by telephone or at the desk."""
    with st.expander(visit.say("petitions.record")), st.form("record", clear_on_submit=True):
        subject = st.selectbox(visit.say("columns.subject"), _SUBJECTS, format_func=lambda it:
                               entry_word("subject", it, visit.language))  # fmt: skip
        number = st.text_input(visit.say("petitions.about"), max_chars=64)
        text = st.text_area(visit.say("petitions.said"), max_chars=4_000)
        pressed = st.form_submit_button(visit.say("moves.record_petition"))
    if pressed:
        body = {"subject": subject, "text": text, "application_id": number.strip() or None}
        made = attempt(visit, "record_petition", body, cycle_id=visit.cycle_id)
        if made is not None:
            done("moved.record_petition", number=made.id)
