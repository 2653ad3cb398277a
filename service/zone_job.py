"""How do the commands about zones go, from file names to answers?"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo.csv_out import csv_bytes
from geo.district import District
from geo.faults import BadInput
from service.bundle import require_new_file, write_new_file
from service.district import choose_district
from service.homes import read_homes
from service.located import Answers, answer_homes
from service.renames import NO_RENAMES, Renames
from zones.check import check_file, findings_frame
from zones.finding import Finding, Kind, Report
from zones.layer import ReadOptions
from zones.plan import Plan
from zones.read import read_plan
from zones.repair_file import repair_file
from zones.school import read_schools
from zones.survey import CheckOptions


@dataclass(frozen=True, slots=True)
class ZoneSources:
    """The files and words of one call about zones."""

    zones: Path
    day: date | None
    schools: Path | None = None
    homes: Path | None = None
    register: Path | None = None
    address_list: Path | None = None
    district: Path | None = None
    crs: str | None = None
    zones_crs: str | None = None
    schools_crs: str | None = None
    layer: str | None = None
    level: str | None = None
    tolerance_m: float = 0.5
    rename: Renames = NO_RENAMES

    def reading(self) -> ReadOptions:
        """Return how the zones file is read."""
        rename = self.rename.of("zones", self.zones, self.zones_crs, self.layer)
        return ReadOptions(rename=rename, crs=self.zones_crs, layer=self.layer, level=self.level)

    def reading_schools(self) -> ReadOptions:
        """Return how the schools file is read."""
        rename = self.rename.of("schools", self.schools or Path(), self.schools_crs)
        return ReadOptions(rename=rename, crs=self.schools_crs, level=self.level)

    def in_district(self) -> tuple[District, str]:
        """Return the district and what was assumed about it, if anything."""
        choice = choose_district(
            zones=self.zones, district_file=self.district, crs=self.crs,
            zones_crs=self.zones_crs, layer=self.layer,
        )  # fmt: skip
        return choice.district, choice.assumed


def check_zones(
    sources: ZoneSources, *, repair: Path | None, findings: Path | None
) -> dict[str, Any]:
    """Check a zones file, repair a copy if asked; raises BadInput if it cannot be read at all."""
    if findings is not None:
        require_new_file(findings, (".gpkg", ".geojson", ".fgb"))
    if repair is not None and repair == findings:
        raise BadInput.one("--findings", "is the file of --repair", "name two files")
    if repair is not None:
        require_new_file(repair, (".gpkg", ".geojson", ".fgb"))
    district, assumed = sources.in_district()
    schools = None
    if sources.schools is not None:
        reading = sources.reading_schools()
        schools = read_schools(sources.schools, district, reading=reading, need_places=False)
    options = CheckOptions(on=sources.day)
    used = [sources.reading().rename]
    used += [] if sources.schools is None else [sources.reading_schools().rename]
    sources.rename.refuse_unused(used)
    report = check_file(
        sources.zones, district, schools=schools, reading=sources.reading(), options=options
    )
    if report.of_kind(Kind.UNREADABLE):
        raise BadInput(fault_of(finding) for finding in report.of_kind(Kind.UNREADABLE))
    document = report.document()
    lines = [f"note: {assumed}"] if assumed else []
    lines += _check_lines(report)
    if repair is not None:
        repair.parent.mkdir(parents=True, exist_ok=True)
        done = repair_file(
            sources.zones, repair, district, reading=sources.reading(), options=options
        )
        document["repair"] = done.document()
        lines.append(f"repaired copy: {repair}, {len(done.changes)} changes listed beside it")
    if findings is not None:
        findings.parent.mkdir(parents=True, exist_ok=True)
        findings_frame(report, district).to_file(findings)
        lines.append(f"findings as a layer: {findings}")
    return document | {"assumed": assumed, "lines": lines}


def fault_of(finding: Finding) -> Any:
    """Return a finding in the form of a refusal."""
    from geo.faults import Fault

    return Fault(finding.where, finding.what, finding.repair)


def _check_lines(report: Report) -> list[str]:
    figures = report.figures
    lines = [_said(finding) for finding in report.findings]
    total = ", ".join(f"{count} {kind}" for kind, count in report.counts().items()) or "nothing"
    checked = f"{figures['zones']} zones, {figures['vertices']:,} vertices"
    return [*lines, f"{checked}, {figures['area_ha']:,.1f} ha in {figures['crs']}: {total} found"]


def _said(finding: Finding) -> str:
    place = ""
    if finding.x_m is not None:
        place = f" at {finding.x_m:.2f}, {finding.y_m:.2f} m ({finding.lon:.6f}, {finding.lat:.6f})"
    size = "" if finding.area_m2 is None else f" [{finding.area_m2:,.2f} m²"
    if size:
        size += "]" if finding.width_m is None else f", {finding.width_m:.3f} m wide]"
    return (
        f"{finding.severity.upper()} {finding.kind} {finding.where}{place}{size}: {finding.what}. "
        f"Repair: {finding.repair}"
    )


def plan_of_day(sources: ZoneSources, district: District) -> Plan:
    """Return the zones of the level and day asked for; raises BadInput if there are none."""
    plan = read_plan(sources.zones, district, reading=sources.reading(), need_schools=False)
    level, day = sources.level or "primary", sources.day or date.min
    found = plan.on(day, level)
    if not len(found):
        raise BadInput.one(
            sources.zones.name,
            f"has no {level} zone in force on {day.isoformat()}",
            "give the day with --on, the level with --level, or correct valid_from and valid_to",
        )
    return found


def match_homes(sources: ZoneSources, out: Path) -> dict[str, Any]:
    """Match homes to zones and write one row per child; returns the counts."""
    require_new_file(out, (".csv", ".parquet"))
    if sources.homes is None:
        raise AssertionError
    district, assumed = sources.in_district()
    homes = read_homes(sources.homes, sources.rename.of("homes", sources.homes))
    plan = plan_of_day(sources, district)
    answers = answer_homes(homes, district, plan, sources, name=sources.homes.name)
    frame = matched_frame(homes, answers)
    data = csv_bytes(frame) if out.suffix == ".csv" else frame.to_parquet(index=False)
    write_new_file(out, data)
    counts = {str(state): int(n) for state, n in frame["state"].value_counts().sort_index().items()}
    said = ", ".join(f"{n:,} {state}" for state, n in counts.items())
    lines = [*([f"note: {assumed}"] if assumed else []), f"{len(frame):,} homes: {said}", str(out)]
    lines[1:1] = [
        f"DISAGREES {entry['home_id']}: {entry['note']}" for entry in answers.disagreements
    ]
    return {
        "homes": len(frame), "states": counts, "out": str(out), "lines": lines,
        "disagreements": list(answers.disagreements), "assumed": assumed,
    }  # fmt: skip


def matched_frame(homes: pd.DataFrame, answers: Answers) -> pd.DataFrame:
    """Return child_id, home_id and what was found, one row per child, sorted by child id."""
    return pd.DataFrame(
        {
            "child_id": homes["child_id"].to_numpy(),
            "home_id": homes["home_id"].to_numpy(),
            "state": answers.state,
            "zone_ids": answers.zone_ids,
            "school_ids": [";".join(own) for own in answers.school_ids],
            "basis": answers.basis,
            "line_distance_m": answers.line_distance_m.round(2),
            "location_source": answers.source,
            "precision": answers.precision,
            "note": answers.note,
        }
    )
