"""How does a test call the command line and see what it left behind?"""

import contextlib
import hashlib
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from service.cli import main

from .town import Town, crowded_town

COUNT = re.compile(r"^(\d+) faults?; nothing was written$")
Change = Callable[[Town], None]


@dataclass(frozen=True)
class Called:
    """What a call ended with and said."""

    code: int
    out: str
    err: str


def call(*arguments: str | Path) -> Called:
    """Run the command line in this process; anything it does not catch is raised here."""
    out, err = io.StringIO(), io.StringIO()
    words = ["jiujin", *map(str, arguments)]
    code = 0
    with patch("sys.argv", words), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Called(code, out.getvalue(), err.getvalue())


def snapshot(folder: Path) -> dict[str, str]:
    """Return every path below `folder` with the digest of what it holds."""
    found = {}
    for path in sorted(folder.rglob("*")):
        kind = "file" if path.is_file() and not path.is_symlink() else "other"
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if kind == "file" else kind
        found[str(path.relative_to(folder))] = digest
    return found


def refused(folder: Path, arguments: Iterable[str | Path], *expected: str) -> str:
    """Assert that a call is refused as promised and return what it said.

    Exit code 2; one line per fault with its repair; no traceback; nothing written, no input
    touched below `folder`; every text of `expected` is said.
    """
    before = snapshot(folder)
    called = call(*arguments)
    assert called.code == 2, called.out + called.err
    *faults, last = called.err.strip().splitlines()
    count = COUNT.match(last)
    assert count, called.err
    assert int(count[1]) == len(faults), called.err
    assert all(": " in fault and ". Repair: " in fault for fault in faults), called.err
    assert "Traceback" not in called.err
    assert snapshot(folder) == before
    for text in expected:
        assert text in called.err, called.err
    return called.err


def assign_words(folder: Path, options: Iterable[str], *more: str | Path) -> list[str | Path]:
    """Return the words that run the main job on a town written to `folder`."""
    return ["assign", *options, "--out", folder / "bundle", "--quiet", *more]


def refused_town(
    folder: Path, change: Change | None, expected: Iterable[str], *more: str | Path
) -> str:
    """Assert that the crowded town is refused once `change` has been made to it."""
    town = crowded_town()
    if change is not None:
        change(town)
    return refused(folder, assign_words(folder, town.write(folder), *more), *expected)


def refused_file(
    folder: Path, name: str, change: Callable[[bytes], bytes], expected: Iterable[str]
) -> str:
    """Assert that the crowded town is refused once the bytes of one file are changed."""
    options = crowded_town().write(folder)
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    return refused(folder, assign_words(folder, options), *expected)
