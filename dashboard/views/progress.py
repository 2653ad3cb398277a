"""How far has the season come, day by day, from registration to admission (S71)?"""

from datetime import date
from itertools import accumulate

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from dashboard.charts import funnel_chart
from dashboard.tables import table
from service.api_statistics import DayModel

_STAGES = ("registered", "submitted", "confirmed")  # each contains the next
_COLUMNS = {"registered": "registered", "submitted": "submitted", "confirmed": "admitted"}


def show(visit: Visit) -> None:
    """Show the registrations that had come so far by the end of each day."""
    days = visit.call("statistics", cycle_id=visit.cycle_id).days
    for column, name in zip(st.columns(len(_STAGES)), _STAGES, strict=True):
        count = sum(it.count for it in days[name])
        column.metric(visit.say(f"progress.{name}"), f"{count:,}", border=True)
    words = {name: visit.say(f"progress.{name}") for name in
             ("day", "children", "empty", *_STAGES)}  # fmt: skip
    st.altair_chart(funnel_chart(_by_day(days), words, stages=_STAGES), theme=None)
    st.caption(visit.say("progress.note"))
    with st.expander(visit.say("progress.each_day")):
        table(visit, _rows(days), ("day", *_COLUMNS.values()))
    st.download_button(visit.say("progress.download"), lambda: _file(visit), "statistics.csv",
                       "text/csv", on_click="ignore", icon=":material/download:")  # fmt: skip


def _by_day(days: dict[str, tuple[DayModel, ...]]) -> pd.DataFrame:
    """Return how many had reached each stage by the end of every day on which anything moved."""
    every = sorted({it.day for name in _STAGES for it in days[name]})
    rows = []
    for name in _STAGES:
        of = _counts(days[name])
        reached = accumulate(of.get(day, 0) for day in every)
        rows += [(day, name, count) for day, count in zip(every, reached, strict=True)]
    return pd.DataFrame(rows, columns=["day", "stage", "children"])


def _rows(days: dict[str, tuple[DayModel, ...]]) -> list[dict[str, str | int]]:
    """Return how many came to each stage on each day, the latest first."""
    of = {name: _counts(days[name]) for name in _STAGES}
    every = sorted({day for found in of.values() for day in found}, reverse=True)
    return [{"day": day.isoformat()} | {_COLUMNS[name]: of[name].get(day, 0) for name in _STAGES}
            for day in every]  # fmt: skip


def _counts(found: tuple[DayModel, ...]) -> dict[date, int]:
    return {it.day: it.count for it in found}


def _file(visit: Visit) -> bytes:
    made: bytes = visit.call("statistics_file", cycle_id=visit.cycle_id).data
    return made
