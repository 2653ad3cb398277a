"""Which season do the tests of actions play in?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.admissions.season import Season, new_season


@pytest.fixture
def season(tmp_path: Path) -> Iterator[Season]:
    found = new_season(tmp_path)
    yield found
    found.store.close()
