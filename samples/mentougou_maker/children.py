"""Who are the sample's children: an opaque id, a building, a tier, a few circumstances?

Numbers first (how many of each), then a seeded shuffle decides who: so the shares come out as
stated whatever the seed. No name, birth date, document or telephone exists anywhere.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from samples.mentougou_maker.buildings import Building, buildings
from samples.mentougou_maker.ground import stream
from samples.mentougou_maker.tables import FIRST_DAY, ZONES, Zone

TIERS = (0.62, 0.14)
"""Shares of tier 1 and tier 2 among all children; tier 3 is the rest."""
TIERS_OF = {"Z06": (0.52, 0.12), "Z09": (0.66, 0.14)}
"""In one crowded zone tier 3 is the one that only partly fits, in the other tier 2."""
CASE_CHILDREN = {"line": 9, "gap": 5, "overlap": 5, "outside": 4}
PREFERRED = 52
SIBLINGS = 0.09
SIBLINGS_IN_ZONE = 0.85
TWIN_PAIRS = 26
TWIN_PAIRS_IN_CROWDED = 4
CROWDED = ("Z06", "Z09")
BARRED = 3
EMPTY_SHARE = 0.12
DECIDED = {"line": "", "gap": "Z01", "overlap": "Z10", "outside": "none"}
"""A person has decided the first child of each case; "" stands for the line's first zone, and
"none" says that the home lies in no zone."""


@dataclass(frozen=True, slots=True)
class Child:
    """One child of the cohort, without anything that names it; `zone` is "" in a special case."""

    home: Building
    zone: str = ""
    tier: int = 3
    preference: int = 0
    siblings_at: str = ""
    twins: str = ""
    barred: str = ""
    decided: str = ""


def zones_today() -> list[Zone]:
    """Return the primary zones in force on the first day."""
    return [z for z in ZONES if z.level == "primary" and z.valid_from == FIRST_DAY]


def zone_of(letter: str) -> str:
    """Return the zone that holds a letter of the map on the first day."""
    return next(zone.zone_id for zone in zones_today() if letter in zone.letters)


def _spread(count: int, homes: Sequence[Building], chance: random.Random) -> list[Building]:
    """Give each home a share of `count` children by random weight, the largest remainders up."""
    weights = [0.25 + chance.random() ** 2 for _ in homes]
    exact = [count * weight / sum(weights) for weight in weights]
    shares = [int(value) for value in exact]
    by_rest = sorted(range(len(homes)), key=lambda k: (shares[k] - exact[k], k))
    for k in by_rest[: count - sum(shares)]:
        shares[k] += 1
    return [home for home, share in zip(homes, shares, strict=True) for _ in range(share)]


def _homes() -> list[Child]:
    chance = stream("children")
    children = []
    for zone in zones_today():
        plain = [b for b in buildings() if not b.case and b.letters in zone.letters]
        lived_in = [b for b in plain if chance.random() >= EMPTY_SHARE]
        children += [Child(b, zone.zone_id) for b in _spread(zone.children, lived_in, chance)]
    for case, count in CASE_CHILDREN.items():
        homes = [b for b in buildings() if b.case == case]
        children += [Child(homes[k % len(homes)]) for k in range(count)]
    chance.shuffle(children)
    return children


def _tiers(children: Sequence[Child]) -> list[int]:
    """Deal out the tiers: first in the zones with shares of their own, then in all others."""
    chance = stream("tiers")
    tiers = [0] * len(children)
    left = [round(len(children) * share) for share in TIERS]
    for zone, shares in [*TIERS_OF.items(), ("", (0.0, 0.0))]:
        at = [k for k, c in enumerate(children) if tiers[k] == 0 and zone in {"", c.zone}]
        counts = [round(len(at) * share) for share in shares] if zone else left
        left = [total - count for total, count in zip(left, counts, strict=True)]
        deck = [1] * counts[0] + [2] * counts[1]
        deck += [3] * (len(at) - len(deck))
        chance.shuffle(deck)
        for k, tier in zip(at, deck, strict=True):
            tiers[k] = tier
    return tiers


def _with_tiers(children: list[Child]) -> list[Child]:
    preferred = set(stream("preference").sample(range(len(children)), PREFERRED))
    return [
        replace(child, tier=tier, preference=int(at in preferred))
        for at, (child, tier) in enumerate(zip(children, _tiers(children), strict=True))
    ]


def _with_siblings(children: list[Child]) -> list[Child]:
    chance = stream("siblings")
    schools = {zone.zone_id: zone.schools for zone in zones_today()}
    every = sorted(school for group in schools.values() for school in group)
    out = []
    for child in children:
        draw, near, which = chance.random(), chance.random(), chance.random()
        group = schools[child.zone] if child.zone and near < SIBLINGS_IN_ZONE else every
        school = group[int(which * len(group))] if draw < SIBLINGS else ""
        out.append(replace(child, siblings_at=school))
    return out


def _pairs(children: Sequence[Child]) -> list[tuple[int, int]]:
    """Choose pairs of one building, one pair each, some of them in the crowded zones."""
    at_home: dict[str, list[int]] = {}
    for at, child in enumerate(children):
        if child.zone:
            at_home.setdefault(child.home.building_id, []).append(at)
    pairs = [(group[0], group[1]) for group in at_home.values() if len(group) > 1]
    crowded = []
    for zone in CROWDED:
        crowded += [p for p in pairs if children[p[0]].zone == zone][:TWIN_PAIRS_IN_CROWDED]
    others = [p for p in pairs if children[p[0]].zone not in CROWDED]
    stream("twins").shuffle(others)
    return crowded + others[: TWIN_PAIRS - len(crowded)]


def _with_twins(children: list[Child]) -> list[Child]:
    """Make twins of some pairs; the second takes on the circumstances of the first."""
    out = list(children)
    for number, (a, b) in enumerate(_pairs(children), start=1):
        out[a] = replace(out[a], twins=f"T{number:02d}")
        out[b] = out[a]
    return out


def _with_decisions(children: list[Child]) -> list[Child]:
    left = dict(DECIDED)
    out = []
    for child in children:
        if child.home.case not in left:
            out.append(child)
            continue
        zone = left.pop(child.home.case) or zone_of(child.home.letters[0])
        out.append(replace(child, decided=zone))
    return out


def _with_barred(children: list[Child]) -> list[Child]:
    """Bar a few children of a crowded zone from one school elsewhere, as a bureau may order."""
    out = list(children)
    chosen = [k for k, c in enumerate(children) if c.zone == CROWDED[0] and not c.twins][:BARRED]
    for at in chosen:
        out[at] = replace(out[at], barred="P05")
    return out


@cache
def children() -> tuple[Child, ...]:
    """Return the cohort in the order of its ids."""
    cohort = _with_siblings(_with_tiers(_homes()))
    return tuple(_with_barred(_with_decisions(_with_twins(cohort))))
