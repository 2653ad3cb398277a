"""How do two futures lie side by side? Whole rolls, and places minus children school by school."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from dashboard.charts import balance_chart
from dashboard.forecast_choice import ALL, stream_word
from dashboard.tables import table
from service.api_scenarios import WhatIfModel

MOST = 12  # schools; more the eye does not compare
_BALANCE = ("year", "zone", "balance", "places", "demand", "empty")


def side_by_side(visit: Visit, names: tuple[str, str], found: tuple[WhatIfModel, WhatIfModel],
                 schools: Mapping[str, str]) -> None:  # fmt: skip
    """Show two answers under their names: totals by stream, then the schools that matter."""
    _totals(visit, names, found)
    first, second = (balances(one) for one in found)
    told = worst_or_changed(first, second)
    st.subheader(visit.say("scenarios.balance"), anchor=False)
    if not told:
        st.info(visit.say("scenarios.no_plans"))
        return
    if len(told) == MOST:
        st.caption(visit.say("scenarios.some", count=MOST))
    words = {key: visit.say(f"scenario_balance.{key}") for key in _BALANCE}
    left, right = (_named(frame, told, schools) for frame in (first, second))
    for column, name, frame, other in zip(
        st.columns(2), names, (left, right), (right, left), strict=True
    ):
        with column:
            st.markdown(visit.say("scenarios.of", name=name))
            st.altair_chart(balance_chart(frame, words, beside=other), theme=None)


def _named(frame: pd.DataFrame, told: set[str], schools: Mapping[str, str]) -> pd.DataFrame:
    drawn = frame[frame["zone"].isin(told)].copy()
    drawn["zone"] = [schools.get(it, it) for it in drawn["zone"]]
    return drawn


def _totals(visit: Visit, names: tuple[str, str], found: tuple[WhatIfModel, WhatIfModel]) -> None:
    """Show pupils of all streams in the last year, and by how many the second differs."""
    one, two = ({(it.stream, it.year): it.pupils for it in each.totals} for each in found)
    last = max(year for _, year in one)
    streams = sorted({stream for stream, _ in one}, key=lambda it: (it != ALL, it))
    rows: list[dict[str, Any]] = [
        {"stream": stream_word(visit, stream), "first": f"{one[stream, last]:,}",
         "second": f"{two[stream, last]:,}",
         "between": f"{two[stream, last] - one[stream, last]:+,}"}
        for stream in streams
    ]  # fmt: skip
    short = [sum(max(it.children - it.places, 0) for it in each.intakes if it.places is not None)
             for each in found]  # fmt: skip
    st.markdown(visit.say("scenarios.totals", year=last, first=names[0], second=names[1]))
    table(visit, rows, ("stream", "first", "second", "between"))
    left, right = st.columns(2)
    for column, name, count in zip((left, right), names, short, strict=True):
        column.metric(visit.say("scenarios.short", name=name), f"{count:,.0f}", border=True)


def balances(found: WhatIfModel) -> pd.DataFrame:
    """Return zone (a school's id), year, places and demand of every planned intake."""
    rows = [(it.school_id, it.year, it.places, it.children)
            for it in found.intakes if it.places is not None]  # fmt: skip
    return pd.DataFrame(rows, columns=["zone", "year", "places", "demand"])


def worst_or_changed(first: pd.DataFrame, second: pd.DataFrame) -> set[str]:
    """Return the schools to be shown: first those that differ, then those with the least left."""
    if first.empty or second.empty:
        return set()
    both = first.merge(second, on=["zone", "year"], suffixes=("_first", "_second"))
    both["first"] = both["places_first"] - both["demand_first"]
    both["second"] = both["places_second"] - both["demand_second"]
    both["least"] = both[["first", "second"]].min(axis=1)
    both["differs"] = (both["second"] - both["first"]).abs()
    school = both.groupby("zone").agg(least=("least", "min"), differs=("differs", "max"))
    told = school.reset_index().sort_values(
        ["least", "differs", "zone"], ascending=[True, False, True], kind="stable"
    )
    changed = told[told["differs"] >= told["differs"].max() / 2] if told["differs"].any() else told
    order = [*changed["zone"].head(MOST // 2), *told["zone"]]
    return set(list(dict.fromkeys(order))[:MOST])
