"""Which cells does a Parquet or Excel table hold? Read in a child process, as text."""

from pathlib import Path

from geo.faults import BadInput
from geo.safe_open import require_sound_archive
from geo.sandbox import parse_in_child


def read_typed(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    """Return the header, the rows as text and their numbers; BadInput as geo.tables says."""
    if path.suffix.casefold() == ".xlsx":
        _require_honest_workbook(path)
        found = parse_in_child("xlsx", path, {}, name=path.name)
    else:
        found = parse_in_child("parquet", path, {}, name=path.name)
    columns = [column.to_pylist() for column in found.table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    header = [str(name).strip() for name in found.facts["header"]]
    kept = [at for at, row in enumerate(rows) if any(cell.strip() for cell in row)]
    return header, [rows[at] for at in kept], [found.facts["rows"][at] for at in kept]


def _require_honest_workbook(path: Path) -> None:
    members = {member.filename for member in require_sound_archive(path)}
    if "[Content_Types].xml" not in members or "xl/workbook.xml" not in members:
        what = "is a zip archive but no Excel workbook"
        raise BadInput.one(path.name, what, "save it again from Excel as .xlsx")
