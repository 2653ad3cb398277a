"""Which papers must a child's family show, and what is wrong with those shown?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from admissions.papers_kinds import DocumentList, IssuerLevel, NeedScope, PaperKind, ShownTo
from admissions.papers_words import WORDS, PaperFaultCode
from admissions.people import Entry
from admissions.policy_entries import NeedRule, PaperRule, PreferenceRule, TreatedRule
from admissions.policy_schema import Policy
from admissions.policy_terms import Category

__all__ = [
    "DocumentList", "IssuerLevel", "Need", "NeedScope", "Paper", "PaperFault", "PaperFaultCode",
    "PaperKind", "ShownTo", "check_papers", "papers_needed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """What a desk noted of one paper shown; each field is classed in PAPER_FIELDS, no scan is kept.

    `issued_on`, `valid_until`: days, the last included; None where the paper bears none.
    `names`: the names on it that matter. `copy`: a copy was handed in; `original`: it was seen.
    """

    kind: PaperKind
    issuer: str = ""
    issuer_level: IssuerLevel = IssuerLevel.OTHER
    issued_on: date | None = None
    valid_until: date | None = None
    names: tuple[str, ...] = ()
    copy: bool = False
    original: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to show: any of the alternatives, each a set of papers that go together."""

    code: str
    zh: str
    en: str
    any_of: tuple[tuple[PaperKind, ...], ...]
    scope: NeedScope
    shown_to: ShownTo
    cite: str


@dataclass(frozen=True, slots=True)
class PaperFault:
    """Why a need is not met: which need and paper, what, and what fails with it (`scope`)."""

    need: str
    kind: PaperKind
    code: PaperFaultCode
    scope: NeedScope
    zh: str
    en: str


def papers_needed(entry: Entry, category: Category, policy: Policy) -> tuple[Need, ...]:
    """Return what this family shows, in the pack's order: at the school and at the sub-district.

    S63's list, or the one G5's parameter names; the five papers for class three (S23); then, where
    claimed, the papers of S12, of S13 and of boarding (S18).
    """
    needs = [_need(rule) for rule in policy.needs if _applies(rule, entry, category, policy)]
    return (*needs, *_claims(entry, policy))


def check_papers(
    needs: Sequence[Need], papers: Sequence[Paper], on: date, entry: Entry, policy: Policy
) -> tuple[PaperFault, ...]:
    """Return everything wrong with the papers shown on the day `on` (in Shanghai); () if nothing.

    A need is met by any alternative without a fault; else the faults of the one that lacks least
    are told: a paper that was shown with a fault before one not shown. Of several papers of one
    kind the best counts. A banned paper is given back; nothing else follows from it.
    """
    found: list[PaperFault] = []
    for need in needs:
        tried = [_faults_of(need, kinds, papers, on, entry, policy) for kinds in need.any_of]
        least = min(tried, key=_lack)
        found.extend(least)
    shown = sorted({paper.kind for paper in papers if policy.is_banned(paper.kind)})
    found.extend(
        _fault("banned_paper", NeedScope.NOTHING, kind, PaperFaultCode.BANNED, policy)
        for kind in shown
    )
    return tuple(found)


def _lack(faults: list[PaperFault]) -> tuple[int, int]:
    missing = sum(fault.code == PaperFaultCode.MISSING for fault in faults)
    return missing, len(faults)


def _need(rule: NeedRule) -> Need:
    return Need(rule.code, rule.zh, rule.en, rule.any_of, rule.scope, rule.shown_to, rule.cite)


def _claims(entry: Entry, policy: Policy) -> Iterator[Need]:
    claimed: list[tuple[str, TreatedRule | PreferenceRule, tuple[PaperKind, ...], NeedScope]] = [
        *(
            (f"treated_{row.kind}", row, row.papers, NeedScope.TREATMENT)
            for row in policy.treated_as_local
            if row.kind == entry.treated_as_local
        ),
        *(
            (f"preference_{row.kind}", row, (row.paper,), NeedScope.PREFERENCE)
            for row in policy.preferences
            if row.kind == entry.preference
        ),
    ]
    for code, row, kinds, scope in claimed:
        yield Need(code, row.zh, row.en, (kinds,), scope, ShownTo.SCHOOL, row.cite)


def _applies(rule: NeedRule, entry: Entry, category: Category, policy: Policy) -> bool:
    treated = entry.treated_as_local is not None
    must_own = policy.category_two.treated_must_meet_s54.value
    return (
        category in rule.categories
        and policy.open_terms.documents.value in rule.lists
        and (not rule.hukou or entry.hukou_kind in rule.hukou)
        and (not rule.anchors or entry.anchor in rule.anchors)
        and (not rule.boarders_only or bool(entry.boarding_school_id))
        and (rule.of_treated or must_own or not treated)
    )


def _faults_of(
    need: Need,
    kinds: tuple[PaperKind, ...],
    papers: Sequence[Paper],
    on: date,
    entry: Entry,
    policy: Policy,
) -> list[PaperFault]:
    found: list[PaperFault] = []
    for kind in kinds:
        shown = [_wrong_with(paper, on, entry, policy) for paper in papers if paper.kind == kind]
        codes = min(shown, key=len) if shown else [PaperFaultCode.MISSING]
        found.extend(_fault(need.code, need.scope, kind, code, policy) for code in codes)
    return found


def _wrong_with(paper: Paper, on: date, entry: Entry, policy: Policy) -> list[PaperFaultCode]:
    rule = policy.paper(paper.kind)
    wrong = {
        PaperFaultCode.ORIGINAL_NOT_SHOWN: rule.original and not paper.original,
        PaperFaultCode.NO_COPY: rule.copy_handed_in and not paper.copy,
        PaperFaultCode.WRONG_ISSUER: bool(rule.issuer_levels)
        and paper.issuer_level not in rule.issuer_levels,
        PaperFaultCode.PARENT_NOT_NAMED: rule.parents_named
        and entry.guardian_name not in {name.strip() for name in paper.names},
    }
    return [code for code, holds in wrong.items() if holds] + _wrong_days(paper, rule, on)


def _wrong_days(paper: Paper, rule: PaperRule, on: date) -> list[PaperFaultCode]:
    issued, until, first = paper.issued_on, paper.valid_until, rule.issued_from
    wrong = {
        PaperFaultCode.UNDATED: first is not None and issued is None,
        PaperFaultCode.TOO_EARLY: first is not None and issued is not None and issued < first.value,
        PaperFaultCode.DATED_LATER: issued is not None and issued > on,
        PaperFaultCode.NO_LAST_DAY: rule.must_be_valid and until is None,
        PaperFaultCode.EXPIRED: until is not None and until < on,
    }
    return [code for code, holds in wrong.items() if holds]


def _fault(
    need: str, scope: NeedScope, kind: PaperKind, code: PaperFaultCode, policy: Policy
) -> PaperFault:
    zh, en = WORDS[code]
    name = policy.words_of(kind)
    return PaperFault(need, kind, code, scope, f"{name.zh}：{zh}", f"{name.en}: {en}")
