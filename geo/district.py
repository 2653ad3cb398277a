"""Which district is it, and in which projected system does it measure metres?"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Proj

from geo.datum import Datum, Reference, UnknownReference, label, parse_reference
from geo.faults import BadInput, FaultList
from geo.projection import NotConvertible, convert
from geo.zone_choice import default_crs

Metres = NDArray[np.float64]
Box = tuple[float, float, float, float]

# UTM is 400 parts per million short at its meridian; anything far beyond is no survey projection.
_WORST_SCALE_ERROR = 0.001
_KEYS = frozenset({"name", "crs", "bounds_wgs84"})


class NotInMetres(ValueError):
    """A layer is not in the district's projected system."""


@dataclass(frozen=True, slots=True)
class District:
    """A school district and the one projected system in which it measures.

    `crs` is projected, in metres; `bounds_wgs84` is (west, south, east, north) in degrees or None;
    `declared` is False when the system was chosen by `default_district`: say so to the user.
    Raises ValueError, with advice, for a system in which metres would not be metres.
    """

    name: str
    crs: CRS
    bounds_wgs84: Box | None
    declared: bool

    def __post_init__(self) -> None:
        reason = _reason_against(self.crs, self.bounds_wgs84)
        if reason is not None:
            raise ValueError(": ".join(reason))

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a user should be told about the choice of system, one sentence each."""
        found = []
        if not self.declared:
            found.append(
                f"no projected system was declared for {self.name}; {label(self.crs)} "
                f"({self.crs.name}) was chosen for its place: declare it to bind it"
            )
        area, bounds = self.crs.area_of_use, self.bounds_wgs84
        if bounds is None:
            found.append(f"no bounds were given for {self.name}: places far outside go unseen")
        elif area is not None and not (
            _holds(area.bounds, bounds[0], bounds[1]) and _holds(area.bounds, bounds[2], bounds[3])
        ):
            found.append(f"{self.name} reaches beyond the area of use of {label(self.crs)}")
        return tuple(found)

    def to_metres(self, x: Metres, y: Metres, reference: Reference) -> tuple[Metres, Metres]:
        """Carry coordinates (easting or longitude first) into the district's metres.

        Equally long arrays; what the projection cannot express comes back as NaN.
        Raises NotConvertible (a ValueError) where no trustworthy datum step is published.
        """
        return convert(x, y, reference, self.crs)

    def to_wgs84(self, x_m: Metres, y_m: Metres) -> tuple[Metres, Metres]:
        """Carry the district's metres to WGS-84 longitude and latitude in degrees."""
        return convert(x_m, y_m, self.crs, Datum.WGS84)


def require_metres(crs: CRS | None, district: District, *, name: str) -> None:
    """Refuse, with NotInMetres, a layer that is not exactly in the district's system."""
    if crs != district.crs:
        has = "no coordinate system" if crs is None else label(crs)
        message = f"{name} is in {has}, not {label(district.crs)}; convert it with to_metres()"
        raise NotInMetres(message)


def default_district(lon: float, lat: float, name: str) -> District:
    """Choose the projected system for a place in WGS-84 degrees, as an undeclared default."""
    return District(name, default_crs(lon, lat), None, declared=False)


