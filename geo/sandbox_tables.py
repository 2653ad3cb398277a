"""Which text do the cells of an untrusted Parquet table hold? Runs in the child process only."""

import datetime as dt
import decimal
from pathlib import Path
from typing import Any

Found = tuple[Any, dict[str, Any]]

MAX_CELLS = 20_000_000


def read_parquet(path: Path) -> Found:
    """Write every cell of a flat Parquet table as text; rows count from 2, as under a header."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        if file.metadata.num_rows * max(file.metadata.num_columns, 1) > MAX_CELLS:
            return None, refused("", f"holds more than {MAX_CELLS:,} cells", "split it")
        nested = [_nested(field) for field in file.schema_arrow if not _plain(field.type)]
        if nested:
            return None, {"faults": nested}
        table = file.read()
        table.validate(full=True)
        columns = [[cell_text(value) for value in column.to_pylist()] for column in table.columns]
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        OverflowError,
        KeyError,
        TypeError,
    ) as error:  # fmt: skip - what pyarrow lets through on damaged files
        what = f"is no readable Parquet file ({first_line(error)})"
        return None, refused("", what, "write or copy it again; it may be cut short")
    header = [str(field.name) for field in table.schema]
    return as_strings(columns), {"header": header, "rows": list(range(2, table.num_rows + 2))}


def _nested(field: Any) -> tuple[str, str, str]:
    what = f"holds {field.type}, not plain values"
    return f"column {field.name!r}", what, "leave the column out"


def _plain(kind: Any) -> bool:
    import pyarrow.types as of

    if of.is_dictionary(kind):
        return _plain(kind.value_type)
    tests = (
        of.is_integer, of.is_floating, of.is_boolean, of.is_decimal, of.is_date, of.is_timestamp,
        of.is_string, of.is_large_string, of.is_string_view, of.is_null,
    )  # fmt: skip
    return any(test(kind) for test in tests)


def cell_text(value: Any) -> str:
    """Write a typed value in its shortest form; nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.datetime):
        return value.isoformat().removesuffix("T00:00:00")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def as_strings(columns: list[list[str]]) -> Any:
    """Pack columns of text as an Arrow table; the names travel apart, for they may repeat."""
    import pyarrow as pa

    arrays = [pa.array(column, type=pa.large_string()) for column in columns]
    return pa.Table.from_arrays(arrays, names=[str(at) for at in range(len(arrays))])


def refused(where: str, what: str, repair: str) -> dict[str, Any]:
    """Answer with one fault."""
    return {"faults": [(where, what, repair)]}


def first_line(error: object) -> str:
    """Return the first line of a message, cut to a readable length."""
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]
