"""Which cells does a CSV or TSV file hold? Encoding found, every record whole, nothing guessed."""

import csv
import gzip
import io
import re
import zlib
from pathlib import Path

from geo.faults import BadInput, FaultList
from geo.row_faults import add_rows
from geo.safe_open import MAX_TEXT_BYTES

Records = list[list[str]]

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PLACEHOLDER = "\ufffd"
_UTF8_REPAIR = "save it as UTF-8 (Excel: CSV UTF-8)"
_DELIMITERS = {".csv": ",;\t", ".tsv": "\t"}


def read_records(path: Path) -> tuple[list[str], Records, list[int]]:
    """Return the header, the records and their numbers (header = 1, as spreadsheets count).

    Records in which every cell is empty are left out, their numbers are not used again; so are
    columns without a name and without a cell. Line breaks inside quotes belong to the cell. A .csv
    is split at commas; at semicolons, or else tabs, if its first line holds no comma.
    Raises BadInput for ragged records, NUL and replacement characters, quotes that do not pair,
    cells over 131,072 characters, and bytes that are neither UTF-8 (or UTF-16 with its mark) nor
    GB18030 text.
    """
    return _records(path.read_bytes(), path.name, path.suffix.casefold())


def read_packed_records(path: Path) -> tuple[list[str], Records, list[int]]:
    """Read a gzipped .csv.gz or .tsv.gz as `read_records` reads it unpacked.

    Also refused (BadInput): damaged or cut-off archives, and one that unpacks to more than
    MAX_TEXT_BYTES; no more than that is ever unpacked.
    """
    try:
        with gzip.open(path) as file:
            data = file.read(MAX_TEXT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        what = f"cannot be unpacked ({error})"
        raise BadInput.one(path.name, what, "pack the file again; it may be cut short") from error
    if len(data) > MAX_TEXT_BYTES:
        what = f"unpacks to more than {MAX_TEXT_BYTES:,} bytes"
        raise BadInput.one(path.name, what, "split it, or use Parquet")
    return _records(data, path.name, Path(path.stem).suffix.casefold())


def _records(data: bytes, name: str, suffix: str) -> tuple[list[str], Records, list[int]]:
    text = decode(data, name)
    _require_clean(text, name)
    rows = _parse(text, _delimiter(text, suffix), name)
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise BadInput.one(name, "has no header row", "write the column names in row 1")
    header, body = [cell.strip() for cell in rows[0]], rows[1:]
    _require_rectangle(body, len(header), name)
    kept = [at for at, row in enumerate(body) if any(cell.strip() for cell in row)]
    return _without_empty_columns(header, [body[at] for at in kept], [at + 2 for at in kept])


def _delimiter(text: str, suffix: str) -> str:
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    known = _DELIMITERS[suffix]
    return next((sign for sign in known if sign in first_line), known[0])


def _without_empty_columns(
    header: list[str], body: Records, numbers: list[int]
) -> tuple[list[str], Records, list[int]]:
    """Leave out columns that have neither a name nor a cell: Excel exports them."""
    unnamed = [at for at, column in enumerate(header) if not column]
    empty = {at for at in unnamed if not any(row[at].strip() for row in body)}
    if not empty:
        return header, body, numbers
    kept = [at for at in range(len(header)) if at not in empty]
    return [header[at] for at in kept], [[row[at] for at in kept] for row in body], numbers


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8, UTF-16 with its mark, or GB18030 that is truly Chinese text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            where = f"{name} line {_line(data, error.start)}"
            repair = "correct the character there, or export the file again"
            raise BadInput.one(where, "holds a damaged UTF-8 character", repair) from error
    text = _strict(data, "gb18030", name)
    if not reads_as_chinese(data):
        what = "is neither UTF-8 nor Chinese text in GB18030"
        raise BadInput.one(name, what, _UTF8_REPAIR)
    return text


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"{name} line {_line(data, error.start)}"
        what = "holds bytes that are neither UTF-8 nor GB18030 text"
        raise BadInput.one(where, what, _UTF8_REPAIR) from error


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _mostly_utf8(data: bytes) -> bool:
    """Tell damaged UTF-8 from another encoding: most of its long characters still decode."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count(_PLACEHOLDER)
    whole = len(re.findall(r"[^\x00-\x7f]", text)) - damaged
    return whole > damaged


def reads_as_chinese(data: bytes) -> bool:
    """Tell GB18030 from Latin-1, Big5 and Shift-JIS, whose bytes it would also accept.

    GB 2312 characters and signs have both bytes from 0xA1, as at least four in five of a Chinese
    table's have, rare characters in names being the rest. Accents before ASCII letters, and half
    of Big5, have not.
    """
    characters = re.findall(rb"[\x81-\xfe](?:[\x30-\x39][\x81-\xfe][\x30-\x39]|[\x40-\xfe])", data)
    common = sum(1 for one in characters if one[0] >= 0xA1 and one[1] >= 0xA1)
    return common >= 0.8 * len(characters)


def _require_clean(text: str, name: str) -> None:
    for sign, what in (
        ("\x00", "holds a NUL character"),
        (_PLACEHOLDER, f"holds {_PLACEHOLDER}, the sign of a character lost in an earlier export"),
    ):
        at = text.find(sign)
        if at >= 0:
            where = f"{name} line {text.count(chr(10), 0, at) + 1}"
            raise BadInput.one(where, what, "export the file again as plain text in UTF-8")


def _parse(text: str, delimiter: str, name: str) -> Records:
    # Cells over csv's own limit of 131,072 characters are the sign of a quote never closed.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: Records = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        where = f"{name} row {len(rows) + 1}"
        what = f"cannot be split into cells ({error})"
        repair = 'look for a quote (") that is not closed, or a file that was cut short'
        raise BadInput.one(where, what, repair) from error
    return rows


def _require_rectangle(body: Records, width: int, name: str) -> None:
    ragged = [
        (at + 2, f"has {len(row)} cells, the header has {width}")
        for at, row in enumerate(body)
        if len(row) != width and any(cell.strip() for cell in row)
    ]
    faults = FaultList()
    add_rows(faults, name, ragged, "put cells that hold a comma in quotes, or fill in empty cells")
    faults.refuse_if_any()
