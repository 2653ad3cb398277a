"""How is a database saved while it is in use, and brought back with proof that all of it is there?

A backup is a folder: the data, and a manifest with their digest, the schema's revision, the rows of
every table and the last checkpoint. Keys are not in it: without its own copy of the key file a
backup cannot be read, and that is meant (trust.md §5.6, R10).
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, select

from admissions.store.chain import verify_chains
from admissions.store.checkpoints import verify_checkpoints
from admissions.store.migrate import opened, require_there, revision_of
from admissions.store.schema import checkpoint, metadata
from admissions.store.transaction import Tx
from geo.faults import BadInput, Fault

FORMAT = "backup/1"
MANIFEST, SQLITE_DATA, POSTGRES_DATA = "backup.json", "data.db", "data.pgdump"
_AGAIN = "make the backup again, or take another one"


@dataclass(frozen=True, slots=True)
class Backup:
    """What the manifest says. `rows`: table -> how many; `checkpoint`: the newest one's digest."""

    at: str
    engine: str
    revision: str
    sha256: str
    rows: dict[str, int]
    checkpoint: str


def back_up(url: str, folder: Path, at: datetime) -> Backup:
    """Save the database at `url` into a new folder, on one snapshot, while others write it.

    The folder appears whole or not at all. Raises BadInput where it is there, or a tool is missing.
    """
    if folder.exists():
        raise BadInput.one(str(folder), "is there already", "name a new folder")
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        save = _save_sqlite if url.startswith("sqlite:///") else _save_postgres
        made = save(url, part, at)
        _write_durably(part / MANIFEST, json.dumps({"format": FORMAT, **asdict(made)}, indent=1))
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return made


def read_backup(folder: Path) -> Backup:
    """Read a backup's manifest and check its data against it; raises BadInput."""
    try:
        body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if body.pop("format") != FORMAT:
            raise ValueError
        made = Backup(**body)
        found = _digest(folder / _data_of(made))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        what = f"is no readable backup ({type(error).__name__})"
        raise BadInput.one(str(folder), what, _AGAIN) from error
    if found != made.sha256:
        raise BadInput.one(str(folder), "its data are not those its manifest names", _AGAIN)
    return made


def restore(folder: Path, url: str) -> Backup:
    """Bring a backup into an empty place and check rows against the manifest; raises BadInput.

    Verify the chains afterwards (`faults_of`): a restore that was not verified is a hope.
    """
    made = read_backup(folder)
    sqlite = url.startswith("sqlite:///")
    if (made.engine == "sqlite") != sqlite:
        raise BadInput.one(str(folder), f"is of {made.engine}", "restore it into the same engine")
    if sqlite:
        _restore_sqlite(folder / SQLITE_DATA, Path(url.removeprefix("sqlite:///")))
    else:
        _restore_postgres(folder / POSTGRES_DATA, url)
    with opened(url) as engine, engine.connect() as conn, conn.begin():
        if _rows(conn) != made.rows or revision_of(conn) != made.revision:
            raise BadInput.one(url.rsplit("@", 1)[-1], "does not hold what the backup names",
                               "do not use it; restore into another empty place")  # fmt: skip
    return made


def faults_of(tx: Tx) -> list[Fault]:
    """Return every fault of the chains and checkpoints; read as SYSTEM in one snapshot."""
    return [*verify_chains(tx), *verify_checkpoints(tx)]


def _save_sqlite(url: str, part: Path, at: datetime) -> Backup:
    require_there(url)
    source = Path(url.removeprefix("sqlite:///"))
    copy = part / SQLITE_DATA
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as raw, closing(
        sqlite3.connect(copy)
    ) as target:  # fmt: skip
        raw.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    with _plain(copy) as conn:
        return _manifest(conn, copy, "sqlite", at)


def _save_postgres(url: str, part: Path, at: datetime) -> Backup:
    copy = part / POSTGRES_DATA
    with opened(url) as engine, engine.connect() as conn, conn.begin():
        conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = conn.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        _postgres_tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner",
                       f"--file={copy}", f"--dbname={url}")  # fmt: skip
        return _manifest(conn, copy, "postgresql", at)


def _restore_sqlite(data: Path, path: Path) -> None:
    if path.exists() and path.stat().st_size:
        raise BadInput.one(str(path), "is there already", "name a new file")
    part = path.with_name(path.name + ".part")
    shutil.copyfile(data, part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(path)


def _restore_postgres(data: Path, url: str) -> None:
    with opened(url) as engine, engine.connect() as conn, conn.begin():
        there = conn.exec_driver_sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).scalar_one()
    if there:
        raise BadInput.one("the database", f"is not empty: it has {there} tables", "name a new one")
    _postgres_tool("pg_restore", "--single-transaction", "--no-owner", "--exit-on-error",
                   f"--dbname={url}", str(data))  # fmt: skip


def _postgres_tool(name: str, *arguments: str) -> None:
    found = shutil.which(name)
    if found is None:
        raise BadInput.one(name, "is not on this machine", "install PostgreSQL's client programs")
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL's with arguments of our own
        [found, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[:1] or ["no reason"]
        raise BadInput.one(name, f"ended with: {said[0]}", "see to that and call this again")


def _manifest(conn: Connection, copy: Path, engine: str, at: datetime) -> Backup:
    last = conn.execute(
        select(checkpoint.c.digest).order_by(checkpoint.c.seq.desc()).limit(1)
    ).scalar_one_or_none()
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    return Backup(at.isoformat(), engine, revision_of(conn) or "", _digest(copy), _rows(conn),
                  last or "")  # fmt: skip


def _rows(conn: Connection) -> dict[str, int]:
    return {
        table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in sorted(metadata.tables.values(), key=lambda one: one.name)
    }


@contextmanager
def _plain(path: Path) -> Iterator[Connection]:
    """Yield a connection that leaves the copy as it is: no WAL beside it."""
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    try:
        with engine.connect() as conn:
            yield conn
    finally:
        engine.dispose()


def _data_of(made: Backup) -> str:
    return {"sqlite": SQLITE_DATA, "postgresql": POSTGRES_DATA}[made.engine]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
