"""How far is each district of the city? Children by stage, district by district (S73)."""

from collections import Counter

import streamlit as st

from dashboard.access import Visit
from dashboard.tables import table

GROUPS = {
    "entering": ("registered", "entered", "awaiting_subdistrict", "certified", "nominated"),
    "verifying": ("submitted", "absent", "declined", "returned"),
    "placing": ("referred", "provisional", "placed"),
    "confirmed": ("confirmed", "rostered", "notified", "no_show"),
    "arrived": ("enrolled", "on_roll"),
    "gone": ("withdrawn", "lapsed", "transferred"),
}  # fmt: skip
_GROUP = {stage: group for group, stages in GROUPS.items() for stage in stages}


def show(visit: Visit) -> None:
    """Show all districts."""
    found = visit.call("overview", cycle_id=visit.cycle_id)
    count: Counter[tuple[str, str]] = Counter()
    for it in found.rows:
        count[it.district_id, _GROUP.get(it.stage, "verifying")] += it.count
    total = sum(count.values())
    arrived = sum(number for (_, group), number in count.items() if group == "arrived")
    one, two, three = st.columns(3)
    one.metric(visit.say("districts.districts"), len(found.districts), border=True)
    two.metric(visit.say("districts.children"), total, border=True)
    three.metric(visit.say("columns.arrived"), arrived, border=True)
    rows = [
        {"district": name} | {group: count[district, group] for group in GROUPS}
        for district, name in found.districts.items()
    ]
    table(visit, rows, ("district", *GROUPS))
    st.caption(visit.say("districts.note"))
