"""How are children placed whom schools cannot hold? Preview, seal, carry out (S26, S29)."""

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.long_work import jobs_of, show_work, under_way
from dashboard.lottery_panel import show_lottery
from dashboard.moves import attempt, done
from dashboard.run_result import show_result
from dashboard.tables import table
from dashboard.words import stage_word
from service.api_runs import JOB_KIND, RunModel

_ORDER = {"published": 0, "sealed": 0, "previewed": 1, "discarded": 2}
_STANDING = frozenset({"sealed", "published"})


def show(visit: Visit) -> None:
    """Show the runs of the season, and the work on the next one."""
    found = {one.id: one for one in visit.call("runs", cycle_id=visit.cycle_id).runs}
    standing = [it.id for it in found.values() if it.stage in _STANDING]
    if visit.role == Role.BUREAU and not standing:
        _work(visit, first=not any(it.stage == "previewed" for it in found.values()))
    show_lottery(visit)
    if not found:
        st.info(visit.say("overflow.none"))
        return
    numbers = sorted(found, key=lambda it: _rank(found[it]))
    chosen = st.selectbox(
        visit.say("overflow.run"), numbers,
        format_func=lambda it: f"{it} · {stage_word(found[it].stage, visit.language)}",
    )  # fmt: skip
    if visit.role == Role.BUREAU:
        _act(visit, found[chosen])
    show_result(visit, found[chosen])


def _rank(run: RunModel) -> tuple[int, bool]:
    """Return a run's place in the choice: what stands, then what may be sealed, then trials."""
    return _ORDER.get(run.stage, 3), not run.report.get("ceremony")


def _work(visit: Visit, *, first: bool) -> None:
    """Begin a preview; show what is under way, also to whoever comes back later."""
    jobs = jobs_of(visit, JOB_KIND)
    with st.container(border=True):
        st.markdown(visit.say("overflow.start_lead"))
        label = visit.say("overflow.start")
        kind = "primary" if first else "secondary"  # then sealing comes first
        if st.button(label, type=kind, disabled=under_way(jobs), icon=":material/play_arrow:"):
            made = attempt(visit, "start_run", cycle_id=visit.cycle_id)
            if made is not None:
                done("overflow.started", number=made.run_id)
        show_work(visit, jobs, JOB_KIND, "overflow")


def _act(visit: Visit, run: RunModel) -> None:
    if run.stage == "previewed":
        if not run.report.get("ceremony"):
            st.caption(visit.say("lottery.not_drawn"))
        seal, discard = st.columns(2)
        if seal.button(visit.say("moves.seal_run"), type="primary", width="stretch",
                       icon=":material/lock:"):  # fmt: skip
            _moved(visit, "seal_run", run.id)
        if discard.button(visit.say("moves.discard_run"), width="stretch"):
            _moved(visit, "discard_run", run.id)
    elif run.stage == "sealed":
        _carry_out_or_publish(visit, run.id)
    if run.stage in _STANDING:
        _differences(visit, run.id)


def _carry_out_or_publish(visit: Visit, run_id: str) -> None:
    """Offer what comes next: children who wait for their place, else the publication."""
    stages = visit.call("counts", cycle_id=visit.cycle_id).counts
    waiting = sum(it.count for it in stages if it.stage.code == "referred")
    if waiting:
        st.markdown(visit.say("overflow.waiting", count=waiting))
        if st.button(visit.say("moves.place_by_run"), type="primary", icon=":material/groups:"):
            _carry_out(visit, run_id)
        return
    st.markdown(visit.say("overflow.carried_out"))
    if st.button(visit.say("moves.publish_run"), type="primary", icon=":material/campaign:"):
        _moved(visit, "publish_run", run_id)


def _carry_out(visit: Visit, run_id: str) -> None:
    """Place the referred children, some hundred in each transaction, until none is left."""
    total = 0
    with st.status(visit.say("arrivals.working")) as status:
        while True:
            made = attempt(visit, "place_by_run", id=run_id)
            if made is None:
                return
            if not made.placed:
                break
            total += made.placed
            status.update(label=visit.say("overflow.placed", count=total))
    done("overflow.placed", count=total)


def _moved(visit: Visit, name: str, run_id: str) -> None:
    if attempt(visit, name, id=run_id) is not None:
        done(f"moved.{name}", number=run_id)


def _differences(visit: Visit, run_id: str) -> None:
    """Show where children are not where the sealed run placed them: each has its amendment."""
    found = visit.call("differences", id=run_id).differences
    with st.expander(visit.say("overflow.differences", count=len(found))):
        rows = [
            {"application_id": it.application_id, "sealed": it.sealed_school_id,
             "present": it.present_school_id or "", "amendment": it.amendment_id or "",
             "stage": stage_word(it.stage, visit.language)}
            for it in found
        ]  # fmt: skip
        table(visit, rows, ("application_id", "sealed", "present", "stage", "amendment"))
