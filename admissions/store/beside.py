"""How is a database read beside the process that writes it? One snapshot, nothing locked."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from admissions.roles import SYSTEM
from admissions.store.clock import Clock, server_clock
from admissions.store.keys import KeyRing
from admissions.store.migrate import require_current
from admissions.store.transaction import Tx

T = TypeVar("T")


def read_beside(url: str, keys: KeyRing, work: Callable[[Tx], T], clock: Clock = server_clock) -> T:
    """Run a read as SYSTEM on one snapshot of a database, also while `jiujin serve` writes it.

    Raises BadInput for a database of another version or with lost guards.
    """
    require_current(url)
    if url.startswith("sqlite:///"):
        from admissions.store.engine_sqlite import make_engine

        engine = make_engine(Path(url.removeprefix("sqlite:///")), read_only=True)
        try:
            with engine.connect() as conn, conn.begin():
                return work(Tx(conn, SYSTEM, clock(), keys))
        finally:
            engine.dispose()
    from admissions.store.engine_postgres import PostgresEngine

    postgres = PostgresEngine(url, keys, clock)
    try:
        return postgres.read(SYSTEM, work)
    finally:
        postgres.close()
