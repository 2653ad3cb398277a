"""How does a new database come to be, whole or not at all?"""

from pathlib import Path

from sqlalchemy import Connection, Engine, insert, text

from admissions.stages import TABLE
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
        add_guards(conn)
        add_moves(conn)
    engine.dispose()


def add_guards(conn: Connection) -> None:
    """Create every trigger, and on PostgreSQL the roles and policies; after each rebuild again."""
    if conn.dialect.name == "sqlite":
        from admissions.store.triggers_sqlite import create_statements

        for statement in create_statements():
            conn.exec_driver_sql(statement)
        return
    from admissions.store import rls, triggers_postgres

    owner = conn.execute(text("SELECT current_user")).scalar_one()
    for statement in (*triggers_postgres.create_statements(), *rls.create_statements(owner)):
        conn.exec_driver_sql(statement)


def add_moves(conn: Connection) -> None:
    """Write the rows of the table of moves."""
    conn.execute(insert(move), [
        {"machine": row.machine, "from_stage": row.stage, "action": row.action,
         "to_stage": row.to, "role": str(row.role), "window_name": row.window}
        for row in TABLE
    ])  # fmt: skip
