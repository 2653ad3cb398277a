"""How does a database come to the newest schema, whole or not at all?"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, and_, delete, insert, inspect, select, update

from admissions.stages import TABLE
from admissions.store.guards import add_guards, guard_faults
from admissions.store.schema import metadata, move
from geo.faults import BadInput

SCRIPTS = Path(__file__).parent / "migrations"
OLDEST_POSTGRES = 150000  # earlier ones let everybody create objects in the schema public
_KEY = (move.c.machine, move.c.from_stage, move.c.action)
_REST = (move.c.to_stage, move.c.role, move.c.window_name)
_ONE_AT_A_TIME = 7_203_941  # the advisory lock of migrations


def engine_of(url: str) -> Engine:
    """Return the engine for an address: `sqlite:///FILE` or `postgresql://…`."""
    if url.startswith("sqlite:///"):
        from admissions.store.engine_sqlite import make_engine

        return make_engine(Path(url.removeprefix("sqlite:///")))
    if not url.startswith("postgresql://"):
        raise BadInput.one(
            "the database", "its address is neither SQLite nor PostgreSQL",
            "write sqlite:///FILE or postgresql://USER@HOST/NAME",
        )  # fmt: skip
    from admissions.store.engine_postgres import make_engine as make_postgres

    return make_postgres(url)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Yield the engine for an address and close all its connections afterwards."""
    engine = engine_of(url)
    try:
        yield engine
    finally:
        engine.dispose()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to `revision` in one transaction: all steps or none; data stays."""
    with changing(url) as conn:
        command.upgrade(_config(conn), revision)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to an older `revision`, for tests of the way there and back."""
    with changing(url) as conn:
        command.downgrade(_config(conn), revision)


def require_there(url: str) -> None:
    """Refuse (BadInput) a file that is missing, which SQLite would make anew, empty."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.is_file():
        raise BadInput.one(str(path), "is not there", "correct the address, or jiujin db init")


def require_current(url: str) -> None:
    """Refuse (BadInput) a database of another version, or one whose guards are not all on."""
    require_there(url)
    with opened(url) as engine, engine.connect() as conn, conn.begin():
        found, newest = revision_of(conn), newest_revision()
        faults = guard_faults(conn) if found == newest else []
    if found != newest:
        raise BadInput.one(
            "the database", f"is at the revision {found or 'none'}, the program at {newest}",
            "back it up, then run jiujin db upgrade",
        )  # fmt: skip
    if faults:
        raise BadInput.one(
            "the database", f"has lost guards: {', '.join(faults)}",
            "find out who changed them, verify the chains, then run jiujin db upgrade",
        )  # fmt: skip


def revision_of(conn: Connection) -> str | None:
    """Return the revision a database is at, None where it has none."""
    return MigrationContext.configure(conn).get_current_revision()


@cache
def newest_revision() -> str | None:
    """Return the revision the program needs; its migrations are read once a process."""
    return _scripts().get_current_head()


def differences(conn: Connection) -> list[object]:
    """Return what the tables have otherwise than schema.py says; [] at the newest revision."""
    compare = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(conn, opts=compare), metadata))


def new_database(url: str) -> None:
    """Make a database at the newest revision in one step; BadInput where tables are already."""
    with opened(url) as engine, engine.begin() as conn:
        there = inspect(conn).get_table_names()
        if there:
            raise BadInput.one(
                "the database", f"is not empty: it has {len(there)} tables",
                "name a new one; to bring this one up to date: jiujin db upgrade",
            )  # fmt: skip
        metadata.create_all(conn)
        write_moves(conn)
        add_guards(conn)
        MigrationContext.configure(conn).stamp(_scripts(), "head")


def write_moves(conn: Connection) -> None:
    """Make the table of moves that of the program; only while no guard is on.

    A move that an event refers to can neither be changed nor taken away: the foreign key refuses.
    """
    wanted = {(row.machine, row.stage, row.action): (row.to, str(row.role), row.window)
              for row in TABLE}  # fmt: skip
    found = {tuple(row[:3]): tuple(row[3:]) for row in conn.execute(select(*_KEY, *_REST))}
    for key in sorted(key for key, rest in found.items() if wanted.get(key) != rest):
        at = and_(*(column == value for column, value in zip(_KEY, key, strict=True)))
        if key in wanted:
            names = [column.name for column in _REST]
            conn.execute(update(move).where(at).values(dict(zip(names, wanted[key], strict=True))))
        else:
            conn.execute(delete(move).where(at))
    new = [key + wanted[key] for key in sorted(wanted.keys() - found.keys())]
    if new:
        names = [column.name for column in (*_KEY, *_REST)]
        conn.execute(insert(move), [dict(zip(names, row, strict=True)) for row in new])


@contextmanager
def changing(url: str) -> Iterator[Connection]:
    """Yield the connection of one migration: alone, in one transaction, references checked."""
    exclusive = {"begin": "EXCLUSIVE"}
    with opened(url) as engine, engine.connect().execution_options(**exclusive) as conn:
        if conn.dialect.name == "sqlite":
            # A rebuilt table is dropped and renamed: references are checked once, at the end.
            conn.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with conn.begin():
            if conn.dialect.name == "postgresql":
                _prepare_postgres(conn)
            yield conn
            if conn.dialect.name == "sqlite":
                _require_references(conn)


def _prepare_postgres(conn: Connection) -> None:
    version = int(conn.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < OLDEST_POSTGRES:
        raise BadInput.one("the database", f"is PostgreSQL {version // 10000}", "use 15 or newer")
    conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")


def _require_references(conn: Connection) -> None:
    broken = conn.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise BadInput.one("the database", f"would have broken references in {tables}",
                           "nothing was changed; restore a backup and report this")  # fmt: skip


def _config(conn: Connection) -> Config:
    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))
