"""Which rows does a table hold? CSV, TSV (also .gz), Parquet or Excel as text, faults located."""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from geo.cells import as_integers, as_numbers, unique_ids
from geo.csv_out import write_csv
from geo.faults import BadInput, FaultList
from geo.renaming import near, renamed
from geo.safe_open import require_file
from geo.text_table import read_packed_records, read_records

__all__ = ["as_integers", "as_numbers", "complete", "read_table", "unique_ids", "write_csv"]

_TEXT_SUFFIXES = (".csv", ".tsv")
_PACKED = tuple(f"{suffix}.gz" for suffix in _TEXT_SUFFIXES)
SUFFIXES = (*_TEXT_SUFFIXES, ".parquet", ".xlsx")


def read_table(
    path: Path | str,
    required: Collection[str] = (),
    optional: Collection[str] = (),
    rename: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Read a table whose cells are all text, stripped, "" where nothing is given.

    The index is the row number in the file (the header is row 1). `rename` maps the file's column
    names to ours first. Every column of `required` must be there; those of `optional` are added,
    empty, where missing; other columns are kept. Typed cells (Parquet, Excel) are written in their
    shortest form: 12.0 as "12", dates as 2013-05-31, yes/no as "1"/"0".
    Raises BadInput, with every fault found, for files that are not such a table (S1, S6).
    """
    path = Path(path)
    require_file(path, (".gz",) if _is_packed(path) else SUFFIXES)
    frame = renamed(_frame(path), rename or {}, path.name)
    return complete(frame, required, optional, path.name)


def complete(
    frame: pd.DataFrame, required: Collection[str], optional: Collection[str], name: str
) -> pd.DataFrame:
    """Return a table of text cells with its missing optional columns, empty; BadInput as above."""
    _require_columns(frame, required, optional, name)
    for column in optional:
        if column not in frame.columns:
            frame[column] = pd.Series("", index=frame.index, dtype="str")
    return frame


def _is_packed(path: Path) -> bool:
    return path.name.casefold().endswith(_PACKED)


def _frame(path: Path) -> pd.DataFrame:
    if _is_packed(path):
        header, rows, numbers = read_packed_records(path)
    elif path.suffix.casefold() in _TEXT_SUFFIXES:
        header, rows, numbers = read_records(path)
    else:
        from geo.typed_table import read_typed

        header, rows, numbers = read_typed(path)
    _require_header(header, path.name)
    columns = zip(*rows, strict=True) if rows else ([] for _ in header)
    cells = {
        name: pd.Series([cell.strip() for cell in column], dtype="str")
        for name, column in zip(header, columns, strict=True)
    }
    frame = pd.DataFrame(cells)
    frame.index = pd.Index(numbers, name="row", dtype="int64")
    return frame


def _require_header(header: list[str], name: str) -> None:
    faults = FaultList()
    for column, count in Counter(header).items():
        if not column:
            what = "a column has no name" if count == 1 else f"{count} columns have no name"
            repair = "name every column, and delete titles above the header"
            faults.add(f"{name} row 1", what, repair)
        elif count > 1:
            what = f"{count} columns are named {column!r}"
            faults.add(f"{name} row 1", what, "keep one of them, or rename the others")
    faults.refuse_if_any()


def _require_columns(
    frame: pd.DataFrame, required: Collection[str], optional: Collection[str], name: str
) -> None:
    faults = FaultList()
    for column in required:
        if column not in frame.columns:
            what = f"the column {column!r} is missing{near(column, list(frame.columns))}"
            faults.add(f"{name} row 1", what, f"add it, or rename a column to {column!r}")
    absent = set(optional) - set(frame.columns) - set(required)
    for column in frame.columns:
        meant = column.casefold()
        if meant in absent and column not in required:
            what = f"the column {column!r} is not {meant!r} (letters differ in case)"
            faults.add(f"{name} row 1", what, f"write {meant!r}")
    faults.refuse_if_any()
    if frame.empty:
        raise BadInput.one(name, "has no rows under its header", "export it again with its rows")
