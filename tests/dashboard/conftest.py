"""Which dashboard do the tests open?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.bench import Bench, new_bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with new_bench(tmp_path) as found:
        yield found
