"""Who may work here? The staff accounts of the district, without any secret."""

import streamlit as st

from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import table
from dashboard.words import role_word


def show(visit: Visit) -> None:
    """Show the accounts; one can be closed and opened again."""
    found = visit.call("staff").accounts
    rows = [
        {"account": it.id, "name": it.display_name, "role": role_word(it.role, visit.language),
         "of": it.school_id or it.subdistrict_id or it.district_id,
         "second_factor": visit.say("child.yes" if it.second_factor else "child.no"),
         "active": visit.say("child.yes" if it.active else "child.no")}
        for it in found
    ]  # fmt: skip
    table(visit, rows, ("account", "name", "role", "of", "second_factor", "active"))
    active = {it.id: it.active for it in found if it.id != visit.actor.account_id}
    chosen = st.selectbox(visit.say("columns.account"), list(active), index=None,
                          placeholder=visit.say("queue.choose"))  # fmt: skip
    if chosen:
        name = "disable" if active[chosen] else "enable"
        pressed = st.button(visit.say(f"moves.{name}"), type="primary")
        if pressed and attempt(visit, name, id=chosen) is not None:
            done(f"moved.{name}", number=chosen)
    st.caption(visit.say("accounts.note"))
