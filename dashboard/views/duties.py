"""What is owed on which day, by whom, and which children are not registered yet (S41, S74-S76)?"""

import re
from datetime import date

import streamlit as st

from admissions.policy_terms import Owner
from admissions.roles import Role
from dashboard.access import Visit
from dashboard.tables import table
from service.api_duties import DutyModel

_SOON_DAYS = 7
_CLAUSE = re.compile(r"S\d+")  # of the seed: what else a citation says is for the policy's reader
_OF_SCHOOLS = {Owner.PRIMARY_SCHOOL, Owner.JUNIOR_SCHOOL}


def show(visit: Visit) -> None:
    """Show the duties by their days, to a school those of schools; to the bureau who is missing."""
    today = visit.context.clock().date()
    found = visit.call("duties", cycle_id=visit.cycle_id).duties
    if visit.role == Role.SCHOOL:
        found = tuple(it for it in found if _OF_SCHOOLS & set(it.owners))
    soon = [it for it in found if 0 <= (it.on - today).days <= _SOON_DAYS]
    for it in soon:
        st.warning(visit.say("duties.soon", day=it.on, duty=visit.told(it)),
                   icon=":material/event_upcoming:")  # fmt: skip
    table(visit, [_row(visit, it, today) for it in found],
          ("day", "duty", "owners", "state", "day_by", "source"))  # fmt: skip
    if any(it.stated_default for it in found):
        st.caption(visit.say("duties.assumed_note"))
    if visit.role == Role.BUREAU:
        _missing(visit)


def _row(visit: Visit, it: DutyModel, today: date) -> dict[str, str]:
    state = "past" if it.on < today else "now" if it.on == today else "ahead"
    owners = visit.say("queue.and").join(visit.say(f"owners.{one}") for one in it.owners)
    return {
        "day": it.on.isoformat(), "source": visit.say("queue.and").join(_CLAUSE.findall(it.cite)),
        "day_by": visit.say("duties.assumed" if it.stated_default else "duties.stated"),
        "duty": visit.told(it), "owners": owners, "state": visit.say(f"duties.{state}"),
    }  # fmt: skip


def _missing(visit: Visit) -> None:
    """Show who is known to be of age and is registered nowhere; names masked (S74)."""
    st.subheader(visit.say("duties.missing"), anchor=False)
    st.caption(visit.say("duties.missing_lead"))
    found = visit.call("not_registered", cycle_id=visit.cycle_id).children
    table(visit, [{"masked_name": it.masked_name, "source": it.source} for it in found],
          ("masked_name", "source"))  # fmt: skip
