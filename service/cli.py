"""How is the program called? The command line: one entry, thin commands, plain exit codes.

0 done · 1 the data breaks a promise (the report is written) · 2 bad usage or bad input.
"""

import sys

import typer

from geo.faults import BadInput
from service import (
    cli_assign,
    cli_db,
    cli_forecast,
    cli_geo,
    cli_plans,
    cli_redraw,
    cli_serve,
    cli_zones,
)

app = typer.Typer(
    name="jiujin",
    help="Jiujin (就近): from addresses to service zones to places by relative proximity, proved.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(cli_zones.app, name="zones")
app.add_typer(cli_db.app, name="db")
app.add_typer(cli_forecast.app, name="forecast")
cli_assign.add_to(app)
cli_forecast.add_siting(app)
cli_geo.add_to(app)
cli_redraw.add_to(app)
cli_plans.add_to(cli_zones.app)
cli_zones.add_lookup(app)
cli_serve.add_to(app)


def main() -> None:
    """Run the command line; bad input ends in one line per fault and exit code 2."""
    try:
        app(prog_name="jiujin")
    except BadInput as refused:
        for fault in refused.faults:
            sys.stderr.write(f"{fault}\n")
        count = len(refused.faults)
        sys.stderr.write(f"{count} fault{'s' * (count != 1)}; nothing was written\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
