"""Which texts may name a child, a home, a zone or a school? Plain ones that cannot be confused."""

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
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for sign in text):
        return "holds signs that do not show"
    if len(text) > LONGEST:
        return f"is longer than {LONGEST} signs"
    if ";" in text or "；" in text:
        return "holds a semicolon, which separates ids in lists"
    if is_citizen_number(text):
        return "is a citizen's identity number, which may not be used here (S59)"
    if reserved and text == reserved:
        return "is a reserved word"
    return ""
