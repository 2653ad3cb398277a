"""Which Chinese numerals in an address are numbers (一百二十三号), and which are names (三家店)?"""

import re

_DIGITS = {
    **dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖两", "1234567892", strict=True)),
    "幺": "1",
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TWENTIES = {"廿": "二十", "卅": "三十", "卌": "四十"}

NUMERAL_CHARS = "".join([*_DIGITS, *_TENS, *_TWENTIES])
# Possessive, and never begun in the middle: linear on any text.
_RUN = f"(?<![{NUMERAL_CHARS}])[{NUMERAL_CHARS}]++"
_HAS_NUMERAL = re.compile(f"[{NUMERAL_CHARS}]")

# After these a numeral is a number whatever follows; 楼 too, since 三楼 is never a name here.
_STRONG_UNIT = "号|弄|栋|幢|楼|单元|室|层|房间"
# After these only where the text ends or another number begins: 三门县 and 三座店 are names.
_WEAK_UNIT = r"(?:门|座|组|队|户|梯|排|#)(?=$|[\-() 、0-9" + NUMERAL_CHARS + "])"
_BEFORE_UNIT = re.compile(f"({_RUN})(?={_STRONG_UNIT}|{_WEAK_UNIT})")
# A bare numeral is a number right behind a unit, at the end or before a dash: 三号楼二单元一〇一.
_AFTER_UNIT = re.compile(f"(?<=[元门层楼栋幢座号弄])({_RUN})(?=$|[\\-() ])")
_BEFORE_DASH = re.compile(f"({_RUN})(?=-[0-9{NUMERAL_CHARS}])")
_AFTER_DASH = re.compile(f"(?<=-)({_RUN})(?=$|[\\-() ])")
_ONE_AS_DASH = re.compile(r"(?<=[0-9])[一](?=[0-9])")

_POSITIONAL = re.compile(
    r"(?:(?P<k>[一二三四五六七八九两])千)?"
    r"(?:(?P<z1>零)?(?P<h>[一二三四五六七八九两])百)?"
    r"(?:(?P<z2>零)?(?P<t>[一二三四五六七八九])?(?P<ten>十))?"
    r"(?:(?P<z3>零)?(?P<u>[一二三四五六七八九]))?"
)
_PLAIN = str.maketrans("〇○壹贰叁肆伍陆柒捌玖拾佰仟幺", "零零一二三四五六七八九十百千一")


def read_numeral(text: str) -> str | None:
    """Return the Arabic digits of one Chinese numeral, or None where it is not well formed.

    Digit by digit (一〇三 → "103", leading zeros kept) or by place (一百零三, 十二, 廿三, 两百).
    一百二 is refused: some mean 120 by it, some 102.
    """
    plain = text.translate(_PLAIN)
    for short, long in _TWENTIES.items():
        plain = plain.replace(short, long)
    if plain and not any(char in _TENS for char in plain):
        return "".join(_DIGITS[char] for char in plain) if _all_digits(plain) else None
    return _by_place(plain)


def _all_digits(plain: str) -> bool:
    return all(char in _DIGITS for char in plain)


def _by_place(plain: str) -> str | None:
    found = _POSITIONAL.fullmatch(plain)
    if not found or not plain:
        return None
    part = found.groupdict()
    skipped_place = part["u"] and not part["ten"] and (part["k"] or part["h"]) and not part["z3"]
    starts_with_zero = plain.startswith("零")
    if skipped_place or starts_with_zero:
        return None
    tens = int(_DIGITS[part["t"]]) if part["t"] else int(bool(part["ten"]))
    thousands, hundreds, units = (int(_DIGITS[part[key]]) if part[key] else 0 for key in "khu")
    return str(1000 * thousands + 100 * hundreds + 10 * tens + units)


def _digits_of(found: "re.Match[str]") -> str:
    run = found.group(1)
    return read_numeral(run) or run


def numbers_to_digits(text: str) -> str:
    """Write the Chinese numerals that stand for house numbers as digits; leave names alone.

    十二号院 → 12号院, 三单元 → 3单元, 三家店 → 三家店. Needs half-width simplified text.
    """
    if not _HAS_NUMERAL.search(text):
        return text
    text = _BEFORE_UNIT.sub(_digits_of, text)
    text = _AFTER_UNIT.sub(_digits_of, text)
    text = _BEFORE_DASH.sub(_digits_of, text)
    text = _AFTER_DASH.sub(_digits_of, text)
    return _ONE_AS_DASH.sub("-", text)


_ANY_RUN = re.compile(_RUN)


def fold_numerals(name: str) -> str:
    """Write every well-formed numeral inside a name as digits, to compare names (二区 = 2区)."""
    if not _HAS_NUMERAL.search(name):
        return name
    return _ANY_RUN.sub(lambda found: read_numeral(found.group()) or found.group(), name)
