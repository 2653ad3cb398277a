"""How do results reach the disk whole or not at all, and never over anything else?"""

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from capacity.canonical import canonical_json, sha256_hex
from geo.faults import BadInput

MANIFEST = "manifest.json"
LONGEST_NAME = 200  # bytes; the folder written beside it has a longer one
_ELSEWHERE = "name a place that can be written to"


def require_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a target that exists, unless it is empty or a bundle that may be replaced.

    Also refuses one that could not be written, before the long work. Raises BadInput.
    """
    _require_writable(folder)
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        what = "is a link" if folder.is_symlink() else "is not a folder"
        raise BadInput.one(str(folder), what, "name a folder that does not exist yet")
    if not any(folder.iterdir()):
        return
    if not _is_bundle(folder):
        raise BadInput.one(str(folder), "holds other files", "name a folder that does not exist")
    if not overwrite:
        raise BadInput.one(
            str(folder), "holds a result already", "name another folder, or add --overwrite"
        )


def _is_bundle(folder: Path) -> bool:
    """Say whether a folder is a bundle and nothing else: only then may it be replaced."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        listed = set(manifest["files"]) | {MANIFEST}
        known = manifest["format"] == "bundle/1"
    except (OSError, ValueError, KeyError, TypeError):
        return False
    here = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return known and here <= listed


def _require_writable(path: Path) -> None:
    """Refuse a path whose folder cannot be made or written to."""
    if len(path.name.encode()) > LONGEST_NAME:
        raise BadInput.one(str(path)[:60] + "…", "the name is too long", _ELSEWHERE)
    nearest = next(parent for parent in path.absolute().parents if os.path.lexists(parent))
    if not nearest.is_dir():
        raise BadInput.one(str(path), f"cannot be made: {nearest} is not a folder", _ELSEWHERE)
    if not os.access(nearest, os.W_OK):
        raise BadInput.one(str(path), f"cannot be made: {nearest} is read-only", _ELSEWHERE)


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a bundle's files: the digest of each."""
    digests = {name: sha256_hex(data) for name, data in sorted(files.items())}
    return canonical_json({"format": "bundle/1", "files": digests})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive, the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unzipped(packed: bytes) -> dict[str, bytes]:
    """Return the files of an archive that `zipped` made."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_bundle(folder: Path, files: Mapping[str, bytes], *, check: Callable[[Path], None]) -> str:
    """Write `files` and their manifest as `folder`, whole or not at all; return its digest.

    Everything is written beside the target first, passes `check` there, and is then put in its
    place by renaming. Raises BadInput, leaving nothing behind, if the disk refuses.
    """
    manifest = manifest_of(files)
    made = _missing_parents(folder)
    partial: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for name, data in {**files, MANIFEST: manifest}.items():
            (partial / name).write_bytes(data)
        check(partial)
        partial.chmod(0o755)
        _put_in_place(partial, folder)
    except OSError as error:
        _clear(partial, made)
        raise BadInput.one(str(folder), f"cannot be written: {error}", _ELSEWHERE) from error
    except BaseException:
        _clear(partial, made)
        raise
    return sha256_hex(manifest)


def _missing_parents(path: Path) -> list[Path]:
    """Return the folders that will have to be made, innermost first."""
    return [parent for parent in path.absolute().parents if not parent.exists()]


def _clear(partial: Path | None, made: list[Path]) -> None:
    """Take away what an interrupted write had begun."""
    if partial is not None:
        shutil.rmtree(partial, ignore_errors=True)
    for parent in made:
        if parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def _put_in_place(partial: Path, folder: Path) -> None:
    if not folder.exists():
        partial.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    folder.rename(old / "replaced")
    try:
        partial.rename(folder)
    except BaseException:
        os.rename(old / "replaced", folder)  # noqa: PTH104  the earlier result comes back first
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def require_new_file(path: Path, suffixes: tuple[str, ...]) -> None:
    """Refuse a file that exists, cannot be written or has another suffix. Raises BadInput."""
    if os.path.lexists(path):
        raise BadInput.one(str(path), "is there already", "name a file that does not exist yet")
    if path.suffix not in suffixes:
        raise BadInput.one(str(path), f"does not end in {' or '.join(suffixes)}", "name it so")
    _require_writable(path)


def write_new_file(path: Path, data: bytes) -> None:
    """Write a new file whole or not at all. Raises BadInput if the disk refuses."""
    made = _missing_parents(path)
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.rename(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        _clear(None, made)
        raise BadInput.one(str(path), f"cannot be written: {error}", _ELSEWHERE) from error
