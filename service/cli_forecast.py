"""How are the commands about forecasts called?"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service import cli_options as o
from service.renames import renames

app = typer.Typer(help="Forecast of children: look back, make a run, score it later.",
                  no_args_is_help=True)  # fmt: skip

RollsFile = Annotated[
    Path, typer.Option("--rolls", help="school, year, grade, n: .csv, .csv.gz, .parquet, .xlsx")
]
EntryAge = Annotated[
    int | None,
    typer.Option("--entry-age", help="Age at entry to the lowest grade, where births are given.",
                 min=2, max=20),
]  # fmt: skip


@app.command()
def backtest(
    rolls: RollsFile,
    horizons: Annotated[str, typer.Option("--horizons", help="Years ahead, e.g. 1,3,5.")] = "1,3,5",
    entry_age: EntryAge = None,
    until: Annotated[
        int | None, typer.Option("--until", help="Leave out the years after this one.")
    ] = None,
    stream: Annotated[
        str | None, typer.Option("--stream", help="One stream only; otherwise they are added up.")
    ] = None,
    class_size: Annotated[
        int,
        typer.Option(
            "--class-size", help="Round the best past intake up to whole classes.", min=1, max=70
        ),
    ] = 1,
    rename: o.Rename = None,
    as_json: o.AsJson = False,
    quiet: o.Quiet = False,
) -> None:
    """Forecast every past year from the years before it, and score it beside the usual rules.

    Example: jiujin forecast backtest --rolls rolls.csv --horizons 1,3,5 --json
    """
    from capacity.forecast.rolls import Reading
    from service.forecast_job import BacktestCall, backtest_lines, horizons_of, run_backtest
    from service.progress import Progress

    how = Reading(renames(rename).of("rolls", rolls), entry_age, until, stream)
    call = BacktestCall(rolls, how, horizons_of(horizons), class_size)
    found = run_backtest(call, Progress(quiet=quiet or as_json))
    _print(found, backtest_lines(found), as_json=as_json)


@app.command()
def run(
    rolls: RollsFile,
    out: Annotated[Path, typer.Option("--out", help="Folder for the run; must not exist yet.")],
    years: Annotated[int, typer.Option("--years", help="Years ahead.", min=1, max=10)] = 6,
    births: Annotated[Path | None, typer.Option("--births", help="area, year, births.")] = None,
    residents: Annotated[
        Path | None, typer.Option("--residents", help="zone_id, year, children; needs --zones.")
    ] = None,
    zones: Annotated[
        Path | None, typer.Option("--zones", help="Zones layer or table: zone_id, school_ids.")
    ] = None,
    developments: Annotated[Path | None, typer.Option("--developments", help="New homes.")] = None,
    events: Annotated[Path | None, typer.Option("--events", help="Decisions known.")] = None,
    registrations: Annotated[
        Path | None, typer.Option("--registrations", help="Registrations to date.")
    ] = None,
    scenario: Annotated[Path | None, typer.Option("--scenario", help="A TOML of switches.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", help="Pupils a class may hold.", min=10, max=70)
    ] = 45,
    plans: Annotated[
        Path | None, typer.Option("--plans", help="Planned intakes: warnings are written too.")
    ] = None,
    prices: Annotated[
        Path | None, typer.Option("--prices", help="Seat prices of an overflow run, in metres.")
    ] = None,
    entry_age: EntryAge = None,
    on: Annotated[str | None, typer.Option("--on", help="The run's day (default: today).")] = None,
    rename: o.Rename = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier run.")] = False,
    as_json: o.AsJson = False,
    quiet: o.Quiet = False,
) -> None:
    """Forecast schools, zones and the district by stream, and store the run to be judged later.

    Example: jiujin forecast run --rolls rolls.csv --births births.csv --out runs/2026
    """
    from capacity.forecast.rolls import Reading
    from service.forecast_run_job import RunCall, make_run
    from service.progress import Progress

    how = Reading(renames(rename).of("rolls", rolls), entry_age)
    call = RunCall(
        rolls, how, o.day_of(on), years, births, residents, zones, developments, events,
        registrations, scenario, limit, plans, prices,
    )  # fmt: skip
    document = make_run(call, out, Progress(quiet=quiet or as_json), overwrite=overwrite)
    totals = document["totals"]
    lines = [f"{stream}: " + ", ".join(f"{year} {n:,}" for year, n in by_year.items())
             for stream, by_year in totals.items()]  # fmt: skip
    _print(document, [*lines, f"{out}: {document['digest']}"], as_json=as_json)


@app.command()
def score(
    folder: Annotated[Path, typer.Argument(help="The folder that forecast run wrote.")],
    rolls: RollsFile,
    rename: o.Rename = None,
    as_json: o.AsJson = False,
) -> None:
    """Judge a stored run by the rolls of the years since.

    Example: jiujin forecast score runs/2026 --rolls rolls_2029.csv
    """
    from capacity.forecast.rolls import Reading
    from service.forecast_score_job import score_lines, score_run

    found = score_run(folder, rolls, Reading(renames(rename).of("rolls", rolls)))
    _print(found, list(score_lines(found)), as_json=as_json)


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(help="The folder of one run.")],
    second: Annotated[Path, typer.Argument(help="The folder of another, as of a scenario.")],
    as_json: o.AsJson = False,
) -> None:
    """Set two stored runs side by side: areas, years, and what is between them.

    Example: jiujin forecast compare runs/base runs/fewer_nonlocal
    """
    from service.forecast_compare_job import compare_lines, compare_runs

    found = compare_runs(first, second)
    _print(found, compare_lines(found), as_json=as_json)


def add_siting(whole: typer.Typer) -> None:
    """Add siting to the command line."""
    whole.command()(siting)


def siting(
    demand: Annotated[Path, typer.Option("--demand", help="block_id, x, y, low, middle, high.")],
    sites: Annotated[Path, typer.Option("--sites", help="site_id, x, y, places, kind.")],
    most_open: Annotated[int, typer.Option("--open", help="Schools to open at most.", min=0)] = 1,
    most_closed: Annotated[
        int, typer.Option("--close", help="Schools to close at most.", min=0)
    ] = 0,
    seconds: Annotated[float, typer.Option("--seconds", help="The solver's time.", min=1)] = 120.0,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the tables; new.")] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier answer.")] = False,
    as_json: o.AsJson = False,
    quiet: o.Quiet = False,
) -> None:
    """Choose where to build and what may close, over low, middle and high demand.

    Example: jiujin siting --demand blocks.csv --sites sites.csv --open 2 --close 1 --out siting
    """
    from service.progress import Progress
    from service.siting_job import SitingCall, choose_sites

    call = SitingCall(demand, sites, most_open, most_closed, seconds)
    found = choose_sites(call, out, Progress(quiet=quiet or as_json), overwrite=overwrite)
    _print(found, [f"{key}: {value}" for key, value in found.items()], as_json=as_json)


def _print(document: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True) if as_json else "\n".join(lines)
    sys.stdout.write(text + "\n")
