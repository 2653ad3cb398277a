"""How does a new database come to be, whole or not at all?"""

from pathlib import Path

from sqlalchemy import Connection, Engine, insert

from admissions.stages import TABLE
from admissions.store.guards import add_guards
from admissions.store.schema import metadata, move


def engine_of(url: str) -> Engine:
    """Return the engine for an address: `sqlite:///FILE` or `postgresql://…`."""
    if url.startswith("sqlite:///"):
        from admissions.store.engine_sqlite import make_engine

        return make_engine(Path(url.removeprefix("sqlite:///")))
    from admissions.store.engine_postgres import make_engine as make_postgres

    return make_postgres(url)


def new_database(url: str) -> None:
    """Make an empty database with tables, triggers and the table of moves."""
    engine = engine_of(url)
    with engine.begin() as conn:
        metadata.create_all(conn)
        write_moves(conn)
        add_guards(conn)
    engine.dispose()


def write_moves(conn: Connection) -> None:
    """Make the rows of the table of moves those of the program; only while no guard is on."""
    rows = [
        {"machine": row.machine, "from_stage": row.stage, "action": row.action,
         "to_stage": row.to, "role": str(row.role), "window_name": row.window}
        for row in TABLE
    ]  # fmt: skip
    conn.execute(insert(move), rows)
