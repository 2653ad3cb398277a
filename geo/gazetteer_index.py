"""Which register rows stand under a name, a door number and a building?"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from geo.address_keys import (
    SHORTEST_CORE,
    Place,
    core_length,
    is_section,
    loose_key,
    loosely_same,
    one_slip_apart,
    sound_keys,
    sounds_alike,
)

_MOST_SUGGESTED = 200


class Spot(NamedTuple):
    """One way to look an address up: under a name, with number and building; its cost in score."""

    name: str
    number: str
    building: str
    cost: float = 0.0


def spots_of(place: Place) -> Iterator[Spot]:
    """Return the names under which a register row is filed."""
    named = place.compound and not (is_section(place.compound) and place.number)
    if place.road and (place.number or not place.compound):
        yield Spot(place.road, place.number, place.building)
    if named:
        yield Spot(place.compound, place.court, place.building)
    if not place.road and not named:
        name = place.community or place.town or place.district
        if name:
            yield Spot(name, place.number, place.building)


class Rows(NamedTuple):
    """Rows filed under one spot: entry positions [start, stop)."""

    start: int
    stop: int


class SpotIndex:
    """All entries sorted by (name, number, building): a name is one range, bisected inside."""

    def __init__(self, entries: Iterable[tuple[Spot, int]]) -> None:
        filed = sorted((spot.name, spot.number, spot.building, row) for spot, row in entries)
        self._numbers = [entry[1] for entry in filed]
        self._buildings = [entry[2] for entry in filed]
        self._rows = [entry[3] for entry in filed]
        self.names: dict[str, Rows] = {}
        start = 0
        for stop in range(1, len(filed) + 1):
            if stop == len(filed) or filed[stop][0] != filed[start][0]:
                self.names[filed[start][0]] = Rows(start, stop)
                start = stop

    def under_name(self, name: str) -> list[int]:
        """Return all rows of a name."""
        found = self.names.get(name)
        return self._rows[found.start : found.stop] if found else []

    def under_number(self, name: str, number: str) -> list[int]:
        """Return the rows of a name and door number, whatever the building."""
        found = self._number_range(name, number)
        return self._rows[found.start : found.stop]

    def under_building(self, spot: Spot) -> list[int]:
        """Return the rows of exactly this name, number and building."""
        found = self._number_range(spot.name, spot.number)
        start = bisect_left(self._buildings, spot.building, found.start, found.stop)
        stop = bisect_right(self._buildings, spot.building, start, found.stop)
        return self._rows[start:stop]

    def _number_range(self, name: str, number: str) -> Rows:
        found = self.names.get(name)
        if not found:
            return Rows(0, 0)
        start = bisect_left(self._numbers, number, found.start, found.stop)
        return Rows(start, bisect_right(self._numbers, number, start, found.stop))


class NameIndex:
    """Known names, to be found by looser spelling, by sound, by one slip, or by likeness."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names)
        self._known = frozenset(self._names)
        self._loose: dict[str, list[str]] = defaultdict(list)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        self._pairs: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            self._file(name)

    def _file(self, name: str) -> None:
        self._loose[loose_key(name)].append(name)
        for sound in sound_keys(name):
            self._sounds[sound].append(name)
        if core_length(name) >= SHORTEST_CORE:
            for shorter in _shortened(name):
                self._shortened[shorter].append(name)
        for pair in _pairs(name):
            self._pairs[pair].append(name)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def loosely(self, name: str) -> list[str]:
        """Return names that differ in 小区, 社区, 村 … at the end only."""
        known = self._loose.get(loose_key(name), ())
        return [one for one in known if one != name and loosely_same(one, name)]

    def by_sound(self, name: str) -> list[str]:
        """Return names a homophone away whose telling characters agree."""
        for sound in sound_keys(name):
            known = [one for one in self._sounds.get(sound, ()) if one != name]
            if alike := sorted(one for one in known if sounds_alike(name, one)):
                return alike
        return []

    def by_slip(self, name: str) -> list[str]:
        """Return long enough names that differ by one wrong, lost or added character."""
        found = set(self._shortened.get(name, ()))
        for shorter in _shortened(name):
            found.update(self._shortened.get(shorter, ()))
            if shorter in self._known and core_length(shorter) >= SHORTEST_CORE:
                found.add(shorter)
        # 黄安坨村 with a character lost is 黄安村, another village: what is asked must be long too.
        if core_length(name) < SHORTEST_CORE:
            return []
        return sorted(one for one in found if one_slip_apart(name, one))

    def alike(self, name: str, most: int) -> list[tuple[str, float]]:
        """Return (name, likeness 0..1), best first: for a person to choose from, never to take."""
        from rapidfuzz import fuzz, process

        lists = sorted((self._pairs.get(pair, []) for pair in _pairs(name)), key=len)
        pool: dict[str, None] = {}
        for names in lists:
            if len(pool) > _MOST_SUGGESTED:
                break
            pool.update(dict.fromkeys(names[:_MOST_SUGGESTED]))
        found = process.extract(name, sorted(pool), scorer=fuzz.ratio, limit=most, score_cutoff=50)
        return sorted(((one, score / 100) for one, score, _ in found), key=lambda x: (-x[1], x[0]))


def _shortened(name: str) -> set[str]:
    return {name[:place] + name[place + 1 :] for place in range(len(name))}


def _pairs(name: str) -> set[str]:
    return {name[place : place + 2] for place in range(len(name) - 1)} or {name}
