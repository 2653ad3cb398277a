"""What does a document's number say? The citizen number of GB 11643-1999, and other forms."""

import re
import unicodedata
from datetime import date

from admissions.people_kinds import IdKind
from geo.identifiers import is_citizen_number

_OTHER_FORMS = {
    IdKind.HK_MACAO_PERMIT: re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?"),
    IdKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}"),
    IdKind.PASSPORT: re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}"),
    IdKind.NONE_YET: re.compile(""),
}


def normalise_id(text: str) -> str:
    """Return the one spelling of a number: NFKC (full-width signs), outer blanks off, capitals.

    GB 11643 knows only the capital X, so `x` and `X` are one sign and must give one child's key.
    Nothing else is changed; blanks or hyphens inside stay, and are refused by `id_fault`.
    """
    return unicodedata.normalize("NFKC", text).strip().upper()


def has_check_digit(text: str) -> bool:
    """Say whether a text is 18 signs of which the last is right (GB 11643-1999, ISO 7064 11-2)."""
    return is_citizen_number(text) and text[17] != "x"


def birth_date_in(text: str) -> date | None:
    """Return the birth date inside a citizen number (signs 7 to 14), None if there is no such day.

    A date without time or zone: what the register wrote down on the day.
    """
    digits = text[6:14]
    if len(text) != 18 or not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def id_fault(kind: IdKind, number: str, born: date) -> str:
    """Return the code of what is wrong with a number (people_words.WORDS), "" if nothing is."""
    if kind != IdKind.ID_CARD:
        return "" if _OTHER_FORMS[kind].fullmatch(number) else f"id_{kind}"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "id_form"
    if not has_check_digit(number):
        return "id_check_digit"
    inside = birth_date_in(number)
    if inside is None:
        return "id_no_such_day"
    return "" if inside == born else "id_other_birth"
