"""What must a policy pack of one district and one year contain, and what can it not contain?

There is no field for marks, interviews, prizes, fees or gifts (S3, S9, S15, S38, S44–S46), so no
pack can state one: an unknown entry is refused.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from admissions.papers_kinds import DocumentList, PaperKind
from admissions.people_kinds import ResidenceKind
from admissions.policy_entries import (
    NOT_DEFINED_EN,
    NOT_DEFINED_ZH,
    BannedPaper,
    CategoryRule,
    Code,
    Coded,
    Contact,
    Day,
    DutyRule,
    Flag,
    LegalBasis,
    Moment,
    NeedRule,
    PaperRule,
    Part,
    PreferenceRule,
    ProhibitionRule,
    Stated,
    Text,
    TreatedRule,
    Whole,
    Words,
)
from admissions.policy_terms import (
    Category,
    JuniorProcedure,
    LateHandling,
    OlderChild,
    Printer,
)
from capacity.canonical import canonical_json, sha256_hex
from capacity.ruleset import Order


class Gap(NamedTuple):
    """What a screen shows as not defined by the source: its number, name and stated default."""

    number: str
    name: str
    default: Any
    text: str
    zh: str
    en: str
    text_zh: str


class Birth(Part):
    """Who is of age: born on `six_by` or before (S6); class 1 from `class_one_from` (S53)."""

    six_by: Stated[Day]
    class_one_from: Stated[Day]
    class_one_to: Stated[Day]
    older: Stated[OlderChild]


class WindowEntry(Part):
    """A half-open period: opens <= t < closes, in Asia/Shanghai."""

    opens: Stated[Moment]
    closes: Stated[Moment]


class Windows(Part):
    """The periods the pack states; objection and roll freeze are derived in the calendar."""

    registration: WindowEntry
    review_papers: WindowEntry
    verify: WindowEntry
    follow_up: WindowEntry
    review: WindowEntry
    notice: WindowEntry
    arrival: WindowEntry
    transfer: WindowEntry


class Term(Part):
    """The first day of school, and the days that count from a notice."""

    starts: Stated[Day]
    objection: Stated[Whole]
    petition_answer: Stated[Whole]
    late: Stated[LateHandling]


class Roll(Part):
    """When and how the roll (学籍) may be written (S28, S32, S34, S35)."""

    freeze_before: Stated[Whole]
    freeze_after: Stated[Whole]
    primary_by_import_only: Stated[Flag]
    only_from_roster: Stated[Flag]
    junior_by_card: Stated[Flag]
    dual_roll: Stated[Flag]


class CategoryTwo(Part):
    """When a child with Beijing hukou of another district is taken here (S54), and S12's class."""

    property_kinds: Stated[tuple[ResidenceKind, ...]]
    long_residence: Stated[Flag]
    treated_as: Stated[Category]
    treated_must_meet_s54: Stated[Flag]


class NonLocal(Part):
    """How children without Beijing hukou come in (S24, S25, S56)."""

    review_before_collection: Stated[Flag]
    designated_schools: Stated[tuple[Text, ...]]


class Placement(Part):
    """What a placement run is told (S8, S13, S22); distances are capacity's own matter."""

    order: Stated[Order]
    twins_together: Stated[Flag]
    special_needs_first: Stated[Flag]
    single_school_zones: Stated[Flag]
    multi_school_zones: Stated[Flag]
    new_homes_multi_school: Stated[Flag]


class DwellingLock(Part):
    """六年一学位: one dwelling gives one place in so many years, one family excepted."""

    on: Stated[Flag]
    years: Stated[Whole]
    nine_year_school_years: Stated[Whole]
    same_family_exempt: Stated[Flag]


class PlacesWarning(Part):
    """学位预警: from which share of the places needed a school is named."""

    on: Stated[Flag]
    yellow: Stated[Whole]
    red: Stated[Whole]


class Retention(Part):
    """For how many days after the term starts each class of personal field is kept."""

    record: Stated[Whole]
    contact: Stated[Whole]
    papers: Stated[Whole]
    read_log: Stated[Whole]


