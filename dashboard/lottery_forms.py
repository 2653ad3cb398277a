"""What does the bureau type for the lottery? An announcement, commitments, opened secrets."""

from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from admissions.calendar import SHANGHAI
from dashboard.access import Visit
from dashboard.moves import attempt, done
from service.api_ceremonies import CeremonyModel


def ask_announcement(visit: Visit, *, before: bool) -> None:
    """Ask which public value decides; after registration also why, and until when people commit."""
    say = visit.say
    with st.form("announce"):
        beacon = st.text_input(
            say("lottery.beacon"), max_chars=200, help=say("lottery.beacon_help")
        )
        until = None if before else _moment(visit, "commitments_until")
        at = _moment(visit, "beacon_at")
        reason = "" if before else st.text_input(say("lottery.reason"), max_chars=200)
        pressed = st.form_submit_button(say("lottery.announce"), type="primary")
    if not pressed:
        return
    if not beacon.strip() or at is None or (until is None and not before):
        st.error(say("lottery.incomplete"))
        return
    body: dict[str, Any] = {"beacon": beacon, "beacon_at": at.isoformat(), "reason": reason}
    if until is not None:
        body["commitments_until"] = until.isoformat()
    if attempt(visit, "announce_ceremony", body, cycle_id=visit.cycle_id) is not None:
        done("lottery.announced")


def _moment(visit: Visit, name: str) -> datetime | None:
    """Ask for a day and an hour in Asia/Shanghai."""
    one, two = st.columns(2)
    today = visit.context.clock().date()
    day: date | None = one.date_input(
        visit.say(f"lottery.{name}"), value=None, key=f"{name}-day",
        min_value=today, max_value=today + timedelta(days=366),
    )  # fmt: skip
    hour: time | None = two.time_input(visit.say("lottery.hour"), value=None, key=f"{name}-hour")
    return None if day is None or hour is None else datetime.combine(day, hour, SHANGHAI)


def ask_commitment(visit: Visit, it: CeremonyModel) -> None:
    """Ask for one person's commitment; the secret itself is never asked for here."""
    with st.form("commit", clear_on_submit=True):
        person = st.text_input(visit.say("lottery.person"), max_chars=200)
        digest = st.text_input(visit.say("lottery.commitment"), max_chars=64,
                               help=visit.say("lottery.commitment_help"))  # fmt: skip
        pressed = st.form_submit_button(visit.say("lottery.commit"), type="primary")
    if pressed and _whole(visit, person, digest):
        body = {"person": person, "digest": digest.strip().lower()}
        if attempt(visit, "commit_to_ceremony", body, id=it.id) is not None:
            done("lottery.committed", person=person)


def ask_secrets(visit: Visit, it: CeremonyModel) -> None:
    """Ask for every secret in the order of the commitments, and for the value of the beacon."""
    with st.form("open"):
        secrets = [
            st.text_input(visit.say("lottery.secret_of", place=one.place, person=one.person),
                          max_chars=200, key=f"secret-{one.place}")
            for one in it.commitments
        ]  # fmt: skip
        value = st.text_input(visit.say("lottery.value", beacon=it.beacon), max_chars=200)
        st.caption(visit.say("lottery.once"))
        pressed = st.form_submit_button(visit.say("lottery.draw"), type="primary",
                                        icon=":material/casino:")  # fmt: skip
    if pressed and _whole(visit, value, *secrets):
        _draw(visit, it, secrets, value)


def draw_again(visit: Visit, it: CeremonyModel) -> None:
    """Offer the preview by the seed that was drawn, where none is kept yet."""
    runs = visit.call("runs", cycle_id=visit.cycle_id).runs
    if it.draw is None or any(one.report.get("ceremony") == it.id for one in runs):
        return
    if st.button(visit.say("lottery.run_by_it"), icon=":material/play_arrow:"):
        _draw(visit, it, list(it.draw.reveals), it.draw.beacon_value)


def _draw(visit: Visit, it: CeremonyModel, secrets: list[str], value: str) -> None:
    body = {"reveals": {"ceremony_id": it.id, "reveals": secrets, "beacon": value}}
    made = attempt(visit, "start_run", body, cycle_id=visit.cycle_id)
    if made is not None:
        done("lottery.drawn_now", number=made.run_id)


def _whole(visit: Visit, *texts: str) -> bool:
    if all(text.strip() for text in texts):
        return True
    st.error(visit.say("lottery.incomplete"))
    return False
