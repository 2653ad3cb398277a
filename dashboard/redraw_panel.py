"""How does a planner let the optimiser draw, stop it, and take one of its plans?"""

import re
from collections.abc import Sequence
from typing import Any, get_args

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.long_work import jobs_of, show_faults, show_step, under_way, watch
from dashboard.moves import attempt, done
from dashboard.state import Key
from dashboard.tables import table
from dashboard.words import catalogue, step_word
from service.api_draft_models import DraftState, TakenModel
from service.api_plan_models import Hold
from service.api_runs import JobModel

_GAP = re.compile(r"\s*(\w+): at most ([\d.]+)% .*")
KIND = "redraw"
_NAMED = 12  # blocks named in one message


def show_redraw(visit: Visit, state: DraftState) -> None:
    """Show the optimiser: what it is doing, what it found last."""
    if visit.role != Role.BUREAU:
        return
    jobs = jobs_of(visit, KIND)
    with st.expander(visit.say("redraw.title"), icon=":material/auto_awesome:",
                     expanded=bool(jobs)):  # fmt: skip
        st.markdown(visit.say("redraw.lead"))
        if under_way(jobs):
            watch(KIND, _under_way)
            return
        _start(visit, state)
        if jobs:
            _ended(visit, jobs[0])


def _start(visit: Visit, state: DraftState) -> None:
    say = visit.say
    with st.form("redraw", border=False):
        one, two, three = st.columns(3)
        seconds = one.number_input(say("redraw.seconds"), 5, 600, 60)
        longest = two.number_input(say("redraw.longest"), 0, 100_000, 0, step=500)
        moved = three.number_input(say("redraw.moved"), 0, 100_000, 0, step=100)
        hold = st.multiselect(
            say("redraw.hold"), get_args(Hold), placeholder=say("redraw.hold_none"),
            format_func=lambda it: say(f"redraw.hold_{it}"),
        )  # fmt: skip
        if st.form_submit_button(say("redraw.start"), icon=":material/play_arrow:"):
            body = {"draft_id": state.draft.id, "seconds": seconds, "longest_m": longest or None,
                    "moved": moved or None, "hold": hold}  # fmt: skip
            if attempt(visit, "start_redraw", body) is not None:
                done("redraw.started")


def _under_way(visit: Visit, jobs: Sequence[JobModel]) -> None:
    for it in jobs:
        show_step(visit, it, _step(visit, it.progress))
        if st.button(visit.say("redraw.stop"), key=f"stop_{it.id}", icon=":material/stop:"):
            attempt(visit, "stop_redraw", id=str(it.id))
            st.caption(visit.say("redraw.stopping"))


def _step(visit: Visit, progress: str) -> str:
    """Return how far the search is: the plan being drawn and how near it is to the best."""
    found = _GAP.fullmatch(progress)
    if found is None:
        return step_word(progress, visit.language)
    return visit.say("redraw.gap", plan=plan_word(visit, found[1]), gap=found[2])


def plan_word(visit: Visit, name: str) -> str:
    """Return what a plan of the frontier is best at, in words."""
    words = catalogue(visit.language)
    if name.startswith("keep_"):
        metres = [part.rstrip("m") for part in name.split("_") if part.endswith("m")]
        key = "plans.keep_over" if len(metres) > 1 else "plans.keep"
        return visit.say(key, **dict(zip(("metres", "over"), metres, strict=False)))
    return words.get(f"plans.{name}", name)


def _ended(visit: Visit, job: JobModel) -> None:
    if job.state == "failed":
        st.error(visit.say("redraw.failed"))
        show_faults(visit, job)
        return
    plans = visit.call("redraw_plans", id=str(job.id)).plans
    st.caption(visit.say("redraw.found", at=f"{job.made_at:%Y-%m-%d %H:%M}", count=len(plans)))
    table(visit, [_row(visit, it) for it in plans],
          ("plan", "mean_walk", "longest_walk", "moved_children", "over_children", "fullest",
           "legal"))  # fmt: skip
    with st.form("take_plan", border=False):
        names = [it.name for it in plans]
        chosen = st.selectbox(visit.say("redraw.take"), names,
                              format_func=lambda it: plan_word(visit, it))  # fmt: skip
        if st.form_submit_button(visit.say("redraw.take_go"), type="primary"):
            title = visit.say("redraw.taken_name", plan=plan_word(visit, chosen))
            made = attempt(visit, "take_plan", {"name": title, "plan": chosen}, id=str(job.id))
            if made is not None:
                _told(visit, made, title)


def _told(visit: Visit, made: TakenModel, title: str) -> None:
    """Open the draft that was taken; say which locks it kept, which blocks the plan moves."""
    st.session_state[Key.DRAFT] = made.id
    if made.unlocked:
        some = visit.say("queue.and").join(made.unlocked[:_NAMED])
        done("redraw.unlocked", warned=True, name=title, kept=made.locks,
             count=len(made.unlocked), blocks=some)  # fmt: skip
    done("redraw.locks_kept" if made.locks else "zone_editor.begun", name=title, kept=made.locks)


def _row(visit: Visit, it: Any) -> dict[str, Any]:
    said = it.figures
    return {
        "plan": plan_word(visit, it.name), "mean_walk": f"{said['mean_walk_m']:,.0f}",
        "longest_walk": f"{said['longest_walk_m']:,.0f}",
        "moved_children": said["children_moved"], "over_children": said["children_over"],
        "fullest": f"{said['fullest_percent']:.0f}%",
        "legal": visit.say("redraw.legal" if it.legal else "redraw.not_legal"),
    }  # fmt: skip
