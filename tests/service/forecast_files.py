"""Before which files do the tests' planners sit? Four schools, twelve years, two streams."""

import csv
from pathlib import Path

from admissions.roles import Actor
from admissions.store.forecasts import Forecast
from admissions.store.store import Store
from service.forecast_run_job import run_files
from service.forecast_stored import district_call, keep
from service.progress import Progress

SCHOOLS = ("west", "east", "hill", "care")
FIRST, LAST, GRADES = 2001, 2012, 3
CROWDED = "west"  # it takes in 90 a year and plans 80 places


def pupils(school: str, grade: int, year: int, stream: str) -> int:
    """Return pupils that move up whole: an intake of 90, 60, 40 or 20, a tenth of it non-local."""
    entered = (year - grade) % 3 - 1  # a wave of one child, so that no year is like the next
    whole = {"west": 90, "east": 60, "hill": 40, "care": 20}[school] + entered
    part = whole // 10
    return part if stream == "nonlocal" else whole - part


def write_rolls(folder: Path, *, last: int = LAST) -> None:
    """Write the rolls up to the autumn of `last`."""
    rows = [
        (school, year, grade, stream, pupils(school, grade, year, stream))
        for school in SCHOOLS for year in range(FIRST, last + 1)
        for grade in range(1, GRADES + 1) for stream in ("local", "nonlocal")
    ]  # fmt: skip
    _write(folder / "rolls.csv", ("school_id", "year", "grade", "stream", "pupils"), rows)


def write_files(folder: Path) -> None:
    """Write rolls, plans and the decision to close the smallest school in 2015."""
    write_rolls(folder)
    plans = [(school, year, 2, 40, 12) for school in SCHOOLS for year in range(2013, 2017)]
    _write(folder / "plans.csv", ("school_id", "year", "classes", "limit", "rooms"), plans)
    decided = [("close", "care", 2015, "")]
    _write(folder / "events.csv", ("kind", "school_id", "year", "pupils"), decided)


def write_registrations(folder: Path) -> None:
    """Write two past seasons: half by day 10, all by day 31; one of them in two streams."""
    rows = []
    for school, final in (("west", 88), ("east", 60), ("hill", 40), ("care", 20)):
        for day, share in ((10, 2), (31, 1)):
            rows.append((school, 2011, day, final // share, final, ""))
            rows += [(school, 2012, day, final // 2 // share, final // 2, stream)
                     for stream in ("local", "nonlocal")]  # fmt: skip
    names = ("school_id", "year", "day", "registered", "final", "stream")
    _write(folder / "registrations.csv", names, rows)


def forecast_kept(store: Store, actor: Actor, folder: Path, run_id: str,
                  until: int | None = None) -> Forecast:  # fmt: skip
    """Forecast three years from the files and keep the run, as the worker does."""
    day = store.clock().date()
    call = district_call(folder, day, years=3, limit=40, until=until)
    document, files = run_files(call, Progress(quiet=True))
    return store.write(actor, lambda tx: keep(tx, run_id, None, document, files))


def _write(path: Path, names: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])
