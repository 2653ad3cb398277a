"""What does a guardian enter about a child, and which entries are refused?"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from admissions.id_number import id_fault, normalise_id
from admissions.people_fields import FIELDS, PAPER_FIELDS, PersonalField
from admissions.people_kinds import (
    Anchor,
    HukouKind,
    IdKind,
    PreferenceKind,
    Relation,
    ResidenceKind,
    RetentionClass,
    Sensitivity,
    SpecialNeeds,
    TreatedAs,
)
from admissions.people_words import EntryFault, entry_fault
from admissions.policy_schema import Policy
from geo.faults import BadInput

__all__ = [
    "FIELDS", "PAPER_FIELDS", "Anchor", "Entry", "EntryFault", "HukouKind", "IdKind",
    "PersonalField", "PreferenceKind", "Relation", "ResidenceKind", "RetentionClass",
    "Sensitivity", "SpecialNeeds", "TreatedAs", "check_entry", "is_phone", "normalise",
]  # fmt: skip

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_ID, MOST_SIBLINGS = 50, 200, 64, 20
# The blocks of Chinese characters up to Unicode 15.1, with those a registered name may need.
_HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U000323af"
_HAN_NAME = re.compile(rf"[{_HAN}]+(?:·[{_HAN}]+)*")
_LATIN_NAME = re.compile(r"[^\W\d_]+(?:(?:[ '’\-]|\. ?)[^\W\d_]+)*\.?")
_PHONES = re.compile(r"1[3-9][0-9]{9}|\+852[4-9][0-9]{7}|\+8536[0-9]{7}|\+8869[0-9]{8}")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What a guardian enters (录入), and no more than S50 needs; each field is classed in FIELDS.

    `born`: a date, no time. `long_resident`: as declared (S54; G9 leaves the term open).
    `siblings_at`: school ids. `twin_of`: the application id of a twin. `primary_school_id`: junior
    only (S10). Empty texts mean that nothing was entered; `check_entry` says where that is wrong.
    """

    child_name: str
    id_kind: IdKind
    id_number: str
    born: date
    guardian_name: str
    relation: Relation
    guardian_phone: str
    hukou_kind: HukouKind
    hukou_address: str
    residence_kind: ResidenceKind
    residence_address: str
    anchor: Anchor
    long_resident: bool
    treated_as_local: TreatedAs | None = None
    preference: PreferenceKind | None = None
    boarding_school_id: str = ""
    special_needs: SpecialNeeds = SpecialNeeds.NONE
    siblings_at: tuple[str, ...] = ()
    twin_of: str = ""
    primary_school_id: str = ""


def normalise(entry: Entry) -> Entry:
    """Return the entry in its one spelling: numbers and telephones in NFKC, outer blanks off.

    Nothing else is repaired: what is wrong after this is refused by `check_entry`.
    """
    plain = {
        name: getattr(entry, name).strip()
        for name in (
            "child_name", "guardian_name", "hukou_address", "residence_address",
            "boarding_school_id", "twin_of", "primary_school_id",
        )
    }  # fmt: skip
    return replace(
        entry,
        id_number=normalise_id(entry.id_number),
        guardian_phone=unicodedata.normalize("NFKC", entry.guardian_phone).strip(),
        siblings_at=tuple(school.strip() for school in entry.siblings_at),
        **plain,
    )


def check_entry(entry: Entry, policy: Policy) -> None:
    """Refuse, with BadInput of EntryFaults, an entry that cannot be true or complete (S11, S58).

    Whether the child is of age or entitled here is not asked: see eligibility and category. The
    texts of the faults name the field and never repeat what was typed.
    """
    found = [
        *_name_faults(entry),
        *_contact_faults(entry),
        *_address_faults(entry),
        *_standing_faults(entry, policy),
        *_school_faults(entry),
    ]
    if found:
        raise BadInput(entry_fault(field, code) for field, code in found)


Found = Iterator[tuple[str, str]]


def _name_faults(entry: Entry) -> Found:
    for field in ("child_name", "guardian_name"):
        if not _is_name(getattr(entry, field)):
            yield field, "name"


def _is_name(text: str) -> bool:
    if not 1 <= len(text) <= LONGEST_NAME:
        return False
    return bool(_HAN_NAME.fullmatch(text)) or (
        bool(_LATIN_NAME.fullmatch(unicodedata.normalize("NFC", text)))
        and all("LATIN" in unicodedata.name(sign, "") for sign in text if sign.isalpha())
    )


def _contact_faults(entry: Entry) -> Found:
    wrong = id_fault(entry.id_kind, entry.id_number, entry.born)
    if wrong:
        yield "id_number", wrong
    if not is_phone(entry.guardian_phone):
        yield "guardian_phone", "phone"


def is_phone(text: str) -> bool:
    """Say whether a text is a mobile number that can be sent a message: +86, +852, +853, +886."""
    return bool(_PHONES.fullmatch(text))


def _address_faults(entry: Entry) -> Found:
    for field, anchor in (
        ("hukou_address", Anchor.HUKOU),
        ("residence_address", Anchor.RESIDENCE),
    ):
        text = getattr(entry, field)
        if not text and entry.anchor == anchor:
            yield field, "address_empty"
        if len(text) > LONGEST_ADDRESS or _hides(text):
            yield field, "address_unfit"


def _hides(text: str) -> bool:
    return any(unicodedata.category(sign) in _HIDDEN for sign in text)


def _standing_faults(entry: Entry, policy: Policy) -> Found:
    if entry.anchor == Anchor.HUKOU and entry.hukou_kind != HukouKind.DISTRICT:
        yield "anchor", "anchor"
    if entry.hukou_kind == HukouKind.NONE and entry.hukou_address:
        yield "hukou_address", "hukou_without_kind"
    treated, favoured = entry.treated_as_local, entry.preference
    if treated is not None and entry.hukou_kind in {HukouKind.DISTRICT, HukouKind.CITY}:
        yield "treated_as_local", "already_local"
    if treated is not None and treated not in {rule.kind for rule in policy.treated_as_local}:
        yield "treated_as_local", "not_provided"
    if favoured is not None and favoured not in {rule.kind for rule in policy.preferences}:
        yield "preference", "not_provided"


def _school_faults(entry: Entry) -> Found:
    for field in ("boarding_school_id", "twin_of", "primary_school_id"):
        if not _is_id(getattr(entry, field), empty=True):
            yield field, "not_listed"
    siblings = entry.siblings_at
    many = len(siblings) > MOST_SIBLINGS or len(set(siblings)) < len(siblings)
    if many or not all(_is_id(school, empty=False) for school in siblings):
        yield "siblings_at", "not_listed"


def _is_id(text: str, *, empty: bool) -> bool:
    return (empty or bool(text)) and len(text) <= LONGEST_ID and not _hides(text)
