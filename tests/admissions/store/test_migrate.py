"""A database comes to the newest schema whole or not at all, and never without its guards."""

import re

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import event

from admissions.stages import TABLE
from admissions.store import migrate, triggers_postgres, triggers_sqlite
from admissions.store.guards import add_guards, drop_guards, guard_faults
from admissions.store.schema import metadata, move
from admissions.store.store import open_store
from geo.faults import BadInput
from tests.admissions.season import KEYS


def looked_at(url, question):
    with migrate.opened(url) as engine, engine.begin() as conn:
        return question(conn)


def tables(conn):
    return set(sa.inspect(conn).get_table_names()) - {"alembic_version"}


def moves(conn):
    return {tuple(row) for row in conn.execute(sa.select(move))}


OF_PROGRAM = {(m.machine, m.stage, m.action, m.to, str(m.role), m.window) for m in TABLE}


def test_the_revisions_make_exactly_the_schema_that_the_program_uses(empty):
    migrate.upgrade(empty)

    assert looked_at(empty, migrate.differences) == []
    assert looked_at(empty, moves) == OF_PROGRAM
    migrate.require_current(empty)


def test_checks_and_partial_indexes_of_the_revisions_are_those_of_a_new_database(tmp_path):
    migrated, fresh = (f"sqlite:///{tmp_path / name}.db" for name in ("migrated", "fresh"))
    migrate.upgrade(migrated)
    migrate.new_database(fresh)

    def said(url):
        return looked_at(url, lambda conn: {
            row.name: frozenset(re.findall(r"[^\s(),\"]+", row.sql))
            for row in conn.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql <> ''")
        })  # fmt: skip

    assert said(migrated) == said(fresh)


def test_every_guard_is_on_after_upgrade_and_after_the_way_down_and_up(empty):
    migrate.upgrade(empty)
    assert looked_at(empty, guard_faults) == []

    migrate.downgrade(empty, "0003")
    assert looked_at(empty, tables) < set(metadata.tables)
    migrate.upgrade(empty)

    assert looked_at(empty, guard_faults) == []
    assert looked_at(empty, tables) == set(metadata.tables)


def test_a_database_can_be_taken_down_to_nothing(empty):
    migrate.upgrade(empty)

    migrate.downgrade(empty, "base")

    assert looked_at(empty, tables) == set()


def test_a_rebuild_of_a_table_drops_triggers_and_the_check_says_so(tmp_path):
    url = f"sqlite:///{tmp_path / 'season.db'}"
    migrate.new_database(url)
    with migrate.changing(url) as conn:
        drop_guards(conn)
        add_guards(conn)
        conn.exec_driver_sql("CREATE TABLE copy_of_paper AS SELECT * FROM paper")
        conn.exec_driver_sql("DROP TABLE paper")
        conn.exec_driver_sql("ALTER TABLE copy_of_paper RENAME TO paper")

    lost = looked_at(url, guard_faults)

    assert "rule_paper_only_grows_delete is missing" in lost
    with pytest.raises(BadInput, match="lost guards"):
        migrate.require_current(url)


def test_a_batch_rebuild_between_taking_off_and_putting_on_keeps_every_guard(tmp_path):
    url = f"sqlite:///{tmp_path / 'season.db'}"
    migrate.new_database(url)

    with migrate.changing(url) as conn:
        drop_guards(conn)
        steps = Operations(MigrationContext.configure(conn))
        with steps.batch_alter_table("paper", recreate="always") as batch:
            batch.add_column(sa.Column("noted_in", sa.Text()))
        add_guards(conn)

    assert looked_at(url, guard_faults) == []


