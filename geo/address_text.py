"""How is an address written in one way: half-width, simplified, digits for numbers?"""

import re
import unicodedata
from functools import cache

from geo.numerals import numbers_to_digits

_OPEN, _CLOSE = "([{【〔〖［｛", ")]}】〕〗］｝"
_DASHES = "-‐‑‒–—―−~～ー_/\\→"
_LIST = "、"
_MARK_OF = {
    **dict.fromkeys(_OPEN, "("),
    **dict.fromkeys(_CLOSE, ")"),
    **dict.fromkeys(_DASHES, "-"),
    _LIST: _LIST,
}
_HASH_AFTER = re.compile(r"([0-9A-Za-z]) ?#")
_HASH_BEFORE = re.compile(r"# ?([0-9]++)")
_NUMERO = re.compile(r"(?<![A-Z])NO ?([0-9]+)号?")

# A dash or a comma means something only between numbers or behind a unit: 5-3, 5号-3, 3、5号.
_UNITS = "号院楼座元层室门弄栋幢甲乙丙丁附"
_SPACES = re.compile(r" {2,}")
_AROUND_DASH = re.compile(r" ?-[- ]*")
_LOOSE_DASH = re.compile(f"(?<![0-9A-Z{_UNITS}])-|-(?![0-9A-Z甲乙丙丁附])")
_LOOSE_LIST = re.compile(r"(?<![0-9A-Z号])、+|、+(?![0-9A-Z])")
_LOOSE_SPACE = re.compile(r"(?<![0-9A-Z]) +| +(?![0-9A-Z])")
_EMPTY_BRACKETS = re.compile(r"(?<!\()\(++\)++")
_MARKS = re.compile(r"[() \-、]")


@cache
def _simplified() -> dict[int, str]:
    """Return the traditional → simplified map of OpenCC, character by character.

    By character and not by phrase: the same name gets the same key whatever stands beside it.
    """
    from opencc import OpenCC

    planes = [(0x3400, 0xA000), (0x20000, 0x323B0)]
    every = [chr(code) for start, stop in planes for code in range(start, stop)]
    converted = OpenCC("t2s").convert("\n".join(every)).split("\n")
    once = {old: new for old, new in zip(every, converted, strict=True) if old != new}
    return {ord(old): once.get(new, new) for old, new in once.items()}


class _CharTable(dict[int, str]):
    """Maps each character to what it is in an address; learns a character when it meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = meaning = _meaning(chr(code))
        return meaning


def _meaning(char: str) -> str:
    if mark := _MARK_OF.get(char):
        return mark
    category = unicodedata.category(char)
    if category[0] not in "LN":
        return "" if category in {"Cf", "Mn", "Me"} else " "
    return char.upper() if "a" <= char <= "z" else _simplified().get(ord(char), char)


_TABLE = _CharTable()


def _clean_marks(text: str) -> str:
    text = _SPACES.sub(" ", text)
    text = _AROUND_DASH.sub("-", text)
    text = _LOOSE_DASH.sub("", text)
    text = _LOOSE_LIST.sub("", text)
    text = _LOOSE_SPACE.sub("", text)
    return _EMPTY_BRACKETS.sub("", text)


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if "#" in text:
        text = _HASH_BEFORE.sub(r"\1号", _HASH_AFTER.sub(r"\1号", text))
    text = text.translate(_TABLE)
    if _MARKS.search(text):
        text = _clean_marks(text)
    if "NO" in text:
        text = _NUMERO.sub(r"\1号", text)
    return numbers_to_digits(text)


def normalise(text: str) -> str:
    """Write an address in one way, without losing what it says.

    Half-width, simplified, upper case, numerals of house numbers as digits, separators only where
    they part two numbers, every kind of bracket as (). Idempotent; never raises on a string.
    """
    while (again := _once(text)) != text:
        text = again
    return text
