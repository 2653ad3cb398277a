"""Which options do several commands share, and how are their words read?"""

import re
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from geo.faults import BadInput

CHINA = ZoneInfo("Asia/Shanghai")
FARTHEST_TOLERANCE_M = 100.0
TABLES = {".csv", ".tsv", ".parquet", ".xlsx"}

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
    typer.Option("--rename", help="[zones:]FILE'S_COLUMN=OURS, e.g. ESB=zone_id; repeat."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Do not say each step.")]


class LevelChoice(StrEnum):
    """The levels of schools and zones."""

    PRIMARY = "primary"
    JUNIOR = "junior"


def day_of(text: str | None) -> date:
    """Read a day; today in Asia/Shanghai where none is given. Raises BadInput."""
    if text is None:
        return datetime.now(CHINA).date()
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput.one("--on", f"{text!r} is not a day", "write it as 2026-06-15") from error


def level_of(text: str) -> str:
    """Read a level. Raises BadInput."""
    if text not in list(LevelChoice):
        known = " nor ".join(LevelChoice)
        raise BadInput.one("--level", f"{text!r} is neither {known}", "write --level primary")
    return text


def tolerance_of(metres: float) -> float:
    """Check a tolerance in metres. Raises BadInput."""
    if not 0 <= metres <= FARTHEST_TOLERANCE_M:
        raise BadInput.one(
            "--tolerance",
            f"{metres} is not a distance from 0 to {FARTHEST_TOLERANCE_M} m",
            "give metres such as 0.5: nearer to a line than this a person decides",
        )
    return metres


def datum_of(text: str | None, option: str) -> str | None:
    """Check the CRS or datum of a file. Raises BadInput for one that is not known."""
    from geo.datum import parse_reference

    if text is not None:
        try:
            parse_reference(text)
        except ValueError as error:
            raise BadInput.one(option, str(error), "give for example EPSG:4548 or GCJ02") from error
    return text


def schools_datum_of(text: str | None, schools: Path | None) -> str | None:
    """Check --schools-crs: it declares a layer, a table has its datum in every row."""
    if text is not None and schools is not None and schools.suffix.lower() in TABLES:
        raise BadInput.one(
            "--schools-crs",
            f"{schools.name} is a table: it gives the datum of each row",
            "fill its column datum, and leave the option out",
        )
    return datum_of(text, "--schools-crs")


def years_of(text: str | None) -> tuple[str, ...]:
    """Read years separated by commas. Raises BadInput."""
    years = tuple(sorted({year.strip() for year in (text or "").split(",") if year.strip()}))
    if not all(re.fullmatch(r"[0-9]{4}", year) for year in years):
        raise BadInput.one("--years", f"{text!r} is no list of years", "write --years 2027,2028")
    return years


def gap_of(metres: float | None) -> float | None:
    """Check how far apart neighbouring blocks may lie. Raises BadInput."""
    if metres is not None and not 0.01 <= metres <= FARTHEST_TOLERANCE_M:
        raise BadInput.one(
            "--gap",
            f"{metres} is not a distance from 0.01 to {FARTHEST_TOLERANCE_M} m",
            "give the width of the streets between blocks, such as 40",
        )
    return metres
