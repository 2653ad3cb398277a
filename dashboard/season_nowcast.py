"""How many children will this autumn bring, as registrations to date tell it? For the forecast."""

from collections.abc import Mapping
from itertools import accumulate

import streamlit as st

from dashboard.access import Visit
from dashboard.tables import table
from service.api_nowcast import Nowcast

_COLUMNS = ("school", "registered", "forecast_only", "by_registrations", "both", "band")


def show_nowcast(visit: Visit, schools: Mapping[str, str]) -> None:
    """Show this season's registrations, what past seasons had by this day, and what follows."""
    found: Nowcast = visit.call("nowcast", cycle_id=visit.cycle_id)
    with st.expander(visit.say("nowcast.title", year=found.year), icon=":material/today:"):
        if found.lacking:
            st.info(visit.say(f"nowcast.{found.lacking}"))
            return
        registered = sum(row.registered for row in found.rows)
        expected = sum(row.expected for row in found.rows)
        said = sum(row.forecast for row in found.rows)
        one, two, three = st.columns(3)
        one.metric(visit.say("nowcast.registered", day=found.day), f"{registered:,}", border=True)
        two.metric(visit.say("nowcast.share", years=found.past_years), f"{found.share:.0%}",
                   border=True)  # fmt: skip
        three.metric(visit.say("nowcast.expected"), f"{expected:,.0f}", border=True,
                     help=visit.say("nowcast.beside", count=f"{said:,.0f}"))  # fmt: skip
        st.caption(visit.say("nowcast.lead"))
        table(visit, _rows(found, schools), _COLUMNS)
        st.markdown(visit.say("nowcast.by_day"))
        table(visit, _days(found), ("at", "count", "so_far"))


def _rows(found: Nowcast, schools: Mapping[str, str]) -> list[dict[str, str | int]]:
    return [
        {"school": schools.get(row.school_id, row.school_id), "registered": row.registered,
         "forecast_only": f"{row.forecast:.0f}", "by_registrations": f"{row.by_registrations:.0f}",
         "both": f"{row.expected:.0f}", "band": f"{row.low80:.0f}–{row.high80:.0f}"}
        for row in found.rows
    ]  # fmt: skip


def _days(found: Nowcast) -> list[dict[str, str | int]]:
    sums = accumulate(it.count for it in found.days)
    return [{"at": f"{it.day:%m-%d}", "count": it.count, "so_far": so_far}
            for it, so_far in zip(found.days, sums, strict=True)]  # fmt: skip
