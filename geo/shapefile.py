"""Is this shapefile whole, and in which encoding are its attributes?"""

import struct
from pathlib import Path

from geo.faults import BadInput, FaultList
from geo.text_table import reads_as_chinese

_HEADER = 100
_UNKNOWN_LANGUAGE = frozenset({0x00, 0x57})  # not said; "the writer's own ANSI code page"


def require_whole_shapefile(path: Path, name: str) -> None:
    """Refuse a shapefile whose parts are missing, cut short, or disagree on the count; BadInput."""
    faults = FaultList()
    parts = {suffix: part(path, suffix) for suffix in (".shp", ".shx", ".dbf")}
    for suffix, found in parts.items():
        if found is None:
            repair = f"put {path.stem}{suffix} beside it"
            faults.add(name, f"its {suffix} part is missing", repair)
    faults.refuse_if_any()
    shapes = _records_in_index(parts[".shp"], parts[".shx"], name, faults)
    rows = _rows_in_table(parts[".dbf"], name, faults)
    faults.refuse_if_any()
    if shapes != rows:
        what = f"has {shapes} shapes but {rows} rows of attributes"
        raise BadInput.one(name, what, "export the layer again")


def part(path: Path, suffix: str) -> Path | None:
    """Return the file beside `path` with this suffix in either case; None if there is none."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    return None


def _records_in_index(shp: Path | None, shx: Path | None, name: str, faults: FaultList) -> int:
    for file in (shp, shx):
        if file is None:
            return -1
        size, head = file.stat().st_size, _head(file, _HEADER)
        said = 2 * struct.unpack(">i", head[24:28])[0] if len(head) == _HEADER else -1
        if said != size:
            what = f"its {file.suffix} part has {size} bytes, its header says {said}"
            faults.add(name, what, "copy or export it again; it was cut short")
    return -1 if shx is None else (shx.stat().st_size - _HEADER) // 8


def _rows_in_table(dbf: Path | None, name: str, faults: FaultList) -> int:
    if dbf is None:
        return -1
    head, size = _head(dbf, 32), dbf.stat().st_size
    rows, start, width = struct.unpack("<IHH", head[4:12]) if len(head) == 32 else (-1, 0, 0)
    if rows < 0 or size < start + rows * width:
        what = f"its .dbf part has {size} bytes, too few for {rows} rows"
        faults.add(name, what, "copy or export it again; it was cut short")
    return int(rows)


def _head(file: Path, size: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(size)


def attribute_encoding(path: Path, name: str) -> str | None:
    """Return the encoding GDAL must be told, None where the file says it or it does not matter.

    Without a .cpg part and without a language byte the bytes decide: UTF-8 if they are, GB18030 if
    they are Chinese text; anything else is refused, since GDAL would quietly take it for Latin-1.
    """
    dbf = part(path, ".dbf")
    if dbf is None or part(path, ".cpg") is not None:
        return None
    data = dbf.read_bytes()
    if len(data) < 32 or data[29] not in _UNKNOWN_LANGUAGE:
        return None
    start = struct.unpack("<H", data[8:10])[0]
    names = b"".join(data[at : at + 11] for at in range(32, start - 1, 32))
    text = names + data[start:]
    if text.isascii():
        return None
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        if reads_as_chinese(text):
            return "GB18030"
        what = "does not say in which encoding its attributes are"
        repair = f"put a text file {path.stem}.cpg beside it with UTF-8, GBK or ISO-8859-1 in it"
        raise BadInput.one(name, what, repair) from error
    return "UTF-8"
