"""Which pupils go up to which junior school (S10), who is left, and how are lots drawn?"""

from typing import Any

import streamlit as st

from admissions.calendar import SHANGHAI
from admissions.roles import Role
from dashboard.access import Visit
from dashboard.entry_form import ask_entry
from dashboard.moves import attempt, done
from dashboard.queues import choose_stage, page_of
from dashboard.tables import table
from service.api_junior import JuniorModel, PairingsModel, PrimaryModel

_STAGES = ("nominated", "referred", "placed", "confirmed")
_OF_SCHOOL = ("nominated", "referred", "placed")


def show(visit: Visit) -> None:
    """Show the pairings of a junior season to whoever works with them."""
    found = visit.call("pairings", cycle_id=visit.cycle_id)
    if found.level != "junior":
        st.info(visit.say("junior.not_junior"))
        return
    _deadline(visit, found)
    _sums(visit, found)
    if visit.role == Role.BUREAU:
        _pair(visit, found)
    _primary_schools(visit, found)
    _junior_schools(visit, found)
    if visit.role == Role.CITY:
        return
    own = [it for it in found.primary if it.school_id == visit.actor.school_id]
    if own and not found.naming_is_over:
        _nominate(visit, own[0].named)
    _pupils(visit)
    if visit.role == Role.BUREAU and "overflow" in visit.links:
        st.page_link(visit.links["overflow"], label=visit.say("lottery.to_placement"))


def _deadline(visit: Visit, found: PairingsModel) -> None:
    """Say until when pupils are named: pairing begins then, so that nobody is first."""
    key = "junior.naming_over" if found.naming_is_over else "junior.naming_open"
    st.caption(visit.say(key, at=f"{found.naming_closes.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"))


def _sums(visit: Visit, found: PairingsModel) -> None:
    names = ("named", "waiting", "placed_there", "referred")
    for column, name in zip(st.columns(len(names)), names, strict=True):
        column.metric(visit.say(f"columns.{name}"),
                      sum(getattr(it, name) for it in found.primary))  # fmt: skip


def _pair(visit: Visit, found: PairingsModel) -> None:
    waiting = sum(it.waiting for it in found.primary)
    pressed = st.button(visit.say("junior.pair_all", count=waiting), type="primary",
                        icon=":material/trending_flat:",
                        disabled=not (waiting and found.naming_is_over))  # fmt: skip
    st.caption(visit.say("junior.pair_lead"))
    if pressed:
        _pair_all(visit)


def _pair_all(visit: Visit) -> None:
    """Pair or refer all, some hundred in each transaction, until none moves any more."""
    placed = referred = 0
    with st.status(visit.say("arrivals.working")) as status:
        while True:
            made = attempt(visit, "pair_next", cycle_id=visit.cycle_id)
            if made is None:
                return
            placed, referred = placed + made.placed, referred + made.referred
            if not made.placed + made.referred:
                break
            status.update(label=visit.say("junior.so_far", placed=placed, referred=referred))
    done("junior.paired", placed=placed, referred=referred, left=made.in_doubt)


def _primary_schools(visit: Visit, found: PairingsModel) -> None:
    st.subheader(visit.say("junior.primary"), anchor=False)
    names = {it.school_id: it.name for it in found.junior}
    places = {it.school_id: it for it in found.junior}

    def row(it: PrimaryModel) -> dict[str, Any]:
        there = it.junior_school_id or ""
        said = visit.say("junior.no_pairing") if not there else names.get(there, there)
        full = there in places and _over(places[there]) > 0
        return {"school": it.name, "paired_with": said, "named": it.named, "waiting": it.waiting,
                "placed_there": it.placed_there, "placed_elsewhere": it.placed_elsewhere,
                "referred": it.referred, "gone": it.gone,
                "state": visit.say("junior.too_many") if full else ""}  # fmt: skip

    rows = [row(it) for it in found.primary]
    seldom = [
        name for name in ("placed_elsewhere", "gone", "state") if any(it[name] for it in rows)
    ]
    table(visit, rows, ("school", "paired_with", "named", "waiting", "placed_there", "referred",
                        *seldom))  # fmt: skip


def _over(it: JuniorModel) -> int:
    """Return how many more pupils are paired with a school than it has places."""
    return it.claims - it.places


def _junior_schools(visit: Visit, found: PairingsModel) -> None:
    if not found.junior:
        return
    st.subheader(visit.say("junior.junior"), anchor=False)
    st.caption(visit.say("junior.over_lead"))
    rows = [
        {"school": it.name, "places": it.places, "paired_claims": it.claims, "taken": it.taken,
         "free": it.places - it.taken, "over_by": max(_over(it), 0)}
        for it in found.junior
    ]  # fmt: skip
    table(visit, rows, ("school", "places", "paired_claims", "taken", "free", "over_by"))


def _nominate(visit: Visit, named: int) -> None:
    """Let a primary school name a pupil of its own; what is wrong is told field by field.

    `named`: how many it has named; the form is another one, and empty, after each.
    """
    with st.expander(visit.say("junior.name_one"), icon=":material/person_add:"):
        st.caption(visit.say("junior.name_lead"))
        with st.form(f"nominate-{named}"):
            entry = ask_entry(visit, f"nominate-{named}")
            pressed = st.form_submit_button(visit.say("moves.nominate"), type="primary")
    if not pressed:
        return
    body = {"entry": entry | {"primary_school_id": visit.actor.school_id}}
    made = attempt(visit, "nominate", body, cycle_id=visit.cycle_id)
    if made is not None:
        done("moved.nominate", number=made.id)


def _pupils(visit: Visit) -> None:
    """List pupils by stage, names masked; a school sees those on its own desk."""
    st.subheader(visit.say("junior.pupils"), anchor=False)
    of_school = visit.role == Role.SCHOOL
    if of_school:
        st.caption(visit.say("junior.pupils_lead"))
    stage = choose_stage(visit, _OF_SCHOOL if of_school else _STAGES, key="junior_stage")
    page_of(visit, stage, key="junior")
    if stage == "nominated" and not of_school:
        st.page_link(visit.links["review"], label=visit.say("junior.to_review"))
