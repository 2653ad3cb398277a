"""Which application do the tests of the service call?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.web.site import Site, close, new_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = new_site(tmp_path)
    yield found
    close(found)
