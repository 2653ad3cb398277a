"""How does a planner say "what if"? Percentages, years, classes, decisions; the rest stays."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from service.api_scenarios import ScenarioModel

_FACTORS = ("births", "local_entry", "nonlocal_entry", "nonlocal_stay", "housing")
_KINDS = ("open", "close", "cap", "add")
_MOST_PERCENT = 300


def asked(visit: Visit, scenarios: Mapping[str, ScenarioModel], schools: Mapping[str, str],
          years: Sequence[int]) -> dict[str, Any]:  # fmt: skip
    """Return the question that is filled in: a parent and changes, as the API takes them."""
    say = visit.say
    parent = st.selectbox(say("scenarios.parent"), ["", *scenarios], format_func=(
        lambda it: scenarios[it].name if it else say("forecast.base")))  # fmt: skip
    body: dict[str, Any] = {"parent_id": parent or None}
    columns = st.columns(3)
    for at, name in enumerate(_FACTORS):
        percent = columns[at % 3].number_input(
            say(f"scenarios.{name}"), 0, _MOST_PERCENT, 100, 5, help=say(f"scenarios.{name}_help")
        )
        if percent != 100:
            body[name] = percent / 100
    delay = columns[2].number_input(say("scenarios.housing_delay"), 0, 10, 0,
                                    help=say("scenarios.housing_delay_help"))  # fmt: skip
    if delay:
        body["housing_delay"] = int(delay)
    left, right = st.columns(2)
    with left:
        body["plans"] = _plans(visit, schools, years)
    with right:
        body["events"] = _events(visit, schools, years)
    return body


def _plans(visit: Visit, schools: Mapping[str, str], years: Sequence[int]) -> list[dict[str, Any]]:
    """Let rows of classes be written: a school, from when on, how many."""
    say = visit.say
    st.markdown(say("scenarios.plans"))
    made = st.data_editor(
        pd.DataFrame({"school": pd.Series(dtype="str"), "year": pd.Series(dtype="Int64"),
                      "classes": pd.Series(dtype="Int64")}),
        num_rows="dynamic", hide_index=True, key="plans", column_config={
            "school": _school_column(visit, schools), "year": _year_column(visit, years),
            "classes": st.column_config.NumberColumn(say("columns.classes"), min_value=0,
                                                     max_value=100, step=1, required=True)},
    )  # fmt: skip
    return [{"school": row["school"], "year": int(row["year"]), "classes": int(row["classes"])}
            for row in _whole(made, ("school", "year", "classes"))]  # fmt: skip


def _events(visit: Visit, schools: Mapping[str, str], years: Sequence[int]) -> list[dict[str, Any]]:
    """Let rows of decisions be written: what, where, when, how many a year."""
    say = visit.say
    st.markdown(say("scenarios.events"))
    made = st.data_editor(
        pd.DataFrame({"kind": pd.Series(dtype="str"), "school": pd.Series(dtype="str"),
                      "year": pd.Series(dtype="Int64"), "pupils": pd.Series(dtype="Int64")}),
        num_rows="dynamic", hide_index=True, key="events", column_config={
            "kind": st.column_config.SelectboxColumn(
                say("columns.decision"), options=_KINDS, required=True,
                format_func=lambda it: say(f"decision_kinds.{it}")),
            "school": _school_column(visit, schools), "year": _year_column(visit, years),
            "pupils": st.column_config.NumberColumn(say("scenarios.pupils"), min_value=0,
                                                    max_value=10_000, step=1)},
    )  # fmt: skip
    return [
        {"kind": row["kind"], "school": row["school"], "year": int(row["year"]),
         "pupils": None if pd.isna(row["pupils"]) else float(row["pupils"])}
        for row in _whole(made, ("kind", "school", "year"))
    ]  # fmt: skip


def _school_column(visit: Visit, schools: Mapping[str, str]) -> Any:
    return st.column_config.SelectboxColumn(
        visit.say("columns.school"), options=list(schools), required=True,
        format_func=lambda it: schools.get(it, it))  # fmt: skip


def _year_column(visit: Visit, years: Sequence[int]) -> Any:
    return st.column_config.NumberColumn(visit.say("scenarios.since"), min_value=min(years),
                                         max_value=max(years), step=1, format="%d",
                                         required=True)  # fmt: skip


def _whole(made: pd.DataFrame, needed: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows that are filled in; one that is being written does not count yet."""
    return made.dropna(subset=list(needed)).to_dict(orient="records")


def changes_said(visit: Visit, switches: Mapping[str, Any], schools: Mapping[str, str]) -> str:
    """Return in words what a scenario's switches change."""
    say = visit.say
    parts = [say("scenarios.changed", what=say(f"scenarios.{name}"), percent=f"{value:.0%}")
             for name in _FACTORS if (value := switches[name]) != 1]  # fmt: skip
    if switches["housing_delay"]:
        parts.append(say("scenarios.delayed", years=switches["housing_delay"]))
    parts += [say("scenarios.planned", school=schools.get(it["school"], it["school"]),
                  year=it["year"], classes=it["classes"]) for it in switches["plans"]]  # fmt: skip
    parts += [
        say("scenarios.decided", school=schools.get(it["school"], it["school"]), year=it["year"],
            what=say(f"decisions.{it['kind']}", pupils=f"{it['pupils'] or 0:.0f}"))
        for it in switches["events"]
    ]  # fmt: skip
    return say("scenarios.and").join(parts) or say("forecast.base")
