"""What stands in public, and what is published or taken down (S47, S48)?"""

import streamlit as st

from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import table


def show(visit: Visit) -> None:
    """Show the notices that stand, and the ways to publish."""
    found = visit.call("publications", cycle_id=visit.cycle_id).publications
    rows = [
        {"notice": it.title, "published_at": f"{it.published_at:%Y-%m-%d %H:%M}",
         "until": "" if it.objections_until is None else f"{it.objections_until:%Y-%m-%d %H:%M}",
         "digest": it.digest[:16]}
        for it in found
    ]  # fmt: skip
    table(visit, rows, ("notice", "published_at", "until", "digest"))
    names = {it.id: it.title for it in found}
    _admissions(visit)
    _scheme(visit)
    if names:
        _take_down(visit, names)


def _admissions(visit: Visit) -> None:
    st.subheader(visit.say("publication.admissions"), anchor=False)
    st.caption(visit.say("publication.admissions_lead"))
    schools = {
        it.school_id: it.name for it in visit.call("places", cycle_id=visit.cycle_id).schools
    }
    with st.form("admissions"):
        school = st.selectbox(visit.say("columns.school"), list(schools), format_func=schools.get)
        batch = st.text_input(visit.say("publication.batch"), visit.say("publication.first_batch"))
        pressed = st.form_submit_button(visit.say("publication.publish"), type="primary")
    if pressed:
        title = visit.say("publication.admissions_title", school=schools[school])
        body = {"title": title, "school_id": school, "batch": batch}
        _published(visit, "publish_admissions", body)


def _scheme(visit: Visit) -> None:
    with st.expander(visit.say("publication.scheme")), st.form("scheme", clear_on_submit=True):
        title = st.text_input(visit.say("columns.notice"), max_chars=200)
        text = st.text_area(visit.say("publication.text"), height=240)
        pressed = st.form_submit_button(visit.say("publication.publish"))
    if pressed:
        _published(visit, "publish_scheme", {"title": title, "text": text})


def _published(visit: Visit, name: str, body: dict[str, str]) -> None:
    made = attempt(visit, name, body, cycle_id=visit.cycle_id)
    if made is not None:
        done("moved.published", notice=made.title)


def _take_down(visit: Visit, names: dict[str, str]) -> None:
    with st.expander(visit.say("publication.take_down")):
        chosen = st.selectbox(visit.say("columns.notice"), list(names), format_func=names.get)
        pressed = st.button(visit.say("publication.take_down_go"))
        if pressed and attempt(visit, "take_down", id=chosen) is not None:
            done("moved.taken_down", notice=names[chosen])
