"""What did the check of a plan find, how bad is it, and where is it on the ground?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters: an error can cost a child a school, a note is only said."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """Every kind of finding; the value is the code in reports."""

    UNREADABLE = "unreadable"
    INVALID_RING = "invalid_ring"
    BOW_TIE = "bow_tie"
    NOT_A_POLYGON = "not_a_polygon"
    OVERLAP = "overlap"
    SLIVER_OVERLAP = "sliver_overlap"
    ROUNDING_OVERLAP = "rounding_overlap"
    GAP = "gap"
    SLIVER_GAP = "sliver_gap"
    ROUNDING_GAP = "rounding_gap"
    OUTSIDE_OUTLINE = "outside_outline"
    DUPLICATE_GEOMETRY = "duplicate_geometry"
    HOLE = "hole"
    MULTIPART = "multipart"
    MISSING_ID = "missing_id"
    DUPLICATE_ID = "duplicate_id"
    OVERLAPPING_VALIDITY = "overlapping_validity"
    BAD_DATE = "bad_date"
    REVERSED_DATES = "reversed_dates"
    EXPIRED = "expired"
    FUTURE = "future"
    DATED = "dated"
    BAD_LEVEL = "bad_level"
    NO_SCHOOLS = "no_schools"
    REPEATED_SCHOOL = "repeated_school"
    UNKNOWN_SCHOOL = "unknown_school"
    WRONG_LEVEL = "wrong_level"
    ORPHAN_SCHOOL = "orphan_school"
    SCHOOL_OUTSIDE_ZONE = "school_outside_zone"
    SCHOOL_IN_OTHER_ZONE = "school_in_other_zone"
    NUMBERS_AS_TEXT = "numbers_as_text"


ORDER = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    `where` names the file and feature(s); `x_m`, `y_m` are a point of it in the district's
    metres and `lon`, `lat` the same in WGS84 (None for what has no place). `area_m2` and
    `width_m` (mean width, 2 · area / perimeter) are given where it covers ground; `geometry` is
    that ground, in district metres.
    """

    kind: Kind
    severity: Severity
    where: str
    what: str
    repair: str
    zones: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    level: str = ""
    area_m2: float | None = None
    width_m: float | None = None
    x_m: float | None = None
    y_m: float | None = None
    lon: float | None = None
    lat: float | None = None
    geometry: Any = field(default=None, compare=False, repr=False)

    def sort_key(self) -> tuple[Any, ...]:
        """Order by severity, kind, zones, size and place: the same for any order of the rows."""
        place = (self.x_m or 0.0, self.y_m or 0.0)
        kind = list(Kind).index(self.kind)
        return (ORDER[self.severity], kind, self.zones, self.schools, self.level,
                -(self.area_m2 or 0.0), place, self.where, self.what)  # fmt: skip

    def document(self) -> dict[str, Any]:
        """Return the finding for a JSON report: millimetres are the last digit, no geometry."""
        rounded = {"area_m2": 4, "width_m": 4, "x_m": 3, "y_m": 3, "lon": 7, "lat": 7}
        entry: dict[str, Any] = {
            "kind": str(self.kind), "severity": str(self.severity), "where": self.where,
            "what": self.what, "repair": self.repair, "zones": list(self.zones),
            "schools": list(self.schools), "level": self.level,
        }  # fmt: skip
        for name, digits in rounded.items():
            value = getattr(self, name)
            entry[name] = None if value is None else round(value, digits)
        return entry

    def __str__(self) -> str:
        """Say the finding in one line."""
        at = "" if self.x_m is None else f" at {self.x_m:.2f}, {self.y_m:.2f}"
        at += "" if self.lon is None else f" ({self.lon:.6f}, {self.lat:.6f})"
        return f"{self.severity} {self.kind}: {self.where}: {self.what}{at}. Repair: {self.repair}"


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check, sorted, with the figures of the plan they belong to."""

    findings: tuple[Finding, ...]
    figures: Mapping[str, Any]

    @classmethod
    def of(cls, findings: Iterable[Finding], figures: Mapping[str, Any]) -> "Report":
        """Sort the findings: the report is the same whatever the order of the rows was."""
        return cls(tuple(sorted(findings, key=Finding.sort_key)), dict(figures))

    def of_kind(self, *kinds: Kind) -> tuple[Finding, ...]:
        """Return the findings of these kinds."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)

    def counts(self) -> dict[str, int]:
        """Count the findings of each kind that occurs, in the order of `Kind`."""
        count = Counter(finding.kind for finding in self.findings)
        return {str(kind): count[kind] for kind in Kind if count[kind]}

    @property
    def breaks_a_promise(self) -> bool:
        """Say whether any finding is an error (exit code 1)."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def document(self) -> dict[str, Any]:
        """Return the whole report for JSON."""
        severities = Counter(str(finding.severity) for finding in self.findings)
        return {
            "figures": dict(self.figures),
            "counts": self.counts(),
            "severities": {str(each): severities[str(each)] for each in Severity},
            "findings": [finding.document() for finding in self.findings],
        }
