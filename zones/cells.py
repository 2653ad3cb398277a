"""What does one cell of a table or layer say, however the file typed it?"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SEPARATOR = re.compile(r"[;；]")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def text_of(value: Any) -> str:
    """Return the text of a cell: "" for missing, whole numbers without ".0", dates in ISO form.

    A list (GeoJSON arrays) becomes its items joined by ";".
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple | np.ndarray):
        return ";".join(text_of(item) for item in value)
    if isinstance(value, str):
        return value.strip()
    return _text_of_scalar(value)


def _text_of_scalar(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def date_of(text: str) -> date | None:
    """Return the ISO date (2024-09-01) in a cell, None for an empty one.

    Raises ValueError for anything else: 1/9/2024 can be read in two ways.
    """
    if not text:
        return None
    if not _ISO_DATE.fullmatch(text):
        message = f"'{text}' is not a date like 2024-09-01"
        raise ValueError(message)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"'{text}' is no day of the calendar"
        raise ValueError(message) from error


def ids_of(text: str) -> tuple[str, ...]:
    """Return the ids of a cell separated by ";" or "；", in the order given, without empty ones."""
    return tuple(item.strip() for item in _SEPARATOR.split(text) if item.strip())


def is_number(text: str) -> bool:
    """Say whether a text is nothing but a number in digits (12, -3.5, 1e6)."""
    return _NUMBER.fullmatch(text) is not None


def repeated(values: Iterable[str]) -> list[str]:
    """Return the values that occur more than once, sorted."""
    return sorted(value for value, count in Counter(values).items() if count > 1)
