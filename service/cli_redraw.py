"""How is the drawing of new zones called?"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from service import cli_options as o
from service.renames import renames


def add_to(app: typer.Typer) -> None:
    """Add redraw to the command line."""
    app.command()(redraw)


def redraw(
    blocks: Annotated[
        Path, typer.Option("--blocks", help="Planning blocks with children: docs/formats.md.")
    ],
    schools: o.SchoolsFile,
    out: Annotated[Path, typer.Option("--out", help="Folder for the plans; must not exist yet.")],
    tries: Annotated[
        int | None,
        typer.Option(
            "--tries", help="Work for all plans: 24000000 by default, about a minute when idle."
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", help="Stop by the clock: plans may then differ elsewhere."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same plans.")] = 1,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            "--weight",
            help="NAME=NUMBER: walk, moved, enrolled, siblings, six_years, over, border.",
        ),
    ] = None,
    longest: Annotated[
        float | None, typer.Option("--longest", help="No walk is longer than this, in metres.")
    ] = None,
    years: Annotated[
        str | None,
        typer.Option("--years", help="Forecast years whose places hold: 2027,2028 (default: all)."),
    ] = None,
    walks: Annotated[
        Path | None, typer.Option("--walks", help="Table block_id, school_id, metres.")
    ] = None,
    streets: o.StreetsPath = None,
    barriers: Annotated[
        Path | None, typer.Option("--barriers", help="Rivers, railways: lines or areas.")
    ] = None,
    crossings: Annotated[
        Path | None, typer.Option("--crossings", help="Bridges and crossings: points.")
    ] = None,
    gap: Annotated[
        float | None, typer.Option("--gap", help="Metres between blocks that are neighbours.")
    ] = None,
    layer: Annotated[str | None, typer.Option("--layer", help="Of a file with several.")] = None,
    level: Annotated[str | None, typer.Option("--level", help="primary or junior.")] = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    blocks_crs: Annotated[
        str | None, typer.Option("--blocks-crs", help="CRS or datum of a blocks file without one.")
    ] = None,
    schools_crs: o.SchoolsCrs = None,
    rename: o.Rename = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier folder of plans.")] = False,
    as_json: o.AsJson = False,
    quiet: o.Quiet = False,
) -> None:
    """Draw zones anew: plans along the frontier, in one piece, within places, with proved gaps.

    Example: jiujin redraw --blocks blocks.gpkg --schools schools.geojson --out plans
    --tries 48000000 --weight moved=500
    Exit code 1 if no plan can keep every school within places: the reasons are written.
    """
    from service.progress import Progress
    from service.redraw_files import redraw_lines
    from service.redraw_job import Wishes, run_redraw, weights_of
    from service.redraw_sources import RedrawSources

    sources = RedrawSources(
        blocks=blocks, schools=schools, walks=walks, streets=streets, barriers=barriers,
        crossings=crossings, district=district, crs=crs,
        blocks_crs=o.datum_of(blocks_crs, "--blocks-crs"),
        schools_crs=o.schools_datum_of(schools_crs, schools), layer=layer,
        level=None if level is None else o.level_of(level), years=o.years_of(years),
        gap_m=o.gap_of(gap), rename=renames(rename),
    )  # fmt: skip
    wishes = Wishes(seconds, seed, weights_of(weight), longest, tries)
    progress = Progress(quiet=quiet or as_json)
    summary = run_redraw(sources, wishes, out, progress, overwrite=overwrite)
    if as_json:
        sys.stdout.write(json.dumps(summary, ensure_ascii=False, sort_keys=True) + "\n")
    else:
        sys.stdout.write("\n".join(redraw_lines(summary, out)) + "\n")
    if not summary["feasible"]:
        raise typer.Exit(1)
