"""Which special cases are proposed, and who, other than the proposer, decides (S70, G6)?"""

from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.late_and_wrong import carry_out, propose_correction, propose_late
from dashboard.moves import attempt, done
from dashboard.tables import facts, table
from dashboard.words import stage_word
from service.api_amendments import AmendmentModel

_KINDS = ("place", "places", "late", "register_late", "correction")


def show(visit: Visit) -> None:
    """Show the amendments, those to be decided first."""
    found = visit.call("amendments", cycle_id=visit.cycle_id).amendments
    table(visit, [_row(visit, it) for it in found],
          ("amendment", "kind", "stage", "basis", "proposed_by", "approved_by"))  # fmt: skip
    by_id = {it.id: it for it in found}
    chosen = st.selectbox(visit.say("exceptions.open"), list(by_id), index=None,
                          placeholder=visit.say("queue.choose"))  # fmt: skip
    if chosen:
        with st.container(border=True):
            _one(visit, by_id[chosen])
    _propose(visit)


def _row(visit: Visit, it: AmendmentModel) -> dict[str, str]:
    return {
        "amendment": it.id, "kind": visit.say(f"kinds.{it.kind}"), "basis": it.basis,
        "stage": stage_word(it.stage, visit.language), "proposed_by": it.proposed_by,
        "approved_by": it.approved_by or "",
    }  # fmt: skip


def _one(visit: Visit, it: AmendmentModel) -> None:
    say = visit.say
    facts([
        (say("columns.kind"), say(f"kinds.{it.kind}")),
        (say("columns.application_id"), it.application_id or ""),
        (say("exceptions.before"), _told(visit, it.before)),
        (say("exceptions.after"), _told(visit, it.after)), (say("columns.basis"), it.basis),
        (say("exceptions.reason"), visit.call("amendment_reason", id=it.id).reason),
        (say("columns.proposed_by"), f"{it.proposed_by} · {it.proposed_at:%Y-%m-%d %H:%M}"),
    ])  # fmt: skip
    if it.stage == "proposed":
        _decide(visit, it)
    elif it.stage == "approved" and it.kind in {"place", "places"}:
        if st.button(say("moves.apply"), type="primary"):
            _moved(visit, f"apply_{it.kind}", it.id)
    elif it.stage == "approved":
        carry_out(visit, it)


def _told(visit: Visit, values: dict[str, Any]) -> str:
    said = [f"{visit.say(f'columns.{name}')} {value}" for name, value in values.items()
            if name in {"school_id", "places"} and value is not None]  # fmt: skip
    return visit.say("queue.and").join(said)


def _decide(visit: Visit, it: AmendmentModel) -> None:
    if it.proposed_by == visit.actor.account_id:
        st.info(visit.say("exceptions.not_oneself"))
    approve, reject = st.columns(2)
    if approve.button(visit.say("moves.approve_amendment"), type="primary", width="stretch"):
        _moved(visit, "approve_amendment", it.id)
    if reject.button(visit.say("moves.reject_amendment"), width="stretch"):
        _moved(visit, "reject_amendment", it.id)


def _moved(visit: Visit, name: str, number: str) -> None:
    if attempt(visit, name, id=number) is not None:
        done(f"moved.{name}", number=number)


def _propose(visit: Visit) -> None:
    say = visit.say
    with st.expander(say("exceptions.propose")):
        kind = st.segmented_control(say("columns.kind"), _KINDS, default="place", required=True,
                                    key="amendment_kind",
                                    format_func=lambda it: say(f"kinds.{it}"))  # fmt: skip
        if kind == "register_late":
            propose_late(visit)
        elif kind == "correction":
            propose_correction(visit)
        else:
            _propose_plain(visit, kind)


def _propose_plain(visit: Visit, kind: str) -> None:
    """Propose another place, extra places, or a lapsed registration taken up."""
    say = visit.say
    schools = {
        it.school_id: it.name for it in visit.call("places", cycle_id=visit.cycle_id).schools
    }
    with st.form("propose"):
        body: dict[str, Any] = {"kind": kind}
        if kind != "places":
            body["application_id"] = st.text_input(say("columns.application_id"), max_chars=64)
        if kind != "late":
            body["school_id"] = st.selectbox(say("columns.school"), list(schools),
                                             format_func=schools.get)  # fmt: skip
        if kind == "places":
            body["places"] = st.number_input(say("columns.places"), 1, 1_000, 1)
        body["basis"] = st.text_input(say("columns.basis"), max_chars=40)
        body["reason"] = st.text_area(say("exceptions.reason"), max_chars=4_000)
        pressed = st.form_submit_button(say("moves.propose"))
    made = attempt(visit, "propose", body, cycle_id=visit.cycle_id) if pressed else None
    if made is not None:
        done("moved.propose", number=made.id)