class OpenTerms(Part):
    """Words the source uses and does not explain, each with the reading taken."""

    recommended_pupils: Stated[Flag]
    section_five: Stated[Text]
    documents: Stated[DocumentList]
    special_cases: Stated[tuple[Text, ...]]
    difficulty: Stated[Text]
    relative_proximity: Stated[Text]
    long_residence: Stated[Text]


class Junior(Part):
    """How primary graduates go on (S10); the section itself is missing (G1)."""

    paired_progression: Stated[Flag]
    procedure: Stated[JuniorProcedure]


class Policy(Part):
    """One pack: one district, one year; `policy.load_policy` makes it and checks the whole."""

    name: Code
    title_zh: Text
    title_en: Text
    district_zh: Text
    district_en: Text
    year: Whole
    birth: Birth
    windows: Windows
    term: Term
    roll: Roll
    category_two: CategoryTwo
    non_local: NonLocal
    placement: Placement
    dwelling_lock: DwellingLock
    places_warning: PlacesWarning
    retention: Retention
    open_terms: OpenTerms
    junior: Junior
    printed_by: Stated[Printer]
    legal_basis: tuple[LegalBasis, ...]
    principles: tuple[Coded, ...]
    prohibitions: tuple[ProhibitionRule, ...]
    categories: tuple[CategoryRule, ...]
    treated_as_local: tuple[TreatedRule, ...]
    preferences: tuple[PreferenceRule, ...]
    papers: tuple[PaperRule, ...]
    needs: tuple[NeedRule, ...]
    banned_papers: tuple[BannedPaper, ...]
    decline_reasons: tuple[Coded, ...]
    contacts: tuple[Contact, ...]
    duties: tuple[DutyRule, ...]

    def digest(self) -> str:
        """Return the SHA-256, in hexadecimal, of the pack in canonical JSON."""
        return sha256_hex(canonical_json(self.model_dump(mode="json")))

    def gaps(self) -> list[Gap]:
        """Return everything the source does not define, with the default taken, in number order."""
        found = [
            Gap(str(it.gap), name, it.value, NOT_DEFINED_EN, it.zh, it.en, NOT_DEFINED_ZH)
            for name, it in stated_in(self)
            if it.gap is not None
        ]
        return sorted(found, key=lambda gap: (gap.number == "-", gap.number, gap.name))

    def paper(self, kind: PaperKind) -> PaperRule:
        """Return the rule of a paper that is asked for; KeyError where the pack has none."""
        for rule in self.papers:
            if rule.kind == kind:
                return rule
        raise KeyError(kind)

    def words_of(self, kind: PaperKind) -> Words:
        """Return how the pack calls a paper, asked for or banned; KeyError where it has no name."""
        rows: tuple[PaperRule | BannedPaper, ...] = (*self.papers, *self.banned_papers)
        for row in rows:
            if row.kind == kind:
                return row
        raise KeyError(kind)

    def is_banned(self, kind: PaperKind) -> bool:
        """Say whether the paper may no longer be asked for or taken."""
        return any(banned.kind == kind for banned in self.banned_papers)

    def decline_reason(self, code: str) -> Coded:
        """Return the words of a reason (S66); KeyError for a code the pack does not hold."""
        for reason in self.decline_reasons:
            if reason.code == code:
                return reason
        raise KeyError(code)


def stated_in(part: Part, name: str = "") -> Iterator[tuple[str, Stated[Any]]]:
    """Yield every stated value below a table, with its dotted name."""
    for field in type(part).model_fields:
        value = getattr(part, field)
        where = f"{name}.{field}" if name else field
        rows = value if isinstance(value, tuple) else (value,)
        for number, row in enumerate(rows, start=1):
            code = getattr(row, "code", None) or getattr(row, "kind", None) or number
            at = f"{where}.{code}" if isinstance(value, tuple) else where
            if isinstance(row, Stated):
                yield at, row
            elif isinstance(row, Part):
                yield from stated_in(row, at)
