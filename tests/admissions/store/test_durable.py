"""What was acknowledged stays, killed or not; nothing is half written, nothing unsafe runs."""

import random
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest
from sqlalchemy import event as listen
from sqlalchemy import select

from admissions.roles import SYSTEM
from admissions.store import engine_sqlite
from admissions.store.engine_postgres import NotBounded, NotDurable, PostgresEngine
from admissions.store.events import append_audit
from admissions.store.schema import application, audit
from admissions.store.store import open_store
from admissions.store.transaction import Unavailable
from tests.admissions.season import KEYS, new_season
from tests.admissions.store.raw import rows

ROOT = Path(__file__).resolve().parents[3]


def killed_writer(path, life, after_s):
    """Start the writer, kill it `after_s` seconds after its first word, return what it had told."""
    command = [sys.executable, "-m", "tests.admissions.store.writer", str(path), life]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        told = [process.stdout.readline()]
        timer = threading.Timer(after_s, process.send_signal, [signal.SIGKILL])
        timer.start()
        told += process.stdout.read().splitlines(keepends=True)
        timer.cancel()
    return {line.strip() for line in told if line.endswith("\n")}


def kill_many(tmp_path, kills):
    season = new_season(tmp_path)
    season.store.close()
    path = tmp_path / "season.db"
    luck = random.Random(20130501)
    acknowledged = set()
    for life in range(kills):
        acknowledged |= killed_writer(path, f"L{life}", luck.uniform(0.01, 0.4))
    return path, acknowledged


def lost(path, acknowledged):
    store = open_store(f"sqlite:///{path}", KEYS)
    registered = select(application.c.id).where(application.c.stage == "registered")
    kept = store.read(SYSTEM, lambda tx: tx.conn.execute(registered).scalars().all())
    told = store.read(SYSTEM, lambda tx: tx.conn.execute(select(audit.c.facts)).scalars().all())
    store.close()
    assert sorted(fact["number"] for fact in told) == sorted(kept)  # both rows or none
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
    return acknowledged - set(kept)


def test_a_killed_writer_loses_nothing_it_has_acknowledged(tmp_path):
    path, acknowledged = kill_many(tmp_path, 4)

    assert len(acknowledged) >= 4
    assert lost(path, acknowledged) == set()


@pytest.mark.long
def test_a_writer_killed_three_hundred_times_loses_nothing(tmp_path):
    path, acknowledged = kill_many(tmp_path, 300)

    assert len(acknowledged) > 3000
    assert lost(path, acknowledged) == set()


@pytest.mark.parametrize("pragma", ["synchronous=OFF", "synchronous=NORMAL", "journal_mode=DELETE"])
def test_sqlite_does_not_run_with_a_setting_that_loses_writes(tmp_path, pragma):
    raw = sqlite3.connect(tmp_path / "unsafe.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute(f"PRAGMA {pragma}")

    with pytest.raises(RuntimeError, match="not durable"):
        engine_sqlite.require_durable(raw)
    raw.close()


def test_postgres_does_not_run_with_a_setting_that_loses_writes(postgres_server):
    with pytest.raises(NotDurable, match="fsync"):
        PostgresEngine(postgres_server.url("model"), KEYS, lambda: None)


def test_only_one_process_writes_a_file(season):
    with pytest.raises(engine_sqlite.AnotherWriter):
        open_store(f"sqlite:///{season.folder / 'season.db'}", KEYS)


def test_a_commit_that_fails_writes_nothing_and_says_so_to_the_whole_group(season):
    gate = threading.Event()
    failing = [True]

    @listen.listens_for(season.store.engine.engine, "commit")
    def _full(_conn):
        if failing[0] and gate.is_set():
            raise sqlite3.OperationalError("database or disk is full")

    first = season.store.submit(SYSTEM, lambda _tx: gate.wait(5))
    group = [season.store.submit(SYSTEM, lambda tx, n=n: append_audit(tx, f"s{n}", "x"))
             for n in range(5)]  # fmt: skip
    gate.set()

    assert {type(answer.exception()) for answer in (first, *group)} == {Unavailable}
    assert rows(season, audit) == []
    failing[0] = False
    season.store.write(SYSTEM, lambda tx: append_audit(tx, "s", "after"))
    assert [row.what for row in rows(season, audit)] == ["after"]


def test_a_full_disk_is_said_clearly_and_passes_without_a_person(season):
    def limit(pages):
        return lambda tx: tx.conn.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar()

    def large(tx):
        append_audit(tx, "s", "x", {"much": "m" * 3_000_000})

    full = season.store.write(SYSTEM, limit(1)) + 5  # SQLite answers with what it has
    season.store.write(SYSTEM, limit(full))

    with pytest.raises(Unavailable):
        season.store.write(SYSTEM, large)
    assert rows(season, audit) == []
    season.store.write(SYSTEM, limit(10**9))
    season.store.write(SYSTEM, large)
    assert len(rows(season, audit)) == 1


def test_postgres_is_not_reached_as_a_superuser(postgres_server, monkeypatch):
    monkeypatch.setattr(PostgresEngine, "_require_durable", lambda _self: None)

    with pytest.raises(NotBounded):
        PostgresEngine(postgres_server.url("model"), KEYS, lambda: None)


def test_a_failing_clock_does_not_end_the_writer(season):
    good = season.store.engine.clock
    season.store.engine.clock = lambda: 1 / 0
    failed = season.store.submit(SYSTEM, lambda tx: append_audit(tx, "s", "x"))

    assert isinstance(failed.exception(5), Unavailable)
    season.store.engine.clock = good
    season.store.write(SYSTEM, lambda tx: append_audit(tx, "s", "after"))


def test_whoever_no_longer_waits_has_written_nothing_and_holds_nobody_up(season):
    gate = threading.Event()
    season.store.submit(SYSTEM, lambda _tx: gate.wait(5))
    given_up = season.store.submit(SYSTEM, lambda tx: append_audit(tx, "gone", "x"))
    assert given_up.cancel()
    waiting: Future[None] = season.store.submit(SYSTEM, lambda tx: append_audit(tx, "s", "x"))
    gate.set()

    assert waiting.result(5) is None
    assert [row.stream for row in rows(season, audit)] == ["s"]


def test_a_closed_store_says_so(season):
    season.store.close()

    with pytest.raises(Unavailable):
        season.store.write(SYSTEM, lambda tx: append_audit(tx, "s", "x"))


def test_many_additions_to_one_chain_of_the_audit_all_arrive_in_order(either):
    answers = [either.store.submit(SYSTEM, lambda tx, n=n: append_audit(tx, "hot", f"n{n}"))
               for n in range(40)]  # fmt: skip
    for answer in answers:
        answer.result()

    assert sorted(row.seq for row in rows(either, audit)) == list(range(1, 41))


def test_a_lost_server_is_unavailable_not_a_riddle(postgres_server, on_real_postgres):
    season = on_real_postgres
    season.store.write(SYSTEM, lambda tx: append_audit(tx, "s", "x"))

    def cut_off(tx):
        name = tx.conn.exec_driver_sql("SELECT current_database()").scalar()
        append_audit(tx, "s", "y")
        postgres_server.sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        )

    with pytest.raises(Unavailable):
        season.store.write(SYSTEM, cut_off)
    season.store.write(SYSTEM, lambda tx: append_audit(tx, "s", "z"))
    assert [row.what for row in rows(season, audit)] == ["x", "z"]
