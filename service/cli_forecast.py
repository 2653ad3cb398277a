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
    call = BacktestCall(rolls, how, horizons_of(horizons))
    found = run_backtest(call, Progress(quiet=quiet or as_json))
    _print(found, backtest_lines(found), as_json=as_json)


def _print(document: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True) if as_json else "\n".join(lines)
    sys.stdout.write(text + "\n")
