"""How does a desk write down what a guardian shows? Every field of an entry, in one form."""

from datetime import date
from typing import Any

import streamlit as st

from admissions.people_kinds import KINDS
from dashboard.access import Visit
from dashboard.words import entry_word, web_word
from service.api_models import EntryBody

_OPTIONAL = frozenset({"treated_as_local", "preference"})
_LEFT = ("child_name", "id_kind", "id_number", "born", "guardian_name", "relation",
         "guardian_phone", "special_needs", "twin_of")  # fmt: skip
_RIGHT = ("hukou_kind", "hukou_address", "residence_kind", "residence_address", "anchor",
          "long_resident", "treated_as_local", "preference", "boarding_school_id",
          "siblings_at")  # fmt: skip
_LONGEST = 200


def ask_entry(visit: Visit, key: str, was: EntryBody | None = None) -> dict[str, Any]:
    """Ask for an entry, beginning with what is known; to be called inside a form."""
    given: dict[str, Any] = {} if was is None else was.model_dump(mode="json")
    for column, names in zip(st.columns(2, gap="large"), (_LEFT, _RIGHT), strict=True):
        with column:
            given |= {name: _ask(visit, f"{key}-{name}", name, given.get(name)) for name in names}
    return given


def _ask(visit: Visit, key: str, name: str, was: Any) -> Any:
    label = web_word(f"fields.{name}", visit.language)
    if name in KINDS:
        return _choose(visit, key, name, was)
    if name == "born":
        day = st.date_input(label, value=was and date.fromisoformat(was), key=key,
                            min_value=date(1990, 1, 1))  # fmt: skip
        return None if day is None else day.isoformat()
    if name == "long_resident":
        return st.checkbox(label, value=bool(was), key=key)
    if name in {"siblings_at", "boarding_school_id"}:
        return _schools(visit, key, name, was)
    return st.text_input(label, value=was or "", key=key, max_chars=_LONGEST)


def _choose(visit: Visit, key: str, name: str, was: str | None) -> str | None:
    kinds = [str(it) for it in KINDS[name]]
    options = [None, *kinds] if name in _OPTIONAL else kinds
    return st.selectbox(
        web_word(f"fields.{name}", visit.language), options, key=key,
        index=options.index(was) if was in options else 0,
        format_func=lambda it: (entry_word(name, it, visit.language) if it
                                else visit.say("child.no")),
    )  # fmt: skip


def _schools(visit: Visit, key: str, name: str, was: Any) -> Any:
    """Ask for the schools of siblings, or for one boarding school ("" for none)."""
    label = web_word(f"fields.{name}", visit.language)
    schools = {it.id: it.name for it in visit.frame().schools}
    if name == "siblings_at":
        known = [it for it in was or () if it in schools]
        return st.multiselect(label, list(schools), default=known, key=key,
                              format_func=schools.get)  # fmt: skip
    boarding = ["", *(it.id for it in visit.frame().schools if it.boarding)]
    return st.selectbox(
        label, boarding, key=key, index=boarding.index(was) if was in boarding else 0,
        format_func=lambda it: schools.get(it, visit.say("child.no")),
    )  # fmt: skip
