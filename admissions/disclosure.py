"""Which rows may leave the system, and which are refused?"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from admissions.disclosure_kinds import Column, ColumnKind, Disclosure, TakenDown
from admissions.disclosure_lists import DISCLOSURES
from admissions.disclosure_patterns import PersonalMark, personal_marks
from admissions.masking import is_masked
from geo.faults import FaultList

__all__ = [
    "DISCLOSURES", "Cell", "Column", "ColumnKind", "DisclosedTable", "Disclosure", "TakenDown",
    "frame_for",
]  # fmt: skip

Cell = str | int | date | datetime
LONGEST_TEXT = 32_000  # a cell of a spreadsheet holds 32,767 signs

_DIGEST = re.compile(r"[0-9a-f]{64}")
_REGISTRATION = re.compile(r"[0-9A-Z]{1,10}(?:-[0-9A-Z]{1,10}){0,4}")
_BREAKS = frozenset("\t\n\r")
_NOT_A_SIGN = frozenset({"Cc", "Cs"})
_DAYS = frozenset({ColumnKind.DAY, ColumnKind.BORN})
_BESIDES: Mapping[ColumnKind, frozenset[PersonalMark]] = {
    ColumnKind.DAY: frozenset({PersonalMark.BIRTH_DATE}),
    ColumnKind.PLACES: frozenset({PersonalMark.ADDRESS}),
}
_PARTED_DIGITS = frozenset({ColumnKind.TEXT, ColumnKind.MASKED_NAME, ColumnKind.NUMBER})


@dataclass(frozen=True, slots=True)
class DisclosedTable:
    """Rows that were checked for their disclosure: cells in the order of its columns."""

    disclosure: Disclosure
    rows: tuple[tuple[Cell, ...], ...]


def frame_for(disclosure: Disclosure, rows: Iterable[Mapping[str, object]]) -> DisclosedTable:
    """Check rows (column name → value) for a disclosure; their order is kept.

    BadInput with every fault: a column that the disclosure does not name, a missing one, a value
    not of the column's kind; and in a public one every value that looks like a document number,
    telephone, e-mail, date of birth or home address (S59). A fault names row and column, and never
    repeats the value. ValueError for a disclosure that is not in the registry.
    """
    if DISCLOSURES.get(disclosure.name) is not disclosure:
        message = f"{disclosure.name} is not in the registry of disclosures"
        raise ValueError(message)
    faults = FaultList()
    checked = tuple(_row(disclosure, row, at, faults) for at, row in enumerate(rows, start=1))
    faults.refuse_if_any()
    return DisclosedTable(disclosure, checked)


def _row(
    disclosure: Disclosure, row: Mapping[str, object], at: int, faults: FaultList
) -> tuple[Cell, ...]:
    where = f"{disclosure.name}, row {at}"
    named = {column.name for column in disclosure.columns}
    unnamed = sum(name not in named for name in row)
    if unnamed:
        # A key may itself be a personal value, so that it is counted and not repeated.
        faults.add(where, f"has {unnamed} columns that {disclosure.name} does not name",
                   f"give only {', '.join(sorted(named))}")  # fmt: skip
    cells: list[Cell] = []
    for column in disclosure.columns:
        if column.name not in row:
            faults.add(where, f"has no {column.name}", "give every column of the disclosure")
            continue
        value = row[column.name]
        for what, repair in _wrong(disclosure, column, value):
            faults.add(f"{where}, {column.name}", what, repair)
        if isinstance(value, str | int | date):
            cells.append(value)
    return tuple(cells)


def _wrong(disclosure: Disclosure, column: Column, value: object) -> list[tuple[str, str]]:
    if column.may_be_empty and value == "" and isinstance(value, str):
        return []
    what = _not_of_kind(column.kind, value)
    if what:
        return [(what, f"give {column.kind.value.replace('_', ' ')}")]
    if not disclosure.public or column.kind == ColumnKind.DIGEST:
        return []
    marks = personal_marks(
        str(value),
        spaced_digits=column.kind in _PARTED_DIGITS,
        besides=_BESIDES.get(column.kind, frozenset()),
    )
    return [(f"looks like a {mark.value}", "leave it out of a public list") for mark in marks]


def _not_of_kind(kind: ColumnKind, value: object) -> str:
    """Return what is wrong with a value of this kind, "" if nothing is."""
    if kind == ColumnKind.NUMBER:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if whole else "is not a whole number"
    if kind in _DAYS:
        day = isinstance(value, date) and not isinstance(value, datetime)
        return "" if day else "is not a date"
    if kind == ColumnKind.MOMENT:
        aware = isinstance(value, datetime) and value.utcoffset() is not None
        return "" if aware else "is not a moment with its time zone"
    return _not_a_text(kind, value) if isinstance(value, str) else "is not a text"


def _not_a_text(kind: ColumnKind, text: str) -> str:
    if not text.strip():
        return "is empty"
    if len(text) > LONGEST_TEXT:
        return f"is longer than {LONGEST_TEXT} signs"
    if any(map(_unprintable, text)):
        return "holds a sign that no table can show"
    return "" if _has_form(kind, text) else f"has not the form of a {kind.value.replace('_', ' ')}"


def _has_form(kind: ColumnKind, text: str) -> bool:
    if kind == ColumnKind.MASKED_NAME:
        return is_masked(text)
    form = {ColumnKind.DIGEST: _DIGEST, ColumnKind.REGISTRATION: _REGISTRATION}.get(kind)
    return form is None or form.fullmatch(text) is not None


def _unprintable(sign: str) -> bool:
    """Say whether a sign is a control, half a pair, or no character for ever (U+FFFE, U+FDD0)."""
    code = ord(sign)
    never = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return never or (unicodedata.category(sign) in _NOT_A_SIGN and sign not in _BREAKS)
