"""What does one entry of a policy pack hold? A value, its unit and the place it is cited from."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Strict,
    StringConstraints,
    ValidationError,
    model_validator,
)

from admissions.papers_kinds import DocumentList, IssuerLevel, NeedScope, PaperKind, ShownTo
from admissions.people_kinds import Anchor, HukouKind, PreferenceKind, TreatedAs
from admissions.policy_terms import Category, GapNumber, Owner, Prohibition, Unit
from geo.faults import BadInput, FaultList

T = TypeVar("T")
P = TypeVar("P", bound=BaseModel)
Text = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
# A source row, a gap, the requirements' table of later rules, or the plain word that there is none.
Cite = Annotated[
    str,
    StringConstraints(
        pattern=r"\bS(?:[1-9]|[1-6]\d|7[0-8])\b|\bG[1-9]\b|requirements\.md|stated default",
        max_length=400,
    ),
]
Day = Annotated[dt.date, Strict()]
Moment = Annotated[AwareDatetime, Strict()]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
NOT_DEFINED_EN = "not defined by the source"
NOT_DEFINED_ZH = "来源文件未规定"
_SHANGHAI = dt.timedelta(hours=8)
_COUNTS = frozenset({Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS, Unit.PER_CENT, Unit.RANK})


class Part(BaseModel):
    """A table of a pack: frozen, and without any entry that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def checked(kind: type[P], raw: dict[str, Any], where: str, repairs: Mapping[str, str]) -> P:
    """Make a part of plain values; raises BadInput with every fault.

    `repairs`: pydantic's kind of fault -> what to do about it; "" for every other kind.
    """
    try:
        return kind.model_validate(raw)
    except ValidationError as refused:
        faults = FaultList()
        for error in refused.errors(include_url=False, include_context=False):
            at = ".".join(str(step) for step in error["loc"])
            faults.add(f"{where}, {at}", error["msg"], repairs.get(error["type"], repairs[""]))
        raise BadInput(faults.faults) from refused


class Stated(Part, Generic[T]):
    """One value of a pack. `gap` marks what the source does not define; then `zh`, `en` name it.

    Moments carry the offset +08:00. Raises pydantic's error where value and unit do not agree.
    """

    value: T
    unit: Unit
    cite: Cite
    gap: GapNumber | None = None
    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _agrees(self) -> "Stated[T]":
        if self.unit not in _units_of(self.value):
            message = f"the unit {self.unit!s} does not fit the value"
            raise ValueError(message)
        if isinstance(self.value, dt.datetime) and self.value.utcoffset() != _SHANGHAI:
            raise ValueError("a moment must carry the offset +08:00")
        if isinstance(self.value, int) and self.value < 0:
            raise ValueError("a number may not be negative")
        if self.gap is not None and not (self.zh and self.en and NOT_DEFINED_EN in self.cite):
            message = f"a gap needs zh, en and the words '{NOT_DEFINED_EN}' in its cite"
            raise ValueError(message)
        return self


def _units_of(value: object) -> frozenset[Unit]:
    if isinstance(value, bool):
        return frozenset({Unit.FLAG})
    if isinstance(value, int):
        return _COUNTS
    if isinstance(value, dt.datetime):
        return frozenset({Unit.MOMENT})
    if isinstance(value, dt.date):
        return frozenset({Unit.DATE})
    if isinstance(value, tuple):
        return frozenset({Unit.LIST})
    return frozenset({Unit.CODE, Unit.TEXT})


class Words(Part):
    """A sentence of a pack in both languages, with its source."""

    zh: Text
    en: Text
    cite: Cite


class LegalBasis(Words):
    """A text the pack rests on; a lower rank binds a higher one: 1 law … 4 district (S1)."""

    rank: Whole


class Coded(Words):
    """A sentence with a code: a principle, a reason for declining."""

    code: Code


class ProhibitionRule(Words):
    """What the source forbids; the schema has no field for it."""

    code: Prohibition


class BannedPaper(Coded):
    """A paper no longer to be asked for; `kind` where earlier packs asked for it."""

    kind: PaperKind | None = None


class CategoryRule(Words):
    """One class of children: its order of registration and its tier in a placement."""

    code: Category
    order: Stated[Whole]
    tier: Stated[Whole]


class TreatedRule(Words):
    """One of the seven grounds of S12 and the papers that show it, all of them."""

    kind: TreatedAs
    papers: tuple[PaperKind, ...]


class PreferenceRule(Words):
    """One of the five kinds of S13 and the paper that shows it."""

    kind: PreferenceKind
    paper: PaperKind


class PaperRule(Words):
    """What a paper must be like. Empty `issuer_levels`: the source names none, none is checked.

    `must_be_valid`: it ends, and may not have ended. `issued_from`: not older than this day.
    `parents_named`: the guardian who registers is named on it (S64).
    """

    kind: PaperKind
    issuer_zh: str = ""
    issuer_en: str = ""
    issuer_levels: tuple[IssuerLevel, ...] = ()
    must_be_valid: Flag = False
    issued_from: Stated[Day] | None = None
    parents_named: Flag = False
    original: Flag = True
    copy_handed_in: Flag = False


class NeedRule(Coded):
    """Who must show what: one of the alternatives, each a set of papers.

    Empty `hukou` or `anchors`: whatever they are. `lists`: under which reading of G5 it is asked.
    `of_treated`: also asked of children treated as local (S12).
    """

    any_of: tuple[tuple[PaperKind, ...], ...]
    categories: tuple[Category, ...]
    hukou: tuple[HukouKind, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    lists: tuple[DocumentList, ...]
    shown_to: ShownTo = ShownTo.SCHOOL
    scope: NeedScope = NeedScope.ADMISSION
    boarders_only: Flag = False
    of_treated: Flag = True


class DutyRule(Coded):
    """A dated duty of the plan and who owes it."""

    on: Stated[Day]
    owners: tuple[Owner, ...]


class Contact(Words):
    """A supervision telephone (监督电话, S78)."""

    telephone: Stated[str]
