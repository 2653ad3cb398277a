"""How does the bureau draw committed lots for a placement? Freeze, open the secrets, draw."""

import json
from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.moves import attempt, done
from service.api_runs import RunModel

_PARTS = ("input_root", "ruleset_sha256", "commitments", "reveals", "beacon")


def show_lottery(visit: Visit) -> None:
    """Show what is frozen and by what its lots are drawn; take the opened secrets."""
    st.subheader(visit.say("lottery.title"), anchor=False)
    st.markdown(visit.say("lottery.lead"))
    found = visit.call("runs", cycle_id=visit.cycle_id).runs
    previews = [it for it in found if it.stage == "previewed"]
    for it in found:
        if it.stage != "discarded":
            _drawn_by(visit, it)
    if not previews:
        st.caption(visit.say("lottery.no_preview"))
    else:
        _draw(visit, previews[-1])
    if "overflow" in visit.links:
        st.page_link(visit.links["overflow"], label=visit.say("lottery.to_placement"))


def _drawn_by(visit: Visit, it: RunModel) -> None:
    """Say what orders the equals of a run; a seed whole, so that it can be copied."""
    seed = it.report.get("seed", {})
    kind = visit.say(f"lottery.kind_{seed.get('kind', 'none')}")
    st.caption(visit.say("lottery.drawn_by", number=it.id, kind=kind))
    if seed.get("value"):
        st.code(seed["value"], language=None, wrap_lines=True)


def _draw(visit: Visit, run: RunModel) -> None:
    """Take the opened secrets as a file, and begin the preview that they decide."""
    digest = run.report.get("digests", {}).get("ruleset", "")
    st.caption(visit.say("lottery.frozen", number=run.id))
    frozen = {"input_root": run.input_digest, "ruleset_sha256": digest}
    st.code(json.dumps(frozen, indent=1), language=None, wrap_lines=True)
    given = st.file_uploader(visit.say("lottery.file"), type="json", max_upload_size=1)
    if given is None:
        return
    reveals = _read(given.getvalue())
    if reveals is None:
        st.error(visit.say("lottery.not_a_file", parts=", ".join(_PARTS)))
        return
    st.caption(visit.say("lottery.given", count=len(reveals["reveals"])))
    if st.button(visit.say("lottery.draw"), type="primary", icon=":material/casino:"):
        made = attempt(visit, "start_run", {"reveals": reveals}, cycle_id=visit.cycle_id)
        if made is not None:
            done("lottery.drawn", number=made.run_id)


def _read(data: bytes) -> dict[str, Any] | None:
    """Return the parts of reveals.json, None where it is something else; the service judges."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or set(found) != set(_PARTS):
        return None
    return found if isinstance(found["reveals"], list) else None
