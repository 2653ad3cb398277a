"""How far is the lottery, and what is missing? What was bound, frozen and opened (trust.md F3)."""

import json

import streamlit as st

from admissions.calendar import SHANGHAI
from admissions.policy_terms import WindowName
from admissions.roles import Role
from dashboard.access import Visit
from dashboard.lottery_forms import ask_announcement, ask_commitment, ask_secrets, draw_again
from dashboard.tables import facts
from service.api_ceremonies import FEWEST, CeremonyModel, CeremonyState, DrawModel

_ENDED = frozenset({CeremonyState.TOO_FEW, CeremonyState.NOT_FROZEN})


def show_lottery(visit: Visit) -> None:
    """Show the season's ceremonies, the last one whole, and ask for what comes next."""
    found = visit.call("ceremonies", cycle_id=visit.cycle_id).ceremonies
    with st.container(border=True):
        st.subheader(visit.say("lottery.title"), anchor=False)
        st.markdown(visit.say("lottery.lead", fewest=FEWEST))
        if found:
            _stands(visit, found[-1])
        else:
            _none_yet(visit)
        for it in found[:-1]:
            with st.expander(visit.say("lottery.earlier", number=it.number)):
                _told(visit, it)


def _none_yet(visit: Visit) -> None:
    register = next(it for it in visit.frame().periods if it.name == WindowName.REGISTER)
    before = visit.context.clock() < register.closes
    name = "lottery.none_before" if before else "lottery.none_after"
    st.warning(visit.say(name, until=f"{register.closes.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
                         fewest=FEWEST))  # fmt: skip
    if visit.role == Role.BUREAU:
        ask_announcement(visit, before=before)


def _stands(visit: Visit, it: CeremonyModel) -> None:
    """Say plainly what is missing, and ask the bureau for it."""
    name = f"lottery.{it.state}"
    if it.state == CeremonyState.WAITING and it.frozen is not None:
        name = "lottery.frozen"
    say = st.warning if it.state in _ENDED else st.info
    say(visit.say(name, count=len(it.commitments), fewest=FEWEST, until=_at(it.commitments_until),
                  beacon=it.beacon, at=_at(it.beacon_at)))  # fmt: skip
    if it.state == CeremonyState.DRAWN:  # nothing is left to do: what was drawn is in the way
        with st.expander(visit.say("lottery.record")):
            _told(visit, it)
    else:
        _told(visit, it)
    if visit.role == Role.BUREAU and it.state == CeremonyState.COMMITTING:
        ask_commitment(visit, it)
    if visit.role == Role.BUREAU and it.state == CeremonyState.TO_OPEN:
        ask_secrets(visit, it)
    if visit.role == Role.BUREAU and it.state == CeremonyState.DRAWN:
        draw_again(visit, it)
    if it.state in _ENDED:
        ask_announcement(visit, before=False)
    elif it.state in {CeremonyState.TO_OPEN, CeremonyState.DRAWN}:
        _anew(visit)


def _anew(visit: Visit) -> None:
    """Say who may have lots drawn anew, and ask the city for it."""
    if visit.role != Role.CITY:
        st.caption(visit.say("lottery.anew_lead"))
        return
    with st.expander(visit.say("lottery.anew")):
        st.caption(visit.say("lottery.anew_lead"))
        ask_announcement(visit, before=False)


def _told(visit: Visit, it: CeremonyModel) -> None:
    """Show everything that is public of a ceremony."""
    rows = [(visit.say("lottery.beacon"), it.beacon),
            (visit.say("lottery.beacon_at"), _at(it.beacon_at)),
            (visit.say("lottery.commitments_until"), _at(it.commitments_until))]  # fmt: skip
    if it.reason:
        rows.append((visit.say("lottery.reason"), it.reason))
    digests = [(f"{one.place} · {one.person} · {_at(one.at)}", one.digest)
               for one in it.commitments]  # fmt: skip
    if it.frozen is not None:
        rows.append((visit.say("lottery.frozen_at"), f"{_at(it.frozen.at)} · {it.frozen.run_id}"))
        digests += [(visit.say("columns.input"), it.frozen.input_root),
                    (visit.say("columns.ruleset"), it.frozen.ruleset_sha256)]  # fmt: skip
    facts(rows)
    if digests:  # whole, so that they can be copied; a table would scroll
        st.code("\n".join(f"{name}\n{digest}" for name, digest in digests), language=None,
                wrap_lines=True)  # fmt: skip
    if it.draw is not None:
        _drawn(visit, it, it.draw)


def _drawn(visit: Visit, it: CeremonyModel, drawn: DrawModel) -> None:
    """Show what was opened as the file from which anybody makes the seed again."""
    st.caption(visit.say("lottery.again"))
    file = {"input_root": drawn.input_root, "ruleset_sha256": drawn.ruleset_sha256,
            "commitments": [one.digest for one in it.commitments], "reveals": drawn.reveals,
            "beacon": drawn.beacon_value}  # fmt: skip
    st.code(json.dumps(file, ensure_ascii=False, indent=1), language=None, wrap_lines=True)
    st.code(drawn.seed, language=None, wrap_lines=True)


def _at(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
