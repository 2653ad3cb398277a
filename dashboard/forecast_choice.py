"""What do the planner's pages share? The choice of a forecast, names of schools, rows as frames."""

from collections.abc import Collection, Iterable

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from service.api_forecasts import ForecastModel
from service.api_models import Model

ALL = "all"


def school_names(visit: Visit) -> dict[str, str]:
    """Return the season's schools by their ids; a school of the rolls alone has its id."""
    return {one.school_id: one.name
            for one in visit.call("places", cycle_id=visit.cycle_id).schools}  # fmt: skip


def frame_of(rows: Iterable[Model]) -> pd.DataFrame:
    """Return rows of the API as a frame; an empty one has no columns."""
    return pd.DataFrame([row.model_dump() for row in rows])


def scenario_word(visit: Visit, name: str) -> str:
    """Return what a scenario is called; the plain forecast by our word for it."""
    return visit.say("forecast.base") if name == "base" else name


def run_word(visit: Visit, run: ForecastModel) -> str:
    """Return what a forecast is called: its day, its scenario, from which autumn, how far."""
    name = scenario_word(visit, run.document["scenario"]["name"])
    last = run.origin + run.years
    return visit.say("forecast.run_word", day=f"{run.made_at:%Y-%m-%d %H:%M}", name=name,
                     first=run.origin + 1, last=last)  # fmt: skip


def choose_run(visit: Visit, *, warned: bool = False,
               among: Collection[str] | None = None) -> ForecastModel | None:  # fmt: skip
    """Let one stored forecast be chosen; None, and said, where there is none.

    `warned`: only those that were made with plans; `among`: only these.
    """
    found = {it.id: it for it in visit.call("forecasts").forecasts
             if (not warned or "warnings" in it.document)
             and (among is None or it.id in among)}  # fmt: skip
    if not found:
        st.info(visit.say("forecast.none"))
        return None
    chosen = st.selectbox(visit.say("forecast.run"), list(_plain_first(found)),
                          format_func=lambda it: run_word(visit, found[it]))  # fmt: skip
    return found[chosen]


def _plain_first(found: dict[str, ForecastModel]) -> Iterable[str]:
    """Order the newest autumn first, without a scenario before with one."""
    return sorted(found, key=lambda it: (-found[it].origin, found[it].scenario_id is not None))


def stream_of(visit: Visit, run: ForecastModel) -> str:
    """Let one stream of a forecast be chosen."""
    streams = sorted(run.document["streams"], key=lambda it: (it != ALL, it))
    return str(st.segmented_control(
        visit.say("forecast.stream"), streams, default=streams[0], required=True,
        format_func=lambda it: stream_word(visit, it)))  # fmt: skip


def stream_word(visit: Visit, stream: str) -> str:
    """Return what a stream of the rolls is called; its own name where it is the district's."""
    known = ("all", "local", "nonlocal", "hukou", "residence")
    return visit.say(f"streams.{stream}") if stream in known else stream
