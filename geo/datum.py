"""In which datum or coordinate reference system is a pair of coordinates given?"""

import re
import unicodedata
from enum import StrEnum

import pyproj.network
from pyproj import CRS
from pyproj.exceptions import CRSError

# The answer to a child's school must not depend on whether a grid server was reachable.
pyproj.network.set_network_enabled(False)  # type: ignore[attr-defined]


class Datum(StrEnum):
    """A named datum of longitude and latitude, in degrees, longitude first."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


ADVICE = (
    "write WGS84 (GPS, OpenStreetMap), CGCS2000 (Chinese survey, Tianditu), GCJ02 (Amap, Tencent), "
    "BD09 (Baidu), or an EPSG code such as EPSG:4548"
)

Reference = Datum | CRS


class UnknownReference(ValueError):
    """A text names no datum and no usable system; `what` says so, `str()` adds the advice."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what}; {ADVICE}")


_EPSG_OF = {Datum.WGS84: 4326, Datum.CGCS2000: 4490}
_DATUM_OF_EPSG = {4326: Datum.WGS84, 4490: Datum.CGCS2000}
_NAMES = {
    "wgs84": Datum.WGS84,
    "crs84": Datum.WGS84,
    "ogc:crs84": Datum.WGS84,
    "cgcs2000": Datum.CGCS2000,
    "国家2000": Datum.CGCS2000,
    "2000国家大地坐标系": Datum.CGCS2000,
    "gcj02": Datum.GCJ02,
    "火星坐标": Datum.GCJ02,
    "火星坐标系": Datum.GCJ02,
    "bd09": Datum.BD09,
    "bd09ll": Datum.BD09,
    "百度坐标": Datum.BD09,
    "百度坐标系": Datum.BD09,
}
_CODE = re.compile(r"(?:(?:urn:ogc:def:crs:)?epsg:(?:[0-9.]*:)?)?([0-9]{4,6})")
_USABLE_TYPES = frozenset({"Geographic 2D CRS", "Projected CRS"})


def parse_reference(text: str) -> Reference:
    """Read a datum name or an EPSG code: "gcj-02", "EPSG:4548", "4490".

    EPSG:4326 and EPSG:4490 are answered as the datums they are, so that equal meanings compare
    equal. Raises UnknownReference (a ValueError) for anything else, also for systems that are
    neither geographic nor projected (heights, geocentric) and so cannot place a home.
    """
    key = unicodedata.normalize("NFKC", text).strip().casefold()
    name = re.sub(r"[\s_\-]", "", key)
    if name in _NAMES:
        return _NAMES[name]
    found = _CODE.fullmatch(re.sub(r"\s", "", key))
    if found is None:
        what = f"{text.strip()!r} is not a known datum"
        raise UnknownReference(what)
    return reference_of_epsg(int(found.group(1)))


def reference_of_epsg(code: int) -> Reference:
    """Return the reference of an EPSG code, a Datum where the code is one."""
    if code in _DATUM_OF_EPSG:
        return _DATUM_OF_EPSG[code]
    try:
        crs = CRS.from_epsg(code)
    except CRSError as error:
        what = f"EPSG:{code} is not in the EPSG register"
        raise UnknownReference(what) from error
    if crs.type_name not in _USABLE_TYPES:
        what = f"EPSG:{code} ({crs.name}) is a {crs.type_name}, which cannot place a home"
        raise UnknownReference(what)
    return crs


def crs_of(reference: Reference) -> CRS | None:
    """Return the coordinate reference system of a reference; None for GCJ-02 and BD-09."""
    if isinstance(reference, Datum):
        code = _EPSG_OF.get(reference)
        return None if code is None else CRS.from_epsg(code)
    return reference


def label(reference: Reference) -> str:
    """Name a reference the way a user would write it: "GCJ02", "EPSG:4548"."""
    if isinstance(reference, Datum):
        return reference.value
    authority = reference.to_authority()
    return ":".join(authority) if authority else str(reference.name)


def same(one: Reference, other: Reference) -> bool:
    """Say whether two references are exactly the same (pyproj cannot compare a CRS to a Datum)."""
    if isinstance(one, Datum) or isinstance(other, Datum):
        return one is other
    return bool(one == other)
