"""How is PostgreSQL driven? A pool, a transaction for each piece of work, as a role without rights.

The context of row-level security is set inside the transaction and ends with it, so that a pooled
connection carries nothing over to the next user.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NoReturn, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

from admissions.roles import Actor
from admissions.store.clock import Clock
from admissions.store.keys import KeyRing
from admissions.store.refusals import translated
from admissions.store.rls import APP_ROLE
from admissions.store.transaction import TooLate, Tx, bind_actor

T = TypeVar("T")
WRITERS, READERS = 8, 8
_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock
# Another transaction did the same, or added to the same chain, meanwhile: read again.
_OVERTAKEN = ("pk_event", "pk_audit", "pk_checkpoint", "pk_idempotency", "rule:audit_in_its_chain",
              "rule:event_in_its_chain", "rule:event_follows_")  # fmt: skip
_TRIES, _TRIES_OVERTAKEN = 2, 8


class NotDurable(RuntimeError):
    """The server may lose what it has acknowledged; Jiujin does not start on it."""


class NotBounded(RuntimeError):
    """Row security would not hold; Jiujin does not start so."""


_UNBOUNDED = """
    SELECT bool_or(r.rolsuper OR r.rolbypassrls) FROM pg_roles r WHERE r.rolname = session_user
    OR r.oid IN (SELECT relowner FROM pg_class WHERE oid = 'public.event'::regclass)
"""


def make_engine(url: str, size: int = 2) -> Engine:
    """Return an engine for `postgresql://…` by psycopg 3."""
    spelled = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        spelled, pool_size=size, max_overflow=0, pool_pre_ping=True,
        hide_parameters=True,  # errors are logged: rows are not
        connect_args={"options": "-c timezone=Asia/Shanghai"},
    )  # fmt: skip


class PostgresEngine:
    """The pool of one database. `allow_unsafe` lets tests run a server without fsync."""

    def __init__(
        self, url: str, keys: KeyRing, clock: Clock, *, allow_unsafe: bool = False
    ) -> None:
        self.keys, self.clock = keys, clock
        self.engine = make_engine(url, WRITERS)
        self.readers = make_engine(url, READERS)  # reads never hold up a write
        self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="jiujin-writer")
        try:
            if not allow_unsafe:
                self._require_durable()
                self._require_bounded()
        except BaseException:
            self.close()
            raise

    @property
    def waiting(self) -> int:
        """Return how many pieces of work wait for a connection."""
        return self._pool._work_queue.qsize()  # noqa: SLF001  the standard library tells it nowhere else

    def submit(self, actor: Actor, work: Callable[[Tx], T]) -> "Future[T]":
        """Queue a write; the future is done when it is durable, or refused."""
        return self._pool.submit(self._write, actor, work)

    def read(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run a read on one snapshot of what is committed."""
        try:
            with self.readers.connect() as conn, conn.begin():
                conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                return work(self._context(conn, actor))
        except SQLAlchemyError as error:
            _raise_told(error)

    def close(self) -> None:
        """Finish what is queued, then close every connection."""
        self._pool.shutdown(wait=True)
        self.readers.dispose()
        self.engine.dispose()

    def _write(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        tries = 0
        while True:
            tries += 1
            try:
                return self._once(actor, work)
            except SQLAlchemyError as error:
                if tries >= _tries_for(error):
                    _raise_told(error)

    def _once(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        with self.engine.connect() as conn, conn.begin():
            tx = self._context(conn, actor)
            answer = work(tx)
            if tx.commit_before is not None and self.clock() >= tx.commit_before:
                raise TooLate(tx.window)
            return answer

    def _context(self, conn: Connection, actor: Actor) -> Tx:
        conn.exec_driver_sql(f"SET LOCAL ROLE {APP_ROLE}")
        bind_actor(conn, actor)
        return Tx(conn, actor, self.clock(), self.keys)

    def _require_durable(self) -> None:
        with self.engine.connect() as conn:
            for setting, wanted in (("fsync", "on"), ("full_page_writes", "on")):
                if conn.exec_driver_sql(f"SHOW {setting}").scalar() != wanted:
                    message = f"PostgreSQL runs with {setting} off"
                    raise NotDurable(message)
            if conn.exec_driver_sql("SHOW synchronous_commit").scalar() == "off":
                raise NotDurable("PostgreSQL runs with synchronous_commit off")

    def _require_bounded(self) -> None:
        """Refuse a login, or an owner of the tables, whom row security does not bound."""
        with self.engine.connect() as conn:
            if conn.exec_driver_sql(_UNBOUNDED).scalar():
                raise NotBounded("PostgreSQL is reached as a superuser, or one owns the tables")


def _tries_for(error: SQLAlchemyError) -> int:
    if getattr(getattr(error, "orig", None), "sqlstate", None) in _AGAIN:
        return _TRIES
    told = str(getattr(error, "orig", error))
    return _TRIES_OVERTAKEN if any(sign in told for sign in _OVERTAKEN) else 1


def _raise_told(error: SQLAlchemyError) -> NoReturn:
    meant = translated(error)
    if meant is error:
        raise error
    raise meant from error
