"""Where are places short, and where are some left? Schools and zones of this year's season."""

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from dashboard.charts import balance_chart
from dashboard.district_map import Ground, draw, ground, school_layer, zone_layer
from dashboard.tables import table

Row = dict[str, Any]
_GONE = frozenset({"withdrawn", "lapsed", "transferred"})


def show(visit: Visit) -> None:
    """Show supply and demand; a run's claims where there is one, else who is registered where."""
    rows = _rows(visit)
    places, claims = (sum(row[name] for row in rows) for name in ("places", "claims"))
    short = [row for row in rows if row["difference"] < 0]
    one, two, three = st.columns(3)
    one.metric(visit.say("columns.places"), f"{places:,}", border=True)
    two.metric(visit.say("columns.claims"), f"{claims:,}", border=True)
    three.metric(visit.say("demand.short"), len(short), border=True)
    found = ground(visit)
    if found.zones:
        layers = [zone_layer(visit, found, _loads(found, rows)), school_layer(visit, found)]
        event = draw(visit, layers, key="demand")
        if event is not None and event.layer_id == "zones" and event.feature_id:
            _say_zone(visit, found, event.feature_id, rows)
    _balance(visit, found, rows)
    st.subheader(visit.say("demand.by_school"), anchor=False)
    table(visit, rows, ("school", "places", "claims", "difference", "taken"))
    st.caption(visit.say("demand.note"))


def _rows(visit: Visit) -> list[Row]:
    """Return each school's places and the children who belong to it, the shortest first."""
    cycle = visit.cycle_id
    own = _of_run(visit) or _registered(visit)
    rows = [
        {"school_id": one.school_id, "school": one.name, "places": one.planned + one.extra,
         "claims": own.get(one.school_id, 0), "taken": one.taken,
         "difference": one.planned + one.extra - own.get(one.school_id, 0)}
        for one in visit.call("places", cycle_id=cycle).schools
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["difference"], row["school_id"]))


def _of_run(visit: Visit) -> dict[str, int]:
    """Return the children of each school's own zone by the latest run with a result.

    A child of a zone with several schools counts at the one where it stays: once.
    """
    for run in reversed(visit.call("runs", cycle_id=visit.cycle_id).runs):
        if run.stage != "discarded" and run.report.get("schools"):
            return {one["school_id"]: int(one["stays"]) + int(one["turned_away"])
                    for one in run.report["schools"]}  # fmt: skip
    return {}


def _registered(visit: Visit) -> dict[str, int]:
    count: Counter[str] = Counter()
    for it in visit.call("overview", cycle_id=visit.cycle_id).rows:
        if it.stage not in _GONE:
            count[it.school_id] += it.count
    return dict(count)


def _loads(found: Ground, rows: list[Row]) -> dict[str, float]:
    """Return children for each place, of all schools of a zone together."""
    of, loads = {row["school_id"]: row for row in rows}, {}
    for it in found.zones:
        schools = [of[school] for school in it["properties"]["school_ids"] if school in of]
        places, claims = (sum(row[name] for row in schools) for name in ("places", "claims"))
        if places:
            loads[it["properties"]["zone_id"]] = round(claims / places, 3)
    return loads


def _balance(visit: Visit, found: Ground, rows: list[Row]) -> None:
    """Draw places minus children by zone; a forecast's years join this one's as columns."""
    of = {row["school_id"]: row for row in rows}
    drawn = []
    for it in found.zones:
        schools = [of[school] for school in it["properties"]["school_ids"] if school in of]
        if schools:
            places, claims = (sum(row[name] for row in schools) for name in ("places", "claims"))
            drawn.append((it["properties"]["name"], int(visit.cycle_id[:4]), places, claims))
    frame = pd.DataFrame(drawn, columns=["zone", "year", "places", "demand"])
    words = {name: visit.say(f"balance.{name}") for name in
             ("year", "zone", "balance", "places", "demand", "empty")}  # fmt: skip
    with st.expander(visit.say("demand.by_zone")):
        st.altair_chart(balance_chart(frame, words), theme=None)


def _say_zone(visit: Visit, found: Ground, zone: str, rows: list[Row]) -> None:
    for it in found.zones:
        if it["properties"]["zone_id"] == zone:
            own = [row for row in rows if row["school_id"] in it["properties"]["school_ids"]]
            st.markdown(visit.say("demand.zone", zone=it["properties"]["name"]))
            table(visit, own, ("school", "places", "claims", "difference", "taken"))
            return
