"""How does a result become a folder that nobody can half-write or quietly change?"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from capacity.canonical import canonical_json, sha256_hex
from geo.faults import BadInput

MANIFEST = "manifest.json"


def require_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a target that holds anything, unless it is a bundle and may be replaced."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        what = "is a link" if folder.is_symlink() else "is not a folder"
        raise BadInput.one(str(folder), what, "name a folder that does not exist yet")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise BadInput.one(
            str(folder), "holds other files", "name a folder that does not exist yet"
        )
    if not overwrite:
        raise BadInput.one(
            str(folder), "holds a result already", "name another folder, or add --overwrite"
        )


def write_bundle(folder: Path, files: Mapping[str, bytes], *, check: Callable[[Path], None]) -> str:
    """Write `files` and their manifest as `folder`, whole or not at all; return its digest.

    Everything is written beside the target first, passes `check` there, and is then put in its
    place by renaming.
    """
    digests = {name: sha256_hex(data) for name, data in sorted(files.items())}
    manifest = canonical_json({"format": "bundle/1", "files": digests})
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, data in {**files, MANIFEST: manifest}.items():
            (partial / name).write_bytes(data)
        check(partial)
        partial.chmod(0o755)
        _put_in_place(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return sha256_hex(manifest)


def _put_in_place(partial: Path, folder: Path) -> None:
    if not folder.exists():
        partial.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    folder.rename(old / "replaced")
    partial.rename(folder)
    shutil.rmtree(old)
