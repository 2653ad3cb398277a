"""Which children does the school verify? Places and load, the queue, papers, the decision (S63)."""

import streamlit as st

from dashboard.access import Visit
from dashboard.children import choose_reason, show_entry, show_papers
from dashboard.moves import attempt, done
from dashboard.queues import choose_child, choose_stage, page_of
from dashboard.tables import facts

_STAGES = ("submitted", "returned", "declined", "referred", "provisional", "absent")
_GONE = frozenset({"withdrawn", "lapsed", "transferred"})
# What may be done at a stage, the usual one first; with a reason where it is asked for.
_MOVES = {
    "submitted": ("accept", "accept_boarder", "refer", "note_absent", "decline"),
    "returned": ("accept", "decline"), "declined": ("accept", "refer"),
    "referred": ("undo",), "provisional": ("undo",), "absent": (),
}  # fmt: skip


def show(visit: Visit) -> None:
    """Show the school's queue."""
    _load(visit)
    stage = choose_stage(visit, _STAGES, key="verification_stage")
    rows = page_of(visit, stage, key="verification")
    number = choose_child(visit, rows, key=f"verification_child_{stage}")
    if number:
        child = visit.call("read_child", id=number)
        with st.container(border=True):
            show_entry(visit, child)
            if stage in {"submitted", "declined", "returned"}:
                show_papers(visit, child)
            _decide(visit, number, stage, boards=bool(child.entry.boarding_school_id))


def _load(visit: Visit) -> None:
    """Show places, the children of the school, and whether it can hold them."""
    say, own = visit.say, visit.actor.school_id
    places = {it.school_id: it for it in visit.call("places", cycle_id=visit.cycle_id).schools}
    rows = visit.call("overview", cycle_id=visit.cycle_id).rows
    load = sum(it.count for it in rows if it.school_id == own and it.stage not in _GONE)
    if own not in places:
        st.info(say("verification.no_plan"))
        return
    held = places[own].planned + places[own].extra
    one, two, three = st.columns(3)
    one.metric(say("verification.places"), held, border=True)
    two.metric(say("verification.load"), load, border=True)
    three.metric(say("verification.taken"), places[own].taken, border=True)
    if load > held:
        st.warning(say("verification.too_many", count=load - held))


def _decide(visit: Visit, number: str, stage: str, *, boards: bool) -> None:
    moves = [name for name in _MOVES[stage] if name != ("accept" if boards else "accept_boarder")]
    if not moves:
        return
    st.subheader(visit.say("verification.decide"), anchor=False)
    reason = choose_reason(visit, key=f"reason-{number}") if "decline" in moves else ""
    for column, name in zip(st.columns(len(moves)), moves, strict=True):
        kind = "primary" if name == moves[0] else "secondary"
        label = visit.say(f"moves.{name}")
        if column.button(label, key=f"{name}-{number}", type=kind, width="stretch"):
            _move(visit, name, number, reason)
    _history(visit, number)


def _move(visit: Visit, name: str, number: str, reason: str) -> None:
    if name == "decline" and not reason:
        st.error(visit.say("child.reason_first"))
        return
    body = {"reason": reason} if name == "decline" else None
    if attempt(visit, name, body, id=number) is not None:
        done(f"moved.{name}", number=number)


def _history(visit: Visit, number: str) -> None:
    """Show what was refused and why, where something was."""
    found = visit.call("result", id=number)
    if found.refusal is not None:
        facts([(visit.say("child.refused_before"), visit.told(found.refusal))])
