"""How are the commands about plans of blocks called: zones compare, zones audit?"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service import cli_options as o
from service.renames import renames

BlocksFile = Annotated[
    Path, typer.Option("--blocks", help="Planning blocks with children: docs/formats.md.")
]
PLAN = "today, a table block_id, school_id (also Districtr's, IZE's), or a layer of zones."
Walks = Annotated[Path | None, typer.Option("--walks", help="Table block_id, school_id, metres.")]
BlocksCrs = Annotated[
    str | None, typer.Option("--blocks-crs", help="CRS or datum of a blocks file without one.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for tables and the page.")]


def add_to(zones: typer.Typer) -> None:
    """Add compare and audit to the commands about zones."""
    zones.command()(compare)
    zones.command()(audit)


def compare(
    blocks: BlocksFile,
    schools: o.SchoolsFile,
    after: Annotated[str, typer.Option("--after", help=f"The new plan: {PLAN}")],
    before: Annotated[str, typer.Option("--before", help="The plan it replaces.")] = "today",
    out: Out = None,
    walks: Walks = None,
    streets: o.StreetsPath = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    blocks_crs: BlocksCrs = None,
    schools_crs: o.SchoolsCrs = None,
    rename: o.Rename = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier folder.")] = False,
    as_json: o.AsJson = False,
) -> None:
    """Say who is affected if one plan takes another's place, with a page for consultation.

    Example: jiujin zones compare --blocks blocks.gpkg --schools schools.geojson
    --after plans/assignment_keep_500m.csv --out consultation
    """
    from service.plans_job import compare_lines, compare_plans

    sources = _sources(blocks, schools, walks, streets, district, crs, blocks_crs, schools_crs,
                       rename)  # fmt: skip
    document = compare_plans(sources, before, after, out, overwrite=overwrite)
    _print(document, compare_lines(document, out), as_json=as_json)


def audit(
    blocks: BlocksFile,
    schools: o.SchoolsFile,
    plan: Annotated[str, typer.Option("--plan", help=f"The plan: {PLAN}")] = "today",
    register: o.Register = None,
    legal: o.AddressList = None,
    out: Out = None,
    walks: Walks = None,
    streets: o.StreetsPath = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    blocks_crs: BlocksCrs = None,
    schools_crs: o.SchoolsCrs = None,
    rename: o.Rename = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier folder.")] = False,
    as_json: o.AsJson = False,
) -> None:
    """Look for what could be held against a plan: pieces, places, pairs that should swap, text.

    Example: jiujin zones audit --blocks blocks.gpkg --schools schools.geojson
    --plan plans/assignment_keep_500m.csv --register register.csv --out audit
    Exit code 1 if a zone is in pieces, a school over capacity or a pin broken.
    """
    from service.plans_job import audit_lines, audit_plan

    sources = _sources(blocks, schools, walks, streets, district, crs, blocks_crs, schools_crs,
                       rename)  # fmt: skip
    document = audit_plan(
        sources, plan, register=register, legal=legal, out=out, overwrite=overwrite
    )
    _print(document, audit_lines(document, out), as_json=as_json)
    if document["faults"]:
        raise typer.Exit(1)


def _sources(
    blocks: Path, schools: Path, walks: Path | None, streets: Path | None, district: Path | None,
    crs: str | None, blocks_crs: str | None, schools_crs: str | None, rename: list[str] | None,
) -> Any:  # fmt: skip
    from service.redraw_sources import RedrawSources

    return RedrawSources(
        blocks=blocks, schools=schools, walks=walks, streets=streets, district=district, crs=crs,
        blocks_crs=o.datum_of(blocks_crs, "--blocks-crs"),
        schools_crs=o.schools_datum_of(schools_crs, schools), rename=renames(rename),
    )  # fmt: skip


def _print(document: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True) if as_json else "\n".join(lines)
    sys.stdout.write(text + "\n")
