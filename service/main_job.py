"""How does one call of the main job go, from file names to a written bundle?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from capacity.ruleset import Ruleset, read_ruleset
from geo.district import District
from geo.faults import BadInput, FaultList
from geo.identifiers import note_unfit_ids
from geo.network import Streets
from service.assign import assign
from service.bundle import require_free, write_bundle
from service.district import Choice, choose_district
from service.documents import bundle_files
from service.homes import read_homes
from service.inputs import Inputs
from service.located import NO_ZONE, answer_homes, refuse_far
from service.progress import Progress
from service.renames import NO_RENAMES, Renames
from service.verify import verify_bundle
from zones.layer import ReadOptions
from zones.plan import Plan
from zones.read import read_plan
from zones.school import read_schools


@dataclass(frozen=True, slots=True)
class Sources:
    """The files and words of one call."""

    zones: Path
    schools: Path
    homes: Path | None  # None: the children come from memory (service.gather)
    day: date
    streets: Path | None = None
    register: Path | None = None
    address_list: Path | None = None
    district: Path | None = None
    rules: Path | None = None
    crs: str | None = None
    zones_crs: str | None = None
    schools_crs: str | None = None
    level: str = "primary"
    tolerance_m: float = 0.5
    rename: Renames = NO_RENAMES
    seed: str | None = None


@dataclass(frozen=True, slots=True)
class HomesTable:
    """Where the children to be placed come from: what faults call it, and how it is read.

    `read` returns a frame as `service.homes.check_homes` does and raises BadInput alike.
    """

    name: str
    read: Callable[[], pd.DataFrame]
    renames: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What a call leaves behind, and how it is told."""

    folder: Path
    digest: str
    report: dict[str, Any]

    def summary(self) -> dict[str, Any]:
        """Return the figures for machines."""
        kept = ("status", "counts", "states", "district", "digests", "seed", "distances", "notes")
        found = {key: self.report[key] for key in kept}
        if "short" in self.report:
            found["short"] = self.report["short"]
        return found | {"folder": str(self.folder), "digest": self.digest}

    def lines(self) -> list[str]:
        """Return what a person reads on the terminal."""
        counts = self.report["counts"]
        notes = [f"note: {note['text_en']}" for note in self.report["notes"]]
        held = [f"{counts['held']:,} held for a person: see report.html"] if counts["held"] else []
        return [*notes, self._outcome(), *held, f"bundle {self.folder}  digest {self.digest}"]

    def _outcome(self) -> str:
        counts = self.report["counts"]
        if self.report["status"] == "placed":
            return (
                f"{counts['placed']:,} of {counts['children']:,} children placed: "
                f"{counts['in_zone']:,} in their zone, {counts['moved']:,} moved by relative "
                f"proximity, {counts['no_zone']:,} without a zone"
            )
        short = self.report["short"]
        where = f"the schools {', '.join(short['schools'])}" if short["schools"] else "no school"
        return (
            f"NOT PLACED: {short['short']:,} places too few. {len(short['children']):,} children "
            f"(zones {', '.join(short['zones']) or '-'}) may only go to {where}"
        )


def run_main_job(sources: Sources, out: Path, progress: Progress, *, overwrite: bool) -> Done:
    """Read, place, prove and write; nothing is written if anything is refused (BadInput)."""
    require_free(out, overwrite=overwrite)
    inputs = gather(sources, progress)
    outcome = assign(inputs, progress)
    with progress.step("writing the bundle"):
        report, files = bundle_files(outcome)
    with progress.step("checking the bundle"):
        digest = write_bundle(out, files, check=require_verified)
    return Done(out, digest, report)


def require_verified(folder: Path) -> None:
    """Refuse to put a bundle in its place that its own check does not accept (trust.md §1)."""
    verdict = verify_bundle(folder)
    if verdict.faults:
        message = "the finished bundle is not verified, this is a fault of the program: "
        raise RuntimeError(message + "; ".join(verdict.faults[:5]))


def gather(sources: Sources, progress: Progress) -> Inputs:
    """Read every input, reporting the faults of all files together (BadInput)."""
    path = sources.homes
    if path is None:
        raise AssertionError
    rename = sources.rename.of("homes", path)
    table = HomesTable(path.name, lambda: read_homes(path, rename), (rename,))
    return gather_with(table, sources, progress)


