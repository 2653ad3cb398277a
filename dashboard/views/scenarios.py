"""What would come of it if things went otherwise? Ask, see at once, keep, set side by side."""

from typing import Any

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.forecast_choice import school_names
from dashboard.moves import attempt, done
from dashboard.scenario_form import asked, changes_said
from dashboard.tables import table
from dashboard.what_if import side_by_side
from service.api_scenarios import ScenarioModel

_BASE, _ASKED = "", "asked"
_YEARS = 6


def show(visit: Visit) -> None:
    """Show the question, its answer beside another future, and what the district keeps."""
    found = {it.id: it for it in visit.call("scenarios").scenarios}
    schools, plain = school_names(visit), visit.call("what_if", {"years": _YEARS})
    known = {it.school_id: schools.get(it.school_id, it.school_id) for it in plain.intakes}
    years = sorted({it.year for it in plain.intakes})
    with st.expander(visit.say("scenarios.ask"), icon=":material/edit_note:", expanded=True):
        st.caption(visit.say("scenarios.ask_lead"))
        body = asked(visit, found, known, years)
        if visit.role == Role.BUREAU:
            _keep(visit, body, found)
    _compare(visit, body, found, known)
    _kept(visit, found, known)


def _keep(visit: Visit, body: dict[str, Any], found: dict[str, ScenarioModel]) -> None:
    """Let the question be kept under a name, new or as the next revision of one that is there."""
    name, note, which = st.columns(3)
    called = name.text_input(visit.say("scenarios.name"), max_chars=80)
    noted = note.text_input(visit.say("scenarios.note"), max_chars=200)
    own = which.selectbox(visit.say("scenarios.as"), ["", *found], format_func=(
        lambda it: visit.say("scenarios.revise", name=found[it].name) if it
        else visit.say("scenarios.as_new")))  # fmt: skip
    if st.button(visit.say("scenarios.keep"), disabled=not called.strip(),
                 icon=":material/save:"):  # fmt: skip
        told = {**body, "name": called, "note": noted}
        made = (attempt(visit, "revise_scenario", told, id=own) if own
                else attempt(visit, "make_scenario", told))  # fmt: skip
        if made is not None:
            done("scenarios.kept", name=made.name, revision=made.revision)


def _compare(visit: Visit, body: dict[str, Any], found: dict[str, ScenarioModel],
             schools: dict[str, str]) -> None:  # fmt: skip
    st.subheader(visit.say("scenarios.compare"), anchor=False)

    def word(it: str) -> str:
        fixed = {_BASE: "forecast.base", _ASKED: "scenarios.asked"}
        return visit.say(fixed[it]) if it in fixed else found[it].name

    left, right = st.columns(2)
    one = left.selectbox(visit.say("scenarios.first"), [_BASE, *found, _ASKED], format_func=word)
    two = right.selectbox(visit.say("scenarios.second"), [_ASKED, _BASE, *found],
                          format_func=word)  # fmt: skip
    questions = [body if it == _ASKED else {"parent_id": it or None} for it in (one, two)]
    first, second = (visit.call("what_if", {**it, "years": _YEARS}) for it in questions)
    side_by_side(visit, (word(one), word(two)), (first, second), schools)


def _kept(visit: Visit, found: dict[str, ScenarioModel], schools: dict[str, str]) -> None:
    """List what the district's planners keep."""
    st.subheader(visit.say("scenarios.list"), anchor=False)
    rows = [
        {"scenario": it.name, "revision": it.revision, "made_by": it.made_by,
         "at": f"{it.made_at:%Y-%m-%d %H:%M}", "note": it.note,
         "changes": changes_said(visit, it.switches, schools)}
        for it in found.values()
    ]  # fmt: skip
    noted = ("note",) if any(row["note"] for row in rows) else ()
    table(visit, rows, ("scenario", "changes", "revision", "made_by", "at", *noted))
