"""Where does a real PostgreSQL for the tests come from? Debian's programs, a temp folder."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

SKIPPED = "no PostgreSQL server programs here (Debian: apt-get install postgresql)"


IN_MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30


@dataclass(frozen=True)
class Server:
    """A running server of our own on a unix socket, without fsync: for tests only."""

    folder: Path
    programs: Path

    @cached_property
    def _superuser(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, database: str) -> str:
        """Return the address of one database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def sql(self, statement: str) -> None:
        """Run one statement as the superuser."""
        self._superuser.execute(statement.encode())

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._superuser.close()
        _as_postgres([str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-m",
                      "immediate", "-w", "stop"])  # fmt: skip
        shutil.rmtree(self.folder, ignore_errors=True)


def programs() -> Path | None:
    """Return the folder of the newest server's programs, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


def start() -> Server:
    """Make a cluster and start it; a few seconds."""
    where = programs()
    assert where is not None, SKIPPED
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="jiujin-pg-", dir=IN_MEMORY if roomy else None))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    initdb = [str(where / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "--auth=trust",
              "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]  # fmt: skip
    _as_postgres(initdb)
    options = (
        f"-c listen_addresses='' -k {folder} -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c max_connections=120 -c shared_buffers=64MB"
    )
    _as_postgres([str(where / "pg_ctl"), "-D", str(folder / "data"), "-w", "-o", options, "-l",
                  str(folder / "log"), "start"])  # fmt: skip
    return Server(folder, where)


def _as_postgres(command: list[str]) -> None:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")
