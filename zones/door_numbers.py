"""Which door numbers does a legal text mean? 1-35单; 2-40双; 除12; 58号院; 全部."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LARGEST = 99_999
"""No door has a higher number; "35以上" ends here."""


class Unit(StrEnum):
    """What numbers count: doors (号, 号院), buildings (号楼, 栋), or what the place is made of."""

    PLACE = "place"
    DOOR = "door"
    BUILDING = "building"


class Says(StrEnum):
    """What a text says of one number; VARIANT: only of its plain form (甲5 where 5 is listed)."""

    LISTED = "listed"
    VARIANT = "variant"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers low, low + step, … up to high: step 2 for one side of the street."""

    low: int
    high: int
    step: int = 1

    def __contains__(self, number: int) -> bool:
        return self.low <= number <= self.high and (number - self.low) % self.step == 0

    def shared(self, other: "Span") -> range:
        """Return the numbers of both spans (steps are 1 or 2)."""
        if self.step == other.step == 2 and (self.low - other.low) % 2:
            return range(0)
        low, high, step = max(self.low, other.low), min(self.high, other.high), self.step
        coarse = self if self.step == 2 else other
        return range(low + (low - coarse.low) % coarse.step, high + 1, max(step, other.step))


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the text: a span of plain numbers, or one number with a letter (甲58)."""

    span: Span
    letter: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Numbers:
    """A whole text: what it names and what it takes out again (除); () named means 全部."""

    named: tuple[Item, ...]
    taken_out: tuple[Item, ...]

    @property
    def everything(self) -> bool:
        """Say whether the whole place is meant, save what is taken out."""
        return not self.named

    def says(self, number: str, unit: Unit) -> Says:
        """Say whether the text names a number ("58", "甲58", "12附3") of this unit."""
        letter, plain = split_number(number)
        if plain is None:
            return Says.LISTED if self.everything and not self.taken_out else Says.SILENT
        if _holds(self.taken_out, plain, letter, unit):
            return Says.SILENT
        if _holds(self.named, plain, letter, unit):
            return Says.LISTED
        plain_is_out = _holds(self.taken_out, plain, "", unit)
        if self.everything:
            return Says.VARIANT if plain_is_out else Says.LISTED
        of_listed = bool(letter) and _holds(self.named, plain, "", unit) and not plain_is_out
        return Says.VARIANT if of_listed else Says.SILENT

    def shared_with(self, other: "Numbers") -> str | None:
        """Return one number that both texts name, or None."""
        for unit in (Unit.DOOR, Unit.BUILDING):
            for number in self._candidates(other, unit):
                if self.says(number, unit) is other.says(number, unit) is Says.LISTED:
                    return number
        return None

    def _candidates(self, other: "Numbers", unit: Unit) -> Iterator[str]:
        """Yield the numbers among which a shared one must be, if there is any."""
        whole = Item(Span(1, LARGEST), "", Unit.PLACE)
        for one in _of_unit(self.named or (whole,), unit):
            for two in _of_unit(other.named or (whole,), unit):
                if self.everything or other.everything or one.letter == two.letter:
                    letter = max(one.letter, two.letter)
                    yield from (f"{letter}{number}" for number in one.span.shared(two.span))


def _of_unit(items: tuple[Item, ...], unit: Unit) -> Iterator[Item]:
    return (item for item in items if item.unit in (unit, Unit.PLACE))


def _holds(items: tuple[Item, ...], plain: int, letter: str, unit: Unit) -> bool:
    return any(
        letter == item.letter and plain in item.span
        for item in items
        if item.unit is Unit.PLACE or unit is Unit.PLACE or item.unit is unit
    )


_NUMBER = re.compile(r"([^0-9]*)([0-9]+)(.*)")


def split_number(number: str) -> tuple[str, int | None]:
    """Part "甲58" into ("甲", 58), "12附3" into ("附3", 12); without digits there is None."""
    found = _NUMBER.fullmatch(number.removesuffix("弄"))
    if not found or int(found[2]) > LARGEST:
        return number, None
    return found[1] + found[3], int(found[2])


_LETTERS = "甲乙丙丁戊己庚辛临附"
_N = rf"(?P<pre{{0}}>[{_LETTERS}]?)(?P<n{{0}}>[0-9]{{{{1,5}}}})(?P<post{{0}}>[{_LETTERS}]?)"
_U = r"(?P<unit{0}>号院|号楼|号|院|栋|幢|楼|座|弄)?"
_PARITY = r"(?:的)?(?P<parity{0}>单号?|双号?|奇数|偶数)?"
_SINGLE = re.compile((_N + _U).format("1"))
_RANGE = re.compile(
    _PARITY.format("1") + (_N + _U).format("1") + "-" + (_N + _U).format("2") + _PARITY.format("2")
)
_OPEN = re.compile((_N + _U).format("1") + "(?P<way>以上|以下)" + _PARITY.format("1"))
_SIDE = re.compile("(?:全部)?(?P<parity>单|双|奇数|偶数)号?(?:全部)?")
_ALL = frozenset({"全部", "所有", "全境", "全路", "全村", "全小区"})
_OUT = re.compile("^(?:除|不含|不包括)(.*?)(?:外|以外|之外)?$")
_CLAUSE, _LIST = re.compile("[;。\n]"), re.compile("[,、]+")
_SPACED_DIGITS = re.compile(r"[0-9]\s+[0-9]")
_BETWEEN = re.compile(r"[\s():]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~～〜至到", "-"))
_SAME = str.maketrans({"；": ";", "，": ","})
_STEP = {"单": 1, "奇": 1, "双": 0, "偶": 0}


def read_numbers(text: str) -> Numbers:
    """Read the numbers of a legal address list.

    Clauses are parted by ";", items by "," or "、"; Chinese and full-width punctuation and 至 are
    the same. `1-35单` odd numbers, `2-40双` even ones, `1-9` both, `35以上` and `12以下` (the
    number included), `单` one whole side, `58号院`, `3号楼` or `3栋` buildings, `甲5` a lettered
    number, `全部` the whole place; a clause that begins with 除 takes all its items out again.
    Raises ValueError that names the item which cannot be read in exactly one way.
    """
    named: list[Item] = []
    taken_out: list[Item] = []
    everything = False
    for clause in filter(None, (_plain(part) for part in _CLAUSE.split(text.translate(_SAME)))):
        out = _OUT.match(clause)
        for word in filter(None, _LIST.split(out[1] if out else clause)):
            if word in _ALL and not out:
                everything = True
            else:
                (taken_out if out else named).append(_item(word))
    if everything and named:
        message = f"'{text}' says 全部 and single numbers as well"
        raise ValueError(message)
    if not everything and not named:
        message = f"'{text}' names no number; write 全部 for the whole place"
        raise ValueError(message)
    return Numbers(tuple(named), tuple(taken_out))


def _plain(clause: str) -> str:
    """Write a clause in one way: half-width, one kind of dash, no blanks, brackets or colons."""
    plain = unicodedata.normalize("NFKC", clause).translate(_DASHES)
    if found := _SPACED_DIGITS.search(plain):
        message = f"'{found[0]}': numbers are parted by 、 or ; and not by a blank"
        raise ValueError(message)
    return _BETWEEN.sub("", plain).replace("--", "-")


def _item(word: str) -> Item:
    if side := _SIDE.fullmatch(word):
        return Item(_span(1, LARGEST, side["parity"]), "", Unit.PLACE)
    if found := _SINGLE.fullmatch(word):
        number = int(found["n1"])
        return Item(Span(number, number), found["pre1"] or found["post1"], _unit(found["unit1"]))
    if found := _OPEN.fullmatch(word):
        number = int(found["n1"])
        low, high = (number, LARGEST) if found["way"] == "以上" else (1, number)
        span = _span(low, high, found["parity1"])
        return Item(span, _no_letter(found, word), _unit(found["unit1"]))
    if found := _RANGE.fullmatch(word):
        return _range(found, word)
    message = f"'{word}' cannot be read; write for example 1-35单, 2-40双, 除12, 58号院 or 全部"
    raise ValueError(message)


def _range(found: "re.Match[str]", word: str) -> Item:
    low, high = int(found["n1"]), int(found["n2"])
    if high < low:
        message = f"'{word}' runs backwards; write {high}-{low}, or 、 between two numbers"
        raise ValueError(message)
    units = {found["unit1"], found["unit2"]} - {None}
    sides = {found["parity1"], found["parity2"]} - {None}
    if len({_unit(unit) for unit in units}) > 1 or len({side[0] for side in sides}) > 1:
        message = f"'{word}' says two things; write it as two items"
        raise ValueError(message)
    span = _span(low, high, max(sides, default=None))
    return Item(span, _no_letter(found, word), _unit(max(units, default=None)))


def _no_letter(found: "re.Match[str]", word: str) -> str:
    if any(found[name] for name in found.groupdict() if name.startswith(("pre", "post"))):
        message = f"'{word}' runs from or to a number with a letter; name such numbers one by one"
        raise ValueError(message)
    return ""


def _span(low: int, high: int, parity: str | None) -> Span:
    """Return the numbers of one side of the street (or both) between two numbers."""
    if parity is None:
        return Span(low, high)
    return Span(low + (low % 2 != _STEP[parity[0]]), high, 2)


def _unit(unit: str | None) -> Unit:
    if unit is None:
        return Unit.PLACE
    return Unit.DOOR if unit in {"号", "号院", "院", "弄"} else Unit.BUILDING
