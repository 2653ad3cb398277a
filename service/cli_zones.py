"""How are the commands about zones called: check, match, lookup?"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service import cli_options as o
from service.renames import renames

app = typer.Typer(help="Plans of service zones: check, repair a copy, match homes.",
                  no_args_is_help=True)  # fmt: skip

PlanFile = Annotated[Path, typer.Argument(help="Service zones: GeoPackage, GeoJSON, Shapefile …")]


@app.command()
def check(
    zones: PlanFile,
    schools: Annotated[Path | None, typer.Option("--schools", help="The schools as well.")] = None,
    repair: Annotated[
        Path | None,
        typer.Option("--repair", help="Write a repaired copy here (.gpkg, .geojson, .fgb)."),
    ] = None,
    found: Annotated[
        Path | None, typer.Option("--findings", help="Write the findings as a layer here.")
    ] = None,
    layer: Annotated[str | None, typer.Option("--layer", help="Of a file with several.")] = None,
    level: Annotated[
        str | None, typer.Option("--level", help="Of all zones, where no column says it.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Only the zones of this day (default: every day).")
    ] = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    zones_crs: o.ZonesCrs = None,
    schools_crs: o.SchoolsCrs = None,
    rename: o.Rename = None,
    as_json: o.AsJson = False,
) -> None:
    """Find and locate every gap, overlap, sliver, bad ring, id, school, date and datum.

    Example: jiujin zones check zones.geojson --schools schools.geojson --repair repaired.gpkg
    Exit code 1 if any finding is an error. The input is never touched.
    """
    from service.zone_job import ZoneSources, check_zones

    sources = ZoneSources(
        zones=zones, schools=schools, district=district, crs=crs,
        zones_crs=o.datum_of(zones_crs, "--zones-crs"),
        schools_crs=o.schools_datum_of(schools_crs, schools), layer=layer,
        level=None if level is None else o.level_of(level), rename=renames(rename),
        day=o.day_of(on) if on else None,
    )  # fmt: skip
    document = check_zones(sources, repair=repair, findings=found)
    _print(document, lines=document.pop("lines"), as_json=as_json)
    if document["severities"]["error"]:
        raise typer.Exit(1)


@app.command()
def match(
    zones: o.ZonesFile,
    homes: Annotated[Path, typer.Option("--homes", help="Homes: docs/formats.md.")],
    out: Annotated[Path, typer.Option("--out", help="The answers, .csv or .parquet; new file.")],
    register: o.Register = None,
    address_list: o.AddressList = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    zones_crs: o.ZonesCrs = None,
    level: o.Level = "primary",
    on: o.OnDay = None,
    tolerance: o.Tolerance = 0.5,
    rename: o.Rename = None,
    as_json: o.AsJson = False,
) -> None:
    """Say of every home: unique, shared, contested, outside or not located, and why.

    Example: jiujin zones match --zones zones.geojson --homes homes.csv --out matched.csv
    """
    from service.zone_job import ZoneSources, match_homes

    sources = ZoneSources(
        zones=zones, homes=homes, register=register, address_list=address_list, district=district,
        crs=crs, zones_crs=o.datum_of(zones_crs, "--zones-crs"), level=o.level_of(level),
        rename=renames(rename), day=o.day_of(on), tolerance_m=o.tolerance_of(tolerance),
    )  # fmt: skip
    document = match_homes(sources, out)
    _print(document, lines=document.pop("lines"), as_json=as_json)


def add_lookup(parent: typer.Typer) -> None:
    """Add lookup to the command line."""
    parent.command()(lookup)


def lookup(
    zones: o.ZonesFile,
    schools: o.SchoolsFile,
    address: Annotated[str, typer.Option("--address", help="The address to look up.")] = "",
    x: Annotated[float | None, typer.Option("--x", help="Longitude or easting.")] = None,
    y: Annotated[float | None, typer.Option("--y", help="Latitude or northing.")] = None,
    datum: Annotated[
        str | None, typer.Option("--datum", help="WGS84, CGCS2000, GCJ02, BD09 or EPSG:…")
    ] = None,
    register: o.Register = None,
    address_list: o.AddressList = None,
    streets: o.StreetsPath = None,
    district: o.DistrictFile = None,
    crs: o.DistrictCrs = None,
    zones_crs: o.ZonesCrs = None,
    schools_crs: o.SchoolsCrs = None,
    level: o.Level = "primary",
    on: o.OnDay = None,
    tolerance: o.Tolerance = 0.5,
    rename: o.Rename = None,
    as_json: o.AsJson = False,
) -> None:
    """Answer one address: its zone, all candidate schools, the walk; nothing is stored.

    Example: jiujin lookup --zones zones.geojson --schools schools.geojson
    --register register.csv --streets streets.osm --address 大峪街道月季园小区3号楼
    """
    from service.lookup_job import Asked, look_up
    from service.zone_job import ZoneSources

    sources = ZoneSources(
        zones=zones, schools=schools, register=register, address_list=address_list,
        district=district, crs=crs, zones_crs=o.datum_of(zones_crs, "--zones-crs"),
        schools_crs=o.schools_datum_of(schools_crs, schools), level=o.level_of(level),
        rename=renames(rename), day=o.day_of(on), tolerance_m=o.tolerance_of(tolerance),
    )  # fmt: skip
    document = look_up(sources, Asked(address=address, x=x, y=y, datum=datum), streets)
    _print(document, lines=document.pop("lines"), as_json=as_json)


def _print(document: dict[str, Any], *, lines: list[str], as_json: bool) -> None:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True) if as_json else "\n".join(lines)
    sys.stdout.write(text + "\n")
