"""Which estates and buildings of the register does a half-typed address begin?"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from geo.address import Address, normalise, parse
from geo.address_keys import name_key
from geo.register import Register

_LEVELS = ("province", "city", "district", "town", "community", "road", "compound")
_COURT = re.compile("号?院?")
_NUMBERS = re.compile("([0-9]+)")
_SEEN_AT_MOST = 400  # entries looked at for one answer; a longer text has fewer
LONGEST = 60  # characters: a longer text is no beginning of a register address
_LAST = "\U0010ffff"

Key = tuple[str, str]


class Completions:
    """The register's addresses by every beginning people use; nothing of what is typed is kept.

    An address may be begun at its city, district, town, estate or road, or at an estate's other
    name. Estates are told first; buildings take the room that is left.
    """

    def __init__(self, register: Register) -> None:
        estates, buildings = set[Key](), set[Key]()
        told = [_told(text) for text in register.address]
        for estate, text, starts in told:
            estates |= {(name_key(estate[start:]), estate) for start in starts}
            buildings |= {(name_key(text[start:]), text) for start in starts}
        for row, alias in register.aliases:
            estate = told[row][0]
            estates |= {(name, estate) for name in (alias.compound, alias.road) if name}
        self._estates, self._buildings = _sorted(estates), _sorted(buildings)

    @property
    def texts(self) -> frozenset[str]:
        """Return every address that may be told: the bureau's own texts, nobody's words."""
        return frozenset(text for _, text in (*self._estates, *self._buildings))

    def begun_by(self, text: str, limit: int = 8) -> list[str]:
        """Return at most `limit` register addresses that begin so, estates first, in house order.

        Nothing for an empty text, for one too long to be a beginning, and for an unknown one.
        """
        key = name_key(normalise(text)) if len(text) <= LONGEST else ""
        if not key or limit < 1:
            return []
        found = dict.fromkeys(_under(self._estates, key))
        if len(found) < limit:
            found |= dict.fromkeys(sorted(_under(self._buildings, key), key=_in_house_order))
        return list(found)[:limit]


def _sorted(entries: Iterable[Key]) -> list[Key]:
    return sorted((key, text) for key, text in entries if key)


def _under(entries: list[Key], key: str) -> Iterator[str]:
    """Return the addresses whose key begins with `key`, at most _SEEN_AT_MOST of them."""
    first = bisect_left(entries, (key, ""))
    last = bisect_left(entries, (key + _LAST, ""), first)
    return (text for _, text in entries[first : min(last, first + _SEEN_AT_MOST)])


def _in_house_order(text: str) -> list[tuple[int, str]]:
    """Order 2号楼 before 10号楼."""
    parts = _NUMBERS.split(text)
    return [(int(part[:9]) if part.isdecimal() else -1, part) for part in parts]


def _told(address: str) -> tuple[str, str, list[int]]:
    """Return an address's estate, the whole of it, and the places where it may be begun."""
    text = normalise(address)
    read = parse(text)
    starts, end = [0], 0
    for level in _LEVELS:
        name = getattr(read, level)
        at = text.find(name, end if name else len(text))
        if name and at >= 0:
            starts.append(at)
            end = at + len(name)
    return text[: _estate_end(text, read, end)] or text, text, sorted(set(starts))


def _estate_end(text: str, read: Address, end: int) -> int:
    """Return where the estate ends: behind its name, or behind the court's number on a road."""
    at = text.find(read.number, end) if read.number and read.building else -1
    if at < 0:
        return end
    behind = at + len(read.number)
    court = _COURT.match(text, behind)
    return behind if court is None else court.end()
