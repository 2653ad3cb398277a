"""What waits for me today? The period that runs, how many children are at which stage, where to."""

from datetime import datetime, timedelta

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.tables import stage_rows, table
from dashboard.words import web_word

# What a role begins its day with: the page, and the stages that wait there.
_FIRST = {
    Role.SCHOOL: ("verification", ("submitted", "returned")),
    Role.SUBDISTRICT: ("five_papers", ("awaiting_subdistrict",)),
    Role.BUREAU: ("review", ("provisional", "placed", "absent", "declined")),
    Role.EXAM_CENTRE: ("rosters", ("confirmed",)),
    Role.CITY: ("districts", ()), Role.AUDITOR: ("audit", ()), Role.ADMIN: ("accounts", ()),
}  # fmt: skip


def show(visit: Visit) -> None:
    """Show the day."""
    counts: dict[str, int] = {}
    if visit.may("counts"):
        found = visit.call("counts", cycle_id=visit.cycle_id)
        counts = {one.stage.code: one.count for one in found.counts}
    _waiting(visit, counts)
    left, right = st.columns((2, 3), gap="large")
    with left:
        st.subheader(visit.say("today.stages"), anchor=False)
        table(visit, stage_rows(visit, counts.items()), ("stage", "count"))
    with right:
        st.subheader(visit.say("today.calendar"), anchor=False)
        _calendar(visit)


def _waiting(visit: Visit, counts: dict[str, int]) -> None:
    page, stages = _FIRST[visit.role]
    waiting = sum(counts.get(stage, 0) for stage in stages)
    with st.container(border=True):
        key = "today.waiting" if waiting else "today.nothing_waits"
        st.markdown(visit.say(key, count=waiting))
        label = visit.say("today.go", page=visit.say(f"{page}.title"))
        st.page_link(visit.links[page], label=label, icon=":material/arrow_forward:")


def _calendar(visit: Visit) -> None:
    now = visit.context.clock()
    rows = []
    for one in visit.call("calendar", cycle_id=visit.cycle_id).periods:
        opens, closes = datetime.fromisoformat(one.opens), datetime.fromisoformat(one.closes)
        state = "past" if closes <= now else "now" if opens <= now else "ahead"
        rows.append({
            "period": web_word(f"windows.{one.name}", visit.language),
            "days": _days(visit, opens, closes - timedelta(microseconds=1)),
            "state": visit.say(f"today.{state}"),
        })  # fmt: skip
    table(visit, rows, ("period", "days", "state"))


def _days(visit: Visit, first: datetime, last: datetime) -> str:
    """Say a period by its first and last day, both included."""
    return visit.say("today.days", first=first.date(), last=last.date(), m1=first.month,
                     d1=first.day, m2=last.month, d2=last.day)  # fmt: skip
