"""How good and how fast is the forecast? Public panels beside the usual rules, and every bar.

Run `python -m benchmarks.forecast`. Chicago 9-12 and the comparison of 29 schools (bar 5 and a
part of bar 1) are kept apart for acceptance and are not measured here.
"""

import argparse
import csv
import gzip
import io
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.forecast_chance import perfect
from benchmarks.forecast_warnings import by_target, numbers, told, worst_of
from benchmarks.real.files import DATA, write_table
from capacity.forecast.backtest import Backtest
from capacity.forecast.panel import Panel
from capacity.forecast.rolls import Reading, read_rolls
from capacity.forecast.scenario import Scenario
from capacity.forecast.scores import score, wape
from capacity.forecast.warned import ranking, warned
from service.forecast_what_if import asked

FOLDER = DATA / "enrolment"
SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "mentougou"
HORIZONS = (1, 3, 5)
CLASS_SIZE = 25
PUBLISHED = (
    "published anchors (other places, other years, so no bar): England DfE primary +1.0/+2.7 % at "
    "1/3 y (signed area totals); NCES US 0.3/0.8/1.3 % MAPE at 1/3/5 y; New York district 2, 29 "
    "schools 2022-24: best 9.54 %, Prophet 19.95 % MAPE"
)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its number and words, what was measured, the limit, and whether it holds."""

    number: str
    what: str
    measured: float
    limit: str
    holds: bool

    def __str__(self) -> str:
        word = "holds" if self.holds else "FAILS"
        return f"{word}  bar {self.number:3s} {self.what:62s} {self.measured:8.3f}  ({self.limit})"


def at_most(number: str, what: str, measured: float, limit: float) -> Bar:
    """Make a bar that wants a small figure."""
    return Bar(number, what, measured, f"<= {limit:g}", measured <= limit)


def at_least(number: str, what: str, measured: float, limit: float) -> Bar:
    """Make a bar that wants a large figure."""
    return Bar(number, what, measured, f">= {limit:g}", measured >= limit)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read a .csv or .csv.gz as dictionaries."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    yield from csv.DictReader(io.StringIO(text, newline=""))


def new_york() -> Iterable[Row]:
    """Yield New York K-5, districts 1 to 32, up to autumn 2019."""
    for row in rows_of(FOLDER / "nyc_school_grade_2005_2019.csv.gz"):
        if int(row["grade"]) <= 5 and int(row["district"]) <= 32:
            yield {key: row[key] for key in ("school", "year", "grade", "n", "district")}


def eau_claire(*, births: bool) -> Iterable[Row]:
    """Yield Eau Claire K-5, with or without the county's births."""
    born = {r["year"]: r["births"] for r in rows_of(FOLDER / "eau_claire_births.csv")}
    for row in rows_of(FOLDER / "eau_claire_1998_2024.csv"):
        found = {key: row[key] for key in ("school", "year", "grade", "n")}
        yield {**found, "births": born.get(row["year"], "") if births else ""}


def new_zealand() -> Iterable[Row]:
    """Yield children aged 6 to 8 by region, each region its own school and district.

    14 regions: Hawke's Bay is written in two ways in the two files, and was left out when the bar
    was set.
    """
    births = rows_of(FOLDER / "nz_births_region_1997_2016.csv")
    born = {(r["region"], r["year"]): r["births"] for r in births}
    regions = {region for region, _ in born}
    for row in rows_of(FOLDER / "nz_pupils_age_region_1996_2016.csv"):
        if row["region"] in regions and row["age"] in {"6", "7", "8"}:
            region, year = row["region"], row["year"]
            yield {"school": region, "year": year, "grade": row["age"], "n": row["pupils"],
                   "district": region, "births": born.get((region, year), "")}  # fmt: skip


def back(name: str, rows: Iterable[Row], how: Reading) -> Backtest:
    """Write the rows as a rolls file, read it as the command does, and print its table."""
    with tempfile.TemporaryDirectory() as held:
        panel = read_rolls(write_table(Path(held) / "rolls.csv", rows), how).panel
    run = Backtest(panel, max(HORIZONS))
    print(f"\n{name}: {len(panel.schools)} schools, WAPE % (district also MAPE %)")
    print(
        "level     years       n    ours    last   3-2-1  |  MAPE ours   last  3-2-1 |   80%   95%"
    )
    for level, found in score(run, (1, 2, 3, 5)).items():
        for horizon, each in found.items():
            wapes = " ".join(f"{v:7.2f}" for v in each["wape"].values())
            mapes = " ".join(f"{v:6.2f}" for v in each["mape"].values())
            held80, held95 = each["coverage"]["80"], each["coverage"]["95"]
            print(f"{level:9s} {horizon:>5s} {each['n']:7,d} {wapes}  |      {mapes} | "
                  f"{held80:6.1f} {held95:6.1f}")  # fmt: skip
    return run


