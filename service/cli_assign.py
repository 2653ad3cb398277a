"""How are the main job, its check and the demo called?"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from service import cli_options as o
from service.renames import renames

ROOT = Path(__file__).resolve().parent.parent


def add_to(app: typer.Typer) -> None:
    """Add assign, verify, explain and demo to the command line."""
    app.command()(assign)
    app.command()(verify)
    app.command()(demo)


def assign(
    zones: o.ZonesFile,
    schools: o.SchoolsFile,
    homes: Annotated[Path, typer.Option("--homes", help="One row per child: docs/formats.md.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the bundle; must not exist yet.")],
    streets: o.StreetsPath = None,
    register: o.Register = None,
    address_list: o.AddressList = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    zones_crs: o.ZonesCrs = None,
    schools_crs: o.SchoolsCrs = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="Ruleset in TOML.")] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="The published lottery seed, hexadecimal.")
    ] = None,
    level: o.Level = "primary",
    on: o.OnDay = None,
    tolerance: o.Tolerance = 0.5,
    rename: o.Rename = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier bundle.")] = False,
    as_json: o.AsJson = False,
    quiet: o.Quiet = False,
) -> None:
    """Place every child: own zone first, overflow by relative proximity, with proof.

    Example: jiujin assign --zones zones.geojson --schools schools.geojson --homes homes.csv
    --streets streets.osm --register register.csv --out results/2026
    """
    from service.main_job import Sources, run_main_job
    from service.progress import Progress

    sources = Sources(
        zones=zones, schools=schools, homes=homes, streets=streets, register=register,
        address_list=address_list, district=district, rules=rules, crs=crs,
        zones_crs=o.datum_of(zones_crs, "--zones-crs"),
        schools_crs=o.schools_datum_of(schools_crs, schools), level=o.level_of(level),
        day=o.day_of(on), tolerance_m=o.tolerance_of(tolerance), rename=renames(rename),
        seed=seed,
    )  # fmt: skip
    progress = Progress(quiet=quiet or as_json)
    done = run_main_job(sources, out, progress, overwrite=overwrite)
    if as_json:
        sys.stdout.write(json.dumps(done.summary(), ensure_ascii=False, sort_keys=True) + "\n")
    else:
        sys.stdout.write("\n".join(done.lines()) + "\n")
    if done.report["status"] != "placed":
        raise typer.Exit(1)


def verify(
    folder: Annotated[Path, typer.Argument(help="The folder that assign wrote.")],
    expect: Annotated[
        str | None, typer.Option("--expect", help="The digest that was published.")
    ] = None,
    as_json: o.AsJson = False,
) -> None:
    """Check a bundle with the standard library alone: every file, count, price and lot.

    Example: jiujin verify results/2026 --expect 3f0c…
    Without the program's packages: python3 -m service.verify results/2026
    """
    from service.verify import verdict_lines, verify_bundle

    verdict = verify_bundle(folder, expect=expect)
    if as_json:
        found = {"verified": not verdict.faults, "faults": verdict.faults, "digest": verdict.digest}
        sys.stdout.write(json.dumps(found, ensure_ascii=False, sort_keys=True) + "\n")
    else:
        sys.stdout.write("\n".join(verdict_lines(verdict)) + "\n")
    if verdict.faults:
        raise typer.Exit(1)


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")] = Path("out/demo"),
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Stop after the results; do not start the web app.")
    ] = False,
    port: Annotated[int, typer.Option("--port", help="The port of the web app.")] = 8000,
) -> None:
    """Run the main job on the synthetic district, check its proof, play a season, serve it.

    Example: jiujin demo --no-serve
    """
    from service.demo import run_demo

    run_demo(ROOT / "samples" / "mentougou", out, port=None if no_serve else port)
