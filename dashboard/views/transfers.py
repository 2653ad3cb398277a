"""How does a pupil go to another zone or district: asked for, sealed, letter, form (S36, S37)?"""

from datetime import timedelta
from typing import Any

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import facts, table
from dashboard.words import stage_word
from service.api_transfers import TransferModel

_YEAR = timedelta(days=365)
_GROUNDS = ("hukou_returned", "new_home")
_REJECTIONS = ("ground_not_shown", "no_place_there", "not_in_its_zone")


def show(visit: Visit) -> None:
    """Show the transfers that the caller may see, and what it may do next."""
    found = visit.call("transfers", cycle_id=visit.cycle_id).transfers
    schools = visit.call("overview", cycle_id=visit.cycle_id).schools
    table(visit, [_row(visit, it, schools) for it in found],
          ("transfer", "application_id", "kind", "to_school", "stage", "collect"))  # fmt: skip
    by_id = {it.id: it for it in found}
    chosen = st.selectbox(visit.say("transfers.open"), list(by_id), index=None,
                          placeholder=visit.say("queue.choose"))  # fmt: skip
    if chosen:
        with st.container(border=True):
            _one(visit, by_id[chosen], schools)
    if visit.role == Role.SCHOOL:
        _letter(visit, found)
        _request(visit, schools)


def _row(visit: Visit, it: TransferModel, schools: dict[str, str]) -> dict[str, str]:
    return {
        "transfer": it.id, "application_id": it.application_id,
        "kind": visit.say(f"transfers.{it.kind}"), "stage": stage_word(it.stage, visit.language),
        "to_school": schools.get(it.to_school_id, it.to_school_id), "collect": _days(visit, it),
    }  # fmt: skip


def _days(visit: Visit, it: TransferModel) -> str:
    if it.collect_from is None or it.collect_until is None:
        return ""
    return visit.say("transfers.days", first=it.collect_from, last=it.collect_until)


def _one(visit: Visit, it: TransferModel, schools: dict[str, str]) -> None:
    say = visit.say
    facts([
        (say("columns.kind"), say(f"transfers.{it.kind}")),
        (say("columns.application_id"), it.application_id),
        (say("columns.to_school"), schools.get(it.to_school_id, it.to_school_id)),
        (say("transfers.ground"), say(f"transfers.{it.ground}")),
        (say("columns.stage"), stage_word(it.stage, visit.language)),
        (say("columns.seal_no"), it.seal_no), (say("columns.letter_no"), it.letter_no),
        (say("columns.collect"), _days(visit, it)),
    ])  # fmt: skip
    bureau, takes = visit.role == Role.BUREAU, it.to_school_id == visit.actor.school_id
    if bureau and it.stage == "requested":
        _approve(visit, it)
        _reject(visit, it)
    elif bureau and it.stage == "collected" and it.kind == "cross_district":
        st.caption(say("transfers.release_lead"))
        if st.button(say("moves.release"), type="primary"):
            _moved(visit, "release", it.id)
    elif (takes and it.stage == "letter_issued"
          and st.button(say("moves.collect_transfer"), type="primary")):  # fmt: skip
        _moved(visit, "collect_transfer", it.id)


def _approve(visit: Visit, it: TransferModel) -> None:
    """Ask for the seal, the days of collecting and, within the district, the amendment."""
    say = visit.say
    with st.form(f"approve-{it.id}"):
        body: dict[str, Any] = {"seal_no": st.text_input(say("columns.seal_no"), max_chars=40)}
        today = visit.context.clock().date()  # else the page would ask the machine's clock
        span = {"min_value": today - _YEAR, "max_value": today + _YEAR}
        for column, name in zip(st.columns(2), ("collect_from", "collect_until"), strict=True):
            day = column.date_input(say(f"columns.{name}"), value=None, **span)
            body[name] = None if day is None else day.isoformat()
        if it.kind == "cross_zone":
            st.caption(say("transfers.amendment_lead"))
            body["amendment_id"] = st.text_input(say("transfers.amendment"), max_chars=40)
        pressed = st.form_submit_button(say("moves.approve_transfer"), type="primary")
    if pressed:
        _moved(visit, "approve_transfer", it.id, body)


def _reject(visit: Visit, it: TransferModel) -> None:
    with st.form(f"reject-{it.id}"):
        reason = st.selectbox(visit.say("child.reason"), _REJECTIONS,
                              format_func=lambda one: visit.say(f"transfers.{one}"))  # fmt: skip
        pressed = st.form_submit_button(visit.say("moves.reject_transfer"))
    if pressed:
        _moved(visit, "reject_transfer", it.id, {"reason": reason})


def _letter(visit: Visit, found: tuple[TransferModel, ...]) -> None:
    """Issue one letter of introduction for the approved children who come to this school."""
    ready = [it.id for it in found
             if it.stage == "approved" and it.to_school_id == visit.actor.school_id]  # fmt: skip
    if not ready:
        return
    st.subheader(visit.say("transfers.letter"), anchor=False)
    with st.form("letter"):
        chosen = st.multiselect(visit.say("transfers.on_letter"), ready, default=ready)
        number = st.text_input(visit.say("columns.letter_no"), max_chars=40)
        pressed = st.form_submit_button(visit.say("moves.issue_letter"), type="primary")
    body = {"transfer_ids": chosen, "letter_no": number}
    if pressed and attempt(visit, "issue_letter", body) is not None:
        done("moved.issue_letter", number=number, count=len(chosen))


def _request(visit: Visit, schools: dict[str, str]) -> None:
    """Ask for a pupil of one's own, on the guardian's behalf."""
    others = [it for it in schools if it != visit.actor.school_id]
    with st.expander(visit.say("transfers.request")), st.form("request"):
        number = st.text_input(visit.say("columns.application_id"), max_chars=64)
        body = {
            "to_school_id": st.selectbox(visit.say("columns.to_school"), others,
                                         format_func=schools.get),
            "ground": st.selectbox(visit.say("transfers.ground"), _GROUNDS,
                                   format_func=lambda it: visit.say(f"transfers.{it}")),
        }  # fmt: skip
        pressed = st.form_submit_button(visit.say("moves.request_transfer"))
    made = attempt(visit, "request_transfer", body, id=number.strip()) if pressed else None
    if made is not None:
        done("moved.request_transfer", number=made.id)


def _moved(visit: Visit, name: str, number: str, body: dict[str, Any] | None = None) -> None:
    if attempt(visit, name, body, id=number) is not None:
        done(f"moved.{name}", number=number)
