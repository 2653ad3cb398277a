"""Which texts may name a child, a home, a zone or a school? Plain ones that cannot be confused."""

import re
import unicodedata
from collections.abc import Iterable

from geo.faults import FaultList

LONGEST = 64
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def alike(text: str) -> str:
    """Return the form in which two ids look the same: width, case and invisible signs folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def is_citizen_number(text: str) -> bool:
    """Say whether a text is an 18-digit citizen identity number (GB 11643-1999, check digit)."""
    if len(text) != 18 or not (text[:17].isascii() and text[:17].isdecimal()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return text[17].upper() == _CHECK[total % 11]


def note_unfit_ids(
    ids: Iterable[tuple[str, str]], faults: FaultList, *, what: str, reserved: str = ""
) -> None:
    """Note every id (where, text) that hides signs, is too long, is a person's, or is another's.

    The same text may come several times (gates of a school, versions of a zone); two texts that
    only look the same may not.
    """
    first: dict[str, tuple[str, str]] = {}
    for where, text in ids:
        unfit = _unfit(text, reserved)
        if unfit:
            faults.add(where, f"{what} {text[:LONGEST]!r} {unfit}", "give it a short, plain id")
            continue
        before, spelled = first.setdefault(alike(text), (where, text))
        if spelled != text:
            faults.add(
                where,
                f"{what} {text!r} is {spelled!r} of {before} in other letters",
                "write one id in one way, or give the other an id that cannot be mistaken for it",
            )


def _unfit(text: str, reserved: str) -> str:
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    reasons = {
        "holds signs that do not show": any(unicodedata.category(sign) in hidden for sign in text),
        f"is longer than {LONGEST} signs": len(text) > LONGEST,
        "holds a semicolon, which separates ids in lists": ";" in text or "；" in text,
        "is a citizen's identity number, which may not be used here (S59)": is_citizen_number(text),
        "is a number with decimals": bool(re.fullmatch(r"-?[0-9]+\.[0-9]+", text)),
        "holds the signs of a list or an object": bool(set(text) & set('{}[]"')),
        "is a reserved word": bool(reserved) and text == reserved,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