def cell_bars(name: str, found: dict[str, Any], limits: tuple[float, ...]) -> Iterator[Bar]:
    """Bar 1: errors of school x grade cells."""
    for horizon, limit in zip(HORIZONS, limits, strict=True):
        ours = found["cell"][str(horizon)]["wape"]["ours"]
        yield at_most("1", f"{name} cells, WAPE, {horizon} y", ours, limit)


def new_york_bars(run: Backtest) -> Iterator[Bar]:
    """Bars 1, 2, 3 and 6 on New York."""
    found = score(run, (1, 2, 3, 5))
    yield from cell_bars("New York", found, (6.5, 12.3, 18.2))
    for peer, limits in (("last_year", (44, 25, 9)), ("cohort_survival_321", (6, 6, 2))):
        for horizon, limit in zip(HORIZONS, limits, strict=True):
            errors = found["cell"][str(horizon)]["wape"]
            better = 100 * (1 - errors["ours"] / errors[peer])
            yield at_least("2", f"cells, per cent better than {peer}, {horizon} y", better, limit)
    for level, kind, limits3 in (
        ("school", "wape", (3.45, 8.8, 15.6)), ("district", "mape", (1.4, 5.2, 12.2)),
    ):  # fmt: skip
        for horizon, limit3 in zip(HORIZONS, limits3, strict=True):
            ours = found[level][str(horizon)][kind]["ours"]
            yield at_most("3", f"{level} roll, {kind.upper()}, {horizon} y", ours, limit3)
    for level in ("cell", "entry", "school"):
        for horizon in (1, 2, 3):
            held = found[level][str(horizon)]["coverage"]
            for band, low, high in (("80", 75, 85), ("95", 92, 98)):
                yield Bar("6", f"{level}, {band} % band holds, {horizon} y", held[band],
                          f"{low} to {high}", low <= held[band] <= high)  # fmt: skip


def new_zealand_bars(run: Backtest) -> Iterator[Bar]:
    """Bar 4: births to entrants, from origins with at least four capture ratios (2007)."""
    first = 2007 - run.panel.first_year
    for horizon, limit in zip(HORIZONS, (2.0, 2.2, 2.8), strict=True):
        origins = [t for t in run.origins(horizon) if t >= first]
        came = np.concatenate([run.panel.pupils[:, 0, t + horizon] for t in origins])
        said = np.concatenate([run.forecasts[t].pupils[:, 0, horizon] for t in origins])
        last = np.concatenate([run.panel.pupils[:, 0, t] for t in origins])
        ours, naive = 100 * wape(came, said), 100 * wape(came, last)
        print(f"New Zealand age 6, {horizon} y, origins from 2007: ours {ours:.2f}, "
              f"last year {naive:.2f}")  # fmt: skip
        yield at_most("4", f"New Zealand entrants from births, WAPE, {horizon} y", ours, limit)
        if horizon == 5:
            better = 100 * (1 - ours / naive)
            yield at_least("4", "... per cent better than last year, 5 y", better, 60)


def warning_bars(run: Backtest, class_size: int, seats: str) -> Iterator[Bar]:
    """Bar 7: are schools that run full ranked first, and do probabilities come true?"""
    for horizon in (1, 2, 3, 5):
        found = warned(run, horizon, class_size)
        print(f"seats = {seats}, {horizon} y: {told(found)}")
        print(f"    {numbers(run, horizon, class_size)}")
        print(f"    said->came by target year: {by_target(found, run.panel.first_year, horizon)}")
        if horizon == 5:
            continue  # the bar was set on one to three years
        area, worst, luck = (ranking(found.said, found.came), worst_of(found),
                             perfect(run, horizon, class_size))  # fmt: skip
        limit = f">= 0.72; a perfect forecaster misses it in {luck.falls_short(0.72):.0%}"
        yield Bar("7", f"AUC, {seats}, {horizon} y", area, limit, area >= 0.72)
        limit = (f"<= 8; 2 s.e. of its {worst.cases} cases {200 * worst.error:.1f}; a perfect "
                 f"forecaster misses it in {luck.misses(8):.0%}, is worse than this in "
                 f"{luck.misses(worst.miss):.0%}")  # fmt: skip
        what = f"worst bin off by points, {seats}, {horizon} y"
        yield Bar("7", what, worst.miss, limit, worst.miss <= 8)


