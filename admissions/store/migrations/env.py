"""How does Alembic run here? On the connection of migrate.py, in its one transaction.

Guards (triggers, policies) are taken off before the first step, for a rebuild of a SQLite table
fails or drops them; at the newest revision all are put on again and the moves written anew.
"""

from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from admissions.store.guards import add_guards, drop_guards
from admissions.store.migrate import write_moves
from admissions.store.schema import metadata


def run(conn: Connection) -> None:
    """Take the steps asked for, without guards; at the newest revision put them on."""
    context.configure(
        connection=conn, target_metadata=metadata, render_as_batch=True, compare_type=True,
        compare_server_default=True, transactional_ddl=True,
    )  # fmt: skip
    drop_guards(conn)
    context.run_migrations()
    newest = ScriptDirectory.from_config(context.config).get_current_head()
    if context.get_context().get_current_revision() == newest:
        write_moves(conn)
        add_guards(conn)


run(context.config.attributes["connection"])
