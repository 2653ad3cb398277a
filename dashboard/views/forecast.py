"""How many pupils will come, how sure is it, and why? One stored forecast, school by school."""

from typing import Any

import pandas as pd
import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.charts import fan_chart, grade_heat_map, waterfall_chart
from dashboard.forecast_choice import ALL, choose_run, frame_of, school_names, stream_of
from dashboard.forecast_start import show_start
from dashboard.season_nowcast import show_nowcast
from dashboard.tables import table
from service.api_forecasts import ForecastModel

DISTRICT = ""
_STEPS = ("last_year", "moving_up", "entrants", "calibration", "housing", "registrations", "events")
_BANDS = {"mean": "middle", "low95": "low_wide", "low80": "low", "high80": "high",
          "high95": "high_wide"}  # fmt: skip
_FAN = ("year", "children", "counted", "median", "half", "most", "places", "empty")
_WATERFALL = ("children", "total", "more", "fewer", "whole", "empty")
_PAST = 6  # years of counted pupils in the heat map


def show(visit: Visit) -> None:
    """Show a forecast; the bureau may have another one made."""
    if visit.role == Role.BUREAU:
        show_start(visit)
    names = school_names(visit)
    run = choose_run(visit)
    if run is None:
        return
    _head(visit, run)
    areas = frame_of(visit.call("forecast_areas", id=run.id, query={"level": "school"}).rows)
    schools = sorted(set(areas["area"]))
    left, middle, right = st.columns([2, 2, 2])
    with left:
        school = st.selectbox(visit.say("forecast.area"), [DISTRICT, *schools], format_func=(
            lambda it: names.get(it, it) if it else visit.say("forecast.district")))  # fmt: skip
    with middle:
        stream = stream_of(visit, run)
    with right:
        parts = ("intake", "whole") if school else ("whole",)
        part = st.segmented_control(visit.say("forecast.part"), parts, default=parts[0],
                                    required=True, key=f"part {bool(school)}", format_func=(
                                        lambda it: visit.say(f"forecast.{it}")))  # fmt: skip
    _figures(visit, run, school, stream, str(part))
    show_nowcast(visit, names)


def _head(visit: Visit, run: ForecastModel) -> None:
    """Show the district's sums, and what limits the forecast."""
    totals = run.document["totals"][ALL]
    years = sorted(totals)
    history = frame_of(visit.call("forecast_history", id=run.id, query={"stream": ALL}).rows)
    now = int(history.loc[history["year"] == run.origin, "pupils"].sum())
    for column, (year, count, before) in zip(st.columns(3), (
        (str(run.origin), now, None), (years[0], totals[years[0]], now),
        (years[-1], totals[years[-1]], now),
    ), strict=True):  # fmt: skip
        change = None if before is None else f"{count - before:+,d}"
        column.metric(visit.say("forecast.pupils_of", year=year), f"{count:,}", change,
                      delta_color="off", border=True)  # fmt: skip
    if run.document["momentum_rests"]:
        st.caption(visit.say("forecast.shocked"))


def _figures(visit: Visit, run: ForecastModel, school: str, stream: str, part: str) -> None:
    query = {"stream": stream} | ({"school_id": school} if school else {})
    cells = frame_of(visit.call("forecast_cells", id=run.id, query=query).rows)
    history = frame_of(visit.call("forecast_history", id=run.id, query=query).rows)
    if cells.empty:
        st.info(visit.say("forecast.closed"))
        return
    entry = cells["grade"].iloc[0]
    _fan(visit, run, (school, stream, part), cells[cells["grade"] == entry],
         history[history["grade"] == entry] if part == "intake" else history)  # fmt: skip
    year = st.select_slider(visit.say("forecast.year"), sorted(set(cells["year"])))
    chosen = cells[cells["year"] == year]
    if part == "intake":
        chosen = chosen[chosen["grade"] == entry]
    st.subheader(visit.say("forecast.why", year=year), anchor=False)
    _waterfall(visit, run, chosen)
    if part == "intake":
        _classes(visit, run, school, int(year))
    st.subheader(visit.say("forecast.grades"), anchor=False)
    _heat(visit, run, cells, history)


def _fan(visit: Visit, run: ForecastModel, what: tuple[str, str, str], entry: pd.DataFrame,
         history: pd.DataFrame) -> None:  # fmt: skip
    """Draw counted years, the forecast with its bands, and the places of a school's intake."""
    school, stream, part = what
    ahead = entry
    if part == "whole":
        area = {"level": "school", "area": school} if school else {"level": "total"}
        ahead = frame_of(visit.call("forecast_areas", id=run.id,
                                    query=area | {"stream": stream}).rows)  # fmt: skip
    drawn = pd.concat([
        history.groupby("year", as_index=False)["pupils"].sum(),
        ahead[["year", *_BANDS]].rename(columns=_BANDS),
    ])  # fmt: skip
    drawn["places"] = drawn["year"].map(_places(visit, run, school) if part == "intake" else {})
    words = {name: visit.say(f"fan.{name}") for name in _FAN}
    st.altair_chart(fan_chart(drawn, words), theme=None)


def _places(visit: Visit, run: ForecastModel, school: str) -> dict[int, int]:
    rows = visit.call("forecast_places", id=run.id, query={"school_id": school}).rows
    return {row.year: row.places for row in rows if row.year <= run.origin + run.years}


def _waterfall(visit: Visit, run: ForecastModel, chosen: pd.DataFrame) -> None:
    """Draw the steps from the last year's pupils to the forecast; they add up to it."""
    steps = [(step, float(chosen[step].sum())) for step in _STEPS]
    drawn = [
        (visit.say(f"forecast_steps.{step}", year=run.origin), amount)
        for at, (step, amount) in enumerate(steps) if at == 0 or abs(amount) >= 0.05
    ]  # fmt: skip
    words = {name: visit.say(f"waterfall.{name}") for name in _WATERFALL}
    frame = pd.DataFrame(drawn, columns=["step", "amount"])
    st.altair_chart(waterfall_chart(frame, words), theme=None)


def _classes(visit: Visit, run: ForecastModel, school: str, year: int) -> None:
    """Say how likely each number of classes is, by the limit that the forecast was made with."""
    found = visit.call("forecast_classes", id=run.id, query={"school_id": school}).rows
    rows = [it for it in found if it.year == year]
    if rows:
        st.markdown(visit.say("forecast.classes", limit=rows[0].limit))
        told: list[dict[str, Any]] = [
            {"classes": it.classes, "probability": f"{it.probability:.0%}"}
            for it in rows if it.probability >= 0.005
        ]  # fmt: skip
        table(visit, told, ("classes", "probability"))


def _heat(visit: Visit, run: ForecastModel, cells: pd.DataFrame, history: pd.DataFrame) -> None:
    past = history[history["year"] > run.origin - _PAST]
    both = pd.concat([past, cells])[["grade", "year", "pupils"]]
    drawn = both.groupby(["grade", "year"], as_index=False)["pupils"].sum()
    words = {name: visit.say(f"heat.{name}") for name in ("year", "grade", "pupils", "empty")}
    st.altair_chart(grade_heat_map(drawn, words), theme=None)
    st.download_button(visit.say("forecast.download"), on_click="ignore", mime="application/zip",
                       data=lambda: visit.file("forecast_bundle", id=run.id).data,
                       file_name=f"{run.id}.zip")  # fmt: skip
