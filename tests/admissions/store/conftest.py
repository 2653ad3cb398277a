"""What do the tests of the store share? An empty database on each engine in turn."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.admissions.conftest import on_postgres
from tests.admissions.season import Season

_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server = request.getfixturevalue("postgres_server")
    name = f"empty{next(_numbers)}"
    server.sql(f"CREATE DATABASE {name}")
    return server.url(name)


@pytest.fixture
def on_real_postgres(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Season]:
    """Return a season on PostgreSQL alone."""
    with on_postgres(request.getfixturevalue("postgres_server"), tmp_path) as found:
        yield found
