"""What does a planner ask of a siting? Year, forecast, candidates on the map, how many changes."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.block_layers import BlockMap
from dashboard.district_map import Ground, draw, school_layer
from dashboard.forecast_choice import run_word
from dashboard.map import EventKind
from dashboard.moves import attempt, done
from dashboard.siting_map import heads_layer
from service.api_forecasts import ForecastModel
from service.api_siting_models import SitingGround

_CHOSEN = "siting_blocks"
_MOST, _MOST_CHANGES = 20, 10
_PLACES = 160


def show_form(visit: Visit, told: SitingGround, blocks: BlockMap, words: Mapping[str, str],
              place: Ground, *, busy: bool) -> None:  # fmt: skip
    """Let candidates be pointed at or chosen, and queue the choice among them."""
    say = visit.say
    with st.expander(say("siting.ask"), icon=":material/add_location_alt:", expanded=True):
        st.caption(say("siting.ask_lead"))
        chosen = _candidates(visit, told, blocks, words, place)
        columns = [it for _ in chosen[::2] for it in st.columns(2, gap="medium")]
        sized = []
        for column, block in zip(columns, chosen, strict=False):
            with column:
                sized.append(_size(visit, block, words))
        body = _wish(visit, told) | {"candidates": sized}
        if st.button(say("siting.start"), type="primary", disabled=busy,
                     icon=":material/play_arrow:"):  # fmt: skip
            made = attempt(visit, "start_siting", body)
            if made is not None:
                done("siting.started", number=made.job_id)


def _candidates(visit: Visit, told: SitingGround, blocks: BlockMap, words: Mapping[str, str],
                place: Ground) -> Sequence[str]:  # fmt: skip
    """Draw the blocks; a click takes one in or out, and so does the list below."""
    known = {block for block, *_ in blocks.rows}
    now = st.session_state.setdefault(_CHOSEN, [it for it in told.suggested if it in known])
    event = draw(visit, [heads_layer(visit, blocks, words, now), school_layer(visit, place)],
                 key="siting", part="_ask", bounds=blocks.lived_in)  # fmt: skip
    if event is not None and event.kind == EventKind.CLICK and event.feature_id in known:
        block = event.feature_id
        st.session_state[_CHOSEN] = ([it for it in now if it != block] if block in now
                                     else [*now, block][:_MOST])  # fmt: skip
        st.rerun()
    found: list[str] = st.multiselect(
        visit.say("siting.candidates"), [block for block, *_ in blocks.rows], key=_CHOSEN,
        format_func=words.get, max_selections=_MOST, placeholder=visit.say("queue.choose"),
    )  # fmt: skip
    st.caption(visit.say("siting.suggested"))
    return found


def _size(visit: Visit, block: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Ask how many places a new school would have, and what it would cost, if that is known."""
    places, cost = st.columns((3, 2), vertical_alignment="bottom")
    size = places.number_input(visit.say("siting.new_places", block=words[block]), 1, 5_000,
                               _PLACES, step=10, key=f"siting_places_{block}")  # fmt: skip
    price = cost.number_input(visit.say("siting.new_cost", block=block), 0.0, value=None,
                              key=f"siting_cost_{block}")  # fmt: skip
    return {"block_id": block, "places": int(size), "cost": price}


def _wish(visit: Visit, told: SitingGround) -> dict[str, Any]:
    """Ask for the forecast behind the demand, the year, and how much may change."""
    say = visit.say
    runs = {it.id: it for it in visit.call("forecasts").forecasts}
    left, right = st.columns((2, 1))
    run_id = left.selectbox(say("siting.forecast"), [*runs, ""], format_func=lambda it: (
        run_word(visit, runs[it]) if it else say("siting.no_forecast")))  # fmt: skip
    year = right.selectbox(say("columns.year"), _years(told, runs.get(run_id)))
    one, two, three = st.columns(3)
    return {
        "forecast_id": run_id or None, "year": year,
        "most_open": one.number_input(say("siting.most_open"), 0, _MOST_CHANGES, 1),
        "most_closed": two.number_input(say("siting.most_closed"), 0, _MOST_CHANGES, 0),
        "seconds": three.number_input(say("siting.seconds"), 5, 120, 30, step=5),
    }  # fmt: skip


def _years(told: SitingGround, run: ForecastModel | None) -> list[int]:
    """Return the years that can be asked for, the latest first: buildings stand for long."""
    if run is not None:
        return [run.origin + ahead for ahead in range(run.years, 0, -1)]
    return sorted((int(it) for it in told.years if it), reverse=True)
