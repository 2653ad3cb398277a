"""Which store do the tests play on? SQLite always; PostgreSQL where its programs are."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from admissions.store.clock import MovableClock
from admissions.store.engine_postgres import PostgresEngine
from admissions.store.migrate import new_database
from admissions.store.store import Store
from tests.admissions.season import KEYS, OPENS, Season, fill, new_season
from tests.admissions.store import postgres

_numbers = count(1)
FILLED = "filled"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Return a server of our own; skipped, and said, where there is none."""
    if postgres.programs() is None:
        pytest.skip(postgres.SKIPPED)
    server = postgres.start()
    for name in ("model", FILLED):
        server.sql(f"CREATE DATABASE {name}")
        new_database(server.url(name))
    store = _store(server, FILLED, MovableClock(OPENS))
    fill(store)
    store.close()
    yield server
    server.stop()


@contextmanager
def on_postgres(server: postgres.Server, folder: Path) -> Iterator[Season]:
    """Lend a fresh season on a copy of the filled model, which goes with it."""
    name = f"season{next(_numbers)}"
    server.sql(f"CREATE DATABASE {name} TEMPLATE {FILLED}")
    clock = MovableClock(OPENS)
    season = Season(_store(server, name, clock), clock, folder)
    yield season
    season.store.close()
    server.sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def on_sqlite(folder: Path) -> Iterator[Season]:
    """Lend a fresh season on SQLite."""
    season = new_season(folder)
    yield season
    season.store.close()


def _store(server: postgres.Server, name: str, clock: MovableClock) -> Store:
    engine = PostgresEngine(server.url(name), KEYS, clock, allow_unsafe=True)
    return Store(engine, KEYS, clock)


@pytest.fixture
def season(tmp_path: Path) -> Iterator[Season]:
    """Return a season on SQLite."""
    with on_sqlite(tmp_path) as found:
        yield found


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Season]:
    """Return a season on each engine in turn."""
    if request.param == "sqlite":
        lent = on_sqlite(tmp_path)
    else:
        lent = on_postgres(request.getfixturevalue("postgres_server"), tmp_path)
    with lent as found:
        yield found