def gather_with(table: HomesTable, sources: Sources, progress: Progress) -> Inputs:
    """Read every input but the homes, which `table` gives; see `gather`."""
    choice = choose_district(
        zones=sources.zones, district_file=sources.district, crs=sources.crs,
        zones_crs=sources.zones_crs,
    )  # fmt: skip
    with progress.step("reading zones, schools, homes and streets"):
        whole_plan, schools, homes, streets, ruleset = _read_all(table, sources, choice.district)
    plan = _in_force(whole_plan, sources)
    others = schools[schools["level"] != sources.level]
    schools = schools[schools["level"] == sources.level].reset_index(drop=True)
    if schools.empty:
        raise BadInput.one(
            sources.schools.name, f"holds no {sources.level} school", "see the column level"
        )
    if choice.district.bounds_wgs84 is None:
        named = [f"{sources.schools.name}, school {name}" for name in schools["school_id"]]
        first_gate = [shapely.get_coordinates(gates)[0] for gates in schools["gates"]]
        refuse_far(named, np.array(first_gate), plan, "school")
    with progress.step(f"locating {len(homes):,} homes and their zones"):
        answers = answer_homes(homes, choice.district, plan, sources, name=table.name)
    dated = any(whole_plan.valid_from) or any(whole_plan.valid_to)
    empty = int(homes.attrs.get("rows_of_nobody", 0))
    if sources.seed is not None and homes["lottery_no"].max() >= 0:
        raise BadInput.one(
            "--seed", f"{table.name} gives every child a lottery_no already",
            "leave out the seed or the column: one of them draws the lots",
        )  # fmt: skip
    return Inputs(
        district=choice.district, plan=plan, schools=schools, homes=homes, answers=answers,
        streets=streets, ruleset=ruleset, seed_text=sources.seed,
        day=sources.day if dated else None, notes=_notes(choice, streets, empty),
        homes_name=table.name,
        zones_name=sources.zones.name,
        other_schools=dict(zip(others["school_id"], others["level"], strict=True)),
    )  # fmt: skip


def _read_all(
    table: HomesTable, sources: Sources, district: District
) -> tuple[Plan, pd.DataFrame, pd.DataFrame, Streets | None, Ruleset]:
    """Read the files one after the other; the faults of all of them are refused together."""
    faults = FaultList()
    rename, level = sources.rename, sources.level
    schools_rename = rename.of("schools", sources.schools, sources.schools_crs)
    zones_rename = rename.of("zones", sources.zones, sources.zones_crs)
    of_schools = ReadOptions(crs=sources.schools_crs, rename=schools_rename, level=level)
    of_zones = ReadOptions(crs=sources.zones_crs, rename=zones_rename, level=level)
    read = (
        faults.reading(lambda: read_plan(sources.zones, district, reading=of_zones)),
        faults.reading(lambda: read_schools(sources.schools, district, reading=of_schools)),
        faults.reading(table.read),
        faults.reading(lambda: _streets(sources.streets, district)),
        faults.reading(lambda: read_ruleset(sources.rules) if sources.rules else Ruleset()),
    )
    if not faults.faults:
        rename.refuse_unused([schools_rename, zones_rename, *table.renames])
    plan, schools, homes, streets, ruleset = read
    require_plain_names(sources, plan, schools, faults)
    faults.refuse_if_any()
    if plan is None or schools is None or homes is None or ruleset is None:
        raise AssertionError  # a refusal without a fault
    return plan, schools, homes, streets, ruleset


def require_plain_names(
    sources: Sources, plan: Plan | None, schools: pd.DataFrame | None, faults: FaultList
) -> None:
    """Note ids of zones and schools that could be mistaken for one another."""
    zones = [] if plan is None else list(plan.zone_id)
    names = [] if schools is None else list(schools["school_id"])
    zone_ids = [(f"{sources.zones.name}, zone {zone!r}", zone) for zone in zones]
    school_ids = [(f"{sources.schools.name}, school {name!r}", name) for name in names]
    note_unfit_ids(zone_ids, faults, what="zone_id", reserved=NO_ZONE)
    note_unfit_ids(school_ids, faults, what="school_id")


def _streets(path: Path | None, district: District) -> Streets | None:
    from geo.streets import read_streets

    return None if path is None else read_streets(path, district)


def _in_force(plan: Plan, sources: Sources) -> Plan:
    """Return the zones of the level on the day; raises BadInput if there are none."""
    day = plan.on(sources.day, sources.level)
    if not len(day):
        raise BadInput.one(
            sources.zones.name,
            f"has no {sources.level} zone in force on {sources.day.isoformat()}",
            "give the day with --on, the level with --level, or correct valid_from and valid_to",
        )
    return day


def _notes(choice: Choice, streets: Streets | None, empty: int) -> tuple[dict[str, str], ...]:
    """Return what the reader must know before believing the figures."""
    notes = []
    if choice.assumed:
        code = choice.district.crs.to_string()
        notes.append({
            "code": "crs_not_declared",
            "text_en": choice.assumed,
            "text_zh": f"未声明本区坐标系,距离按 {code} 计算;请在 district.toml 中声明。",
        })  # fmt: skip
    if streets is None:
        notes.append({
            "code": "straight_line",
            "text_en": "no streets were given: every distance is a straight line, not a walk",
            "text_zh": "未提供道路数据:全部距离为直线距离,不是步行距离。",
        })  # fmt: skip
    if empty:
        notes.append({
            "code": "rows_of_nobody",
            "text_en": f"{empty} rows of homes stand for 0 children and place nobody",
            "text_zh": f"住址表中有 {empty} 行儿童数为 0,未安排任何人。",
        })  # fmt: skip
    return tuple(notes)
