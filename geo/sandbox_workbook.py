"""Which text do the cells of an untrusted Excel workbook hold? Runs in the child process only."""

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from geo.sandbox_tables import MAX_CELLS, Found, as_strings, cell_text, first_line, refused

_SHOWN = 20
# What openpyxl lets through when a workbook is damaged.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, EOFError, RuntimeError, OverflowError,
)  # fmt: skip


@dataclass
class _Sheet:
    title: str
    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)


def read_xlsx(path: Path) -> Found:
    """Write every cell of the only filled sheet as text; formulas and errors are faults."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            sheets = [found for sheet in book.worksheets if (found := _read(sheet)).rows]
    except (InvalidFileException, *_DAMAGE) as error:
        what = f"is no readable workbook ({type(error).__name__}: {first_line(error)})"
        return None, refused("", what, "save it again from Excel as .xlsx")
    if not sheets:
        return None, refused("", "has no filled sheet", "put the table on the first sheet")
    if len(sheets) > 1:
        names = ", ".join(repr(sheet.title) for sheet in sheets)
        repair = "keep one sheet, or save the sheet you mean as CSV"
        return None, refused("", f"has several filled sheets: {names}", repair)
    return _table(sheets[0])


def _read(sheet: Any) -> _Sheet:
    """Take the rows that hold anything; the sheet's own claim of its size is not believed."""
    sheet.reset_dimensions()
    found, n_cells = _Sheet(sheet.title), 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell_text(cell.value) for cell in cells]
        while texts and not texts[-1].strip():
            texts.pop()
        if not texts:
            continue
        n_cells += len(texts)
        if n_cells > MAX_CELLS:
            message = f"more than {MAX_CELLS:,} cells"
            raise ValueError(message)
        found.numbers.append(number)
        found.rows.append(texts)
        found.faults.extend(_faults_of(sheet.title, cells))
    return found


def _faults_of(title: str, cells: Any) -> list[tuple[str, str, str]]:
    found = []
    for cell in cells:
        if cell.value is None or cell.data_type not in {"f", "e"}:
            continue
        where = f"sheet {title!r} cell {cell.coordinate}"
        if cell.data_type == "f":
            text = str(getattr(cell.value, "text", None) or cell.value)[:60]
            repair = "paste the values only (Paste special: Values)"
            found.append((where, f"holds a formula ({text})", repair))
        else:
            found.append((where, f"holds the error {cell.value}", "correct or clear the cell"))
    return found


def _table(sheet: _Sheet) -> Found:
    if sheet.faults:
        return None, {"faults": sheet.faults[:_SHOWN]}
    if sheet.numbers[0] != 1:
        where = f"sheet {sheet.title!r} row 1"
        return None, refused(where, "is empty", "write the column names in row 1")
    header, *body = sheet.rows
    width = len(header)
    repair = "name its column in row 1, or clear the cell"
    ragged = [
        (f"sheet {sheet.title!r} row {number}", "has a cell beyond the header", repair)
        for number, row in zip(sheet.numbers[1:], body, strict=True)
        if len(row) > width
    ]
    if ragged:
        return None, {"faults": ragged[:_SHOWN]}
    filled = [row + [""] * (width - len(row)) for row in body]
    columns = [list(column) for column in zip(*filled, strict=True)] or [[] for _ in header]
    return as_strings(columns), {"header": header, "rows": sheet.numbers[1:]}
