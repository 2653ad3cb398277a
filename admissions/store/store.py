"""How does everything above reach what is kept? One narrow interface, two engines."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Engine

from admissions.roles import Actor
from admissions.store.clock import Clock, server_clock
from admissions.store.keys import KeyRing
from admissions.store.transaction import Tx

T = TypeVar("T")


class StoreEngine(Protocol):
    """What an engine gives: durable writes in groups, reads on snapshots."""

    engine: Engine

    @property
    def waiting(self) -> int:
        """Return how many writes wait."""
        ...

    def submit(self, actor: Actor, work: Callable[[Tx], T]) -> "Future[T]":
        """Queue a write."""
        ...

    def read(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run a read."""
        ...

    def close(self) -> None:
        """Finish and let go."""
        ...


class Store:
    """Writes and reads as somebody: `actor` bounds what the work sees on either engine."""

    def __init__(self, engine: StoreEngine, keys: KeyRing, clock: Clock) -> None:
        self.engine, self.keys, self.clock = engine, keys, clock

    def submit(self, actor: Actor, work: Callable[[Tx], T]) -> "Future[T]":
        """Queue one transaction; the future is done when it is durable, or holds the refusal."""
        return self.engine.submit(actor, work)

    def write(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run one transaction and return when it is durable; raises Refused or Unavailable."""
        return self.engine.submit(actor, work).result()

    def read(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run a read on committed data."""
        return self.engine.read(actor, work)

    def close(self) -> None:
        """Finish what is queued and let go."""
        self.engine.close()


def open_store(
    url: str, keys: KeyRing, clock: Clock = server_clock, *, allow_unsafe: bool = False
) -> Store:
    """Open a migrated database: `sqlite:///FILE` or `postgresql://…`; BadInput for another version.

    `allow_unsafe`, for tests alone, accepts a PostgreSQL server that may lose what it acknowledged.
    """
    from admissions.store.migrate import require_current

    require_current(url)
    if url.startswith("sqlite:///"):
        from admissions.store.engine_sqlite import SqliteEngine

        return Store(SqliteEngine(Path(url.removeprefix("sqlite:///")), keys, clock), keys, clock)
    from admissions.store.engine_postgres import PostgresEngine

    engine = PostgresEngine(url, keys, clock, allow_unsafe=allow_unsafe)
    return Store(engine, keys, clock)
