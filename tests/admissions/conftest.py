"""Which store do the tests play on? SQLite always; PostgreSQL where its programs are."""

from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Return a server of our own; skipped, and said, where there is none."""
    if postgres.programs() is None:
        pytest.skip(postgres.SKIPPED)
    server = postgres.start()
    server.sql("CREATE DATABASE model")
    new_database(server.url("model"))
    yield server
    server.stop()


def on_postgres(server: postgres.Server, folder: Path) -> Season:
    """Make a fresh season on a copy of the model database."""
    name = f"season{next(_numbers)}"
    server.sql(f"CREATE DATABASE {name} TEMPLATE model")
    clock = MovableClock(OPENS)
    engine = PostgresEngine(server.url(name), KEYS, clock, allow_unsafe=True)
    store = Store(engine, KEYS, clock)
    fill(store)
    return Season(store, clock, folder)


@pytest.fixture
def season(tmp_path: Path) -> Iterator[Season]:
    """Return a season on SQLite."""
    found = new_season(tmp_path)
    yield found
    found.store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Season]:
    """Return a season on each engine in turn."""
    if request.param == "sqlite":
        found = new_season(tmp_path)
    else:
        found = on_postgres(request.getfixturevalue("postgres_server"), tmp_path)
    yield found
    found.store.close()
