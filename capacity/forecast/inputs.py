"""What is known besides the rolls? Births, residents, homes, decisions, registrations, plans."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from capacity.forecast.events import Event, EventKind
from capacity.forecast.housing import YIELDS, Development
from capacity.forecast.nowcast import Nowcast, nowcast
from capacity.forecast.panel import Births, Floats, Panel
from capacity.forecast.rolls import births_of, whole_numbers
from geo.cells import texts
from geo.faults import BadInput, FaultList
from geo.layers import read_layer
from geo.row_faults import add_rows
from geo.tables import SUFFIXES, as_numbers, read_table

YEARS = (1900, 2200)


@dataclass(frozen=True, slots=True)
class Plan:
    """Seats planned for the lowest grade: classes open, pupils a class may hold, rooms in all."""

    classes: int
    limit: int
    rooms: int | None


def read_births(path: Path, panel: Panel, stream: str) -> Births | None:
    """Read births by area and calendar year (area, year, births; stream, vintage, lead).

    An area is a district of the rolls; where the rolls name none, there is one area. The newest
    vintage of a year counts. `lead` stands for other leading counts (kindergarten rolls, social
    insurance): the whole years from the count to entry. Rows without a stream are for all.
    """
    frame = read_table(path, ("area", "year", "births"), ("stream", "vintage", "lead"))
    faults = FaultList()
    years = whole_numbers(frame, "year", path.name, faults, YEARS)
    count = as_numbers(frame, "births", path.name, faults, minimum=0)
    lead = whole_numbers(frame, "lead", path.name, faults, (0, 20), required=False)
    faults.refuse_if_any()
    told = pd.DataFrame({"area": _areas(frame, panel, path.name), "year": years, "births": count,
                         "lead": lead, "stream": texts(frame, "stream"),
                         "vintage": texts(frame, "vintage")})  # fmt: skip
    told = told[told["stream"].isin([stream, ""])]
    if told.empty:
        return None
    newest = told.sort_values(["vintage", "stream"], kind="stable").groupby(["area", "year"]).last()
    leads = set(newest["lead"].dropna())
    if len(leads) > 1 or (leads and newest["lead"].isna().any()):
        what = f"stream {stream!r} has several leads"
        raise BadInput.one(path.name, what, "give one kind of count for a stream")
    district = {name: at for at, name in enumerate(panel.districts)}
    found = births_of(newest["births"], district, _entry_age(panel))
    return replace(found, entry_age=int(leads.pop()), born_before=0.0) if leads else found


def _areas(frame: pd.DataFrame, panel: Panel, name: str) -> pd.Series:
    areas = texts(frame, "area")
    if len(panel.districts) == 1 and len(set(areas)) == 1:
        return pd.Series(panel.districts[0], index=frame.index)
    unknown = ~areas.isin(panel.districts)
    faults = FaultList()
    rows = [(int(row), f"area {areas[row]!r} is no district of the rolls")
            for row in frame.index[unknown]]  # fmt: skip
    add_rows(faults, name, rows, f"write one of {', '.join(panel.districts[:8])}")
    faults.refuse_if_any()
    return areas


def _entry_age(panel: Panel) -> int:
    label = panel.grades[0].upper()
    digits = "".join(sign for sign in label if sign.isdigit())
    return 5 + (int(digits) if digits else {"PK": -1}.get(label, 0))


def read_residents(path: Path, panel: Panel, stream: str, zone_of: Mapping[str, str]) -> Panel:
    """Read children living in each zone by the year they come of age, and feed the intake by them.

    Columns zone_id, year, children; stream. `zone_of` says in which zone each school stands; the
    zones become the areas of the returned panel, within which schools share the entrants.
    """
    frame = read_table(path, ("zone_id", "year", "children"), ("stream",))
    faults = FaultList()
    years = whole_numbers(frame, "year", path.name, faults, YEARS)
    children = as_numbers(frame, "children", path.name, faults, minimum=0)
    zones = texts(frame, "zone_id")
    known = set(zone_of.values())
    rows = [(int(row), f"zone_id {zones[row]!r} has no school")
            for row in frame.index[~zones.isin(known)]]  # fmt: skip
    add_rows(faults, path.name, rows, "give the zone a school in the zones table")
    faults.refuse_if_any()
    told = pd.DataFrame({"zone": zones, "year": years, "children": children})
    told = told[texts(frame, "stream").isin([stream, ""])]
    by_zone = tuple(sorted({zone_of.get(school, "") for school in panel.schools}))
    at = {zone: k for k, zone in enumerate(by_zone)}
    counts = births_of(told.groupby(["zone", "year"])["children"].sum(), at, 0)
    last = panel.first_year + int(np.flatnonzero(panel.known)[-1])
    return replace(
        panel,
        districts=by_zone,
        district_of=np.array([at[zone_of.get(s, "")] for s in panel.schools], dtype=np.int64),
        births=replace(counts, born_before=0.0, counted_in=last),
    )


def read_zone_schools(path: Path) -> dict[str, str]:
    """Read the zone of each school: a zones layer or a table with zone_id and school_ids."""
    table = path.suffix.casefold() in SUFFIXES
    frame = read_table(path, ("zone_id", "school_ids")) if table else read_layer(path)
    for column in ("zone_id", "school_ids"):
        if column not in frame.columns:
            raise BadInput.one(path.name, f"the column {column!r} is missing", "add it")
    found: dict[str, str] = {}
    faults = FaultList()
    for row, zone, ids in zip(
        frame.index, texts(frame, "zone_id"), texts(frame, "school_ids"), strict=True
    ):
        for school in filter(None, (one.strip() for one in ids.replace("；", ";").split(";"))):
            if found.setdefault(school, zone) != zone:
                what = f"school {school!r} is in zone {found[school]!r} already"
                faults.add(f"{path.name} row {row}", what, "leave it in one zone")
    faults.refuse_if_any()
    return found


def read_developments(path: Path, panel: Panel) -> list[Development]:
    """Read new homes: id, school_id, units, type, completion (a year). Raises BadInput."""
    frame = read_table(path, ("id", "school_id", "units", "type", "completion"))
    faults = FaultList()
    units = as_numbers(frame, "units", path.name, faults, minimum=0, maximum=100_000)
    years = whole_numbers(frame, "completion", path.name, faults, YEARS)
    kinds = texts(frame, "type")
    bad = [
        (int(row), f"type {kinds[row]!r} is not known") for row in frame.index[~kinds.isin(YIELDS)]
    ]
    add_rows(faults, path.name, bad, f"write one of {', '.join(sorted(YIELDS))}")
    schools = known_schools(frame, panel, path.name, faults)
    faults.refuse_if_any()
    return [Development(s, float(u), k, int(y))
            for s, u, k, y in zip(schools, units, kinds, years, strict=True)]  # fmt: skip


def read_events(path: Path, panel: Panel) -> list[Event]:
    """Read decisions: kind (open, close, cap, add), school_id, year, pupils. Raises BadInput."""
    frame = read_table(path, ("kind", "school_id", "year"), ("pupils",))
    faults = FaultList()
    years = whole_numbers(frame, "year", path.name, faults, YEARS)
    pupils = as_numbers(frame, "pupils", path.name, faults, required=False)
    kinds = texts(frame, "kind")
    bad = [(int(row), f"kind {kinds[row]!r} is not known")
           for row in frame.index[~kinds.isin(list(EventKind))]]  # fmt: skip
    add_rows(faults, path.name, bad, f"write one of {', '.join(EventKind)}")
    missing = np.isnan(pupils) & (kinds != EventKind.CLOSE).to_numpy()
    rows = [(int(row), "pupils is empty") for row in frame.index[missing]]
    add_rows(faults, path.name, rows, "say how many pupils a year in the lowest grade")
    schools = known_schools(frame, panel, path.name, faults)
    faults.refuse_if_any()
    return [
        Event(EventKind(k), s, int(y), float(np.nan_to_num(p)))
        for k, s, y, p in zip(kinds, schools, years, pupils, strict=True)
    ]


def read_plans(path: Path, panel: Panel) -> dict[tuple[str, int], Plan]:
    """Read planned intakes: school_id, year, classes, limit; rooms. By school and year."""
    frame = read_table(path, ("school_id", "year", "classes", "limit"), ("rooms",))
    faults = FaultList()
    years = whole_numbers(frame, "year", path.name, faults, YEARS)
    classes = whole_numbers(frame, "classes", path.name, faults, (0, 100))
    limits = whole_numbers(frame, "limit", path.name, faults, (1, 100))
    rooms = whole_numbers(frame, "rooms", path.name, faults, (0, 500), required=False)
    schools = known_schools(frame, panel, path.name, faults)
    faults.refuse_if_any()
    return {
        (s, int(y)): Plan(int(c), int(m), None if np.isnan(r) else int(r))
        for s, y, c, m, r in zip(schools, years, classes, limits, rooms, strict=True)
    }


def read_prices(path: Path) -> dict[str, int]:
    """Read seat prices of an overflow run: school_id, price (metres saved by one more place)."""
    frame = read_table(path, ("school_id", "price"))
    faults = FaultList()
    price = whole_numbers(frame, "price", path.name, faults, (0, 10**9))
    faults.refuse_if_any()
    return {str(s): int(p) for s, p in zip(texts(frame, "school_id"), price, strict=True)}


def read_nowcasts(path: Path, panel: Panel, *, running: bool = True) -> dict[str, Nowcast]:
    """Read registrations and say what they tell of the season after the rolls' last year.

    As `read_registrations`; past seasons are read at their last day not after the running one's.
    A file of past seasons alone is refused (BadInput), or tells nothing where not `running`.
    """
    told = read_registrations(path, panel)
    season = panel.first_year + int(np.flatnonzero(panel.known)[-1]) + 1
    if not running and not (told["year"] == season).any():
        return {}
    return {
        str(stream or "all"): nowcast_of(part, panel, season, path.name)
        for stream, part in told.groupby("stream")
    }


def read_registrations(path: Path, panel: Panel) -> pd.DataFrame:
    """Read registrations: school_id, year, day, registered, final; stream.

    `day` counts from the opening of the portal, `registered` is the number by that day, `final`
    the number in the end (empty in the season that runs: the year after the rolls' last).
    """
    frame = read_table(path, ("school_id", "year", "day", "registered", "final"), ("stream",))
    faults = FaultList()
    told = pd.DataFrame({"school": known_schools(frame, panel, path.name, faults)})
    for column, limits, required in (("year", YEARS, True), ("day", (0, 400), True),
                                     ("registered", (0, 100_000), True),
                                     ("final", (0, 100_000), False)):  # fmt: skip
        told[column] = whole_numbers(frame, column, path.name, faults, limits, required=required)
    faults.refuse_if_any()
    told["stream"] = texts(frame, "stream").to_numpy()
    return told


def nowcast_of(told: pd.DataFrame, panel: Panel, season: int, name: str) -> Nowcast:
    """Form the nowcast of one stream's registrations for `season`; BadInput without a past."""
    running = told[told["year"] == season]
    past = told[(told["year"] < season) & told["final"].notna()]
    if running.empty or past.empty:
        what = f"needs rows of {season} and of a season before it with its final counts"
        raise BadInput.one(name, what, "add them, or leave the registrations out")
    day = running["day"].max()
    years = sorted(set(past["year"]))
    early = np.full((len(panel.schools), len(years)), np.nan)
    final = early.copy()
    for at, year in enumerate(years):
        part = past[past["year"] == year]
        early[:, at] = _by_school(part[part["day"] <= day], panel, "registered")
        final[:, at] = _by_school(part, panel, "final")
    if not np.nansum(early) > 0:
        what = f"no past season has registrations by day {int(day)}"
        raise BadInput.one(name, what, "add the days of past seasons")
    return nowcast(_by_school(running, panel, "registered"), early, final)


def _by_school(told: pd.DataFrame, panel: Panel, column: str) -> Floats:
    last = told.sort_values("day", kind="stable").groupby("school")[column].last()
    return np.array([float(last.get(school, np.nan)) for school in panel.schools])


def known_schools(frame: pd.DataFrame, panel: Panel, name: str, faults: FaultList) -> list[str]:
    """Return the schools of a table, noting those that the rolls do not know."""
    schools = texts(frame, "school_id")
    unknown = frame.index[~schools.isin(panel.schools)]
    rows = [(int(row), f"school_id {schools[row]!r} is not in the rolls") for row in unknown]
    add_rows(faults, name, rows, "correct it; a new school needs a row in the rolls, without n")
    return [str(school) for school in schools]
