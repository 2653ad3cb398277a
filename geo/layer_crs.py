"""In which reference is a layer: as its file says, as the caller says, or by RFC 7946?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.datum import ADVICE, Datum, Reference, UnknownReference, crs_of, label, parse_reference
from geo.faults import BadInput, FaultList
from geo.layer_guard import Misfit, misfits
from geo.projection import NotConvertible, convert
from geo.row_faults import add_rows

_SAME_M = 1.0
_CRS84 = frozenset({"urn:ogc:def:crs:ogc:1.3:crs84", "ogc:crs84", "urn:ogc:def:crs:ogc::crs84"})


DECLARE = "--zones-crs, --blocks-crs, --schools-crs or --source-crs EPSG:…"


@dataclass(frozen=True, slots=True)
class Established:
    """A layer's reference and who said so."""

    reference: Reference
    said_by: str


def crs_in_file(text: str | None, name: str) -> Reference | None:
    """Read the CRS a file declares (WKT, PROJJSON, EPSG name); None where it declares none."""
    if text is None or not text.strip():
        return None
    if text.strip().casefold() in _CRS84:
        return Datum.WGS84
    try:
        return parse_reference(text)
    except UnknownReference:
        return _of_definition(text, name)


def _of_definition(text: str, name: str) -> Reference | None:
    try:
        crs = CRS.from_user_input(text).to_2d()
        code = crs.to_epsg(min_confidence=100)
    except CRSError as error:
        raise BadInput.one(
            name, f"declares an unknown coordinate system ({text[:60]!r})",
            "export it again with an EPSG code, or declare the file's own (" + DECLARE + ")",
        ) from error  # fmt: skip
    if not (crs.is_geographic or crs.is_projected):
        return None
    return {4326: Datum.WGS84, 4490: Datum.CGCS2000}.get(code or 0, crs)


def establish(
    bounds: NDArray[np.float64],
    in_file: Reference | None,
    said: str | None,
    default: Datum | None,
    name: str,
) -> Established:
    """Decide the reference of a layer and check its values against it; BadInput if they clash.

    `bounds` (n, 4) are the features' west, south, east, north as written.
    `said` is the caller's declaration. It may add what the file does not say, or say GCJ02 or BD09
    where the file says WGS-84 or CGCS2000 (no file format can name those); anything else that
    differs is a contradiction. `default` is what the format means when it says nothing.
    """
    asked = None if said is None else _parsed(said, name)
    if asked is not None:
        found = Established(asked, "the caller")
        if in_file is not None:
            _require_agreement(asked, in_file, bounds, name)
    elif in_file is not None:
        found = Established(in_file, "the file")
    elif default is not None:
        found = Established(default, "the format (it means WGS84 where it says nothing)")
    else:
        raise BadInput.one(
            name, "declares no coordinate system", "declare the one it is in (" + DECLARE + ")"
        )
    _require_fit(bounds, found.reference, name, declared=asked is not None or in_file is not None)
    _require_datum_step(found.reference, name)
    return found


def _parsed(said: str, name: str) -> Reference:
    try:
        return parse_reference(said)
    except UnknownReference as error:
        raise BadInput.one(name, f"crs was declared, but {error.what}", ADVICE) from error


def _require_agreement(
    asked: Reference, in_file: Reference, bounds: NDArray[np.float64], name: str
) -> None:
    hidden = asked in (Datum.GCJ02, Datum.BD09) if isinstance(asked, Datum) else False
    if hidden and isinstance(in_file, Datum):
        return
    if not hidden and _agree(asked, in_file, bounds):
        return
    what = f"declares {label(in_file)}, but {label(asked)} was declared for it"
    raise BadInput.one(
        name, what, "leave out the option that declares another, or export the file again"
    )


def _agree(one: Reference, other: Reference, bounds: NDArray[np.float64]) -> bool:
    """Say whether two references put the layer's corners at the same places, to a metre."""
    first, second = crs_of(one), crs_of(other)
    if first == second:
        return True
    if first is None or second is None or first.is_geographic != second.is_geographic:
        return False
    try:
        x, y = convert(bounds[:, 0], bounds[:, 1], one, other)
    except NotConvertible:
        return False
    limit = _SAME_M / 111_000 if first.is_geographic else _SAME_M
    return bool((np.hypot(x - bounds[:, 0], y - bounds[:, 1]) <= limit).all())


def _require_fit(
    bounds: NDArray[np.float64], reference: Reference, name: str, *, declared: bool
) -> None:
    x = np.concatenate([bounds[:, 0], bounds[:, 2]])
    y = np.concatenate([bounds[:, 1], bounds[:, 3]])
    faults = FaultList()
    for misfit in misfits(x, y, reference):
        said = "" if declared else "declares no system, so it is WGS84, but "
        add_misfit(faults, name, misfit, (x, y), said, np.arange(1, len(bounds) + 1))
    faults.refuse_if_any()


def add_misfit(
    faults: FaultList,
    name: str,
    misfit: Misfit,
    corners: tuple[NDArray[np.float64], NDArray[np.float64]],
    said: str,
    numbers: NDArray[np.int64],
) -> None:
    """Note the features with a corner in a misfit; once for the whole layer if it is all of them.

    `corners` are all south-west corners, then all north-east corners; `numbers` the features'.
    """
    both = misfit.points.reshape(2, -1)
    features = np.flatnonzero(both.any(axis=0))
    first = np.where(both[0], 0, both.shape[1]) + np.arange(both.shape[1])
    x, y = corners
    found = [
        (int(numbers[at]), said + misfit.said_of(x[first[at]], y[first[at]])) for at in features
    ]
    if len(found) == both.shape[1]:
        faults.add(name, f"{found[0][1]} (and so for every feature)", misfit.repair)
    else:
        add_rows(faults, name, found, misfit.repair, noun="feature")


def _require_datum_step(reference: Reference, name: str) -> None:
    try:
        convert(np.array([]), np.array([]), reference, Datum.WGS84)
    except NotConvertible as error:
        raise BadInput.one(
            name, str(error), "have it delivered in CGCS2000 (EPSG:4490) or a system based on it"
        ) from error
