"""Which rule is applied? Order, comparators, cost and limits of a placement, as data."""

import tomllib
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from capacity.canonical import canonical_json, sha256_hex
from geo.faults import BadInput, FaultList

RULE_NAME = "relative proximity R0-R5 (overflow-rule/1)"


FARTHEST_M = 1_000_000  # no limit of a district is farther than this


class Order(StrEnum):
    """Whose claims come before whose moves (overflow-rule.md R3)."""

    ZONE_FIRST = "zone_first"  # S8: every tier's own-zone claims, then anybody's move
    TIER_FIRST = "tier_first"  # a tier's moves before the claims of the tier below


class Comparator(StrEnum):
    """What decides inside a tier, in the order the ruleset lists them."""

    PREFERENCE = "preference"  # S13: only among equals
    SIBLING = "sibling"
    POINTS = "points"
    PROXIMITY = "proximity"
    LOTTERY = "lottery"


class CostShape(StrEnum):
    """How walking metres become the cost that is minimised."""

    IDENTITY = "identity"
    BANDED = "banded"
    SQUARED = "squared"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The parameters of one placement run; every one is printed in its result.

    `cap_m`: a child is never sent farther than this out of its zone (None: no limit).
    `tail_m`: before metres are summed, as few children as possible walk farther than this.
    `band_m`: width of a band when the cost is banded.
    """

    order: Order = Order.ZONE_FIRST
    comparators: tuple[Comparator, ...] = (
        Comparator.PREFERENCE,
        Comparator.SIBLING,
        Comparator.PROXIMITY,
        Comparator.LOTTERY,
    )
    cost: CostShape = CostShape.IDENTITY
    band_m: int = 500
    cap_m: int | None = None
    tail_m: int | None = None
    tier_names: dict[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the ruleset/1 document that is hashed and published."""
        document = {key: value for key, value in asdict(self).items() if value is not None}
        document["comparators"] = [str(name) for name in self.comparators]
        return {"format": "ruleset/1", "rule": RULE_NAME, **document}

    def digest(self) -> str:
        """Return the SHA-256 of the canonical ruleset document."""
        return sha256_hex(canonical_json(self.document()))

    @property
    def before_proximity(self) -> tuple[Comparator, ...]:
        """Return the comparators that decide who stays before any distance is looked at."""
        names = list(self.comparators)
        return tuple(names[: names.index(Comparator.PROXIMITY)])


def read_ruleset(path: Path) -> Ruleset:
    """Read a ruleset from TOML; raises BadInput with every fault found."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"cannot be read as TOML in UTF-8: {error}"
        raise BadInput.one(path.name, what, "see docs/formats.md") from error
    return ruleset_from(raw, path.name)


def ruleset_from(raw: dict[str, Any], where: str) -> Ruleset:
    """Make a Ruleset of plain values; raises BadInput with every fault found."""
    faults = FaultList()
    known = {item.name for item in fields(Ruleset)}
    for key in sorted(set(raw) - known):
        faults.add(where, f"unknown entry {key!r}", f"use only {', '.join(sorted(known))}")
    values: dict[str, Any] = {key: value for key, value in raw.items() if key in known}
    for key, closed in (("order", Order), ("cost", CostShape)):
        if key in values:
            values[key] = _one_of(closed, values[key], f"{where}, {key}", faults)
    if "comparators" in values:
        values["comparators"] = _comparators(values["comparators"], f"{where}, comparators", faults)
    for key in ("band_m", "cap_m", "tail_m"):
        whole = isinstance(values.get(key, 1), int) and not isinstance(values.get(key), bool)
        if not whole or not 1 <= values.get(key, 1) <= FARTHEST_M:
            what = f"{values[key]!r} is not a whole number of metres from 1 to {FARTHEST_M}"
            faults.add(f"{where}, {key}", what, f"write for example {key} = 3000, or leave it out")
    names = values.get("tier_names", {})
    if not isinstance(names, dict) or not all(
        key.isascii() and key.isdecimal() and isinstance(name, str) for key, name in names.items()
    ):
        what = "is not a table of texts by tier number"
        faults.add(f"{where}, tier_names", what, '[tier_names] then 1 = "…" lines')
    faults.refuse_if_any()
    return Ruleset(**values)


def _one_of(closed: type[StrEnum], value: Any, where: str, faults: FaultList) -> Any:
    if value in list(closed):
        return closed(value)
    faults.add(where, f"{value!r} is not known", f"use one of {', '.join(closed)}")
    return value


def _comparators(value: Any, where: str, faults: FaultList) -> tuple[Comparator, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        faults.add(
            where,
            "is not a list of names",
            'write ["preference", "sibling", "proximity", "lottery"]',
        )
        return ()
    names = tuple(_one_of(Comparator, name, where, faults) for name in value)
    if len(set(names)) < len(names):
        faults.add(where, "names a comparator twice", "name each comparator once")
    if names[-2:] != (Comparator.PROXIMITY, Comparator.LOTTERY):
        faults.add(
            where,
            "does not end with proximity, lottery",
            "end the list with proximity, lottery: the rule is relative proximity (相对就近), and "
            "equal distances need a lot",
        )
    return names
