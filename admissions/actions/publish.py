"""What is made public, in which form and for how long? (公示: S47, S48, S59, S62, S78)

Only the public disclosures of the registry leave here, each checked value by value. The list of
admitted children is made from the store itself, after the placement is sealed and every child of
the school confirmed. A notice whose period has ended is read by nobody, whether or not the clock's
duty has taken it down yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from admissions.calendar import SHANGHAI
from admissions.disclosure import DISCLOSURES, DisclosedTable, Disclosure, TakenDown, frame_for
from admissions.disclosure_patterns import PersonalMark, personal_marks
from admissions.exports import to_csv
from admissions.masking import mask_name
from admissions.policy_entries import Contact
from admissions.roles import Role
from admissions.store.applications import read_entry
from admissions.store.cycles import get_school, policy_of, window_of
from admissions.store.events import append_audit, require_role
from admissions.store.publications import (
    Publication,
    add_publication,
    body_of,
    children_placed_at,
    get_publication,
    has_sealed_run,
    note_taken_down,
    standing,
)
from admissions.store.transaction import NotThere, Refused, Tx
from capacity.canonical import sha256_hex
from geo.faults import BadInput

ADMISSIONS = "public_admission_list"
SUMMARY = "public_overflow_summary"
SCHEME = "public_scheme"  # 入学工作方案 (S47): a text, no list
CSV, PLAIN = "text/csv; charset=utf-8", "text/plain; charset=utf-8"
_UNCONFIRMED = ("provisional", "placed")
_ADMITTED = ("confirmed", "rostered", "notified", "enrolled", "no_show", "on_roll")
# A scheme names birth ranges and schools' addresses, and no child.
_OF_A_SCHEME = frozenset({PersonalMark.BIRTH_DATE, PersonalMark.ADDRESS})


@dataclass(frozen=True, slots=True)
class Notice:
    """What a new public notice is called, and of which school it is, if of one."""

    id: str
    title: str
    school_id: str = ""


@dataclass(frozen=True, slots=True)
class PublicReading:
    """What anybody reads: the notice, its body, and whom to ask (S78)."""

    publication: Publication
    body: bytes
    contacts: tuple[Contact, ...]


def publish_list(tx: Tx, *, cycle_id: str, disclosure: str, notice: Notice,
                 rows: Iterable[Mapping[str, object]]) -> Publication:  # fmt: skip
    """Publish planned places, zones or the summary of the placement (S48, S62), as the bureau.

    BadInput with every value that is not of its column or looks personal. Refused: "not_public",
    "made_from_the_store" (the list of children), "not_sealed" (a summary before the seal).
    """
    found = DISCLOSURES.get(disclosure)
    if found is None or not found.public:
        raise Refused("not_public", "there is no public disclosure of this name")
    if found.name == ADMISSIONS:
        raise Refused("made_from_the_store", "the list of children is not typed in")
    if found.name == SUMMARY and not has_sealed_run(tx, cycle_id, tx.actor.district_id):
        raise Refused("not_sealed", "the placement has not been sealed")
    return _publish_table(tx, cycle_id, notice, frame_for(found, rows))


def publish_admissions(tx: Tx, *, cycle_id: str, notice: Notice, batch: str) -> Publication:
    """Publish the children admitted to a school: number, masked name, school, batch (S48, S59).

    Refused: "not_sealed"; "not_all_confirmed" while a child of the school waits for its
    confirmation; "nobody_confirmed"; "special_school" (the list would tell who is disabled).
    """
    require_role(tx, Role.BUREAU)
    school = get_school(tx, notice.school_id)
    if school.district_id != tx.actor.district_id:
        raise NotThere("school")
    if school.special:
        raise Refused("special_school", "the list would tell which children are disabled")
    if not has_sealed_run(tx, cycle_id, school.district_id):
        raise Refused("not_sealed", "the placement has not been sealed")
    if children_placed_at(tx, cycle_id, school.id, _UNCONFIRMED):
        raise Refused("not_all_confirmed", "some children of the school are not confirmed yet")
    admitted = children_placed_at(tx, cycle_id, school.id, _ADMITTED)
    if not admitted:
        raise Refused("nobody_confirmed", "no child is confirmed at this school")
    rows = [
        {
            "registration_no": number, "school": school.name, "batch": batch,
            "masked_name": mask_name(read_entry(tx, number, purpose="public list").child_name),
        }
        for number in admitted
    ]  # fmt: skip
    return _publish_table(tx, cycle_id, notice, frame_for(DISCLOSURES[ADMISSIONS], rows))


def publish_scheme(tx: Tx, *, cycle_id: str, notice: Notice, text: str) -> Publication:
    """Publish the admission scheme (S47) as a text; BadInput if it looks to name a person."""
    if not text.strip():
        raise BadInput.one("text", "is empty", "give the text of the scheme")
    marks = personal_marks(text, spaced_digits=False, besides=_OF_A_SCHEME)
    if marks:
        what = f"holds what looks like a {marks[0].value}"
        raise BadInput.one("text", what, "a scheme names no person: take it out")
    return _publish(tx, cycle_id, notice, SCHEME, text.encode(), PLAIN)


def take_down(tx: Tx, *, publication_id: str) -> Publication:
    """Take a notice down, as the bureau."""
    require_role(tx, Role.BUREAU)
    found = get_publication(tx, publication_id)
    if found.district_id != tx.actor.district_id:
        raise NotThere("publication")
    return _take_down(tx, found)


def take_down_ended(tx: Tx, *, district_id: str) -> int:
    """Take down what stands longer than its period of objections; returns how many."""
    require_role(tx, Role.SYSTEM)
    ended = [one for one in standing(tx, district_id) if has_ended(one, tx.now)]
    for one in ended:
        _take_down(tx, one)
    return len(ended)


def public_reading(tx: Tx, publication_id: str) -> PublicReading | None:
    """Return what anybody may read; None for a notice that is not there or stands no more."""
    try:
        found = get_publication(tx, publication_id)
    except NotThere:
        return None
    if found.taken_down_at is not None or has_ended(found, tx.now):
        return None
    contacts = policy_of(tx, found.cycle_id).contacts
    return PublicReading(found, body_of(tx, publication_id), contacts)


def public_list(tx: Tx, district_id: str, cycle_id: str = "") -> list[Publication]:
    """Return the notices of a district that anybody may read now, the newest first."""
    return [one for one in standing(tx, district_id, cycle_id) if not has_ended(one, tx.now)]


def has_ended(found: Publication, at: datetime) -> bool:
    """Say whether the period of a notice that must be taken down after objections has ended."""
    listed = DISCLOSURES.get(found.disclosure)
    if listed is None or listed.taken_down_after != TakenDown.OBJECTION:
        return False
    return found.objections_until is not None and at >= found.objections_until


def _publish_table(tx: Tx, cycle_id: str, notice: Notice, table: DisclosedTable) -> Publication:
    listed: Disclosure = table.disclosure
    if not table.rows:
        raise BadInput.one(listed.name, "has no rows", "give at least one row")
    return _publish(tx, cycle_id, notice, listed.name, to_csv(table), CSV)


def _publish(tx: Tx, cycle_id: str, notice: Notice, disclosure: str, body: bytes,
             media_type: str) -> Publication:  # fmt: skip
    require_role(tx, Role.BUREAU)
    if not notice.title.strip() or personal_marks(notice.title):
        raise BadInput.one("title", "is empty or looks personal", "name the list, not a person")
    if notice.school_id:
        get_school(tx, notice.school_id)
    digest = sha256_hex(body)
    add_publication(tx, {
        "id": notice.id, "cycle_id": cycle_id, "district_id": tx.actor.district_id,
        "school_id": notice.school_id or None, "disclosure": disclosure, "title": notice.title,
        "body": body, "media_type": media_type, "digest": digest,
        "objections_until": _objections_until(tx, cycle_id, disclosure),
    })  # fmt: skip
    facts = {"publication": notice.id, "disclosure": disclosure, "digest": digest}
    append_audit(tx, f"publications:{tx.actor.district_id}", "published", facts)
    return get_publication(tx, notice.id)


def _objections_until(tx: Tx, cycle_id: str, disclosure: str) -> datetime:
    """Return the midnight after the stated days, the day of publishing being the first.

    A list of children stands at least to the end of the season's period of objections.
    """
    days = policy_of(tx, cycle_id).term.objection.value
    first = datetime.combine(tx.now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    until = first + timedelta(days=days)
    if disclosure != ADMISSIONS:
        return until
    return max(until, window_of(tx, cycle_id, tx.actor.district_id, "objection")[1])


def _take_down(tx: Tx, found: Publication) -> Publication:
    note_taken_down(tx, found.id)
    append_audit(tx, f"publications:{found.district_id}", "taken_down", {"publication": found.id})
    return get_publication(tx, found.id)
