"""What if? A scenario is a parent and what it changes, kept in a file of its own."""

import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from geo.faults import BadInput, FaultList

_LEAST, _MOST = 0.0, 5.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Switches of a forecast; 1 and 0 change nothing.

    `births` scales the cohorts ahead, `local_entry` and `nonlocal_entry` the entrants of a stream
    (a policy threshold for children without local hukou is such a switch, never a trend),
    `nonlocal_stay` the pupils of that stream a year, `housing` the pupils of new homes, and
    `housing_delay` puts their completion off by whole years.
    """

    name: str = "base"
    births: float = 1.0
    local_entry: float = 1.0
    nonlocal_entry: float = 1.0
    nonlocal_stay: float = 1.0
    housing: float = 1.0
    housing_delay: int = 0

    def document(self) -> dict[str, Any]:
        """Return the switches as plain values."""
        return asdict(self)


def read_scenario(path: Path, depth: int = 0) -> Scenario:
    """Read a scenario from TOML: its own entries over those of its `parent`, a file beside it.

    Raises BadInput with every fault found: unknown entries, values out of range, a parent that is
    missing or leads back to its child.
    """
    if depth > 10:
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
    return replace(base, **{"name": path.stem, **_checked(raw, path.name)})


def _checked(raw: dict[str, Any], name: str) -> dict[str, Any]:
    faults = FaultList()
    known = {each.name for each in fields(Scenario)}
    for key in sorted(raw):
        value = raw[key]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if key not in known:
            faults.add(name, f"unknown entry {key!r}", f"use only {', '.join(sorted(known))}")
        elif key == "name" and not (isinstance(value, str) and value.strip()):
            faults.add(f"{name}, name", "is not a text", 'write name = "fewer non-local children"')
        elif key == "housing_delay" and not (
            isinstance(value, int) and number and 0 <= value <= 10
        ):
            faults.add(f"{name}, {key}", f"{value!r} is not 0 to 10 whole years", "write years")
        elif key not in {"name", "housing_delay"} and not (number and _LEAST <= value <= _MOST):
            faults.add(
                f"{name}, {key}", f"{value!r} is not a factor from 0 to 5", "write for example 0.9"
            )
    faults.refuse_if_any()
    return raw
