"""How long does the server work on each page of the dashboard? First render and rerun, by role.

    python3 -m benchmarks.dashboard [--season FOLDER] [--children EVERY] [--large]

Plays the sample district's season into a temporary folder first (minutes; `--children 4` takes
every fourth child), or takes a demo's season folder, and runs every page of every role without a
browser. The bars of issue 4: 1 s for a first render, 300 ms for a rerun. `--large`: a season of
200,000 children in 1,000 zones is made first, into FOLDER where it holds none; the bar is 3 s.
"""

import argparse
import logging
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from unittest.mock import patch

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from admissions.actions.accounts import open_session
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.clock import MovableClock
from admissions.store.keys import new_key_ring, read_key_ring, write_key_ring
from admissions.store.store import open_store
from benchmarks import large_season
from dashboard import access
from dashboard.gates import pages_of
from dashboard.shell import import_pages
from service.api_context import Context
from service.desk import Desk, DeskSources
from service.progress import Progress
from service.season.frame import CYCLE, DAY, DISTRICT, STAFF, WINDOWS
from service.season.play import play
from service.sessions import cookie_name, csrf_of
from service.settings import Limits, Settings

SAMPLE = Path(__file__).parents[1] / "samples" / "mentougou"
MAIN = Path(access.__file__).parent / "main.py"
FIRST_MS, RERUN_MS, LARGE_MS, RERUNS = 1_000, 300, 3_000, 5
Bars = tuple[int, int]


@contextmanager
def season(folder: Path) -> Iterator[Context]:
    """Open a season: a played one a day into arrival, a large one a day into the follow-up."""
    keys = read_key_ring(folder / "keys.json")
    large = (folder / "zones.geojson").is_file()
    clock = MovableClock(WINDOWS["follow_up" if large else "arrival"].opens + timedelta(days=1))
    town = folder if large else SAMPLE
    store = open_store(f"sqlite:///{folder / 'season.db'}", keys, clock)
    desk = Desk.load(DeskSources.in_folder(town, DAY), Progress(quiet=True))
    settings = Settings("", folder / "keys.json", town, DISTRICT, CYCLE,
                        limits=Limits(per_ip=0, late_s=60, standing_s=60))  # fmt: skip
    yield Context(store, desk, clock, settings)
    store.close()


def measured(context: Context, actor: Actor, page: str) -> tuple[float, float, float]:
    """Return milliseconds of the first render, of the processor for it, and the median rerun."""
    token = f"bench-{actor.account_id}-{page}-{perf_counter()}"
    keys = context.store.keys
    context.store.write(SYSTEM, lambda tx: open_session(
        tx, account_id=actor.account_id, token=token, csrf=csrf_of(keys, token)))  # fmt: skip
    with patch.object(access, "cookies", lambda: {cookie_name(secure=False): token}):
        shown = AppTest.from_file(str(MAIN), default_timeout=120)
        shown._page_hash = calc_hash(page)  # noqa: SLF001  no public way to a callable page
        began = process_time()
        first = _ms(shown)
        worked = (process_time() - began) * 1_000
        return first, worked, statistics.median(_ms(shown) for _ in range(RERUNS))


def _ms(shown: AppTest) -> float:
    began = perf_counter()
    shown.run()
    took = (perf_counter() - began) * 1_000
    assert not shown.exception, shown.exception
    return took


def _be_quiet() -> None:
    """Streamlit warns at every run that no browser is there, which is meant."""
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True


def main() -> None:
    """Print a line for each page of each role, the slowest last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--season", type=Path, help="the folder of a played season")
    parser.add_argument("--children", type=int, default=1, help="take every nth child")
    parser.add_argument("--large", action="store_true", help="200,000 children, 1,000 zones")
    given = parser.parse_args()
    _be_quiet()
    with tempfile.TemporaryDirectory() as made:
        folder = given.season or Path(made)
        if given.large:
            _made(folder)
        elif given.season is None:
            _played(folder, given.children)
        with season(folder) as context:
            access.install(context)
            import_pages()  # as dashboard.app does when the service starts
            _print(context, (LARGE_MS, LARGE_MS) if given.large else (FIRST_MS, RERUN_MS))


def _played(folder: Path, every: int) -> None:
    keys = new_key_ring()
    write_key_ring(keys, folder / "keys.json")
    play(SAMPLE, folder / "season.db", keys, Progress(quiet=True), every=every)


def _made(folder: Path) -> None:
    if (folder / "season.db").is_file():
        return
    folder.mkdir(exist_ok=True)
    keys = new_key_ring()
    write_key_ring(keys, folder / "keys.json")
    began = perf_counter()
    large_season.make(folder, SAMPLE, keys)
    print(f"the large season was made in {perf_counter() - began:.0f} s")


def _print(context: Context, bars: Bars) -> None:
    actors = [it for it in STAFF if it.role != Role.SYSTEM]
    actors.append(Actor("desk-P07", Role.SCHOOL, DISTRICT, "P07"))
    by_role = {it.role: it for it in actors}
    measured(context, by_role[Role.BUREAU], "")  # imports and caches of the process itself
    rows = [(role, page.name, *measured(context, actor, page.path))
            for role, actor in sorted(by_role.items()) for page in pages_of(role)]  # fmt: skip
    print(f"{'role':<12} {'page':<14} {'first ms':>9} {'of CPU':>9} {'rerun ms':>9}")
    for role, name, first, worked, rerun in sorted(rows, key=lambda row: row[4]):
        marks = " over" if first > bars[0] or rerun > bars[1] else ""
        print(f"{role:<12} {name:<14} {first:9.0f} {worked:9.0f} {rerun:9.0f}{marks}")
    over = sum(first > bars[0] or rerun > bars[1] for _, _, first, _, rerun in rows)
    print(f"{len(rows)} pages, {over} over the bars ({bars[0]} ms, {bars[1]} ms)")


if __name__ == "__main__":
    main()
