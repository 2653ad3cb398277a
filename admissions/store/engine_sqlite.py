"""How is SQLite driven? WAL, FULL sync, one writer thread that commits in groups.

One process writes; a lock file keeps a second one out (two writers wait for seconds, trust.md §2).
Every piece of work runs in its own savepoint; the group is durable before anybody is answered.
"""

import fcntl
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from admissions.roles import Actor
from admissions.store.clock import Clock
from admissions.store.keys import KeyRing
from admissions.store.refusals import translated
from admissions.store.transaction import TooLate, Tx, Unavailable

T = TypeVar("T")
Work = Callable[[Tx], Any]
LARGEST_GROUP = 48
READERS = 4


class AnotherWriter(RuntimeError):
    """Another process holds this database for writing."""


@dataclass(frozen=True, slots=True)
class _Task:
    actor: Actor
    work: Work
    answer: "Future[Any]"


def make_engine(path: Path, *, read_only: bool = False) -> Engine:
    """Return an engine whose every connection is safe; transactions begin IMMEDIATE by `begin`."""
    engine = create_engine(
        f"sqlite:///{path}", poolclass=QueuePool, pool_size=READERS + 1, max_overflow=0,
        hide_parameters=True,  # errors are logged: rows are not
        connect_args={"check_same_thread": False, "timeout": 10},
    )  # fmt: skip

    @event.listens_for(engine, "connect")
    def _settle(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON",
            "busy_timeout=10000", "trusted_schema=OFF",
        ):  # fmt: skip
            raw.execute(f"PRAGMA {pragma}")
        require_durable(raw)
        if read_only:
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        mode = conn.get_execution_options().get("begin", "DEFERRED")
        conn.exec_driver_sql(f"BEGIN {mode}")

    return engine


def require_durable(raw: sqlite3.Connection) -> None:
    """Refuse to go on with any setting under which an acknowledged write can be lost."""
    mode = raw.execute("PRAGMA journal_mode").fetchone()[0]
    sync = raw.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or sync != 2:
        msg = f"SQLite runs with journal {mode}, synchronous {sync}: not durable"
        raise RuntimeError(msg)


class SqliteEngine:
    """The writer thread and the readers of one database file."""

    def __init__(self, path: Path, keys: KeyRing, clock: Clock) -> None:
        self.path, self.keys, self.clock = path, keys, clock
        self.engine = make_engine(path)
        self.readers = make_engine(path, read_only=True)
        self._lock = _take_lock(path)
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._closing, self._closed = threading.Lock(), False
        self._thread = threading.Thread(target=self._run, name="jiujin-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Return how many pieces of work wait for the writer (for shedding load)."""
        return self._tasks.qsize()

    def submit(self, actor: Actor, work: Callable[[Tx], T]) -> "Future[T]":
        """Queue a write; the future is done when it is durable, or refused."""
        answer: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise Unavailable("the store is closed")
            self._tasks.put(_Task(actor, work, answer))
        return answer

    def read(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run a read on a snapshot of what is committed."""
        with self.readers.connect() as conn, conn.begin():
            return work(Tx(conn, actor, self.clock(), self.keys))

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._tasks.put(None)
        self._thread.join()
        self.readers.dispose()
        self.engine.dispose()
        self._lock.close()

    def _run(self) -> None:
        with self.engine.connect().execution_options(begin="IMMEDIATE") as conn:
            while (first := self._tasks.get()) is not None:
                group, last = self._group(first)
                # Whoever no longer waits (a dropped connection) has written nothing.
                self._commit(conn, [task for task in group if _begun(task)])
                if last:
                    return

    def _group(self, first: _Task) -> tuple[list[_Task], bool]:
        group = [first]
        with suppress(queue.Empty):
            while len(group) < LARGEST_GROUP:
                task = self._tasks.get_nowait()
                if task is None:
                    return group, True
                group.append(task)
        return group, False

    def _commit(self, conn: Connection, group: list[_Task]) -> None:
        try:
            done = self._together(conn, group)
        except _LateAtCommit:
            if len(group) > 1:  # someone's window closed meanwhile: each for itself
                for task in group:
                    self._commit(conn, [task])
                return
            done = [(group[0], TooLate(""), None)]
        except Exception as error:  # noqa: BLE001  the one writer must outlive any failure
            failure = Unavailable(f"nothing was written: {type(error).__name__}")
            failure.__cause__ = error
            _roll_back(conn)
            done = [(task, failure, None) for task in group]
        for task, failed, answer in done:
            if failed is not None:
                task.answer.set_exception(failed)
            else:
                task.answer.set_result(answer)

    def _together(
        self, conn: Connection, group: list[_Task]
    ) -> list[tuple[_Task, BaseException | None, Any]]:
        done: list[tuple[_Task, BaseException | None, Any]] = []
        with conn.begin() as transaction:
            raw, limits = _driver(conn), []
            for task in group:
                tx = Tx(conn, task.actor, self.clock(), self.keys)
                raw.execute("SAVEPOINT task")
                try:
                    answer = task.work(tx)
                    raw.execute("RELEASE task")
                except Exception as error:  # noqa: BLE001  handed to whoever asked, whole
                    raw.execute("ROLLBACK TO task")
                    raw.execute("RELEASE task")
                    done.append((task, translated(error), None))
                else:
                    done.append((task, None, answer))
                    limits.append(tx.commit_before)
            now = self.clock()
            if any(limit is not None and now >= limit for limit in limits):
                transaction.rollback()
                raise _LateAtCommit
        return done


class _LateAtCommit(Exception):
    pass


def _roll_back(conn: Connection) -> None:
    """End what a failed COMMIT has left open: SQLite keeps the transaction after some failures."""
    raw = _driver(conn)
    if raw.in_transaction:
        raw.execute("ROLLBACK")


def _driver(conn: Connection) -> sqlite3.Connection:
    raw = conn.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("not a connection to SQLite")
    return raw


def _begun(task: _Task) -> bool:
    return task.answer.set_running_or_notify_cancel()


def _take_lock(path: Path) -> IO[str]:
    lock = path.with_name(path.name + ".writer").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        msg = f"another process writes {path.name}; stop it first"
        raise AnotherWriter(msg) from error
    return lock
