"""What do the browser tests share? One server with the sample page and one Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.map.browser import CHROMIUM, FLAGS, served


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(Path(__file__).with_name("sample_page.py")) as where:
        yield where


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium) -> Iterator[object]:
    opened = chromium.new_page(viewport={"width": 1200, "height": 860})
    yield opened
    opened.close()
