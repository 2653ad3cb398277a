"""How far is queued work? Steps shown every two seconds, found again from any browser, its end."""

from collections.abc import Sequence

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit, visit_now
from dashboard.words import step_word
from service.api_problems import Problem
from service.api_runs import JobModel

_RUNNING = frozenset({"queued", "running"})


def jobs_of(visit: Visit, kind: str) -> list[JobModel]:
    """Return the district's jobs of a kind, the newest first."""
    return [it for it in visit.call("jobs").jobs if it.kind == kind]


def under_way(jobs: Sequence[JobModel]) -> bool:
    """Say whether one of them waits or is worked on."""
    return any(it.state in _RUNNING for it in jobs)


def show_work(visit: Visit, jobs: Sequence[JobModel], kind: str, words: str) -> None:
    """Show what is under way, else how the latest ended; `words` names leave, failed and last."""
    if under_way(jobs):
        _progress(kind, words)
    elif jobs:
        _last(visit, jobs[0], words)


@st.fragment(run_every=2.0)
def _progress(kind: str, words: str) -> None:
    """Show the work under way, asked anew by itself; the session is checked each time."""
    from dashboard.shell import language_now

    visit = visit_now(language_now())
    if visit is None or visit.role != Role.BUREAU:
        st.rerun()
        return
    jobs = [it for it in jobs_of(visit, kind) if it.state in _RUNNING]
    if not jobs:
        st.rerun()
    for it in jobs:
        state = visit.say(f"jobs.{it.state}")
        st.status(f"{state} · {step_word(it.progress, visit.language)}", state="running")
    st.caption(visit.say(f"{words}.leave"))


def _last(visit: Visit, job: JobModel, words: str) -> None:
    """Say how the latest work ended, and every reason where it failed."""
    if job.state == "failed":
        told = visit.told(Problem(job.error or "").document())
        st.error(f"{visit.say(f'{words}.failed')} {told}")
        lines = visit.call("job_faults", id=str(job.id)).lines
        if lines:
            st.code("\n".join(lines), language=None, wrap_lines=True)
    else:
        st.caption(visit.say(f"{words}.last", at=f"{job.made_at:%Y-%m-%d %H:%M}"))
