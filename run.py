"""Set Jiujin up on a bare machine, then run its demo or its tests (standard library only)."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
USAGE = """usage: python3 run.py demo [--no-serve] [--out DIR]
       python3 run.py test [--long] [pytest arguments]
       python3 run.py jiujin ...        any command of the program, e.g. jiujin --help"""


def say(message: str) -> None:
    print(f"run.py: {message}", file=sys.stderr, flush=True)


def make_environment() -> None:
    """Create .venv, or say which one package this machine lacks."""
    if PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401  Debian ships it in a package of its own
        import venv
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            "run.py: this Python cannot make virtual environments. Install one package and "
            f"run the same command again:  apt-get install python{version}-venv"
        )
    say(f"making {VENV.name}/")
    venv.EnvBuilder(with_pip=True, clear=True).create(VENV)


def install(lock: Path) -> None:
    """Install exactly what `lock` pins by hash; do nothing when it is installed already."""
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{lock.stem}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"installing {lock.relative_to(ROOT)} (a minute or two the first time)")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(lock)], check=True)
    site = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    Path(site, "jiujin.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    stamp.write_text(wanted)


def call(*arguments: str) -> int:
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False).returncode


def run_tests(arguments: list[str]) -> int:
    """Format, lint, types, imports, tests: every step runs, the first failure is the exit code."""
    steps = [
        ["-m", "ruff", "format", "--check", "--quiet", "."],
        ["-m", "ruff", "check", "--quiet", "."],
        ["-m", "mypy"],
        ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
    ]
    long = ["--run-long"] if "--long" in arguments else []
    tests = ["-m", "pytest", *long, *(a for a in arguments if a != "--long")]
    codes = []
    for step in [*steps, tests]:
        say(" ".join(step[:4]))
        codes.append(call(*step))
    return next((code for code in codes if code), 0)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        sys.exit("run.py: Jiujin needs Python 3.11 or newer; this is " + sys.version.split()[0])
    if not arguments or arguments[0] not in {"demo", "test", "jiujin"}:
        print(USAGE)
        return 2
    command, rest = arguments[0], arguments[1:]
    make_environment()
    install(ROOT / "requirements" / ("test.txt" if command == "test" else "run.txt"))
    if command == "test":
        return run_tests(rest)
    prefix = ["demo"] if command == "demo" else []
    return call("-m", "service.cli", *prefix, *rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