def made_up(schools: int, years: int) -> Panel:
    """Make a panel for timing: six grades, seeded."""
    random = np.random.default_rng(20261126)
    size = random.uniform(40, 160, schools)[:, None, None]
    pupils = np.floor(size * random.uniform(0.8, 1.2, (schools, 6, years)))
    districts = max(1, schools // 30)
    return Panel(
        tuple(f"S{k:05d}" for k in range(schools)), tuple(f"D{k:03d}" for k in range(districts)),
        np.arange(schools, dtype=np.int64) % districts, tuple("123456"), 2005, pupils,
    )  # fmt: skip


def speed_bars(*, quick: bool) -> Iterator[Bar]:
    """Bar 8: ten years ahead with the whole backtest and every width."""
    for schools, limit in ((1_000, 5.0), *(() if quick else ((5_000, 20.0),))):
        panel = made_up(schools, 15)
        begin = time.process_time()
        run = Backtest(panel, 10)
        score(run, tuple(range(1, 11)))
        took = time.process_time() - begin
        what = f"{schools:,} schools x 6 x 10 with backtest, s CPU"
        yield at_most("8", what, took, limit)


def what_if_bars() -> Iterator[Bar]:
    """Bar 8: a question of a district first and again, as the page asks."""
    yield from asked_again(SAMPLE, "20 schools, 2 streams")
    for what, streams in (("one stream", {"": 1}), ("2 streams", {"local": 1, "nonlocal": 3})):
        with tempfile.TemporaryDirectory() as held:
            large_district(Path(held), streams)
            yield from asked_again(Path(held), f"1,000 schools, {what}")


def large_district(folder: Path, streams: Mapping[str, int]) -> None:
    """Write rolls, plans and births of 1,000 schools; a stream is a panel over its number."""
    panel = made_up(1_000, 15)
    write_table(folder / "rolls.csv", (
        {"school": school, "year": panel.first_year + t, "grade": panel.grades[g],
         "n": int(panel.pupils[s, g, t]) // part, "stream": stream,
         "district": panel.districts[panel.district_of[s]]}
        for stream, part in streams.items()
        for s, school in enumerate(panel.schools) for g in range(6) for t in range(15)
    ))  # fmt: skip
    write_table(folder / "plans.csv", (
        {"school_id": school, "year": year, "classes": 3, "limit": 45, "rooms": 20}
        for school in panel.schools for year in range(2020, 2026)
    ))  # fmt: skip
    write_table(folder / "births.csv", (
        {"area": area, "year": year, "births": 4_000 - 100 * abs(year - 2010)}
        for area in panel.districts for year in range(1998, 2020)
    ))  # fmt: skip


def asked_again(folder: Path, what: str) -> Iterator[Bar]:
    """Ask five questions of one folder: the first reads its files."""
    asked_on = date(2026, 6, 15)
    took = []
    for births in (1.0, 0.9, 0.8, 0.7, 0.6):
        begin = time.process_time()
        asked(folder, asked_on, 6, Scenario(births=births))
        took.append(time.process_time() - begin)
    print(f"what if, {what}, 6 years: the first question, files read, {took[0]:.2f} s CPU")
    if folder == SAMPLE:
        yield at_most("8", f"what if, {what}, 6 years, files read, s CPU", took[0], 1.0)
    again = max(took[1:])
    yield at_most("8", f"what if, {what}, the next question, worst of 4, s CPU", again, 1.0)


def main() -> None:
    """Print the tables and the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the run of 5,000 schools")
    quick = parser.parse_args().quick
    city = back("New York K-5 to 2019", new_york(), Reading())
    wanted = list(new_york_bars(city))
    town = back("Eau Claire K-5 to 2019, no births", eau_claire(births=False), Reading(until=2019))
    wanted += cell_bars("Eau Claire", score(town, HORIZONS), (7.4, 11.4, 13.0))
    back("Eau Claire K-5 to 2019, with births", eau_claire(births=True), Reading(until=2019))
    back("Eau Claire K-5, with COVID, births", eau_claire(births=True), Reading())
    land = back("New Zealand by region, births", new_zealand(), Reading(entry_age=6))
    wanted += new_zealand_bars(land)
    whole = f"best of 3 y in whole classes of {CLASS_SIZE}"
    wanted += warning_bars(city, CLASS_SIZE, whole)
    wanted += warning_bars(city, 1, "best of 3 y")
    wanted += speed_bars(quick=quick)
    wanted += what_if_bars()
    print("\n" + "\n".join(map(str, wanted)))
    print(PUBLISHED)
    print("not measured here: Chicago (bar 1), the 29 schools (bar 5): kept for acceptance; "
          "bars 9 and 10 are tests")  # fmt: skip
    failed = sum(not bar.holds for bar in wanted)
    print(f"{len(wanted) - failed} of {len(wanted)} hold")


if __name__ == "__main__":
    main()
