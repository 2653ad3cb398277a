"""What if? A scenario is a parent and what it changes, in a file of its own or in the store."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from capacity.forecast.events import Event, EventKind
from geo.faults import BadInput, FaultList

_LEAST, _MOST = 0.0, 5.0
_PARENTS = 10
_YEARS = range(1900, 2201)
_LISTS = ("plans", "events")


@dataclass(frozen=True, slots=True)
class PlanChange:
    """Another number of classes in the lowest grade of `school`, from `year` on."""

    school: str
    year: int
    classes: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """Switches of a forecast; 1 and 0 change nothing.

    `births` scales the cohorts ahead, `local_entry` and `nonlocal_entry` the entrants of a stream
    (a policy threshold for children without local hukou is such a switch, never a trend),
    `nonlocal_stay` the pupils of that stream a year, `housing` the pupils of new homes, and
    `housing_delay` puts their completion off by whole years. `plans` change planned intakes,
    `events` are decisions beside those already known; a child's are added to its parent's.
    """

    name: str = "base"
    births: float = 1.0
    local_entry: float = 1.0
    nonlocal_entry: float = 1.0
    nonlocal_stay: float = 1.0
    housing: float = 1.0
    housing_delay: int = 0
    plans: tuple[PlanChange, ...] = ()
    events: tuple[Event, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the switches as plain values, lists as lists."""
        told = asdict(self)
        return told | {name: [dict(one) for one in told[name]] for name in _LISTS}


def read_scenario(path: Path, depth: int = 0) -> Scenario:
    """Read a scenario from TOML: its own entries over those of its `parent`, a file beside it.

    Raises BadInput with every fault found: unknown entries, values out of range, a parent that is
    missing or leads back to its child.
    """
    if depth > _PARENTS:
        raise BadInput.one(path.name, "its parents lead in a circle", "name another parent")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"cannot be read as TOML in UTF-8: {error}"
        raise BadInput.one(path.name, what, "see docs/formats.md") from error
    parent = raw.pop("parent", None)
    if parent is not None and not isinstance(parent, str):
        raise BadInput.one(path.name, "parent is not a file name", 'write parent = "base.toml"')
    base = Scenario() if parent is None else read_scenario(path.parent / parent, depth + 1)
    return scenario_over(base, {"name": path.stem, **raw}, path.name)


def scenario_over(base: Scenario, changes: Mapping[str, Any], where: str) -> Scenario:
    """Return `base` with plain changes of its entries; BadInput names every fault under `where`."""
    faults = FaultList()
    known = {each.name for each in fields(Scenario)}
    changed: dict[str, Any] = {}
    for key in sorted(changes):
        if key not in known:
            faults.add(where, f"unknown entry {key!r}", f"use only {', '.join(sorted(known))}")
        elif key in _LISTS:
            changed[key] = getattr(base, key) + _rows(key, changes[key], where, faults)
        else:
            changed[key] = changes[key]
            _note_value(key, changes[key], where, faults)
    faults.refuse_if_any()
    return replace(base, **changed)


def _note_value(key: str, value: Any, where: str, faults: FaultList) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if key == "name":
        if not (isinstance(value, str) and value.strip()):
            faults.add(f"{where}, name", "is not a text", 'write name = "fewer non-local children"')
    elif key == "housing_delay":
        if not (isinstance(value, int) and number and 0 <= value <= 10):
            faults.add(f"{where}, {key}", f"{value!r} is not 0 to 10 whole years", "write years")
    elif not (number and _LEAST <= value <= _MOST):
        what = f"{value!r} is not a factor from 0 to 5"
        faults.add(f"{where}, {key}", what, "write for example 0.9")


def _rows(key: str, value: Any, where: str, faults: FaultList) -> tuple[Any, ...]:
    """Read [[plans]] or [[events]]; a row with a fault is left out, the whole is refused then."""
    if not (isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value)):
        faults.add(f"{where}, {key}", "is not a list of tables", f"write [[{key}]]")
        return ()
    made = [_ROW[key](one, f"{where}, {key} {at}", faults) for at, one in enumerate(value, 1)]
    return tuple(one for one in made if one is not None)


def _plan_change(row: Mapping[str, Any], where: str, faults: FaultList) -> PlanChange | None:
    if not _fits(row, ("school", "year", "classes"), (), where, faults):
        return None
    classes = row["classes"]
    if not (_whole(classes) and 0 <= classes <= 100):
        faults.add(f"{where}, classes", f"{classes!r} is not 0 to 100 classes", "correct it")
        return None
    return PlanChange(row["school"], row["year"], classes)


def _event(row: Mapping[str, Any], where: str, faults: FaultList) -> Event | None:
    if not _fits(row, ("kind", "school", "year"), ("pupils",), where, faults):
        return None
    kinds, pupils = [str(kind) for kind in EventKind], row.get("pupils")
    closing = row["kind"] == EventKind.CLOSE
    if row["kind"] not in kinds:
        faults.add(f"{where}, kind", f"{row['kind']!r} is not known", f"use {', '.join(kinds)}")
        return None
    number = isinstance(pupils, int | float) and not isinstance(pupils, bool)
    if not ((number and 0 <= float(pupils or 0) <= 10_000) or (closing and pupils is None)):
        what = f"{pupils!r} is not 0 to 10000 pupils a year in the lowest grade"
        faults.add(f"{where}, pupils", what, "correct it")
        return None
    return Event(EventKind(row["kind"]), row["school"], row["year"], float(pupils or 0))


def _fits(row: Mapping[str, Any], needed: tuple[str, ...], also: tuple[str, ...], where: str,
          faults: FaultList) -> bool:  # fmt: skip
    """Note entries that lack or are unknown, a school that is no text, a year that is none."""
    wrong = sorted({*needed} - {*row}) or sorted({*row} - {*needed, *also})
    if wrong:
        faults.add(where, f"lacks or does not know {', '.join(wrong)}", f"give {', '.join(needed)}")
        return False
    school, year = row["school"], row["year"]
    if not (isinstance(school, str) and school.strip()):
        faults.add(f"{where}, school", "is not a text", "write the school's id")
    if not (_whole(year) and year in _YEARS):
        faults.add(f"{where}, year", f"{year!r} is not a year", "write for example 2028")
    return isinstance(school, str) and bool(school.strip()) and _whole(year) and year in _YEARS


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_ROW: dict[str, Callable[[Mapping[str, Any], str, FaultList], Any]] = {
    "plans": _plan_change, "events": _event,
}  # fmt: skip
