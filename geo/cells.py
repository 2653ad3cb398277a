"""What number or name does a text cell hold? Strictly: nothing that could be read two ways."""

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.faults import FaultList
from geo.row_faults import SHOWN_ROWS, add_rows

_INTEGER = r"[+-]?[0-9]{1,18}"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"


def as_integers(
    frame: pd.DataFrame,
    column: str,
    name: str,
    faults: FaultList,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    empty: int | None = None,
) -> NDArray[np.int64]:
    """Read a column of whole numbers written in plain ASCII digits.

    `empty` stands for cells without a value; where it is None they are faults. Refused, each with
    its repair: "12.0", "1,234", "１２", "1e3", words, values outside minimum..maximum. Rows with a
    fault hold 0 in the answer, which is only good once `faults.refuse_if_any()` has passed.
    """
    cells = texts(frame, column)
    given = cells != ""
    good = cells.str.fullmatch(_INTEGER).fillna(value=False)
    _add_faulty(frame, column, name, faults, given & ~good, "a whole number")
    _add_empty(frame, column, name, faults, ~given, required=empty is None)
    values = np.full(len(cells), 0 if empty is None else empty, dtype=np.int64)
    at = np.flatnonzero(good.to_numpy(dtype=bool))
    values[at] = cells.to_numpy(dtype=object)[at].astype(np.int64)
    _add_outside(frame, column, name, faults, values, at, (minimum, maximum))
    return values


def as_numbers(
    frame: pd.DataFrame,
    column: str,
    name: str,
    faults: FaultList,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    required: bool = True,
) -> NDArray[np.float64]:
    """Read a column of numbers with a decimal point; NaN where a cell is empty and may be.

    Refused, each with its repair: "13,405", "1 234", full-width digits, "nan", "inf", words,
    numbers too large for a float, values outside minimum..maximum. Rows with a fault hold NaN.
    """
    cells = texts(frame, column)
    given = cells != ""
    good = cells.str.fullmatch(_NUMBER).fillna(value=False)
    values = np.full(len(cells), np.nan)
    at = np.flatnonzero(good.to_numpy(dtype=bool))
    values[at] = cells.to_numpy(dtype=object)[at].astype(np.float64)
    good &= ~np.isinf(values)
    _add_faulty(frame, column, name, faults, given & ~good, "a number")
    _add_empty(frame, column, name, faults, ~given, required=required)
    values[np.isinf(values)] = np.nan
    at = np.flatnonzero(np.isfinite(values))
    _add_outside(frame, column, name, faults, values, at, (minimum, maximum))
    return values


def unique_ids(frame: pd.DataFrame, column: str, name: str, faults: FaultList) -> list[str]:
    """Read a column of identifiers: none empty, none twice; in Unicode NFC."""
    cells = texts(frame, column)
    _add_empty(frame, column, name, faults, cells == "", required=True)
    ids = [unicodedata.normalize("NFC", text) for text in cells]
    first: dict[str, Any] = {}
    twice = []
    for row, text in zip(frame.index, ids, strict=True):
        if text and first.setdefault(text, row) != row:
            twice.append((row, f"{column} {text!r} is already in row {first[text]}"))
    add_rows(faults, name, twice, f"give every row its own {column}")
    return ids


def _add_faulty(
    frame: pd.DataFrame, column: str, name: str, faults: FaultList, bad: Any, wanted: str
) -> None:
    found = texts(frame, column)[bad.to_numpy(dtype=bool)]
    for row, text in found.head(SHOWN_ROWS).items():
        faults.add(f"{name} row {row}", f"{column} {text[:60]!r} is not {wanted}", _repair(text))
    rest = len(found) - SHOWN_ROWS
    if rest > 0:
        faults.add(name, f"{rest} more rows whose {column} is not {wanted}", "see the rows named")


def texts(frame: pd.DataFrame, column: str) -> Any:
    """Return a column as text, "" where a cell is missing."""
    return frame[column].astype("str").fillna("")


def _repair(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain != text and re.fullmatch(_NUMBER, plain):
        return f"write {plain} in half-width digits"
    if re.fullmatch(r"[+-]?[0-9]+\.0*", text):
        return f"write {text.partition('.')[0]}, without decimals"
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+", text):
        decimal = "" if text.count(",") > 1 else f", or {text.replace(',', '.')} (decimals)"
        return f"write {text.replace(',', '')} (thousands){decimal}"
    if re.fullmatch(r"[+-]?[0-9]{19,}", text):
        return "write a number of at most 18 digits"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}, with a decimal point"
    return "write plain digits such as 12 or 116.35, or leave out the row"


def _add_empty(
    frame: pd.DataFrame, column: str, name: str, faults: FaultList, empty: Any, *, required: bool
) -> None:
    if required:
        rows = frame.index[empty.to_numpy(dtype=bool)]
        add_rows(faults, name, ((row, f"{column} is empty") for row in rows), f"fill in {column}")


def _add_outside(
    frame: pd.DataFrame,
    column: str,
    name: str,
    faults: FaultList,
    values: NDArray[Any],
    at: NDArray[np.int64],
    limits: tuple[float | None, float | None],
) -> None:
    low, high = limits
    bad = np.zeros(len(at), dtype=bool)
    if low is not None:
        bad |= values[at] < low
    if high is not None:
        bad |= values[at] > high
    if low is None or high is None:
        span = f"{high} or less" if low is None else f"{low} or more"
    else:
        span = f"from {low} to {high}"
    found = ((frame.index[row], f"{column} {values[row]} is not {span}") for row in at[bad])
    add_rows(faults, name, found, f"write a value {span}")
