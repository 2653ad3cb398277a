"""How is a disclosed table written so that a spreadsheet shows it and runs nothing?

Texts are typed as text and neutralised with one apostrophe (`geo.formula`), also where hidden
signs stand before the sign that would run. The same table gives the same bytes.
"""

import csv
import re
import unicodedata
import zipfile
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from admissions.calendar import SHANGHAI
from admissions.disclosure import Cell, DisclosedTable
from geo.faults import BadInput
from geo.formula import safe_text

MOST_ROWS = 1_048_575  # a worksheet's rows, less the heading
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})
_RUNS = frozenset("=+-@−")
_NAMED_SIGN = re.compile("_x([0-9A-Fa-f]{4})_")
_STILL = datetime(1980, 1, 1)  # noqa: DTZ001  the first moment a zip can name, no real time
_CHANGED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


class Heading(StrEnum):
    """Which name of a column heads it."""

    ZH = "zh"
    EN = "en"
    NAME = "name"  # the name in code, for a machine


def inert(text: str) -> str:
    """Put one apostrophe before a text that a spreadsheet could run, also behind hidden signs.

    Unlike a table of numbers, no sign is left before digits: -5 as a text becomes '-5.
    `geo.formula.plain_text` gives a text back unless hidden signs stood before it.
    """
    safe = safe_text(text)
    if safe != text:
        return safe
    # A workbook's reader takes _x003D_ for the sign it names.
    read = _NAMED_SIGN.sub(lambda named: chr(int(named[1], 16)), text)
    seen = (sign for sign in read if sign != "'" and unicodedata.category(sign) not in _UNSEEN)
    first = unicodedata.normalize("NFKC", next(seen, ""))[:1]
    return "'" + text if first in _RUNS and first else text


def to_csv(table: DisclosedTable, heading: Heading = Heading.ZH) -> bytes:
    """Write UTF-8 CSV with a byte order mark, LF, heading first; every cell is text or a number.

    The mark is there because a Chinese spreadsheet otherwise reads the file as GBK. Days are
    ISO 8601; moments ISO 8601 in Asia/Shanghai.
    """
    written = StringIO()
    # Every text is quoted: the csv module leaves a lone CR bare otherwise.
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(_headings(table, heading))
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def to_xlsx(table: DisclosedTable, heading: Heading = Heading.ZH) -> bytes:
    """Write one worksheet: heading first, texts typed as text, no formula, no time of making.

    BadInput for more rows than a worksheet holds.
    """
    if len(table.rows) > MOST_ROWS:
        raise BadInput.one(
            table.disclosure.name, f"has more than {MOST_ROWS} rows", "divide it, or write CSV"
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.disclosure.zh[:31])
    headings = _headings(table, heading)
    sheet.freeze_panes = "A2"
    for at, width in enumerate(_widths(table, headings), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.append([_heading_cell(sheet, text) for text in headings])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    made = BytesIO()
    book.save(made)
    return _without_time(made.getvalue())


def _headings(table: DisclosedTable, heading: Heading) -> list[str]:
    return [str(getattr(column, heading.value)) for column in table.disclosure.columns]


def _plain(value: Cell) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return inert(value) if isinstance(value, str) else value


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> SheetCell:
    plain = _plain(value)
    cell: SheetCell = WriteOnlyCell(sheet, value=plain)
    if isinstance(plain, str):
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def _heading_cell(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    cell: SheetCell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="center")
    return cell


def _widths(table: DisclosedTable, headings: list[str]) -> list[float]:
    """Return the width of each column in digits; a Chinese character takes two."""
    shown = [headings, *([str(_plain(cell)) for cell in row] for row in table.rows[:200])]
    return [
        min(60.0, 2.0 + max(sum(1 + (ord(sign) > 0xFF) for sign in text) for text in column))
        for column in zip(*shown, strict=True)
    ]


def _without_time(made: bytes) -> bytes:
    """Write the parts of a workbook again, in their order, all at one fixed moment."""
    still = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(made)) as parts,
        zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, _STILL.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            body = parts.read(name)
            if name == "docProps/core.xml":
                body = _CHANGED.sub(rb"\g<1>1980-01-01T00:00:00Z", body)
            fixed.writestr(part, body)
    return still.getvalue()