@pytest.mark.parametrize("change", ["dropped", "weakened", "added"])
def test_a_guard_that_somebody_changed_is_named(empty, change):
    migrate.upgrade(empty)
    sqlite = empty.startswith("sqlite")
    name = "rule_event_only_grows_delete"
    drop = f"DROP TRIGGER {name}" + ("" if sqlite else " ON event")
    weak = {
        True: f"CREATE TRIGGER {name} BEFORE DELETE ON event WHEN 1 = 0 BEGIN SELECT 1; END",
        False: f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
               "$$ BEGIN RETURN OLD; END $$",
    }[sqlite]  # fmt: skip
    extra = (weak if sqlite else f"CREATE TRIGGER {name} BEFORE DELETE ON event FOR EACH ROW "
             f"EXECUTE FUNCTION {name}()").replace(name, "mine", 1)  # fmt: skip
    statements = {
        "dropped": [drop], "weakened": [drop, weak] if sqlite else [weak], "added": [extra],
    }[change]  # fmt: skip

    looked_at(empty, lambda conn: [conn.exec_driver_sql(one) for one in statements])

    told = {"dropped": f"{name} is missing", "weakened": f"{name} was changed",
            "added": "mine is unknown"}[change]  # fmt: skip
    assert looked_at(empty, guard_faults) == [told]


def test_row_security_taken_off_one_table_is_named(postgres_server):
    postgres_server.sql("CREATE DATABASE unforced TEMPLATE model")
    url = postgres_server.url("unforced")

    looked_at(
        url, lambda conn: conn.exec_driver_sql("ALTER TABLE entry NO FORCE ROW LEVEL SECURITY")
    )

    assert looked_at(url, guard_faults) == ["entry without row security is unknown"]


def test_a_database_of_another_version_is_not_opened(empty):
    migrate.upgrade(empty, "0004")

    with pytest.raises(BadInput, match=r"0004.*upgrade"):
        open_store(empty, KEYS, allow_unsafe=True)


def test_a_new_database_is_not_made_over_one_that_is_there(empty):
    migrate.new_database(empty)

    with pytest.raises(BadInput, match="not empty"):
        migrate.new_database(empty)


class Broken(Exception):
    pass


def test_a_migration_that_breaks_off_at_any_statement_changes_nothing(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'season.db'}"
    migrate.upgrade(url, "0004")
    before = looked_at(url, lambda conn: (tables(conn), migrate.revision_of(conn)))
    statements = [0]
    broken_at = [0]
    make = migrate.engine_of

    def breaking(address):
        engine = make(address)

        @event.listens_for(engine, "before_cursor_execute")
        def _count(*_args):
            statements[0] += 1
            if statements[0] == broken_at[0]:
                raise Broken

        return engine

    monkeypatch.setattr(migrate, "engine_of", breaking)
    tried = 0
    for number in range(1, 400, 7):
        statements[0], broken_at[0] = 0, number
        try:
            migrate.upgrade(url)
        except Broken:
            tried += 1
            broken_at_end, broken_at[0] = number, 0
            assert looked_at(url, lambda conn: (tables(conn), migrate.revision_of(conn))) == before
        else:
            broken_at[0] = 0  # the last look must not break at a statement of its own
            break

    assert tried > 10
    assert broken_at_end > 100
    assert looked_at(url, guard_faults) == []


def test_a_move_that_no_event_names_may_change_one_that_is_named_may_not(either):
    season = either
    season.registered()
    engine = season.store.engine.engine

    def write(conn, action):
        drop_guards(conn)
        conn.execute(sa.update(move).where(move.c.action == action).values(to_stage="lost"))
        migrate.write_moves(conn)
        add_guards(conn)

    with engine.begin() as conn:
        write(conn, "swipe_card")
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as conn:
        write(conn, "register")

    with engine.begin() as conn:
        assert moves(conn) == OF_PROGRAM
        assert guard_faults(conn) == []


def test_each_rule_has_its_trigger_on_both_engines():
    sqlite, postgres = set(triggers_sqlite.expected()), set(triggers_postgres.expected())

    assert {name for name in sqlite - postgres if not name.endswith("_no_replace")} == set()
    assert {name for name in postgres - sqlite if not name.endswith("_truncate")} == set()
