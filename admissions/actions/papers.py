"""Which papers has a desk seen, and what is still wrong with them?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from admissions.calendar import SHANGHAI
from admissions.category import Category
from admissions.papers import (
    Need,
    NeedScope,
    Paper,
    PaperFault,
    PaperKind,
    ShownTo,
    check_papers,
    papers_needed,
)
from admissions.people import Entry
from admissions.policy_schema import Policy
from admissions.roles import Role
from admissions.stages import BY_ACTION
from admissions.store.applications import (
    Application,
    entry_digest,
    get_application,
    note_read,
    own_entry,
    read_entry,
)
from admissions.store.cycles import policy_of
from admissions.store.events import append_audit, require_open
from admissions.store.papers import Noted, add_papers, noted_papers
from admissions.store.transaction import Refused, Tx
from geo.faults import FaultList

LONGEST_TEXT, MOST_NAMES = 100, 10
_DESKS = {
    Role.SCHOOL: (ShownTo.SCHOOL, "accept"),
    Role.SUBDISTRICT: (ShownTo.SUBDISTRICT, "certify"),
}
_PURPOSE = "verify papers"


def note_papers(tx: Tx, *, application_id: str, papers: Sequence[Paper]) -> tuple[PaperFault, ...]:
    """Note the papers shown to this desk (S23, S24, S63); returns what is still wrong for it.

    Possible wherever the desk may decide: at the stages and in the windows of a school's `accept`,
    of a sub-district's `certify`. Earlier notes stay; of each kind the last counts. A banned paper
    is told and given back, and nothing of it is written. Raises BadInput with every fault.
    """
    found = get_application(tx, application_id)
    desk = _open_desk(tx, found)
    policy = policy_of(tx, found.cycle_id)
    _refuse_bad(papers, policy)
    given = read_entry(tx, application_id, purpose=_PURPOSE)
    kept = tuple(one for one in papers if not policy.is_banned(one.kind))
    wrong = {str(one.kind): _own_faults(one, tx, given, policy) for one in kept}
    add_papers(tx, application_id, kept, wrong)
    append_audit(tx, f"papers:{application_id}", "papers_noted", {
        "kinds": sorted(wrong), "faults": wrong, "entry": entry_digest(tx.keys, given),
        "papers": tx.keys.digest("papers", repr(kept)),
    })  # fmt: skip
    banned = tuple(one for one in papers if policy.is_banned(one.kind))
    return (*_open(tx, found, given, desk), *check_papers((), banned, _today(tx), given, policy))


def papers_of(tx: Tx, application_id: str, *, purpose: str = "see the papers") -> tuple[Paper, ...]:
    """Return the last that was noted of each kind; staff's reading is written down."""
    get_application(tx, application_id)
    if tx.actor.role != Role.GUARDIAN:
        note_read(tx, application_id, purpose)
    return tuple(one.paper for one in noted_papers(tx, application_id))


def open_faults(tx: Tx, application_id: str, desk: ShownTo) -> tuple[PaperFault, ...]:
    """Return what is still wrong with the papers that `desk` looks at, by the entry as it is now.

    They are judged on the day the desk noted the last of them, not the day of asking. For a
    guardian too, of its own child; staff's reading is written down.
    """
    found = get_application(tx, application_id)
    if tx.actor.role == Role.GUARDIAN:
        return _open(tx, found, own_entry(tx, application_id), desk)
    return _open(tx, found, read_entry(tx, application_id, purpose=_PURPOSE), desk)


def verified_kinds(tx: Tx, application_id: str, given: Entry) -> frozenset[PaperKind]:
    """Return the kinds of paper that were seen and are in order (S13: only these favour).

    `given` is the entry that was read; a paper is judged on the day it was noted.
    """
    policy = policy_of(tx, get_application(tx, application_id).cycle_id)
    return frozenset(
        one.paper.kind
        for one in noted_papers(tx, application_id)
        if not _judged((_alone(one.paper.kind),), (one,), given, policy)
    )


def _open_desk(tx: Tx, found: Application) -> ShownTo:
    desk, decides = _DESKS.get(tx.actor.role, (None, ""))
    move = BY_ACTION.get(("application", found.stage, decides))
    if desk is None or move is None:
        raise Refused("not_now", f"no papers are looked at, at the stage {found.stage}")
    if desk == ShownTo.SUBDISTRICT and _category(found) != Category.THREE:
        raise Refused("review_not_needed", "only a child of class three is reviewed")
    require_open(tx, found.cycle_id, found.district_id, move.window)
    return desk


def _open(tx: Tx, found: Application, given: Entry, desk: ShownTo) -> tuple[PaperFault, ...]:
    policy = policy_of(tx, found.cycle_id)
    needs = [need for need in papers_needed(given, _category(found), policy)
             if need.shown_to == desk]  # fmt: skip
    asked = {kind for need in needs for kinds in need.any_of for kind in kinds}
    noted = tuple(one for one in noted_papers(tx, found.id) if one.paper.kind in asked)
    if not noted:
        return check_papers(needs, (), _today(tx), given, policy)
    return _judged(needs, noted, given, policy)


def _judged(
    needs: Sequence[Need], noted: Sequence[Noted], given: Entry, policy: Policy
) -> tuple[PaperFault, ...]:
    on = max(one.seen_at for one in noted).astimezone(SHANGHAI).date()
    return check_papers(needs, [one.paper for one in noted], on, given, policy)


def _own_faults(one: Paper, tx: Tx, given: Entry, policy: Policy) -> list[str]:
    found = check_papers((_alone(one.kind),), (one,), _today(tx), given, policy)
    return [str(fault.code) for fault in found]


def _alone(kind: PaperKind) -> Need:
    """Return the need of one kind of paper and no alternative: is this paper right by itself?"""
    return Need("itself", "", "", ((kind,),), NeedScope.NOTHING, ShownTo.SCHOOL, "")


def _refuse_bad(papers: Sequence[Paper], policy: Policy) -> None:
    faults = FaultList()
    known = {rule.kind for rule in policy.papers}
    twice = Counter(one.kind for one in papers)
    for number, one in enumerate(papers, start=1):
        where = f"papers[{number}]"
        if one.kind not in known and not policy.is_banned(one.kind):
            faults.add(f"{where}.kind", "is not asked for this year", "leave the paper out")
        if twice[one.kind] > 1:
            faults.add(f"{where}.kind", "is noted twice", "note the paper that counts, once")
        if one.issued_on and one.valid_until and one.valid_until < one.issued_on:
            faults.add(f"{where}.valid_until", "is before the day of issue", "read both again")
        for field in _unfit(one):
            faults.add(f"{where}.{field}", f"is empty, long or hidden (<= {LONGEST_TEXT} signs)",
                       "type what the paper says")  # fmt: skip
    faults.refuse_if_any()


def _unfit(one: Paper) -> Iterable[str]:
    if one.issuer and not _fits(one.issuer):
        yield "issuer"
    if len(one.names) > MOST_NAMES or not all(map(_fits, one.names)):
        yield "names"


def _fits(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST_TEXT and text.isprintable()


def _today(tx: Tx) -> date:
    return tx.now.astimezone(SHANGHAI).date()


def _category(found: Application) -> Category:
    if found.category is None:
        raise Refused("not_entered", "nothing has been entered about this child yet")
    return Category(found.category)
