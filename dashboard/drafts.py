"""How does a planner choose a draft, begin one, bring one in, keep and remark on one?"""

import base64
from pathlib import Path

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.labels import draft_labels
from dashboard.moves import attempt, done
from dashboard.state import Key
from dashboard.tables import table
from service.api_draft_models import DraftState

_TEXT = (".csv", ".geojson")


def choose_draft(visit: Visit) -> str | None:
    """Let one of the drafts be chosen; None where there is none."""
    drafts = draft_labels(visit.call("drafts").drafts)
    _new(visit, drafts)
    if not drafts:
        st.info(visit.say("zone_editor.none"))
        return None
    kept = st.session_state.get(Key.DRAFT)
    numbers = list(drafts)
    return st.selectbox(
        visit.say("zone_editor.draft"), numbers,
        index=numbers.index(kept) if kept in drafts else 0,
        format_func=drafts.__getitem__, key=None,
    )  # fmt: skip


def _new(visit: Visit, drafts: dict[str, str]) -> None:
    if visit.role != Role.BUREAU:
        return
    say = visit.say
    folded = st.expander(say("zone_editor.begin"), expanded=not drafts, icon=":material/add:")
    with folded, st.form("new_draft", border=False):
        name = st.text_input(say("zone_editor.name"), max_chars=80)
        starts = ["", *drafts]
        start = st.selectbox(
            say("zone_editor.start"), starts,
            format_func=lambda it: drafts[it] if it else say("zone_editor.today"),
        )  # fmt: skip
        file = st.file_uploader(say("zone_editor.file"), type=["csv", "geojson", "gpkg"])
        if st.form_submit_button(say("zone_editor.begin_go"), type="primary"):
            _begin(visit, name, start, file)


def _begin(visit: Visit, name: str, start: str, file: object) -> None:
    if file is None:
        body = {"name": name, "draft_id": start or None}
        made = attempt(visit, "make_draft", body)
    else:
        data: bytes = file.getvalue()  # type: ignore[attr-defined]
        title = str(file.name)  # type: ignore[attr-defined]
        text = Path(title).suffix.lower() in _TEXT
        told = data.decode("utf-8-sig", "replace") if text else base64.b64encode(data).decode()
        made = attempt(visit, "import_draft", {"name": name, "file_name": title, "data": told})
    if made is not None:
        st.session_state[Key.DRAFT] = made.id
        done("zone_editor.begun", name=made.name)


def keep_and_remark(visit: Visit, state: DraftState) -> None:
    """Show revisions and remarks; let the bureau add one of each."""
    say, left_right = visit.say, st.columns(2)
    with left_right[0]:
        st.subheader(say("zone_editor.revisions"), anchor=False)
        if visit.role == Role.BUREAU:
            _save(visit, state)
        rows = [{"step": it.step, "note": it.note, "account": it.author,
                 "at": f"{it.at:%Y-%m-%d %H:%M}"} for it in reversed(state.revisions)]  # fmt: skip
        table(visit, rows, ("step", "note", "account", "at"))
    with left_right[1]:
        st.subheader(say("zone_editor.remarks"), anchor=False)
        if visit.role == Role.BUREAU:
            _remark(visit, state)
        for it in reversed(state.comments):
            with st.container(border=True):
                st.caption(f"{it.author} · {it.at:%Y-%m-%d %H:%M}")
                st.text(it.body)


def _save(visit: Visit, state: DraftState) -> None:
    say = visit.say
    with st.form("save_draft", border=False, clear_on_submit=True):
        note = st.text_input(say("zone_editor.note"), max_chars=200)
        if st.form_submit_button(say("zone_editor.save"), icon=":material/save:"):
            body = {"after": state.step, "note": note}
            if attempt(visit, "save_draft", body, id=state.draft.id) is not None:
                done("zone_editor.saved", name=state.draft.name)


def _remark(visit: Visit, state: DraftState) -> None:
    say = visit.say
    with st.form("remark", border=False, clear_on_submit=True):
        body = st.text_area(say("zone_editor.remark"), max_chars=4_000, height=80)
        if st.form_submit_button(say("zone_editor.remark_go")) and body.strip():
            made = attempt(visit, "comment_draft", {"body": body}, id=state.draft.id)
            if made is not None:
                done("zone_editor.remarked")
