"""How is a table written so that a spreadsheet shows it and runs nothing?

Texts are neutralised (see `geo.formula`); numbers, by their column's type, are written as they are.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.formula import safe_text

_TO_QUOTE = re.compile('[",\r\n]')


def write_csv(frame: pd.DataFrame, path: Path | str) -> None:
    """Write a table as `csv_bytes` forms it."""
    Path(path).write_bytes(csv_bytes(frame))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Form a table as UTF-8 CSV with LF, header first, without the index; formulas neutralised.

    Missing values are empty cells; whole numbers without decimals, floats in their shortest form
    that reads back equal. The same frame gives the same bytes.
    """
    header = [_text(str(column)) for column in frame.columns]
    columns = [[_cell(value) for value in _values(frame, at)] for at in range(len(header))]
    lines = [header, *zip(*columns, strict=True)]
    return "".join(",".join(cells) + "\n" for cells in lines).encode("utf-8")


def _values(frame: pd.DataFrame, at: int) -> Iterable[Any]:
    return frame.iloc[:, at].to_numpy(dtype=object)


def _text(text: str) -> str:
    """Neutralise and, where needed, quote: the csv module would leave a lone CR unquoted."""
    if text.isalnum():
        return text
    safe = safe_text(text)
    return '"' + safe.replace('"', '""') + '"' if _TO_QUOTE.search(safe) else safe


def _finite(value: float) -> str:
    if np.isinf(value):
        raise ValueError("an infinite number cannot be written to a table")
    return repr(value)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else _finite(float(value))
    return _text(str(value))
