"""How are untrusted bytes parsed so that at worst a child process dies? Limits and a time-out."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.faults import BadInput, Fault

_ROOT = Path(__file__).resolve().parents[1]
_EXPORT_AGAIN = "the file is damaged or far too large: export it again"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a parser may use: processor seconds, bytes of memory, bytes written, seconds of wall."""

    cpu_s: int = 120
    memory_bytes: int = 6 << 30
    output_bytes: int = 4 << 30
    wall_s: float = 300.0


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Parsed:
    """What the child found: an Arrow table (None if it only looked) and facts as JSON values."""

    table: Any
    facts: dict[str, Any]


def parse_in_child(
    task: str, path: Path, options: dict[str, Any], *, name: str, limits: Limits = DEFAULT_LIMITS
) -> Parsed:
    """Run one parser of geo.sandbox_child on a file and return what it found.

    The answer comes back as an Arrow file and JSON, never as a pickle. Raises BadInput, naming the
    file `name`, where the parser refuses, dies, or passes a limit. The child has no rights less
    than ours, but one thread, no proxy, one GDAL driver (`options["driver"]`) and the limits.
    """
    with tempfile.TemporaryDirectory(prefix="jiujin-") as folder:
        request = {
            "task": task,
            "path": str(path.resolve()),
            "options": options,
            "limits": asdict(limits),
        }
        request_file = Path(folder) / "request.json"
        request_file.write_text(json.dumps(request), encoding="utf-8")
        _run(request_file, name, limits)
        return _answer(Path(folder), name)


def _run(request_file: Path, name: str, limits: Limits) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-P", "-m", "geo.sandbox_child", str(request_file)],
            cwd=request_file.parent,
            env=_environment(request_file.parent),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.wall_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        what = f"could not be read within {limits.wall_s:g} seconds"
        raise BadInput.one(name, what, _EXPORT_AGAIN) from error
    if done.returncode != 0:
        raise BadInput.one(name, _death(done.returncode, done.stderr), _EXPORT_AGAIN)


def _death(code: int, stderr: bytes) -> str:
    if -code in (signal.SIGXCPU, signal.SIGKILL):
        return "its reader was stopped at the limit of processor time or memory"
    if code < 0:
        return f"its reader was stopped by {signal.Signals(-code).name}"
    text = stderr.decode("utf-8", errors="replace").strip()
    if any(sign in text for sign in ("MemoryError", "bad_alloc", "Cannot allocate", "malloc of")):
        return "its reader ran out of the memory allowed"
    last = text.splitlines()[-1] if text else "no message"
    return f"its reader failed ({last[:200]})"


def _environment(home: Path) -> dict[str, str]:
    """Give the child no more than it needs: no secrets, one thread, no way to the network."""
    return {
        "PYTHONPATH": str(_ROOT),
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PROJ_NETWORK": "OFF",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "GDAL_NUM_THREADS": "1",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "GDAL_HTTP_TIMEOUT": "1",
    }


def _answer(out: Path, name: str) -> Parsed:
    import pyarrow as pa

    facts = json.loads((out / "facts.json").read_text(encoding="utf-8"))
    refuse_faults(facts, name)
    if not (out / "table.arrow").exists():
        return Parsed(None, facts)
    with (out / "table.arrow").open("rb") as file, pa.ipc.open_file(file) as reader:
        return Parsed(reader.read_all(), facts)


def refuse_faults(facts: dict[str, Any], name: str) -> None:
    """Raise BadInput for the faults a parser found, `name` before the place inside the file."""
    found = [
        Fault(f"{name} {where}".strip(), what, repair)
        for where, what, repair in facts.get("faults", [])
    ]
    if found:
        raise BadInput(found)