def read_district(path: Path | str) -> District:
    """Read `name`, `crs` and, where given, `bounds_wgs84` from a TOML file; BadInput if wrong."""
    path = Path(path)
    values = _toml(path)
    faults = FaultList()
    for key in sorted(values.keys() - _KEYS):
        faults.add(path.name, f"unknown key {key!r}", f"keep only {', '.join(sorted(_KEYS))}")
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        faults.add(path.name, "the district has no name", 'write name = "门头沟区"')
    bounds = _bounds(values.get("bounds_wgs84"), path.name, faults)
    crs = _crs(values.get("crs"), bounds, path.name, faults)
    faults.refuse_if_any()
    if crs is None:
        raise AssertionError
    return District(str(name).strip(), crs, bounds, declared=True)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput.one(
            path.name, f"cannot be read ({error.strerror})", "give the path of a district.toml file"
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput.one(path.name, "is not UTF-8 text", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput.one(
            path.name, f"is not TOML ({error})", 'write lines such as crs = "EPSG:4548"'
        ) from error


def _bounds(value: object, where: str, faults: FaultList) -> Box | None:
    if value is None:
        return None
    repair = "write bounds_wgs84 = [west, south, east, north] in WGS-84 degrees"
    if not isinstance(value, list) or len(value) != 4 or not all(map(_is_number, value)):
        faults.add(where, "bounds_wgs84 is not four numbers", repair)
        return None
    west, south, east, north = (float(number) for number in value)
    if not (-180 <= west < east <= 180 and -80 <= south < north <= 84):
        faults.add(where, f"bounds_wgs84 {value} is not a box in degrees", repair)
        return None
    return west, south, east, north


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))
    )


def _crs(value: object, bounds: Box | None, where: str, faults: FaultList) -> CRS | None:
    if not isinstance(value, str | int) or isinstance(value, bool):
        faults.add(where, "no crs is declared", f"write crs = {_quoted(bounds)}")
        return None
    try:
        reference = parse_reference(str(value))
    except UnknownReference as error:
        faults.add(where, error.what, f"write crs = {_quoted(bounds)}")
        return None
    if isinstance(reference, Datum):
        what = f"{reference} is in degrees, a district measures in metres"
        faults.add(where, what, f"write crs = {_quoted(bounds)}")
        return None
    reason = _reason_against(reference, bounds)
    if reason is not None:
        faults.add(where, *reason)
        return None
    return reference


def _reason_against(crs: CRS, bounds: Box | None) -> tuple[str, str] | None:
    """Say why metres in this system would not be metres here: (what, repair), or None."""
    what = _no_metres(crs)
    if what is None and bounds is not None:
        what = _not_here(crs, bounds)
    return None if what is None else (what, f"use {_advised(bounds)}")


def _no_metres(crs: CRS) -> str | None:
    name = label(crs)
    if not crs.is_projected:
        return f"{name} is not projected, a district measures in metres"
    if any(axis.unit_conversion_factor != 1.0 for axis in crs.axis_info):
        return f"{name} is in {crs.axis_info[0].unit_name}, not in metres"
    operation = crs.coordinate_operation
    if operation is not None and "Pseudo Mercator" in operation.method_name:
        return f"{name} is a web map's system: its metres are up to 1.3 times too long in China"
    try:
        convert(np.array([]), np.array([]), Datum.WGS84, crs)
    except NotConvertible as error:
        return str(error)
    return None


def _not_here(crs: CRS, bounds: Box) -> str | None:
    name, (lon, lat) = label(crs), _middle(bounds)
    area = crs.area_of_use
    if area is not None and not _holds(area.bounds, lon, lat):
        what = f"the district's middle ({lon:.3f}, {lat:.3f}) is outside the area of use of {name}"
        return f"{what} ({area.name})"
    factors = Proj(crs).get_factors(lon, lat)
    error = max(abs(factors.meridional_scale - 1), abs(factors.parallel_scale - 1))
    if not error <= _WORST_SCALE_ERROR:
        return f"a metre of {name} is wrong by {error:.2%} in the district"
    return None


def _quoted(bounds: Box | None) -> str:
    return (
        '"EPSG:4548" (Mentougou), or the code of the place'
        if bounds is None
        else (f'"{_advised(bounds)}"')
    )


def _middle(bounds: Box) -> tuple[float, float]:
    return (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2


def _holds(box: Box, lon: float, lat: float) -> bool:
    west, south, east, north = box
    across = west <= lon <= east if west <= east else lon >= west or lon <= east
    return across and south <= lat <= north


def _advised(bounds: Box | None) -> str:
    """Name the system that suits the bounds; without bounds, Mentougou's serves as the example."""
    if bounds is None:
        return "the three-degree zone of the place (EPSG:4548 for Mentougou)"
    return label(default_crs(*_middle(bounds)))
