"""Which policy pack applies? A TOML file, refused unless it is whole and consistent."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from admissions.papers_kinds import PaperKind
from admissions.people_kinds import PreferenceKind, TreatedAs
from admissions.policy_entries import checked
from admissions.policy_schema import Gap, Policy, Windows
from admissions.policy_terms import Category, Prohibition, forbidden_in
from geo.faults import BadInput, FaultList

__all__ = ["BUILTIN", "ENGINE_REASONS", "Gap", "Policy", "builtin_policy", "load_policy"]

_FOLDER = Path(__file__).parent / "policies"
BUILTIN = ("mentougou_2013", "beijing_current")
# The reasons the rules themselves give; a pack must have words for each (S66).
ENGINE_REASONS = (
    "too_young", "older_child", "hukou_elsewhere", "no_property_here", "not_long_resident",
    "papers_missing", "papers_not_valid",
)  # fmt: skip
_REPAIRS = {
    "missing": "add it, with value, unit and cite",
    "": "write it as the packs of admissions/policies do",
    "extra_forbidden": "take it out: a pack has no such entry (nor any for marks, fees or gifts)",
}


@cache
def builtin_policy(name: str) -> Policy:
    """Return a pack that comes with Jiujin, by its name; raises BadInput for any other name."""
    if name not in BUILTIN:
        raise BadInput.one("policy", f"no pack is called {name!r}", f"use {' or '.join(BUILTIN)}")
    return load_policy(_FOLDER / f"{name}.toml")


def load_policy(path: Path) -> Policy:
    """Read a pack from TOML in UTF-8; raises BadInput with every fault found."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"cannot be read as TOML in UTF-8: {error}"
        raise BadInput.one(path.name, what, "copy a pack of admissions/policies and edit it") from (
            error
        )
    return policy_from(raw, path.name)


def policy_from(raw: dict[str, Any], where: str) -> Policy:
    """Make a pack of plain values; raises BadInput with every fault found."""
    faults = FaultList()
    policy = checked(Policy, raw, where, _REPAIRS)
    for at, what, repair in _inconsistencies(policy):
        faults.add(f"{where}, {at}", what, repair)
    faults.refuse_if_any()
    return policy


Found = Iterator[tuple[str, str, str]]


def _inconsistencies(policy: Policy) -> Found:
    yield from _wrong_dates(policy)
    yield from _wrong_windows(policy.windows)
    yield from _incomplete(policy)
    yield from _wrong_papers(policy)


def _wrong_dates(policy: Policy) -> Found:
    birth = policy.birth
    if birth.class_one_from.value > birth.class_one_to.value:
        yield "birth", "the range ends before it begins", "exchange the two dates"
    if birth.class_one_to.value != birth.six_by.value:
        yield "birth", "S6 and S53 end on different days", "give both the same last day"
    starts = policy.term.starts.value
    if policy.windows.review.closes.value.date() > starts:
        yield "windows.review", "the review ends after the term has started", "end it earlier"
    warning = policy.places_warning
    if warning.yellow.value > warning.red.value:
        yield "places_warning", "yellow lies above red", "give red the higher share"


def _wrong_windows(windows: Windows) -> Found:
    for name in type(windows).model_fields:
        window = getattr(windows, name)
        if window.opens.value >= window.closes.value:
            yield f"windows.{name}", "closes before it opens", "exchange the two moments"
    order = ("registration", "verify", "review", "notice", "arrival")
    for before, after in pairwise(order):
        if getattr(windows, before).opens.value > getattr(windows, after).opens.value:
            yield f"windows.{after}", f"opens before {before}", "bring the periods into order"
    if windows.registration.closes.value > windows.verify.opens.value:
        yield "windows.verify", "opens while registration is still open (S60)", "open it later"
    if windows.follow_up.opens.value < windows.verify.closes.value:
        yield "windows.follow_up", "opens before verification has closed", "open it later"


def _incomplete(policy: Policy) -> Found:
    yield from _set_faults("categories", (row.code for row in policy.categories), Category)
    yield from _set_faults("prohibitions", (row.code for row in policy.prohibitions), Prohibition)
    yield from _set_faults("treated_as_local", (r.kind for r in policy.treated_as_local), TreatedAs)
    yield from _set_faults("preferences", (row.kind for row in policy.preferences), PreferenceKind)
    for name, codes in (
        ("papers", [str(row.kind) for row in policy.papers]),
        ("needs", [row.code for row in policy.needs]),
        ("decline_reasons", [row.code for row in policy.decline_reasons]),
        ("duties", [row.code for row in policy.duties]),
    ):
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield name, f"{code} stands there twice", "keep one"
    for code in sorted(set(ENGINE_REASONS) - {row.code for row in policy.decline_reasons}):
        yield (
            "decline_reasons",
            f"{code} has no words",
            "add it in zh and en: S66 asks for a reason",
        )
    if len(policy.contacts) < 2:
        yield "contacts", "there are not two supervision telephones (S78)", "add the missing one"
    if not policy.legal_basis:
        yield "legal_basis", "names no law (S1)", "add the texts the pack rests on"


def _set_faults(name: str, found: Iterable[str], closed: Iterable[str]) -> Found:
    codes = list(found)
    for code in closed:
        if codes.count(code) != 1:
            yield name, f"{code} stands there {codes.count(code)} times", "name each exactly once"


def _wrong_papers(policy: Policy) -> Found:
    known = {rule.kind for rule in policy.papers}
    for at, kinds in _asked_for(policy):
        if not kinds:
            yield at, "asks for nothing", "name a paper, or take the row out"
        for kind in sorted(set(kinds)):
            if policy.is_banned(kind):
                yield at, f"asks for {kind}, which is banned", "take it out"
            elif kind not in known:
                yield at, f"asks for {kind}, which has no row in papers", "add the row"
    for code in (row.code for row in policy.needs):
        if forbidden_in(code):
            yield f"needs.{code}", "is named for something prohibited", "take it out"


def _asked_for(policy: Policy) -> Iterator[tuple[str, tuple[PaperKind, ...]]]:
    for need in policy.needs:
        for kinds in need.any_of or ((),):
            yield f"needs.{need.code}", kinds
    for treated in policy.treated_as_local:
        yield f"treated_as_local.{treated.kind}", treated.papers
    for preference in policy.preferences:
        yield f"preferences.{preference.kind}", (preference.paper,)
