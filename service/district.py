"""In which district, and so in which metres, does a command work?"""

from dataclasses import dataclass
from pathlib import Path

from pyproj import CRS

from geo.datum import crs_of, parse_reference
from geo.district import District, NotInMetres, default_district, read_district
from geo.faults import BadInput
from geo.layers import read_layer

DISTRICT_FILE = "district.toml"


@dataclass(frozen=True, slots=True)
class Choice:
    """The district of a run and, where nobody declared one, what was taken instead and why."""

    district: District
    assumed: str = ""


def choose_district(
    *,
    zones: Path,
    district_file: Path | None,
    crs: str | None,
    zones_crs: str | None = None,
    layer: str | None = None,
) -> Choice:
    """Return the declared district: the file given, `crs`, or district.toml beside the zones.

    Without any of them the zones' own projected metres are taken, else the national 3-degree
    zone (or UTM zone) of the place; the answer says so, and the result names it.
    """
    beside = zones.parent / DISTRICT_FILE
    if district_file is not None:
        return Choice(read_district(district_file))
    if crs is not None:
        return Choice(_declared(crs))
    if beside.is_file():
        return Choice(read_district(beside))
    frame = read_layer(zones, crs=zones_crs, layer=layer)
    try:
        district = District(name="", crs=frame.crs, bounds_wgs84=None, declared=False)
    except (NotInMetres, ValueError):
        west, south, east, north = frame.to_crs(4326).total_bounds.tolist()
        district = default_district((west + east) / 2, (south + north) / 2, "")
    code = district.crs.to_string()
    return Choice(
        district,
        f"no district was declared; distances are taken in {code} ({district.crs.name}). "
        f"Declare it with --crs {code} or a {DISTRICT_FILE} beside the zones",
    )


def declared_district(district_file: Path | None, crs: str | None) -> District:
    """Return the district that was declared; raises BadInput if none was."""
    if district_file is not None:
        return read_district(district_file)
    if crs is not None:
        return _declared(crs)
    raise BadInput.one(
        "district", "no system of metres is declared", "give --district FILE or --crs EPSG:4548"
    )


def _declared(text: str) -> District:
    try:
        found = crs_of(parse_reference(text))
        if found is None:
            raise BadInput.one("--crs", f"{text} is a datum in degrees", "give EPSG:4548 or alike")
        return District(name="", crs=CRS(found), bounds_wgs84=None, declared=True)
    except (NotInMetres, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput.one(
            "--crs", str(error), "give the district's EPSG code in metres"
        ) from error
