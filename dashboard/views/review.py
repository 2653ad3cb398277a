"""What does the bureau see before it confirms? Accepted, placed, doubtful, declined children."""

from typing import Any

import streamlit as st

from admissions.people_kinds import SpecialNeeds
from dashboard.access import Visit
from dashboard.children import choose_reason, show_entry
from dashboard.district_map import ground
from dashboard.moves import attempt, done
from dashboard.queues import choose_child, choose_stage, page_of
from dashboard.tables import facts
from dashboard.words import entry_word, web_word
from service.api_lists import QueuedModel

_STAGES = ("provisional", "placed", "submitted", "absent", "declined", "returned", "referred")
_DOUBT = ("submitted", "declined", "absent", "returned", "referred")
_ONWARD = ("submitted", "absent", "declined", "returned")


def show(visit: Visit) -> None:
    """Show the review queue."""
    stage = choose_stage(visit, _STAGES, key="review_stage")
    rows = page_of(visit, stage, key="review")
    if stage in {"provisional", "placed"} and rows:
        label = visit.say("review.confirm_page", count=len(rows))
        if st.button(label, type="primary", icon=":material/task_alt:"):
            _confirm_page(visit, rows)
    if stage in {"absent", "declined"} and rows:
        st.info(visit.say("review.nobody_is_lost"))
    number = choose_child(visit, rows, key=f"review_child_{stage}")
    if number:
        with st.container(border=True):
            late = any(it.application_id == number and "late" in it.flags for it in rows)
            _show_one(visit, number, stage, late=late)


def _confirm_page(visit: Visit, rows: tuple[QueuedModel, ...]) -> None:
    """Confirm every child of the page, by its number; stop at the first that is refused."""
    with st.status(visit.say("arrivals.working")):
        for at, one in enumerate(rows):
            if attempt(visit, "confirm", id=one.application_id) is None:
                st.write(visit.say("arrivals.stopped", count=at, number=one.application_id))
                return
    done("moved.confirm_page", count=len(rows))


def _show_one(visit: Visit, number: str, stage: str, *, late: bool) -> None:
    child = visit.call("read_child", id=number)
    show_entry(visit, child)
    show_result(visit, number)
    if stage in _DOUBT:
        _decide_zone(visit, number)
    if stage == "submitted" and child.entry.special_needs != SpecialNeeds.NONE:
        _place_special(visit, number, child.entry.special_needs)
    if stage in {"provisional", "placed"}:
        _confirm_or_return(visit, number, stage)
    elif late and stage in {"submitted", "referred"}:
        st.caption(visit.say("review.late_lead"))
        if st.button(visit.say("moves.place_late"), type="primary"):
            _moved(visit, "place_late", number)
    elif stage in _ONWARD and st.button(visit.say("moves.refer_onward"), type="primary"):
        _moved(visit, "refer_onward", number)


def _place_special(visit: Visit, number: str, asked: SpecialNeeds) -> None:
    """Place a child whose guardian asked for it, before any run: special school, regular class."""
    kinds = [str(it) for it in SpecialNeeds if it != SpecialNeeds.NONE]
    st.subheader(visit.say("review.special"), anchor=False)
    st.caption(visit.say("review.special_lead"))
    kind = st.segmented_control(
        visit.say("columns.kind"), kinds, default=str(asked), required=True, key=f"kind-{number}",
        format_func=lambda it: entry_word("special_needs", it, visit.language),
    )  # fmt: skip
    schools = {it.id: it.name for it in visit.frame().schools
               if it.special == (kind == SpecialNeeds.SPECIAL_SCHOOL)}  # fmt: skip
    school = st.selectbox(visit.say("columns.school"), list(schools), format_func=schools.get,
                          index=None, key=f"special-{number}",
                          placeholder=visit.say("queue.choose"))  # fmt: skip
    if st.button(visit.say("moves.place_special"), type="primary", disabled=school is None):
        _moved(visit, "place_special", number, {"school_id": school, "kind": kind})


def show_result(visit: Visit, number: str) -> None:
    """Show where a child is placed, and on what that rests."""
    found, language = visit.call("result", id=number), visit.language
    said: list[tuple[str, Any]] = [(visit.say("columns.stage"), visit.told(found.stage))]
    if found.school is not None:
        said.append((visit.say("columns.school"), found.school.name))
    if found.reason:
        said.append((visit.say("child.why"), visit.say(f"why.{found.reason}")))
    numbers = [(web_word(f"numbers.{name}", language), found.numbers[name])
               for name in ("own_school_m", "metres", "stays_if_places_more")
               if found.numbers.get(name)]  # fmt: skip
    refused = [] if found.refusal is None else [
        (visit.say("child.refused_before"), visit.told(found.refusal))]  # fmt: skip
    facts([*said, *numbers, *refused])


def _confirm_or_return(visit: Visit, number: str, stage: str) -> None:
    reason = choose_reason(visit, key=f"reason-{number}") if stage == "provisional" else ""
    confirm, back = st.columns(2)
    if confirm.button(visit.say("moves.confirm"), key=f"confirm-{number}", width="stretch"):
        _moved(visit, "confirm", number)
    if stage == "provisional" and back.button(visit.say("moves.return_to_school"),
                                              width="stretch"):  # fmt: skip
        if reason:
            _moved(visit, "return_to_school", number, {"reason": reason})
        else:
            st.error(visit.say("child.reason_first"))


def _decide_zone(visit: Visit, number: str) -> None:
    """Let a person say in which zone a doubtful home lies; the zones are those of the map."""
    zones = {it["properties"]["zone_id"]: it["properties"] for it in ground(visit).zones}
    with st.expander(visit.say("review.zone")):
        st.caption(visit.say("review.zone_lead"))
        chosen = st.selectbox(
            visit.say("columns.zone"), list(zones), index=None, key=f"zone-{number}",
            format_func=lambda zone: f"{zone} · {zones[zone]['name']}",
        )  # fmt: skip
        if st.button(visit.say("moves.decide_zone"), disabled=chosen is None):
            body = {"zone_id": chosen, "school_ids": list(zones[chosen]["school_ids"])}
            _moved(visit, "decide_zone", number, body)


def _moved(visit: Visit, name: str, number: str, body: dict[str, Any] | None = None) -> None:
    if attempt(visit, name, body, id=number) is not None:
        done(f"moved.{name}", number=number)
