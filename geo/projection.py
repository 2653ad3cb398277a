"""How do coordinates go from one reference to another, and may that step be trusted?"""

import warnings
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from geo.datum import Datum, Reference, crs_of, label, same
from geo.offsets import bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02

Coordinates = NDArray[np.float64]

WORST_STEP_M = 5.0
"""A datum step known only more coarsely than this moves homes across zone lines: it is refused."""

WGS84 = CRS.from_epsg(4326)

# Realisations that agree to within some decimetres; PROJ has no published step between them and
# would call the same null step "ballpark".
_SAME_EARTH = frozenset(
    {
        "worldgeodeticsystem1984",
        "worldgeodeticsystem1984ensemble",
        "wgs1984",
        "dwgs1984",
        "china2000",
        "dchina2000",
    }
)


class NotConvertible(ValueError):
    """No trustworthy step exists between two references."""


def convert(
    x: Coordinates, y: Coordinates, source: Reference, target: Reference
) -> tuple[Coordinates, Coordinates]:
    """Carry coordinates (easting or longitude first) from `source` to `target`.

    Arrays of equal length; positions that the target cannot express come back as NaN. WGS-84 and
    CGCS2000 are taken as one (ADR on CRS and datum). Raises NotConvertible where no step between
    the two datums is published to WORST_STEP_M (Beijing 1954 and Xi'an 1980 to CGCS2000).
    """
    x, y = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
    if same(source, target):
        return x, y
    if isinstance(source, Datum):
        x, y = _without_offset(x, y, source)
    source_crs, target_crs = crs_of(source) or WGS84, crs_of(target) or WGS84
    for step in _steps(source_crs, target_crs):
        x, y = step.transform(x, y)
    gone = ~(np.isfinite(x) & np.isfinite(y))
    x, y = np.where(gone, np.nan, x), np.where(gone, np.nan, y)
    return _with_offset(x, y, target) if isinstance(target, Datum) else (x, y)


def _without_offset(
    x: Coordinates, y: Coordinates, source: Datum
) -> tuple[Coordinates, Coordinates]:
    if source is Datum.BD09:
        x, y = bd09_to_gcj02(x, y)
    if source in (Datum.BD09, Datum.GCJ02):
        x, y = gcj02_to_wgs84(x, y)
    return x, y


def _with_offset(x: Coordinates, y: Coordinates, target: Datum) -> tuple[Coordinates, Coordinates]:
    if target in (Datum.BD09, Datum.GCJ02):
        x, y = wgs84_to_gcj02(x, y)
    if target is Datum.BD09:
        x, y = gcj02_to_bd09(x, y)
    return x, y


@lru_cache(maxsize=64)
def _steps(source: CRS, target: CRS) -> tuple[Transformer, ...]:
    if source == target:
        return ()
    try:
        return _found_steps(source, target)
    except ProjError as error:  # a damaged or hand-made definition
        message = f"{label(source)} cannot be converted to {label(target)}: {error}"
        raise NotConvertible(message) from error


def _found_steps(source: CRS, target: CRS) -> tuple[Transformer, ...]:
    if _same_earth(source) and _same_earth(target):
        down = None if source.is_geographic else (source, source.geodetic_crs)
        up = None if target.is_geographic else (target.geodetic_crs, target)
        pairs = [pair for pair in (down, up) if pair is not None]
        return tuple(Transformer.from_crs(a, b, always_xy=True) for a, b in pairs)
    _require_published_step(source, target)
    step = Transformer.from_crs(
        source, target, always_xy=True, accuracy=WORST_STEP_M, allow_ballpark=False
    )
    return (step,)


def _same_earth(crs: CRS) -> bool:
    datum = crs.datum
    name = "" if datum is None else datum.name
    return "".join(letter for letter in name.casefold() if letter.isalnum()) in _SAME_EARTH


def _require_published_step(source: CRS, target: CRS) -> None:
    with warnings.catch_warnings():
        # A missing grid only lowers the accuracy; the best published step without it is used.
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup(source, target, always_xy=True)
    errors_m = [step.accuracy for step in group.transformers if step.accuracy >= 0]
    if errors_m and min(errors_m) <= WORST_STEP_M:
        return
    known = (
        f"the best published errs by {min(errors_m):g} m"
        if errors_m
        else "none is published, the error may be over a hundred metres"
    )
    message = (
        f"no trustworthy conversion from {label(source)} ({source.name}) to {label(target)}: "
        f"{known}; have the surveying office deliver the data in CGCS2000"
    )
    raise NotConvertible(message)
