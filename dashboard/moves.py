"""How does a page move something and tell the outcome? Once a click, refusals with reason."""

import hashlib
import json
import secrets
from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.state import Key
from dashboard.words import web_fault
from service.api_operations import Document
from service.api_problems import REFUSALS, Problem, refusal_of


def attempt(visit: Visit, name: str, body: Any = None, **path: str) -> Any:
    """Do a move; return what it answers, or None after showing why it is refused.

    A move that was put off keeps its key, so that trying it again does it once.
    """
    mark = _mark(name, body, path)
    kept = st.session_state.setdefault(Key.AGAIN, {})
    key = kept.setdefault(mark, secrets.token_hex(16))
    try:
        made = visit.call(name, body, key=key, **path)
    except REFUSALS as error:
        problem = refusal_of(error)
        if problem.code != "try_again":
            del kept[mark]
        show_refusal(visit, problem)
        return None
    del kept[mark]
    return made


def attempt_file(visit: Visit, name: str, body: Any = None, **path: str) -> Document | None:
    """Do a move that answers a file; None after showing why it is refused."""
    try:
        return visit.file(name, body, key=secrets.token_hex(16), **path)
    except REFUSALS as error:
        show_refusal(visit, refusal_of(error))
        return None


def _mark(name: str, body: Any, path: Any) -> str:
    """Return a digest that tells one move from another without holding what was typed."""
    text = json.dumps([name, body, path], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def done(key: str, *, warned: bool = False, **values: str | int) -> None:
    """Say after the next rerun that something was done; `values` are counts, schools, numbers.

    `warned`: it was done, but not all of it, or not as asked.
    """
    st.session_state[Key.TOLD] = (key, warned, values)
    st.rerun()


def show_told(visit: Visit) -> None:
    """Say what was done just before, once, in a place that is there when nothing is said too.

    Without it all that stands below would move up one place, and what was unfolded would close.
    """
    place = st.container()
    told = st.session_state.pop(Key.TOLD, None)
    if told is not None:
        key, warned, values = told
        if warned:
            place.warning(visit.say(key, **values), icon=":material/warning:")
        else:
            place.success(visit.say(key, **values), icon=":material/check_circle:")


def show_refusal(visit: Visit, problem: Problem) -> None:
    """Say why something is refused, every fault on a line of its own."""
    document = problem.document()
    lines = [visit.told(document)]
    lines += [f"- {web_fault(fault, visit.language)}" for fault in problem.faults]
    st.error("\n".join(lines), icon=":material/block:")
