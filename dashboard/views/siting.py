"""Where should a school be built, and which may close, whatever demand comes?"""

from functools import partial

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.block_layers import blocks_of
from dashboard.district_map import ground
from dashboard.long_work import jobs_of, show_work, under_way
from dashboard.siting_form import show_form
from dashboard.siting_map import block_words
from dashboard.siting_result import show_siting
from service.api_siting_models import SitingListed

KIND = "siting"


def show(visit: Visit) -> None:
    """Show the newest siting; let the bureau ask for another one, the city read."""
    told = visit.call("siting_ground")
    blocks, place = blocks_of(visit.call("zone_blocks_map").data), ground(visit)
    names = {it["properties"]["school_id"]: it["properties"]["name"] for it in place.schools}
    words = block_words(blocks, names)
    st.caption(visit.say("siting.ground", blocks=told.blocks, schools=told.schools,
                         distances=visit.say(f"distances.{told.distances}")))  # fmt: skip
    if visit.role == Role.BUREAU:
        jobs = jobs_of(visit, KIND)
        show_work(visit, jobs, KIND, "siting")
        show_form(visit, told, blocks, words, place, busy=under_way(jobs))
    found = {it.job_id: it for it in visit.call("sitings").sitings}
    if not found:
        st.info(visit.say("siting.none"))
        return
    chosen = st.selectbox(visit.say("siting.choose"), list(found),
                          format_func=partial(_word, visit, found))  # fmt: skip
    show_siting(visit, visit.call("siting", id=str(chosen)), blocks, words, place)


def _word(visit: Visit, found: dict[int, SitingListed], number: int) -> str:
    it = found[number]
    return visit.say("siting.word", number=number, year=it.year, at=f"{it.at:%Y-%m-%d %H:%M}")
