"""Which guards does the database itself hold? Triggers and policies: put on, taken off, compared.

Guards are code, not history: every migration takes them off, and at the newest revision all are put
on again (a table rebuild of SQLite drops triggers silently).
"""

from sqlalchemy import Connection, text

from admissions.store import rls, triggers_postgres, triggers_sqlite


def add_guards(conn: Connection) -> None:
    """Create every trigger, and on PostgreSQL the roles and policies."""
    if conn.dialect.name == "sqlite":
        statements = list(triggers_sqlite.create_statements())
    else:
        owner = conn.execute(text("SELECT current_user")).scalar_one()
        statements = [*triggers_postgres.create_statements(), *rls.create_statements(owner)]
    for statement in statements:
        conn.exec_driver_sql(statement)


def drop_guards(conn: Connection) -> None:
    """Take off every trigger and policy that is there, also those of an older version."""
    if conn.dialect.name == "sqlite":
        for name in _guards_of_sqlite(conn):
            conn.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    for table, name in conn.exec_driver_sql(_TRIGGERS).all():
        conn.exec_driver_sql(f'DROP TRIGGER "{name}" ON "{table}"')
    for table, name in conn.exec_driver_sql(_POLICIES).all():
        conn.exec_driver_sql(f'DROP POLICY "{name}" ON "{table}"')


def guard_faults(conn: Connection) -> list[str]:
    """Say which guards are missing, changed or unknown: nothing where all is as it must be."""
    if conn.dialect.name == "sqlite":
        found, wanted = _guards_of_sqlite(conn), triggers_sqlite.expected()
    else:
        found = {row.tgname: row.body for row in conn.exec_driver_sql(_BODIES)}
        wanted = triggers_postgres.expected() | dict.fromkeys(rls.policy_names(), "policy")
        off = conn.exec_driver_sql(_UNFORCED).scalars().all()
        found |= {f"{name} without row security": "" for name in off}
    faults = [f"{name} is missing" for name in sorted(wanted.keys() - found.keys())]
    faults += [f"{name} is unknown" for name in sorted(found.keys() - wanted.keys())]
    same = sorted(found.keys() & wanted.keys())
    return faults + [f"{name} was changed" for name in same if found[name] != wanted[name]]


def _guards_of_sqlite(conn: Connection) -> dict[str, str]:
    rows = conn.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row.name: row.sql for row in rows}


_TRIGGERS = """
    SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
_POLICIES = "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"
# A disabled trigger counts as changed.
_BODIES = """
    SELECT t.tgname, CASE t.tgenabled WHEN 'O' THEN p.prosrc ELSE 'disabled' END AS body
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT tablename || '.' || policyname, 'policy' FROM pg_policies
    WHERE schemaname = 'public'
"""
_UNFORCED = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'alembic_version' AND NOT (relrowsecurity AND relforcerowsecurity)
"""
