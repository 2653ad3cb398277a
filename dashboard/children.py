"""What is known of the child on the desk? What was entered, and which papers were shown."""

from typing import Any

import streamlit as st

from admissions.category import Category
from admissions.papers import Need, PaperKind, ShownTo, papers_needed
from admissions.policy_entries import PaperRule
from admissions.policy_schema import Policy
from admissions.roles import Role
from dashboard.access import Visit
from dashboard.moves import attempt, done
from dashboard.tables import facts, table
from dashboard.words import entry_word, web_word
from service.api_desks import ChildModel, PaperModel
from service.api_guardian import entry_of

_LEFT = ("child_name", "born", "id_kind", "id_number", "guardian_name", "relation",
         "guardian_phone")  # fmt: skip
_RIGHT = ("hukou_kind", "hukou_address", "residence_kind", "residence_address", "anchor",
          "long_resident", "treated_as_local", "preference", "boarding_school_id",
          "special_needs", "siblings_at", "twin_of")  # fmt: skip
_UNSAID = frozenset({"special_needs:none", "anchor:", "long_resident:False"})


def show_entry(visit: Visit, child: ChildModel) -> None:
    """Show what the guardian entered; that it was read here is in the read log."""
    st.caption(visit.say("child.read_is_noted"))
    for column, names in zip(st.columns(2, gap="large"), (_LEFT, _RIGHT), strict=True):
        with column:
            facts((web_word(f"fields.{name}", visit.language), _value(visit, child, name))
                  for name in names)  # fmt: skip


def _value(visit: Visit, child: ChildModel, name: str) -> str:
    value = getattr(child.entry, name)
    if value is None or f"{name}:{value}" in _UNSAID:
        return ""
    if isinstance(value, bool):
        return visit.say("child.yes")
    if isinstance(value, tuple):
        return visit.say("queue.and").join(value)
    return entry_word(name, str(value), visit.language)


def show_papers(visit: Visit, child: ChildModel) -> None:
    """Let the papers shown be noted, as far as each kind must be looked at; tell what is wrong."""
    policy = visit.frame().policy
    needs = _needs(visit, child, policy)
    kinds = list(dict.fromkeys(kind for need in needs for set_ in need.any_of for kind in set_))
    noted = {one.kind: one for one in child.papers}
    st.subheader(visit.say("papers.title"), anchor=False)
    st.caption(visit.say("papers.lead"))
    with st.form(f"papers-{child.id}"):
        shown = [_paper(visit, child, policy.paper(kind), noted.get(kind)) for kind in kinds]
        if st.form_submit_button(visit.say("papers.note"), icon=":material/save:"):
            given = [one for one in shown if one is not None]
            if not given:
                st.warning(visit.say("papers.none"))
            elif attempt(visit, "note_papers", {"papers": given}, id=child.id) is not None:
                done("papers.noted", count=len(given))
    _show_faults(visit, child.id)


def _needs(visit: Visit, child: ChildModel, policy: Policy) -> list[Need]:
    desk = ShownTo.SUBDISTRICT if visit.role == Role.SUBDISTRICT else ShownTo.SCHOOL
    found = visit.call("application", id=child.id)
    category = Category(found.category or Category.ONE)
    needs = papers_needed(entry_of(child.entry), category, policy)
    return [need for need in needs if need.shown_to == desk]


def _paper(visit: Visit, child: ChildModel, rule: PaperRule, was: PaperModel | None) -> Any:
    """Ask of one paper only what its rule looks at; return what to note, None if not shown."""
    say, key = visit.say, f"paper-{child.id}-{rule.kind}"
    name, copied, named, more, until = st.columns((4, 2, 2, 3, 2), vertical_alignment="center")
    shown = name.checkbox(visit.told(rule), value=was is not None, key=key)
    noted: dict[str, Any] = {"kind": rule.kind, "issuer": visit.told_issuer(rule)}
    if rule.copy_handed_in:
        noted["copied"] = copied.checkbox(say("papers.copied"), key=f"{key}-copy",
                                          value=was is not None and was.copied)  # fmt: skip
    if rule.parents_named:
        said = named.checkbox(say("papers.named"), key=f"{key}-named",
                              value=was is not None and bool(was.names))  # fmt: skip
        noted["names"] = [child.entry.guardian_name] if said else []
    if rule.issuer_levels:
        noted["issuer_level"] = more.selectbox(
            say("papers.level"), [*rule.issuer_levels, "other"], key=f"{key}-level",
            format_func=lambda level: say(f"levels.{level}"), label_visibility="collapsed",
        )  # fmt: skip
    if rule.issued_from is not None:
        day = more.date_input(say("papers.issued"), key=f"{key}-issued",
                              value=None if was is None else was.issued_on)  # fmt: skip
        noted["issued_on"] = None if day is None else day.isoformat()
    if rule.must_be_valid:
        day = until.date_input(say("papers.valid"), key=f"{key}-valid",
                               value=None if was is None else was.valid_until)  # fmt: skip
        noted["valid_until"] = None if day is None else day.isoformat()
    return noted if shown else None


def _show_faults(visit: Visit, number: str) -> None:
    found = visit.call("open_faults", id=number).faults
    if not found:
        st.success(visit.say("papers.in_order"), icon=":material/check_circle:")
        return
    st.warning(visit.say("papers.faults", count=len(found)))
    table(visit, [{"paper": _name(visit, one.kind), "fault": visit.told(one)} for one in found],
          ("paper", "fault"))  # fmt: skip


def _name(visit: Visit, kind: str) -> str:
    return visit.told(visit.frame().policy.words_of(PaperKind(kind)))


def choose_reason(visit: Visit, *, key: str) -> str:
    """Let a reason of the year's policy be chosen; "" while none is."""
    reasons = {one.code: visit.told(one) for one in visit.frame().policy.decline_reasons}
    found = st.selectbox(visit.say("child.reason"), list(reasons), index=None, key=key,
                         format_func=reasons.get,
                         placeholder=visit.say("child.choose_reason"))  # fmt: skip
    return found or ""
