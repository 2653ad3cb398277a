"""Which rosters does the exam centre approve, and how does the roll go out (S27, S28, S34)?"""

import streamlit as st

from dashboard.access import Visit
from dashboard.children import choose_reason
from dashboard.moves import attempt, attempt_file, done
from dashboard.tables import table

_ON = ("confirmed", "rostered", "notified", "enrolled", "on_roll")


def show(visit: Visit) -> None:
    """Show rosters and the roll."""
    found = visit.call("overview", cycle_id=visit.cycle_id)
    counts: dict[str, dict[str, int]] = {}
    for it in found.rows:
        if it.stage in _ON and it.school_id:
            counts.setdefault(it.school_id, dict.fromkeys(_ON, 0))[it.stage] += it.count
    rows = [{"school": found.schools.get(school, school)} | of for school, of in counts.items()]
    table(visit, rows, ("school", *_ON))
    ready = {school: of["confirmed"] for school, of in counts.items() if of["confirmed"]}
    _approve(visit, ready, found.schools)
    _strike(visit)
    _export(visit, sum(of["enrolled"] for of in counts.values()))


def _approve(visit: Visit, ready: dict[str, int], names: dict[str, str]) -> None:
    st.subheader(visit.say("rosters.approve"), anchor=False)
    if not ready:
        st.info(visit.say("rosters.none_ready"))
        return
    school = st.selectbox(visit.say("columns.school"), list(ready),
                          format_func=lambda it: f"{names.get(it, it)} · {ready[it]}")  # fmt: skip
    if st.button(visit.say("rosters.approve_go"), type="primary", icon=":material/approval:"):
        made = attempt(visit, "approve_roster", {"school_id": school}, cycle_id=visit.cycle_id)
        if made is not None:
            done("rosters.approved", count=len(made.numbers), school=names.get(school, school))


def _strike(visit: Visit) -> None:
    """Let a child be left off the roster, with the reason; it goes back to the school."""
    with st.expander(visit.say("rosters.strike")):
        number = st.text_input(visit.say("columns.application_id"), max_chars=64).strip()
        reason = choose_reason(visit, key="strike_reason")
        pressed = st.button(visit.say("moves.strike"), disabled=not (number and reason))
    if pressed and attempt(visit, "strike", {"reason": reason}, id=number) is not None:
        done("moved.strike", number=number)


def _export(visit: Visit, arrived: int) -> None:
    st.subheader(visit.say("rosters.export"), anchor=False)
    st.markdown(visit.say("rosters.export_lead", count=arrived))
    if st.button(visit.say("rosters.export_go"), disabled=not arrived, icon=":material/output:"):
        made = attempt_file(visit, "export_roll", cycle_id=visit.cycle_id)
        if made is not None:
            st.success(visit.say("rosters.exported", count=arrived))
            st.download_button(visit.say("rosters.download"), made.data, made.name,
                               made.media_type, on_click="ignore")  # fmt: skip
