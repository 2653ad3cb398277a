"""Where are the homes whose coordinates a table gives? Pairs with their datum, in metres."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cells import as_numbers, texts
from geo.control_points import ControlCheck, check_control_points
from geo.datum import ADVICE, Reference, UnknownReference, label, parse_reference
from geo.district import District
from geo.faults import FaultList
from geo.layer_guard import Misfit, misfits
from geo.place_guard import far_places
from geo.projection import NotConvertible, convert
from geo.row_faults import add_rows

__all__ = ["ControlCheck", "Given", "check_control_points", "locate_given"]


_DATUM_REPAIR = f"fill in the column datum: {ADVICE}"
_Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Given:
    """The places a table gives, row by row, in the district's metres (easting, northing).

    `x_m`, `y_m` are NaN and `datum` is "" in rows that give no pair; `datum` is otherwise the
    reference the pair was given in ("GCJ02", "EPSG:4548").
    """

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    datum: tuple[str, ...]


def locate_given(
    frame: pd.DataFrame, district: District, name: str, *, datum: str | None = None
) -> Given:
    """Turn the columns x, y, datum of a table into the district's metres.

    `x` is longitude or easting. `datum` holds for rows that leave it empty. A table without x and y
    gives nothing, which is no fault: its addresses may. Raises BadInput with every row that gives
    half a pair, a pair without a datum, no number, swapped axes, metres or feet for degrees,
    degrees for metres, or a place over 10 km outside the district.
    """
    faults = FaultList()
    x, y = _column(frame, "x", name, faults), _column(frame, "y", name, faults)
    paired = np.isfinite(x) & np.isfinite(y)
    _note_halves(frame, name, faults)
    codes, references = _references(frame, paired, name, faults, datum)
    x_m, y_m = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    for code, reference in enumerate(references):
        rows = np.flatnonzero(paired & (codes == code))
        if not _fits(frame, (x[rows], y[rows]), rows, reference, district, name, faults):
            continue
        x_m[rows], y_m[rows] = convert(x[rows], y[rows], reference, district.crs)
    faults.refuse_if_any()
    labels = [*map(label, references), ""]
    return Given(x_m, y_m, tuple(labels[code] for code in np.where(paired, codes, -1)))


def _column(frame: pd.DataFrame, column: str, name: str, faults: FaultList) -> NDArray[np.float64]:
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    return as_numbers(frame, column, name, faults, required=False)


def _note_halves(frame: pd.DataFrame, name: str, faults: FaultList) -> None:
    absent = np.zeros(len(frame), dtype=bool)
    given = {
        column: (texts(frame, column) != "").to_numpy(dtype=bool)
        if column in frame.columns
        else absent
        for column in ("x", "y")
    }
    for one, other in (("x", "y"), ("y", "x")):
        rows = frame.index[given[one] & ~given[other]]
        repair = f"fill in {other}, or clear {one} so that the address is used"
        add_rows(
            faults, name, ((int(row), f"{one} is given without {other}") for row in rows), repair
        )


def _references(
    frame: pd.DataFrame,
    paired: NDArray[np.bool_],
    name: str,
    faults: FaultList,
    assumed: str | None,
) -> tuple[NDArray[np.int64], list[Reference]]:
    """Return the reference of each row as a code into a list; -1 where there is none."""
    if "datum" in frame.columns:
        written = texts(frame, "datum").to_numpy(dtype=object)
    else:
        written = np.full(len(frame), "", dtype=object)
    written = np.where(written == "", assumed or "", written)
    codes = np.full(len(frame), -1, dtype=np.int64)
    references: list[Reference] = []
    for text in sorted(set(written[paired])):
        rows = np.flatnonzero(paired & (written == text))
        try:
            reference = parse_reference(text)
        except UnknownReference as error:
            if not text and "datum" not in frame.columns:
                faults.add(
                    f"{name} row 1", "x and y have no column datum beside them", _DATUM_REPAIR
                )
                continue
            what = error.what if text else "x and y are given without their datum"
            found = ((int(row), what) for row in frame.index[rows])
            add_rows(faults, name, found, _DATUM_REPAIR)
            continue
        codes[rows] = len(references)
        references.append(reference)
    return codes, references


def _fits(
    frame: pd.DataFrame,
    pair: _Pair,
    rows: NDArray[Any],
    reference: Reference,
    district: District,
    name: str,
    faults: FaultList,
) -> bool:
    """Note rows whose pair cannot be meant; say whether all of them can be converted."""
    try:
        convert(np.array([]), np.array([]), reference, district.crs)
    except NotConvertible as error:
        found = ((int(row), str(error)) for row in frame.index[rows])
        add_rows(faults, name, found, "give the pair in CGCS2000 or WGS84")
        return False
    wrong = misfits(*pair, reference)
    sound = ~np.any([misfit.points for misfit in wrong], axis=0) if wrong else slice(None)
    far = far_places(pair[0][sound], pair[1][sound], reference, district)
    _add(frame, pair, rows, wrong, name, faults)
    _add(frame, (pair[0][sound], pair[1][sound]), rows[sound], far, name, faults)
    return not (wrong or far)


def _add(
    frame: pd.DataFrame,
    pair: _Pair,
    rows: NDArray[Any],
    wrong: list[Misfit],
    name: str,
    faults: FaultList,
) -> None:
    for misfit in wrong:
        found = (
            (int(frame.index[rows[at]]), misfit.said_of(pair[0][at], pair[1][at]))
            for at in np.flatnonzero(misfit.points)
        )
        add_rows(faults, name, found, misfit.repair)
