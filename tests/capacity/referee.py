"""A slow second way: the rule by trying every assignment, written from overflow-rule.md alone."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from capacity.case import Child
from capacity.ruleset import Comparator, CostShape, Order, Ruleset

Assignment = dict[str, str]


def place_by_trying_all(
    children: Sequence[Child], places: Mapping[str, int], rule: Ruleset, lots: Sequence[str]
) -> Assignment | None:
    """Return the one placement of the rule (`lots`: ids, first lot first), None if short."""
    everyone = {child.id: child for child in children}
    tiers = sorted({child.tier for child in children})
    fixed: Assignment = {}
    if rule.order is Order.ZONE_FIRST:
        rights = most_in_zone(children, places, rule, {})
        candidates = [
            a
            for a in assignments(children, places, rule, {})
            if stays_of(a, children, rule) == rights
        ]
    for tier in tiers:
        own = [child for child in children if child.tier == tier]
        if rule.order is Order.TIER_FIRST:
            rights = most_in_zone(own, places, rule, fixed)
            candidates = [
                a
                for a in assignments(children, places, rule, fixed)
                if stays_of(a, own, rule) == rights
            ]
        if not candidates:
            return None
        candidates = _best(candidates, lambda a, own=own: _tail(a, own, rule))
        candidates = _best(candidates, lambda a, own=own: cost_of(a, own, rule))
        for name in lots:
            if everyone[name].tier == tier:
                candidates = _best(candidates, lambda a, name=name: _taste(a, everyone[name]))
        fixed |= {child.id: candidates[0][child.id] for child in own}
    return fixed


def _best(candidates, value):
    least = min(value(a) for a in candidates)
    return [a for a in candidates if value(a) == least]


def level_of(child: Child, rule: Ruleset) -> tuple[int, ...]:
    sibling = bool(set(child.siblings_at) & set(child.claims))
    worth = {
        Comparator.PREFERENCE: -child.preference,
        Comparator.SIBLING: -int(sibling),
        Comparator.POINTS: -child.points,
    }
    return (child.tier, *(worth[name] for name in rule.before_proximity))


def stays_of(a: Assignment, children: Sequence[Child], rule: Ruleset) -> list[int]:
    order = sorted({level_of(child, rule) for child in children})
    return [
        -sum(a[c.id] in claims_of(c) for c in children if level_of(c, rule) == level)
        for level in order
    ]


def claims_of(child: Child) -> set[str]:
    return set(child.claims) - set(child.barred)


def most_in_zone(children, places, rule, fixed) -> list[int]:
    ways = [[*sorted(claims_of(child)), ""] for child in children]
    return min(
        stays_of(dict(zip([c.id for c in children], way, strict=True)), children, rule)
        for way in product(*ways)
        if _fits([*way, *fixed.values()], places)
    )


def _fits(schools: Sequence[str], places: Mapping[str, int]) -> bool:
    return all(schools.count(school) <= count for school, count in places.items())


def assignments(children, places, rule, fixed) -> Iterator[Assignment]:
    ways = []
    for child in children:
        allowed = [
            school
            for school, metres in child.options
            if school not in child.barred
            and (school in child.claims or rule.cap_m is None or metres <= rule.cap_m)
        ]
        ways.append([fixed[child.id]] if child.id in fixed else allowed)
    for way in product(*ways):
        if _fits(way, places):
            yield dict(zip([c.id for c in children], way, strict=True))


def metres_of(a: Assignment, child: Child) -> int:
    return dict(child.options)[a[child.id]]


def _tail(a: Assignment, own: Sequence[Child], rule: Ruleset) -> int:
    return sum(rule.tail_m is not None and metres_of(a, c) > rule.tail_m for c in own)


def cost_of(a: Assignment, own: Sequence[Child], rule: Ruleset) -> int:
    shape = {
        CostShape.IDENTITY: lambda m: m,
        CostShape.BANDED: lambda m: m // rule.band_m,
        CostShape.SQUARED: lambda m: m * m,
    }[rule.cost]
    return sum(shape(metres_of(a, c)) for c in own)


def _taste(a: Assignment, child: Child) -> tuple[bool, int, str]:
    return (a[child.id] not in child.claims, metres_of(a, child), a[child.id])
