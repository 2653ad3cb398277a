"""Where is an address, according to the register that the district owns?"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from geo.address import Address, parse
from geo.address_keys import Place, place_of
from geo.gazetteer_choice import Fit, Rules, candidates_of, choose, refused
from geo.gazetteer_evidence import (
    DOOR_AS_BUILDING,
    LOOSE,
    OTHER_DOOR,
    SLIP,
    SOUND,
    UNNAMED_COURT,
    Areas,
    Version,
    closeness,
    cost_against,
    readings,
)
from geo.gazetteer_index import NameIndex, Spot, SpotIndex, spots_of
from geo.geocode import Located, Precision, Reason
from geo.register import Register

__all__ = ["Gazetteer", "Rules"]

_NAMES = ("road", "compound", "community")
_DIGITS = re.compile(r"[0-9]+")


class Gazetteer:
    """An offline geocoder over one address register; a `Geocoder`.

    Normalise, parse, look up exactly; only names may be fuzzy (a homophone, one slip in a long
    name), numbers never. Two places that fit equally are both listed, and neither is taken.
    The answer depends on the register's content alone, not on its order.
    """

    source = "gazetteer"
    remote = False

    def __init__(self, register: Register, rules: Rules | None = None) -> None:
        self._register = register
        self._rules = rules or Rules()
        filed = [*enumerate(register.places), *register.aliases]
        self._places = register.places
        self._spots = SpotIndex((spot, row) for row, place in filed for spot in spots_of(place))
        self._names = NameIndex(self._spots.names)
        self._areas = Areas(place for _, place in filed)
        # An alias may say another town or road than its row: each row is judged by all its names.
        self._also: dict[int, list[Place]] = {}
        for row, place in register.aliases:
            self._also.setdefault(row, []).append(place)

    def locate(self, text: str) -> Located:
        """Place one address of any quality; never raises on a string."""
        return self.locate_read(parse(text))

    def locate_read(self, address: Address) -> Located:
        """Place an address that has been read by `geo.address.parse` already."""
        asked = self._areas.resolve(place_of(address))
        fits: list[Fit] = []
        for versions in self._ever_looser(asked):
            fits = [fit for version in versions for fit in self._exactly(version, address)]
            if fits:
                return self._answer(fits, address)
        # Under a name as it is written only: one doubt is enough for a coarse answer.
        sure = [asked, *self._stripped(asked)]
        fits = [fit for version in sure for fit in self._coarsely(version, address)]
        return self._answer(fits, address) if fits else self._declined(asked, address)

    find = locate

    def _answer(self, fits: Sequence[Fit], address: Address) -> Located:
        answer = choose(self._register, fits, self._rules)
        if address.near:
            return refused(Reason.BESIDE, answer.candidates)
        return answer

    def _ever_looser(self, asked: Version) -> Iterator[Iterable[Version]]:
        """Return readings in rounds: as written, without areas, loosely, by sound, by one slip."""
        yield [asked]
        yield self._stripped(asked)
        yield self._renamed(asked, self._names.loosely, LOOSE)
        yield self._renamed(asked, self._names.by_sound, SOUND)
        slips = self._renamed(asked, self._names.by_slip, SLIP)
        yield [version._replace(slip=True) for version in slips]

    def _unknown(self, place: Place) -> list[tuple[str, str]]:
        """Return (level, name) of the names that the register does not know."""
        named = ((level, getattr(place, level)) for level in _NAMES)
        return [(level, name) for level, name in named if name and name not in self._names]

    def _stripped(self, asked: Version) -> Iterator[Version]:
        """Take areas without their suffix off the front of unknown names."""
        place = asked.asked
        unknown = dict(self._unknown(place))
        if {"community", "compound"} <= unknown.keys():
            # 房山韩村河西东村 was cut in two behind 韩村: it is one name, and 西东村 the village.
            unknown = {"compound": place.community + place.compound}
            place = place._replace(community="")
        for level, name in unknown.items():
            for rest, areas, doubt in self._areas.without_areas(name):
                said = {key: value for key, value in areas.items() if not getattr(place, key)}
                for known in [rest] if rest in self._names else self._names.loosely(rest):
                    yield Version(place._replace(**said, **{level: known}), asked.cost + doubt)

    def _renamed(
        self, asked: Version, alternatives: Callable[[str], list[str]], cost: float
    ) -> Iterator[Version]:
        """Take an unknown name for the known ones that `alternatives` offers."""
        for level, name in self._unknown(asked.asked):
            for known in alternatives(name):
                renamed = asked.asked._replace(**{level: known})
                yield Version(renamed, asked.cost + cost)

    def _exactly(self, version: Version, address: Address) -> Iterator[Fit]:
        for spot in readings(version.asked, address.dash):
            if version.cost >= LOOSE and spot.cost >= DOOR_AS_BUILDING:
                continue  # 菜户营村27号 is not building 27 of 菜户营
            rows = self._spots.under_building(spot)
            if not rows and spot.building and not spot.number and spot.name != version.asked.road:
                rows = self._in_any_court(spot)
                spot = spot._replace(cost=spot.cost + UNNAMED_COURT)  # noqa: PLW2901
            for row in rows:
                yield from self._fit(row, version, spot, self._precision(row, spot))

    def _in_any_court(self, spot: Spot) -> list[int]:
        """Return the buildings of this number in every court of the estate: 西山艺境5号楼."""
        rows = self._spots.under_name(spot.name)
        return [row for row in rows if self._places[row].building == spot.building]

    def _fit(self, row: int, version: Version, spot: Spot, precision: Precision) -> Iterator[Fit]:
        cost = cost_against(version, self._places[row], spot.name)
        for place in self._also.get(row, ()):
            other = cost_against(version, place, spot.name)
            cost = other if cost is None or (other is not None and other < cost) else cost
        if cost is not None:
            if spot.name != version.asked.road != self._places[row].road:
                cost += self._doubt_of_door(version.asked)
            yield Fit(row, cost + spot.cost, precision)

    def _doubt_of_door(self, asked: Place) -> float:
        """Return the cost of an estate whose asked door is known to be another estate's."""
        if not (asked.road and asked.number and asked.compound):
            return 0.0
        rows = self._spots.under_number(asked.road, asked.number)
        there = {self._places[row].compound for row in rows} - {""}
        belongs = not there or any(closeness(asked.compound, one) is not None for one in there)
        return 0.0 if belongs else OTHER_DOOR

    def _precision(self, row: int, spot: Spot) -> Precision:
        if spot.building:
            return Precision.BUILDING
        if spot.number:
            return Precision.NUMBER
        place = self._places[row]
        for level in ("compound", "road", "community", "town", "district"):
            if getattr(place, level):
                return Precision(level)
        return Precision.NONE

    def _coarsely(self, version: Version, address: Address) -> Iterator[Fit]:
        """Return the rows of the court or compound whose building the register does not list."""
        for spot in readings(version.asked, address.dash):
            if spot.building or spot.number:
                rows = self._spots.under_number(spot.name, spot.number)
            else:
                rows = self._spots.under_name(spot.name)
            estate = spot.name != version.asked.road
            if estate and spot.building and not spot.number and not rows:
                rows = self._spots.under_name(spot.name)
            precision = self._coarse_precision(rows, spot, estate=estate)
            if precision is not Precision.NONE:
                for row in rows:
                    yield from self._fit(row, version, spot, precision)

    def _coarse_precision(self, rows: Sequence[int], spot: Spot, *, estate: bool) -> Precision:
        if not spot.building:
            return _WITHOUT_BUILDING[bool(spot.number), estate]
        if not rows or any(self._places[row].building for row in rows):
            return Precision.COMPOUND
        return self._precision(rows[0], spot._replace(building=""))

    def _declined(self, asked: Version, address: Address) -> Located:
        place = asked.asked
        names = [name for name in (place.compound, place.road, place.community) if name]
        if not names and not place.town and not place.district:
            return refused(Reason.NO_ADDRESS)
        elsewhere = self._elsewhere(asked, address)
        known = [name for name in names if name in self._names]
        if elsewhere:
            reason = Reason.OTHER_AREA
        else:
            reason = Reason.UNKNOWN_NUMBER if known else Reason.UNKNOWN_NAME
        fits = elsewhere or self._same_name(known, place) or self._alike(names, place)
        return refused(reason, candidates_of(self._register, fits, self._rules))

    def _elsewhere(self, asked: Version, address: Address) -> list[Fit]:
        """Return rows of this name and number that another level contradicts."""
        return [
            Fit(row, 0.5, self._precision(row, spot))
            for spot in readings(asked.asked, address.dash)
            for row in self._spots.under_building(spot)
        ]

    def _same_name(self, known: Sequence[str], place: Place) -> list[Fit]:
        rows = {row for name in known[:1] for row in self._spots.under_name(name)}
        wanted = _number_of(place.number or place.court or place.building)

        def distance(row: int) -> tuple[int, int]:
            there = self._places[row]
            return abs(_number_of(there.number or there.court or there.building) - wanted), row

        nearest = sorted(rows, key=distance)[: self._rules.most]
        return [Fit(row, 0.6, Precision.ROAD) for row in nearest]

    def _alike(self, names: Sequence[str], place: Place) -> list[Fit]:
        """Return, for a person to choose from, the same number under names that look alike."""
        found = self._names.alike(names[0], self._rules.most) if names else []
        number = place.number or place.court
        fits: list[Fit] = []
        for name, likeness in found:
            rows = self._spots.under_building(Spot(name, number, place.building))
            precision = Precision.BUILDING if place.building else Precision.NUMBER
            if rows and (number or place.building):
                fits.extend(Fit(row, 1 - likeness / 2, precision) for row in rows)
            else:
                first = self._spots.under_name(name)[0]
                fits.append(Fit(first, 1 - likeness / 3, Precision.NONE))
        return sorted(fits, key=lambda fit: (fit.cost, fit.row))


# (a number was asked, the name is an estate's) → how fine the rows under it answer.
_WITHOUT_BUILDING = {
    (True, True): Precision.NUMBER,
    (True, False): Precision.NUMBER,
    (False, True): Precision.COMPOUND,
    (False, False): Precision.NONE,
}


def _number_of(text: str) -> int:
    found = _DIGITS.search(text)
    return int(found.group()[:9]) if found else 0
