"""May this file be opened at all? Existence, size, kind, and the caps on archives."""

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.faults import BadInput, FaultList

MAX_FILE_BYTES = 1 << 30
MAX_TEXT_BYTES = 512 << 20
"""Text is parsed in this process and takes some fifteen times its size in memory."""

_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".geojson", ".json", ".topojson"})


@dataclass(frozen=True, slots=True)
class ArchiveCaps:
    """What an archive may claim before a byte of it is unpacked.

    Defaults: 1 GiB unpacked, 2,000 members, and 200 times its packed size for a member over
    1 MiB. Honest spreadsheets and layers pack 3 to 30 times; a bomb 1,000 times.
    """

    unpacked_bytes: int = 1 << 30
    members: int = 2000
    ratio: int = 200
    ratio_from_bytes: int = 1 << 20


DEFAULT_CAPS = ArchiveCaps()

_MAGIC = {
    ".gpkg": b"SQLite format 3\x00",
    ".parquet": b"PAR1",
    ".geoparquet": b"PAR1",
    ".xlsx": b"PK",
    ".zip": b"PK",
    ".gz": b"\x1f\x8b",
    ".fgb": b"fgb",
    ".shp": b"\x00\x00\x27\x0a",
}


def require_file(path: Path, suffixes: Collection[str]) -> None:
    """Refuse what is no readable file, of a known suffix, with content of that kind; BadInput.

    Also refused: an empty file, and one over MAX_FILE_BYTES (MAX_TEXT_BYTES for text).
    """
    suffix = path.suffix.casefold()
    size, head = _size_and_head(path)
    if suffix not in suffixes:
        known = ", ".join(sorted(suffixes))
        raise BadInput.one(path.name, f"has the unknown suffix {suffix!r}", f"give one of {known}")
    if size == 0:
        raise BadInput.one(path.name, "is empty (0 bytes)", "export it again")
    allowed = MAX_TEXT_BYTES if suffix in _TEXT_SUFFIXES else MAX_FILE_BYTES
    if size > allowed:
        what = f"has {size:,} bytes, more than the {allowed:,} allowed"
        raise BadInput.one(
            path.name, what, "split it, or use a binary format (GeoPackage, Parquet)"
        )
    _require_magic(path.name, suffix, head)


def _size_and_head(path: Path) -> tuple[int, bytes]:
    try:
        if path.is_dir():
            raise BadInput.one(path.name, "is a directory, not a file", "give the file inside it")
        if not path.is_file():
            raise BadInput.one(str(path), "there is no such file", "check the path")
        with path.open("rb") as file:
            return path.stat().st_size, file.read(64)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise BadInput.one(path.name[:80], what, "check its path and permissions") from error


def _require_magic(name: str, suffix: str, head: bytes) -> None:
    expected = _MAGIC.get(suffix)
    if expected is not None and not head.startswith(expected):
        what = f"does not start as a {suffix} file does"
        raise BadInput.one(name, what, "export it again in the format its suffix names")
    if suffix in _TEXT_SUFFIXES:
        for kind, magic in _MAGIC.items():
            if head.startswith(magic) and kind != ".fgb":
                what = f"is not text: it starts as a {kind} file does"
                raise BadInput.one(name, what, f"rename it to {kind}, or export it as {suffix}")


def require_sound_archive(path: Path, caps: ArchiveCaps = DEFAULT_CAPS) -> list[zipfile.ZipInfo]:
    """Return the members of a zip archive that keeps within the caps; nothing is unpacked.

    Raises BadInput for a damaged archive, encrypted or unsafely named members, overlapping data
    and everything beyond `caps`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise BadInput.one(
            path.name, f"is damaged: {error}", "copy or export it again; it may be cut short"
        ) from error
    faults = FaultList()
    _judge_whole(path, members, caps, faults)
    for member in members:
        _judge_member(path.name, member, caps, faults)
    faults.refuse_if_any()
    return members


def _judge_whole(
    path: Path, members: list[zipfile.ZipInfo], caps: ArchiveCaps, faults: FaultList
) -> None:
    repair = "give the plain file, or an archive of only this layer or workbook"
    if len(members) > caps.members:
        faults.add(path.name, f"holds {len(members):,} members, {caps.members:,} allowed", repair)
    total = sum(member.file_size for member in members)
    if total > caps.unpacked_bytes:
        what = f"would unpack to {total:,} bytes, {caps.unpacked_bytes:,} allowed"
        faults.add(path.name, what, repair)
    if sum(member.compress_size for member in members) > path.stat().st_size:
        faults.add(path.name, "its members overlap, as in a zip bomb", repair)


def _judge_member(name: str, member: zipfile.ZipInfo, caps: ArchiveCaps, faults: FaultList) -> None:
    where = f"{name} member {member.filename!r}"
    if member.flag_bits & 1:
        faults.add(where, "is encrypted", "save it without a password")
    inner = PurePosixPath(member.filename.replace("\\", "/"))
    if inner.is_absolute() or ".." in inner.parts or ":" in member.filename:
        faults.add(where, "has an unsafe name", "pack the files again without folders")
    packed = max(member.compress_size, 1)
    if member.file_size > caps.ratio_from_bytes and member.file_size > caps.ratio * packed:
        what = f"unpacks to {member.file_size // packed:,} times its size, as a zip bomb does"
        faults.add(where, what, "save it again with an ordinary program")
