"""How does a draft become the plan of a day? Proposed by one person, approved by another."""

from datetime import timedelta

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import table
from service.api_draft_models import DraftState
from service.api_plan_models import VersionModel


def show_versions(visit: Visit, state: DraftState) -> None:
    """Show the versions of the plan; let the bureau propose this draft, or decide on one."""
    say = visit.say
    st.subheader(say("zone_versions.title"), anchor=False)
    st.caption(say("zone_versions.lead"))
    versions = visit.call("zone_versions").versions
    if versions:
        table(visit, [_row(visit, it) for it in versions],
              ("version", "valid_from", "state", "basis", "proposed_by", "decided_by"))  # fmt: skip
    if visit.role != Role.BUREAU:
        return
    waiting = [it for it in versions if it.stage == "proposed"]
    for it in waiting:
        _decide(visit, it)
    if not waiting:
        _propose(visit, state)


def _row(visit: Visit, it: VersionModel) -> dict[str, str]:
    return {
        "version": it.id, "valid_from": f"{it.valid_from:%Y-%m-%d}", "basis": it.basis,
        "state": visit.say(f"version_stages.{it.stage}"), "proposed_by": it.proposed_by,
        "decided_by": it.decided_by or "",
    }  # fmt: skip


def _decide(visit: Visit, it: VersionModel) -> None:
    say = visit.say
    with st.container(border=True):
        st.markdown(say("zone_versions.waiting", number=it.id, day=f"{it.valid_from:%Y-%m-%d}",
                        basis=it.basis, account=it.proposed_by))  # fmt: skip
        own = it.proposed_by == visit.actor.account_id
        if own:
            st.info(say("zone_versions.another"))
        approve, reject = st.columns(2)
        if not own and approve.button(say("zone_versions.approve"), type="primary",
                                      width="stretch", icon=":material/task_alt:"):  # fmt: skip
            _moved(visit, "approve_version", it)
        label = say("zone_versions.take_back" if own else "zone_versions.reject")
        if reject.button(label, width="stretch"):
            _moved(visit, "reject_version", it)


def _moved(visit: Visit, name: str, it: VersionModel) -> None:
    if attempt(visit, name, id=it.id) is not None:
        done(f"zone_versions.done_{name}", number=it.id, day=f"{it.valid_from:%Y-%m-%d}")


def _propose(visit: Visit, state: DraftState) -> None:
    say, tomorrow = visit.say, visit.context.clock().date() + timedelta(days=1)
    with st.form("propose_version"):
        st.markdown(say("zone_versions.propose_lead", name=state.draft.name))
        one, two = st.columns([0.35, 0.65])
        day = one.date_input(say("zone_versions.day"), tomorrow, min_value=tomorrow)
        basis = two.text_input(say("zone_versions.basis"), max_chars=200)
        if st.form_submit_button(say("zone_versions.propose"), icon=":material/gavel:"):
            body = {"draft_id": state.draft.id, "valid_from": day.isoformat(), "basis": basis}
            made = attempt(visit, "propose_version", body)
            if made is not None:
                done("zone_versions.proposed", number=made.id)
