"""How does the bureau have a forecast made? Choices, a job of the store, its progress."""

import streamlit as st

from dashboard.access import Visit
from dashboard.long_work import jobs_of, show_work, under_way
from dashboard.moves import attempt, done
from service.forecast_store_job import JOB_KIND

_YEARS, _LIMIT = 6, 40
_OLDEST = 12  # autumns back from which one may look


def show_start(visit: Visit) -> None:
    """Offer a new forecast; show what is under way, also to whoever comes back later."""
    jobs = jobs_of(visit, JOB_KIND)
    with st.expander(visit.say("forecast.new"), icon=":material/add_chart:"):
        st.caption(visit.say("forecast.new_lead"))
        scenarios = {it.id: it.name for it in visit.call("scenarios").scenarios}
        left, right = st.columns(2)
        scenario = left.selectbox(visit.say("forecast.scenario"), ["", *scenarios], format_func=(
            lambda it: scenarios.get(it, visit.say("forecast.base"))))  # fmt: skip
        until = right.selectbox(visit.say("forecast.from"), [None, *_autumns(visit)], format_func=(
            lambda it: str(it) if it else visit.say("forecast.newest")))  # fmt: skip
        years = left.number_input(visit.say("forecast.years"), 1, 10, _YEARS)
        limit = right.number_input(visit.say("forecast.limit"), 10, 70, _LIMIT)
        if st.button(visit.say("forecast.start"), type="primary", disabled=under_way(jobs),
                     icon=":material/play_arrow:"):  # fmt: skip
            body = {"years": int(years), "limit": int(limit), "until": until,
                    "scenario_id": scenario or None}  # fmt: skip
            made = attempt(visit, "start_forecast", body)
            if made is not None:
                done("forecast.started", number=made.run_id)
    show_work(visit, jobs, JOB_KIND, "forecast")


def _autumns(visit: Visit) -> list[int]:
    """Return past autumns from which a forecast can be made to be judged by the years since."""
    season = int(visit.cycle_id[:4])
    return list(range(season - 2, season - _OLDEST, -1))
