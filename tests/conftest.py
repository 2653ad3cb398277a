"""What every test shares: the long flag, hypothesis settings, the public data if it is there."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PUBLIC_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

settings.register_profile(
    "jiujin",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("jiujin")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-long", action="store_true", help="also run the long forms")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason=f"public data is not here: {PUBLIC_DATA}")
    long_form = pytest.mark.skip(reason="long form: python3 run.py test --long")
    for item in items:
        if "realdata" in item.keywords and not PUBLIC_DATA.is_dir():
            item.add_marker(absent)
        if "long" in item.keywords and not config.getoption("--run-long"):
            item.add_marker(long_form)


@pytest.fixture(scope="session")
def public_data() -> Path:
    """Return the folder of public data; tests that use it are marked realdata."""
    return PUBLIC_DATA
