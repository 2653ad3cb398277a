"""Which options do several commands share, and how are their words read?"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from geo.faults import BadInput

CHINA = ZoneInfo("Asia/Shanghai")

ZonesFile = Annotated[
    Path, typer.Option("--zones", help="Service zones: GeoPackage, GeoJSON, Shapefile, …")
]
SchoolsFile = Annotated[
    Path, typer.Option("--schools", help="Schools with places and gates: layer or table.")
]
StreetsPath = Annotated[
    Path | None,
    typer.Option("--streets", help="Walking streets: built folder, .osm, .pbf, GraphML …"),
]
DistrictFile = Annotated[
    Path | None,
    typer.Option("--district", help="district.toml (default: beside the zones)."),
]
DistrictCrs = Annotated[
    str | None, typer.Option("--crs", help="The district's metres, such as EPSG:4548.")
]
ZonesCrs = Annotated[
    str | None,
    typer.Option("--zones-crs", help="CRS or datum of a zones file without one (GCJ02 …)."),
]
SchoolsCrs = Annotated[
    str | None, typer.Option("--schools-crs", help="CRS or datum of a schools layer without one.")
]
Register = Annotated[
    Path | None, typer.Option("--register", help="Address register for homes without coordinates.")
]
AddressList = Annotated[
    Path | None, typer.Option("--address-list", help="The legal list: zone_id, place, numbers.")
]
Level = Annotated[str, typer.Option("--level", help="primary or junior.")]
OnDay = Annotated[
    str | None, typer.Option("--on", help="The day whose zones apply, YYYY-MM-DD (default: today).")
]
Tolerance = Annotated[
    float, typer.Option("--tolerance", help="Metres to a line within which a home is contested.")
]
Rename = Annotated[
    list[str] | None,
    typer.Option("--rename", help="FILE'S_COLUMN=OURS, e.g. ESB=zone_id; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Do not say each step.")]


def day_of(text: str | None) -> date:
    """Read a day; today in Asia/Shanghai where none is given. Raises BadInput."""
    if text is None:
        return datetime.now(CHINA).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput.one("--on", f"{text!r} is not a day", "write it as 2026-06-15") from error


def renames(pairs: Iterable[str] | None) -> dict[str, str]:
    """Read FILE'S_COLUMN=OURS pairs. Raises BadInput for anything else."""
    found = {}
    for pair in pairs or ():
        old, separator, new = pair.rpartition("=")
        if not (old and separator and new):
            raise BadInput.one("--rename", f"{pair!r} is not OLD=NEW", "write --rename ESB=zone_id")
        found[old] = new
    return found


def only_known(rename: dict[str, str], columns: Iterable[str]) -> dict[str, str]:
    """Keep the renames whose new name belongs to a file's format."""
    return {old: new for old, new in rename.items() if new in set(columns)}
