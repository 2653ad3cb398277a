"""How do tests go about the served dashboard in a real browser? A town, visits, clicks, waits."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotSeen

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[2]
SHOTS = os.environ.get("JIUJIN_SHOTS", "")  # a folder, to take the pictures of the docs
expect.set_options(timeout=30_000)  # the machine may be busy
needs_chromium = pytest.mark.skipif(
    not CHROMIUM.is_file(), reason="no Chromium here: apt-get install -y chromium"
)
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# A page that stands may not have begun to answer yet: its runs are counted as they begin.
COUNTED = """
window.runsBegun = 0;
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.dataset.testScriptState !== "notRunning") window.runsBegun += 1;
  }
}).observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });
"""


class Town:
    """The served town, and its commands."""

    def __init__(self, process: subprocess.Popen[str], base: str) -> None:
        self.process, self.base = process, base
        assert self._line() == "ready"

    def ask(self, do: str, **words: Any) -> Any:
        """Send a command and return its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the town's process ended; see its output above"
        return json.loads(line)


@contextmanager
def served(folder: Path) -> Iterator[Town]:
    """Serve a town in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.dashboard.town_server", str(folder), str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield Town(process, f"http://127.0.0.1:{port}")
        process.stdin.close()
        process.wait(timeout=20)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Return a town of the test's own, in its folder."""
    with served(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def one_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Return a town that the tests of a module only look at."""
    with served(tmp_path_factory.mktemp("town")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        offline = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        found = running.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", offline]
        )
        yield found
        found.close()


@contextmanager
def visiting(browser: Browser, town: Town, account: str = "") -> Iterator[Page]:
    """Open a browser of somebody; afterwards nothing was logged and nothing asked outside."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    if account:
        context.add_cookies([{"name": "jiujin", "value": town.ask("session", account=account),
                              "url": town.base}])  # fmt: skip
    context.add_init_script(COUNTED)
    page, wrong = context.new_page(), []
    page.set_default_timeout(30_000)
    page.on("console", lambda it: it.type == "error" and wrong.append(it.text))
    page.on("pageerror", lambda it: wrong.append(str(it)))
    page.on("request", lambda it: it.url.startswith(("http:", "https:", "ws:", "wss:"))
            and "//127.0.0.1" not in it.url and wrong.append(it.url))  # fmt: skip
    yield page
    context.close()
    assert wrong == []


def staff(page: Page, town: Town, name: str = "") -> None:
    """Open a page of the dashboard and wait until it stands."""
    page.goto(f"{town.base}/staff/{name}")
    settled(page)


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Do something and wait until the page has run for it, and stands again."""
    before = page.evaluate("window.runsBegun")
    yield
    page.wait_for_function("before => window.runsBegun > before", arg=before)
    settled(page)


def settled(page: Page) -> None:
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()
    expect(page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-script-state", "notRunning"
    )
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)  # parts load on their own


def shot(page: Page, name: str) -> None:
    """Take a picture for the docs where a folder for them was named."""
    if SHOTS:
        page.wait_for_timeout(900)  # maps and fonts come in softly
        page.screenshot(path=f"{SHOTS}/dashboard_{name}.png")


def choose(page: Page, label: str, number: str) -> None:
    """Open an entry of a list by typing it; the list may still show others by then."""
    box = page.get_by_role("combobox", name=label, exact=True)
    entry = page.get_by_role("option").filter(has_text=number).first
    for _ in range(3):  # a list that is open while the page moves closes again
        box.scroll_into_view_if_needed()
        page.evaluate(TWO_FRAMES)
        box.click()
        box.fill(number)
        try:
            entry.wait_for(timeout=5_000)
        except NotSeen:
            continue
        break
    with answered(page):
        entry.click()


def press(page: Page, label: str) -> None:
    """Press a button by key: a click is lost where the page still moves under it.

    So is a key where the button is drawn anew between focus and key. A press that was heard begins
    a run at once; one that began none is made again.
    """
    button = page.get_by_role("button", name=label, exact=True).last
    before = page.evaluate("window.runsBegun")
    for again in (True, True, False):
        expect(button).to_be_enabled()
        button.press("Enter")
        try:
            page.wait_for_function("before => window.runsBegun > before", arg=before, timeout=5_000)
        except NotSeen:
            if not again:
                raise
            continue
        break
    settled(page)


def send(page: Page) -> None:
    """Send the form of a server page and wait for what is answered."""
    with page.expect_navigation():
        page.locator("main form button.button").last.click()
