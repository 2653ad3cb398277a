"""In which forms are questions and answers written over HTTP? Closed models; no unknown field."""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from admissions.people_kinds import (
    Anchor,
    HukouKind,
    IdKind,
    PreferenceKind,
    Relation,
    ResidenceKind,
    SpecialNeeds,
    TreatedAs,
)

_HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def shows(text: str) -> str:
    """Return a text in which every sign shows; ValueError for control signs and the like."""
    if any(unicodedata.category(sign) in _HIDDEN for sign in text):
        raise ValueError("holds signs that do not show")
    return text


def _shows_lines(text: str) -> str:
    shows(text.replace("\r", "").replace("\n", "").replace("\t", ""))
    return text


Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(shows)]
Paragraphs = Annotated[
    str, StringConstraints(min_length=1, max_length=4_000), AfterValidator(_shows_lines)
]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.:\-]{1,64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]


class Model(BaseModel):
    """A form of the API: frozen, and without any entry that is not named in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class FaultModel(Model):
    """One fault of what was sent: where, what, how to repair it."""

    where: str
    code: str = ""
    what: str
    repair: str
    what_zh: str = ""
    repair_zh: str = ""


class Nothing(Model):
    """An empty body."""


class LookupQuestion(Model):
    """An address, or a pair with its datum, or both."""

    address: Line = ""
    x: float | None = None
    y: float | None = None
    datum: Annotated[str, StringConstraints(max_length=20), AfterValidator(shows)] | None = None


class CandidateModel(Model):
    """A school the home belongs to or may belong to; `metres` None: no way known."""

    school_id: str
    name: str
    zone_id: str
    metres: int | None


class LookupWords(Model):
    """The answer in sentences."""

    zh: str
    en: str


class LookupAnswer(Model):
    """What a question is told; the zone is no promise of a place, and nothing is kept."""

    state: Literal["unique", "shared", "contested", "outside", "not_located"]
    basis: str
    zone_ids: tuple[str, ...]
    candidates: tuple[CandidateModel, ...]
    line_distance_m: float | None
    line_zone_id: str
    list_rows: tuple[int, ...]
    said: tuple[str, ...]
    words: LookupWords
    assumed: str
    note: str
    measure: Literal["walking", "straight_line"]
    lines: tuple[str, ...]


class SuggestQuestion(Model):
    """The beginning of an address."""

    text: Line


class Suggestions(Model):
    """Addresses of the register that begin so."""

    addresses: tuple[str, ...]


class RegisterBody(Model):
    """A child to be registered (注册) in one district of the city (S57)."""

    cycle_id: Id
    district_id: Id
    id_kind: IdKind
    id_number: Annotated[str, StringConstraints(min_length=1, max_length=64),
                         AfterValidator(shows)]  # fmt: skip


class EntryBody(Model):
    """What a guardian enters (录入, S58); see admissions.people.Entry."""

    child_name: Line
    id_kind: IdKind
    id_number: Line
    born: date
    guardian_name: Line
    relation: Relation
    guardian_phone: Line
    hukou_kind: HukouKind
    hukou_address: Line = ""
    residence_kind: ResidenceKind
    residence_address: Line = ""
    anchor: Anchor
    long_resident: bool
    treated_as_local: TreatedAs | None = None
    preference: PreferenceKind | None = None
    boarding_school_id: Line = ""
    special_needs: SpecialNeeds = SpecialNeeds.NONE
    siblings_at: tuple[Line, ...] = ()
    twin_of: Line = ""
    primary_school_id: Line = ""


class EnterBody(Model):
    """The entry, and the sub-district office of the home (S24), "" where none is known."""

    entry: EntryBody
    subdistrict_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.:\-]{0,40}$")] = ""


class Pin(Model):
    """A place that was pointed at on a map: a pair with its datum."""

    x: float
    y: float
    datum: Annotated[str, StringConstraints(min_length=1, max_length=20), AfterValidator(shows)]


class PointedBody(EnterBody):
    """The same with the home as its guardian pointed at it, which goes before its address."""

    pin: Pin | None = None


class SubmitBody(Model):
    """The version of the declaration that the guardian agreed to (S58)."""

    declaration: Annotated[str, StringConstraints(pattern=r"^[0-9a-z.\-]{1,40}$")]


class ReceiptModel(Model):
    """What somebody holds after a move: number, stage, version, digest of its chain, time."""

    id: str
    stage: str
    version: int
    digest: str
    at: datetime


class ApplicationModel(Model):
    """A registration as lists show it; nothing personal is in it."""

    id: str
    cycle_id: str
    district_id: str
    stage: str
    version: int
    school_id: str | None
    category: str | None
    created_at: datetime


class ApplicationList(Model):
    """Registrations in the order of their making."""

    applications: tuple[ApplicationModel, ...]
