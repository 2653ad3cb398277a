"""Which file of which format is the layer in, also when it lies in a zip archive?"""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.faults import BadInput
from geo.safe_open import require_file, require_sound_archive

DRIVER = {
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".fgb": "FlatGeobuf",
    ".topojson": "TopoJSON",
}
JSON_SUFFIXES = (".geojson", ".json")
PARQUET_SUFFIXES = (".parquet", ".geoparquet")
SUFFIXES = (*DRIVER, *JSON_SUFFIXES, *PARQUET_SUFFIXES, ".zip")


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A plain file to read, the name to report it by, and the layer asked for inside it."""

    path: Path
    name: str
    layer: str | None


@contextmanager
def opened(path: Path, layer: str | None) -> Iterator[LayerFile]:
    """Give the plain file of a layer, unpacked for the time being if it lies in an archive.

    In an archive `layer` chooses the file by its name without suffix. BadInput as safe_open says.
    """
    require_file(path, SUFFIXES)
    if path.suffix.casefold() != ".zip":
        yield LayerFile(path, path.name, layer)
        return
    member = _chosen(path, layer)
    with tempfile.TemporaryDirectory(prefix="jiujin-") as folder:
        inner = _unpack(path, member, Path(folder))
        require_file(inner, SUFFIXES)
        yield LayerFile(inner, f"{path.name}/{inner.name}", None)


def layers_in_archive(path: Path) -> list[str]:
    """Name the layers (file names without suffix) in a zip archive."""
    return sorted(PurePosixPath(member).stem for member in _members(path))


def _members(path: Path) -> list[str]:
    wanted = set(SUFFIXES) - {".zip"}
    return [
        member.filename
        for member in require_sound_archive(path)
        if PurePosixPath(member.filename).suffix.casefold() in wanted
        and not PurePosixPath(member.filename).name.startswith("._")
    ]


def _chosen(path: Path, layer: str | None) -> str:
    members = _members(path)
    if not members:
        raise BadInput.one(path.name, "holds no layer", "pack the .shp with its .dbf, .shx, .prj")
    fitting = [m for m in members if layer in (None, PurePosixPath(m).stem)]
    names = ", ".join(sorted(repr(PurePosixPath(member).stem) for member in members))
    if not fitting:
        raise BadInput.one(path.name, f"holds no layer {layer!r}, only {names}", "name one of them")
    if len(fitting) > 1:
        raise BadInput.one(path.name, f"holds several layers: {names}", "choose one with --layer")
    return fitting[0]


def _unpack(path: Path, member: str, folder: Path) -> Path:
    """Unpack a member and, for a shapefile, its neighbours of the same name."""
    chosen = PurePosixPath(member)
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            one = PurePosixPath(info.filename)
            beside = one.parent == chosen.parent and one.stem == chosen.stem
            if not (info.filename == member or (beside and chosen.suffix.casefold() == ".shp")):
                continue
            try:
                data = archive.read(info)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
                what = f"member {one.name!r} is damaged ({error})"
                raise BadInput.one(path.name, what, "pack the files again") from error
            (folder / (chosen.stem + one.suffix.casefold())).write_bytes(data)
    return folder / (chosen.stem + chosen.suffix.casefold())
