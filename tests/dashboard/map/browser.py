"""How do the tests look at a page? Streamlit on a free port, Chromium that reaches only it."""

import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    # A page whose headers a test sets counts as foreign, and may then not speak to 127.0.0.1.
    "--disable-features=LocalNetworkAccessChecks",
    "--ignore-gpu-blocklist", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
WAIT_MS = 60_000
PADDING_PX = 28

needs_chromium = pytest.mark.skipif(
    shutil.which(CHROMIUM) is None,
    reason=f"NOT TESTED IN A BROWSER: {CHROMIUM} is not here (apt-get install chromium)",
)


@contextmanager
def served(script: Path) -> Iterator[str]:
    """Run a Streamlit script and yield its address; it is ended by its own process."""
    command = [
        sys.executable, "-m", "streamlit", "run", str(script), "--server.port=0",
        "--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none",
        "--server.enableStaticServing=true", "--browser.gatherUsageStats=false",
        "--runner.magicEnabled=false", "--client.toolbarMode=minimal",
    ]  # fmt: skip
    place = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            assert server.stdout is not None
            lines = (line.strip() for line in server.stdout)
            found = next((line for line in lines if "http://127.0.0.1:" in line), "")
            assert found, "the server said no address"
            yield found[found.index("http://") :]
        finally:
            # Streamlit waits for open pages when asked to end; nothing of it is worth that.
            server.kill()


@dataclass
class Heard:
    """What a page said and asked for while it was open."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def outside(self, address: str) -> list[str]:
        here = (address, address.replace("http", "ws", 1), f"blob:{address}", "data:")
        return [url for url in self.asked if not url.startswith(here)]


def listen(page) -> Heard:
    heard = Heard()
    page.on("console", lambda line: heard.said.append(f"{line.type}: {line.text}"))
    page.on("pageerror", lambda error: heard.said.append(f"error: {error}"))
    page.on("request", lambda request: heard.asked.append(request.url))
    page.on("websocket", lambda socket: heard.asked.append(socket.url))
    return heard


def drawn(page, runs: int = 1) -> None:
    """Wait until the map has drawn what Python said `runs` times, and stands still."""
    page.wait_for_function(
        "n => Number(document.querySelector('.stBidiComponent > * > *')?.shadowRoot"
        "?.querySelector('.jm-stage')?.dataset.drawn ?? 0) >= n",
        arg=runs,
        timeout=WAIT_MS,
    )
    page.wait_for_selector(".jm-stage[data-still]", timeout=WAIT_MS)


class Mercator:
    """Where a position lies on the map's picture: computed here a second time, by the book."""

    def __init__(self, bounds: tuple[float, float, float, float], box: dict[str, float]) -> None:
        west, south, east, north = bounds
        self.left, self.top = _unit(west, north)
        right, bottom = _unit(east, south)
        wide, high = box["width"] - 2 * PADDING_PX, box["height"] - 2 * PADDING_PX
        self.scale = min(wide / (right - self.left), high / (bottom - self.top))
        self.middle = ((self.left + right) / 2, (self.top + bottom) / 2)
        self.origin = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = _unit(lon, lat)
        return (
            self.origin[0] + (x - self.middle[0]) * self.scale,
            self.origin[1] + (y - self.middle[1]) * self.scale,
        )


def _unit(lon: float, lat: float) -> tuple[float, float]:
    """Return the position on the Mercator square of side 1, from its north-west corner."""
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return lon / 360 + 0.5, 0.5 - y / (2 * math.pi)
