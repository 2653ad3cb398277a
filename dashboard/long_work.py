"""How far is queued work? Steps shown every two seconds, found again from any browser, its end."""

from collections.abc import Callable, Sequence
from functools import partial

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
        watch(kind, partial(_told, words=words))
    elif jobs:
        _last(visit, jobs[0], words)


@st.fragment(run_every=2.0)
def watch(kind: str, tell: Callable[[Visit, Sequence[JobModel]], None]) -> None:
    """Show the work under way by `tell`, asked anew by itself; the session is checked each time."""
    from dashboard.shell import language_now

    visit = visit_now(language_now())
    if visit is None or visit.role != Role.BUREAU:
        st.rerun()
        return
    jobs = [it for it in jobs_of(visit, kind) if it.state in _RUNNING]
    if not jobs:
        st.rerun()
    tell(visit, jobs)


def show_step(visit: Visit, job: JobModel, step: str) -> None:
    """Show that a job waits or runs, and at which step it is."""
    st.status(f"{visit.say(f'jobs.{job.state}')} · {step}", state="running")


def show_faults(visit: Visit, job: JobModel) -> None:
    """Show every reason for which a job failed."""
    lines = visit.call("job_faults", id=str(job.id)).lines
    if lines:
        st.code("\n".join(lines), language=None, wrap_lines=True)


def _told(visit: Visit, jobs: Sequence[JobModel], words: str) -> None:
    for it in jobs:
        show_step(visit, it, step_word(it.progress, visit.language))
    st.caption(visit.say(f"{words}.leave"))


def _last(visit: Visit, job: JobModel, words: str) -> None:
    """Say how the latest work ended, and every reason where it failed."""
    if job.state == "failed":
        told = visit.told(Problem(job.error or "").document())
        st.error(f"{visit.say(f'{words}.failed')} {told}")
        show_faults(visit, job)
    else:
        st.caption(visit.say(f"{words}.last", at=f"{job.made_at:%Y-%m-%d %H:%M}"))
