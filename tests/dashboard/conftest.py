"""Which dashboard do the tests open?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.bench import Bench, new_bench
from tests.service.web.block_town import write_town
from tests.service.web.site import Site, close, new_site


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with new_bench(tmp_path) as found:
        yield found


@pytest.fixture
def town(bench: Bench) -> Bench:
    """Return a dashboard whose district has blocks to draw on."""
    write_town(bench.context.settings.district_folder)
    return bench


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    found = new_site(folder)
    yield found
    close(found)
