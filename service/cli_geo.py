"""How are the commands about streets, addresses and the lottery called?"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service import cli_options as o
from service.renames import renames

streets = typer.Typer(help="Walking streets: fetch or build the frozen network.",
                      no_args_is_help=True)  # fmt: skip
lottery = typer.Typer(help="The committed lottery: commit, then reveal into the seed.",
                      no_args_is_help=True)  # fmt: skip

OutFolder = Annotated[Path, typer.Option("--out", help="Folder for the network; new.")]
CrsOption = Annotated[str | None, typer.Option("--crs", help="The district's metres: EPSG:4548.")]
DistrictOption = Annotated[Path | None, typer.Option("--district", help="district.toml.")]


@streets.command()
def build(
    source: Annotated[Path, typer.Argument(help=".osm, .osm.pbf, GraphML or GeoPackage.")],
    out: OutFolder,
    district: DistrictOption = None,
    crs: CrsOption = None,
    source_crs: Annotated[
        str | None, typer.Option("--source-crs", help="CRS of a source that does not say it.")
    ] = None,
    layer: Annotated[str | None, typer.Option("--layer", help="Of a source with several.")] = None,
    least_nodes: Annotated[
        int, typer.Option("--drop-islands", help="Leave out pieces with fewer nodes than this.")
    ] = 0,
    as_json: o.AsJson = False,
) -> None:
    """Clean raw streets into one frozen walking network with a manifest.

    Example: jiujin streets build beijing.osm.pbf --crs EPSG:4548 --out streets/2026
    """
    from service.street_job import build_streets

    document = build_streets(
        source, out, district, crs, source_crs=source_crs, layer=layer, least_nodes=least_nodes
    )
    _print(document, as_json=as_json)


@streets.command()
def fetch(
    out: OutFolder,
    place: Annotated[str | None, typer.Option("--place", help="A place name.")] = None,
    bbox: Annotated[
        str | None, typer.Option("--bbox", help="west,south,east,north in degrees (WGS84).")
    ] = None,
    boundary: Annotated[
        Path | None, typer.Option("--boundary", help="A layer whose outline is fetched.")
    ] = None,
    district: DistrictOption = None,
    crs: CrsOption = None,
    overpass: Annotated[
        str | None, typer.Option("--overpass", help="Another Overpass server.")
    ] = None,
    as_json: o.AsJson = False,
) -> None:
    """Fetch walking streets from OpenStreetMap (needs the internet) and freeze them.

    Example: jiujin streets fetch --bbox 115.9,39.85,116.2,40.0 --crs EPSG:4548 --out streets/2026
    """
    from service.street_job import StreetArea, fetch_and_build

    area = StreetArea(place=place, bbox=bbox, boundary=boundary)
    _print(fetch_and_build(area, out, district, crs, overpass=overpass), as_json=as_json)


@lottery.command()
def commit(
    secret: Annotated[
        str, typer.Option("--secret", prompt=True, hide_input=True, help="Your own secret text.")
    ],
) -> None:
    """Print what binds a person to a secret; the bureau stores it before registration closes.

    Example: jiujin lottery commit
    """
    from capacity.lottery import commitment
    from service.seed_job import require_secret

    require_secret(secret)
    sys.stdout.write(commitment(secret) + "\n")


@lottery.command()
def seed(
    reveals: Annotated[
        Path, typer.Argument(help="JSON: input_root, ruleset_sha256, commitments, reveals, beacon.")
    ],
    as_json: o.AsJson = False,
) -> None:
    """Combine the revealed secrets and the public beacon into the seed of the run.

    Example: jiujin lottery seed reveals.json
    """
    from service.seed_job import seed_of_reveals

    found = seed_of_reveals(reveals)
    _print(found.document() | {"lines": [found.value]}, as_json=as_json)


def add_to(app: typer.Typer) -> None:
    """Add geocode and the groups streets and lottery to the command line."""
    app.add_typer(streets, name="streets")
    app.add_typer(lottery, name="lottery")
    app.command()(geocode)


def geocode(
    register: Annotated[Path, typer.Option("--register", help="The district's address register.")],
    address: Annotated[
        str | None, typer.Option("--address", help="One address; or give --homes.")
    ] = None,
    homes: Annotated[Path | None, typer.Option("--homes", help="A table of homes.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The answers as .csv; new.")] = None,
    district: DistrictOption = None,
    crs: CrsOption = None,
    rename: o.Rename = None,
    as_json: o.AsJson = False,
) -> None:
    """Find addresses in the register: a point with score and precision, or an honest no.

    Example: jiujin geocode --register register.csv --address 大峪街道月季园小区3号楼
    """
    from service.geocode_job import GeocodeSources, geocode_homes, geocode_one

    sources = GeocodeSources(register, district, crs, renames(rename))
    if address is not None:
        document = geocode_one(sources, address)
    else:
        document = geocode_homes(sources, homes, out)
    _print(document, as_json=as_json)


def _print(document: dict[str, Any], *, as_json: bool) -> None:
    lines = document.pop("lines")
    text = json.dumps(document, ensure_ascii=False, sort_keys=True) if as_json else "\n".join(lines)
    sys.stdout.write(text + "\n")
