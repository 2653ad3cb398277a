"""Does the rest of an address speak for a register row, or against it?"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from geo.address_keys import (
    Place,
    core_length,
    is_section,
    loose_key,
    loosely_same,
    one_slip_apart,
    sound_keys,
    sounds_alike,
)
from geo.gazetteer_index import NameIndex, Spot

# What each doubt costs, out of a score of 1. Rules.threshold (0.8) bears two or three of them.
LOOSE, SOUND, SLIP = 0.03, 0.07, 0.15
AREA_SLIP, UNKNOWN_TOWN, OTHER_COMMUNITY, OTHER_ROAD = 0.03, 0.06, 0.05, 0.08
UNKNOWN_COMPOUND, OTHER_READING, DOOR_AS_BUILDING = 0.03, 0.02, 0.06
UNNAMED_COURT = 0.07
OTHER_DOOR = 0.25  # more than the threshold bears: listed, not taken

_SURE_CORE = 5  # a name this long survives a slip without the town's word for it
_LEVELS = ("city", "district", "town", "community")
_TWO_SIGNS = frozenset("街地")
_AREA_SUFFIX = re.compile("^(?:街道办事处|街道|地区办事处|地区|镇|乡|区|县|市|社区|村)")


class Version(NamedTuple):
    """One reading of what was asked, its cost, and whether a character was taken for a slip."""

    asked: Place
    cost: float = 0.0
    slip: bool = False


class Stripped(NamedTuple):
    """A name without the areas before it, what these say, and what the reading costs."""

    rest: str
    areas: dict[str, str]
    cost: float = 0.0


def _usable(name: str, said: dict[str, str], cost: float = 0.0) -> Iterator[Stripped]:
    """Return what is left of a name, unless it is too little to be one."""
    if len(name) > 1 and not is_section(name):
        yield Stripped(name, said, cost)


class Areas:
    """The cities, districts, towns and communities that the register names."""

    def __init__(self, places: Iterable[Place]) -> None:
        levels = [(p.city, p.district, p.town, p.community) for p in set(places)]
        cities, districts, towns, communities = (
            {level[column] for level in levels} - {""} for column in range(4)
        )
        self._indices = {
            "city": NameIndex(cities),
            "district": NameIndex(districts),
            "town": NameIndex(towns),
        }
        self._prefixes: dict[str, list[str]] = defaultdict(list)
        loose = {loose_key(name) for name in communities}
        for level, names in zip(_LEVELS, (cities, districts, towns, loose), strict=True):
            for name in names:
                self._prefixes[name].append(level)
        self._lengths = sorted({len(name) for name in self._prefixes}, reverse=True)

    def resolve(self, asked: Place) -> Version:
        """Settle how the areas are written; an unreadable town counts only in a sure district."""
        cost = 0.0
        for level in ("district", "town"):
            name = getattr(asked, level)
            if not name or name in self._indices[level]:
                continue
            known, updates = self._settle(level, name)
            if known:
                asked = asked._replace(**updates)
                cost += AREA_SLIP
            elif level == "town" and asked.district in self._indices["district"]:
                asked, cost = asked._replace(town=""), cost + UNKNOWN_TOWN
        return Version(asked, cost)

    def _settle(self, level: str, name: str) -> tuple[bool, dict[str, str]]:
        for rest, said, _ in self.without_areas(name):
            if rest in self._indices[level]:
                return True, {**said, level: rest}
        index = self._indices[level]
        near = index.by_sound(name) or index.by_slip(name)
        return len(near) == 1, {level: near[0]} if len(near) == 1 else {}

    def without_areas(self, name: str) -> Iterator[Stripped]:
        """Take area names off the front, their suffix missing or miswritten: 门头沟永定石龙路."""
        updates: dict[str, str] = {}
        while found := self._prefix(name):
            level = next((one for one in self._prefixes[found] if one not in updates), None)
            if level is None:
                return
            updates[level] = found
            name = name[len(found) :]
            said = {key: value for key, value in updates.items() if key != "community"}
            suffix = _AREA_SUFFIX.match(name)
            if suffix:
                yield from _usable(name, said)  # 城子市场街: 市 is the name's, not the area's
                name = name[suffix.end() :]
            yield from _usable(name, said)
            if not suffix:
                lost = 2 if name[:1] in _TWO_SIGNS else 1  # 永定真石龙路, 大峪街倒新桥大街
                yield from _usable(name[lost:], said, AREA_SLIP)

    def _prefix(self, name: str) -> str:
        for length in self._lengths:
            if length < len(name) and name[:length] in self._prefixes:
                return name[:length]
        return ""


def readings(asked: Place, dash: tuple[str, ...]) -> Iterator[Spot]:
    """Return every way in which these levels may be filed, with the cost of each reading."""
    door, building = asked.number, asked.building
    if asked.road and (door or not asked.compound):
        yield Spot(asked.road, door, building)
        yield from _dashed_road(asked.road, door, dash)
    named = asked.compound and not (is_section(asked.compound) and door)
    if named:
        yield from _estate(asked.compound, asked.court, building, dash)
    if not asked.road and not named:
        if asked.community:
            yield from _estate(asked.community, door, building, dash)
        elif asked.town or asked.district:
            yield Spot(asked.town or asked.district, door, building)


def _dashed_road(road: str, door: str, dash: tuple[str, ...]) -> Iterator[Spot]:
    """Return what 石龙路5-3 and 燕堤西街5-4-202 may mean besides their first reading."""
    if len(dash) == 2 and door == "-".join(dash):
        yield Spot(road, dash[0], dash[1], OTHER_READING)
        yield Spot(road, "", dash[0], OTHER_READING)
    elif dash and door == dash[0]:
        yield Spot(road, "", dash[0], OTHER_READING)
        yield Spot(road, "-".join(dash[:2]), "", OTHER_READING)


def _estate(name: str, door: str, building: str, dash: tuple[str, ...]) -> Iterator[Spot]:
    yield Spot(name, door, building)
    if door and not building and not name.endswith("村"):
        yield Spot(name, "", door, DOOR_AS_BUILDING)
    elif door:
        yield Spot(name, "", building, UNNAMED_COURT)
    if len(dash) > 1 and building == dash[0] and not door:
        yield Spot(name, "", "-".join(dash[:2]), OTHER_READING)
        yield Spot(name, dash[0], dash[1], OTHER_READING)


def cost_against(version: Version, known: Place, name: str) -> float | None:
    """Return what the other levels cost for this row, or None where they contradict it."""
    asked = version.asked
    if _differ(asked.city, known.city) or _differ(asked.district, known.district):
        return None
    if _differ(asked.town, known.town) or _differ(asked.unit, known.unit):
        return None
    if _differ(asked.court, known.court):
        return None
    same_road = not _differ(asked.road, known.road)
    if same_road and _differ(asked.number, known.number) and not _by_dash(asked, known):
        return None
    if version.slip and not _vouched(asked, known, name):
        return None
    cost = version.cost
    named = bool(asked.community and known.community)
    if named and not loosely_same(asked.community, known.community):
        cost += OTHER_COMMUNITY
    road, compound = _road_cost(asked, known), _compound_cost(asked, known)
    return None if road is None or compound is None else cost + road + compound


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _same_community(asked: Place, known: Place) -> bool:
    return bool(asked.community) and loosely_same(asked.community, known.community)


def _same_area(asked: Place, known: Place) -> bool:
    same_town = bool(asked.town) and asked.town == known.town
    return same_town or _same_community(asked, known)


def _vouched(asked: Place, known: Place, name: str) -> bool:
    return core_length(name) >= _SURE_CORE or _same_area(asked, known)


def _road_cost(asked: Place, known: Place) -> float | None:
    if not _differ(asked.road, known.road):
        return 0.0
    if close := closeness(asked.road, known.road):
        return close
    return OTHER_ROAD if _same_area(asked, known) else None


def _by_dash(asked: Place, known: Place) -> bool:
    """Say whether 5-3 was read as door 5, building 3."""
    longer, shorter = sorted((asked.number, known.number), key=len, reverse=True)
    return longer.startswith(f"{shorter}-")


def _compound_cost(asked: Place, known: Place) -> float | None:
    if not asked.compound or asked.compound == known.compound:
        return 0.0
    if not known.compound:
        return UNKNOWN_COMPOUND
    return closeness(asked.compound, known.compound)


def closeness(asked: str, known: str) -> float | None:
    """Return the cost of taking one name for the other, None where they are two names."""
    if asked == known:
        return 0.0
    if loosely_same(asked, known):
        return LOOSE
    if sounds_alike(asked, known) and set(sound_keys(asked)) & set(sound_keys(known)):
        return SOUND
    longer = min(core_length(asked), core_length(known)) >= _SURE_CORE
    return SLIP if longer and one_slip_apart(asked, known) else None
