"""How does a new database come to be, whole or not at all?"""

from pathlib import Path

from sqlalchemy import insert, text

from admissions.stages import TABLE
from admissions.store.schema import metadata, move


def new_database(url: str) -> None:
    """Make an empty database with tables, triggers and the table of moves."""
    from admissions.store.engine_sqlite import make_engine
    from admissions.store.triggers_sqlite import create_statements

    engine = make_engine(Path(url.removeprefix("sqlite:///")))
    with engine.begin() as conn:
        metadata.create_all(conn)
        for statement in create_statements():
            conn.execute(text(statement))
        conn.execute(insert(move), [
            {"machine": row.machine, "from_stage": row.stage, "action": row.action,
             "to_stage": row.to, "role": str(row.role), "window_name": row.window}
            for row in TABLE
        ])  # fmt: skip
    engine.dispose()
