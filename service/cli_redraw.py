"""How is the drawing of new zones called?"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from geo.faults import BadInput, Fault
from service import cli_options as o
from service.renames import renames


def add_to(app: typer.Typer) -> None:
    """Add redraw, and the making of its blocks, to the command line."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(redraw)
    group.command("blocks")(make)
    app.add_typer(group, name="redraw")


def redraw(
    context: typer.Context,
    blocks: Annotated[
        Path | None,
        typer.Option("--blocks", help="Planning blocks with children: docs/formats.md."),
    ] = None,
    schools: Annotated[
        Path | None,
        typer.Option("--schools", help="Schools with places and gates: layer or table."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the plans; must not exist yet.")
    ] = None,
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
            help="NAME=NUMBER: walk, moved, enrolled, siblings, six_years, feeder, over, border.",
        ),
    ] = None,
    longest: Annotated[
        float | None, typer.Option("--longest", help="No walk is longer than this, in metres.")
    ] = None,
    hold: Annotated[
        list[str] | None,
        typer.Option("--hold", help="six_years, feeder: no plan breaks it; repeat for both."),
    ] = None,
    most_schools: Annotated[
        int | None,
        typer.Option("--most-schools", help="A group of blocks goes to at most so many schools."),
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
    if context.invoked_subcommand is not None:
        return
    from service.progress import Progress
    from service.redraw_files import redraw_lines
    from service.redraw_job import Wishes, holds_of, most_schools_of, run_redraw, weights_of
    from service.redraw_sources import RedrawSources

    if blocks is None or schools is None or out is None:
        raise _missing({"--blocks": blocks, "--schools": schools, "--out": out})
    sources = RedrawSources(
        blocks=blocks, schools=schools, walks=walks, streets=streets, barriers=barriers,
        crossings=crossings, district=district, crs=crs,
        blocks_crs=o.datum_of(blocks_crs, "--blocks-crs"),
        schools_crs=o.schools_datum_of(schools_crs, schools), layer=layer,
        level=None if level is None else o.level_of(level), years=o.years_of(years),
        gap_m=o.gap_of(gap), rename=renames(rename), hold=holds_of(hold),
        most_schools=most_schools_of(most_schools),
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


def _missing(options: dict[str, Path | None]) -> BadInput:
    """Return the refusal of a call that lacks some of these options."""
    return BadInput(
        Fault(name, "is missing", "give it: jiujin redraw --help")
        for name, given in options.items() if given is None
    )  # fmt: skip


def make(
    streets: Annotated[
        Path, typer.Option("--streets", help="Walking streets: built folder, .osm, .pbf …")
    ],
    homes: Annotated[Path, typer.Option("--homes", help="Children with homes: docs/formats.md.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the blocks; must not exist yet.")],
    boundary: Annotated[
        Path | None, typer.Option("--boundary", help="The district's ground: polygons.")
    ] = None,
    zones: Annotated[
        Path | None, typer.Option("--zones", help="Today's zones: no block lies in two of them.")
    ] = None,
    register: o.Register = None,
    barriers: Annotated[
        Path | None, typer.Option("--barriers", help="Rivers, railways: lines or areas.")
    ] = None,
    least: Annotated[
        int, typer.Option("--least", help="Blocks of fewer children are joined to a neighbour.")
    ] = 8,
    earlier: Annotated[
        Path | None, typer.Option("--earlier", help="Blocks made before, whose ids are kept.")
    ] = None,
    level: o.Level = "primary",
    on: o.OnDay = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    zones_crs: o.ZonesCrs = None,
    rename: o.Rename = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier folder of blocks.")] = False,
    as_json: o.AsJson = False,
    quiet: o.Quiet = False,
) -> None:
    """Make planning blocks of streets, barriers and homes, where there is no file of them.

    Example: jiujin redraw blocks --streets streets.osm --zones zones.geojson
    --homes homes.csv --register register.csv --out ground
    """
    from service.blocks_job import blocks_lines, make_blocks
    from service.blocks_sources import BlockSources
    from service.progress import Progress

    sources = BlockSources(
        streets=streets, homes=homes, boundary=boundary, zones=zones, register=register,
        barriers=barriers, earlier=earlier, district=district, crs=crs,
        zones_crs=o.datum_of(zones_crs, "--zones-crs"), level=o.level_of(level),
        day=o.day_of(on), rename=renames(rename),
    )  # fmt: skip
    progress = Progress(quiet=quiet or as_json)
    summary = make_blocks(sources, least, out, progress, overwrite=overwrite)
    if as_json:
        sys.stdout.write(json.dumps(summary, ensure_ascii=False, sort_keys=True) + "\n")
    else:
        sys.stdout.write("\n".join(blocks_lines(summary, out)) + "\n")
