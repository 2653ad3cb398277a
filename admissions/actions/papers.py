"""Which papers has a desk seen, and what is still wrong with them?"""

from collections.abc import Sequence

from admissions.category import Category
from admissions.papers import Paper, PaperFault, PaperKind, ShownTo, check_papers, papers_needed
from admissions.papers_words import PaperFaultCode
from admissions.people import Entry
from admissions.roles import Role
from admissions.store.applications import Application, get_application, read_entry
from admissions.store.cycles import policy_of
from admissions.store.events import append_audit, require_open
from admissions.store.papers import add_papers, latest_papers
from admissions.store.transaction import Refused, Tx

_DESK = {Role.SCHOOL: ShownTo.SCHOOL, Role.SUBDISTRICT: ShownTo.SUBDISTRICT}
_STAGES = {
    Role.SCHOOL: ("submitted", "declined", "returned"),
    Role.SUBDISTRICT: ("awaiting_subdistrict", "submitted"),
}
_WINDOWS = {Role.SUBDISTRICT: "review_papers", Role.SCHOOL: "verify"}


def note_papers(tx: Tx, *, application_id: str, papers: Sequence[Paper]) -> tuple[PaperFault, ...]:
    """Note the papers shown to this desk (S23, S24, S63); returns what is still wrong.

    Earlier notes stay; of each kind the last counts. Refused off the desk's stages and days.
    """
    found = get_application(tx, application_id)
    if found.stage not in _STAGES.get(tx.actor.role, ()):
        raise Refused("not_now", f"no papers are looked at, at the stage {found.stage}")
    window = "review" if found.stage == "returned" else _WINDOWS[tx.actor.role]
    require_open(tx, found.cycle_id, found.district_id, window)
    given = read_entry(tx, application_id, purpose="verify papers")
    wrong = _faults(tx, found, given, (*latest_papers(tx, application_id), *papers))
    by_kind: dict[str, list[str]] = {}
    for fault in wrong:
        by_kind.setdefault(str(fault.kind), []).append(str(fault.code))
    add_papers(tx, application_id, tuple(papers), by_kind)
    append_audit(tx, f"papers:{application_id}", "papers_noted",
                 {"kinds": sorted(str(one.kind) for one in papers)})  # fmt: skip
    return tuple(fault for fault in wrong if _of_desk(tx, found, given, fault))


def open_faults(tx: Tx, application_id: str, desk: ShownTo) -> tuple[PaperFault, ...]:
    """Return what is still wrong with the papers that `desk` looks at."""
    found = get_application(tx, application_id)
    given = read_entry(tx, application_id, purpose="verify papers")
    wrong = _faults(tx, found, given, latest_papers(tx, application_id))
    return tuple(fault for fault in wrong if fault.need in _needs_of(tx, found, given, desk))


def verified_kinds(tx: Tx, application_id: str, given: Entry) -> frozenset[PaperKind]:
    """Return the kinds of paper that were seen and are in order (S13: only these favour)."""
    found = get_application(tx, application_id)
    papers = latest_papers(tx, application_id)
    wrong = {fault.kind for fault in _faults(tx, found, given, papers)
             if fault.code != PaperFaultCode.MISSING}  # fmt: skip
    return frozenset(one.kind for one in papers if one.kind not in wrong)


def _faults(
    tx: Tx, found: Application, given: Entry, papers: Sequence[Paper]
) -> tuple[PaperFault, ...]:
    policy = policy_of(tx, found.cycle_id)
    last = tuple({one.kind: one for one in papers}.values())
    needs = papers_needed(given, _category(found), policy)
    return check_papers(needs, last, tx.now.date(), given, policy)


def _needs_of(tx: Tx, found: Application, given: Entry, desk: ShownTo) -> frozenset[str]:
    needs = papers_needed(given, _category(found), policy_of(tx, found.cycle_id))
    return frozenset(need.code for need in needs if need.shown_to == desk)


def _of_desk(tx: Tx, found: Application, given: Entry, fault: PaperFault) -> bool:
    return fault.need in _needs_of(tx, found, given, _DESK[tx.actor.role])


def _category(found: Application) -> Category:
    if found.category is None:
        raise Refused("not_entered", "nothing has been entered about this child yet")
    return Category(found.category)
