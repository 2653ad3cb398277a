"""Which child next? A queue by stage, names masked, paged; choosing one opens it."""

from typing import Any

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.tables import table
from dashboard.words import entry_word, stage_word
from service.api_lists import QueuedModel


def choose_stage(visit: Visit, stages: tuple[str, ...], *, key: str) -> str:
    """Let one stage be chosen, each with how many wait there; return it."""
    found = visit.call("counts", cycle_id=visit.cycle_id).counts
    counts = {one.stage.code: one.count for one in found}

    def named(stage: str) -> str:
        return f"{stage_word(stage, visit.language)} {counts.get(stage, 0)}"

    first = next((stage for stage in stages if counts.get(stage)), stages[0])
    return st.segmented_control(
        visit.say("queue.stage"), stages, key=key, default=first, required=True, format_func=named
    )


def page_of(visit: Visit, stage: str, *, key: str) -> tuple[QueuedModel, ...]:
    """Show the next page of a queue, with the way on and back; return its rows."""
    kept = f"{key}_{stage}_after"
    after = st.session_state.get(kept, "")
    query = {"stage": stage} | ({"after": after} if after else {})
    found = visit.call("queue", query=query, cycle_id=visit.cycle_id)
    many = visit.role in {Role.BUREAU, Role.EXAM_CENTRE}
    names = {it.id: it.name for it in visit.frame().schools} if many else {}
    columns = ("application_id", "masked_name", *(("school",) if many else ()), "category", "flags")
    table(visit, [_row(visit, one, names) for one in found.rows], columns)
    back, on, _ = st.columns((1, 1, 3))
    if after and back.button(visit.say("queue.first"), key=f"{kept}_first"):
        del st.session_state[kept]
        st.rerun()
    if found.next_after and on.button(visit.say("queue.next"), key=f"{kept}_next"):
        st.session_state[kept] = found.next_after
        st.rerun()
    return tuple(found.rows)


def choose_child(visit: Visit, rows: tuple[QueuedModel, ...], *, key: str) -> str:
    """Let one registration of a page be opened; "" while none is."""
    names = {one.application_id: f"{one.application_id} · {one.masked_name}" for one in rows}
    if not names:
        return ""
    found = st.selectbox(
        visit.say("queue.open"), list(names), index=None, key=key, format_func=names.get,
        placeholder=visit.say("queue.choose"),
    )  # fmt: skip
    return found or ""


def _row(visit: Visit, one: QueuedModel, names: dict[str, str]) -> dict[str, Any]:
    category = entry_word("category", one.category, visit.language) if one.category else ""
    return {
        "application_id": one.application_id, "masked_name": one.masked_name,
        "school": names.get(one.school_id or "", ""),
        "category": category,
        "flags": visit.say("queue.and").join(visit.say(f"flags.{flag}") for flag in one.flags),
    }  # fmt: skip
