"""Which schools are there, how many places have they, and where are their gates?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.coordinates import locate_given
from geo.district import District
from geo.faults import FaultList
from geo.tables import SUFFIXES, read_table
from zones.cells import text_of
from zones.layer import ReadOptions, in_metres
from zones.level import level_of

COLUMNS = ("school_id", "name", "level", "places", "gates")
_COUNTS = ("places", "classes", "class_size")
_REQUIRED = ("school_id", "level")
_POINTS = (0, 4)  # the type numbers of Point and MultiPoint


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a file: cells as text, the gates of each row in metres, where each stands."""

    cells: pd.DataFrame
    points: list[NDArray[np.float64]]
    where: list[str]


def read_schools(
    path: str | Path,
    district: District,
    *,
    reading: ReadOptions | None = None,
    need_places: bool = True,
) -> pd.DataFrame:
    """Read schools from a table with x, y, datum or from a layer of Points or MultiPoints.

    Returns a frame sorted by school_id: `school_id, name, level` str; `places` int64 (given, else
    classes × class_size); `gates` MultiPoint in the district's metres, points sorted. Several rows
    with one school_id are several gates of one school and must not contradict each other.
    `need_places=False` leaves the column places out, for checks that need no capacity.
    Raises BadInput with every fault: no id, two meanings of one id, no gate, no or negative places.
    """
    reading, path = reading or ReadOptions(), Path(path)
    faults = FaultList()
    rows = _rows(path, district, reading, faults)
    records = []
    for school, numbers in sorted(_groups(rows, faults).items()):
        record = _record(school, numbers, rows, faults)
        if need_places:
            record["places"] = _places(record, rows.where[numbers[0]], faults)
        records.append(record)
    faults.refuse_if_any()
    columns = [column for column in COLUMNS if need_places or column != "places"]
    return pd.DataFrame.from_records(records, columns=columns)


def _rows(path: Path, district: District, reading: ReadOptions, faults: FaultList) -> _Rows:
    if path.suffix.lower() in SUFFIXES and not _is_geoparquet(path):
        return _table_rows(path, district, reading)
    from geo.layers import read_layer

    frame = read_layer(path, crs=reading.crs, layer=reading.layer, rename=reading.rename)
    where = [f"{path.name} feature {number}" for number in frame.index]
    gates = in_metres(frame, district, path.name)
    kinds = shapely.get_type_id(gates)
    for row in np.flatnonzero(~np.isin(kinds, _POINTS)):
        faults.add(where[row], f"a school is drawn as a {gates[row].geom_type}",
                   "draw the gate as a Point, several gates as a MultiPoint")  # fmt: skip
    cells = frame.drop(columns=frame.geometry.name).map(text_of)
    for column in _REQUIRED:
        if column not in cells and not (column == "level" and reading.level):
            faults.add(path.name, f"the column '{column}' is missing",
                       f"add it, or rename a column to '{column}'")  # fmt: skip
    faults.refuse_if_any()
    points = [shapely.get_coordinates(gate) for gate in gates]
    return _Rows(_with_columns(cells, reading), points, where)


def _table_rows(path: Path, district: District, reading: ReadOptions) -> _Rows:
    required = [name for name in _REQUIRED if not (name == "level" and reading.level)]
    cells = read_table(path, required, ("name", "x", "y", "datum", *_COUNTS), reading.rename)
    given = locate_given(cells, district, path.name, datum=reading.crs)
    xy = np.column_stack([given.x_m, given.y_m])
    points = [row[np.isfinite(row).all(axis=1)] for row in xy[:, None, :]]
    where = [f"{path.name} row {number}" for number in cells.index]
    return _Rows(_with_columns(cells, reading), points, where)


def _with_columns(cells: pd.DataFrame, reading: ReadOptions) -> pd.DataFrame:
    for column in ("school_id", "name", "level", *_COUNTS):
        if column not in cells:
            cells[column] = reading.level if column == "level" else ""
    return cells


def _is_geoparquet(path: Path) -> bool:
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return False
    from pyarrow import ArrowException
    from pyarrow.parquet import read_schema

    try:
        return b"geo" in (read_schema(path).metadata or {})
    except (ArrowException, OSError):
        return False  # the table reader says what is wrong with it


def _groups(rows: _Rows, faults: FaultList) -> dict[str, list[int]]:
    """Return the rows of each school id, in the order of the file."""
    groups: dict[str, list[int]] = {}
    for row, text in enumerate(rows.cells["school_id"]):
        if text:
            groups.setdefault(text, []).append(row)
        else:
            faults.add(rows.where[row], "the school has no school_id", "give it one")
    return groups


def _record(school: str, numbers: list[int], rows: _Rows, faults: FaultList) -> dict[str, Any]:
    """Return one school from its rows; what contradicts or is missing becomes a fault."""
    where = "; ".join(rows.where[row] for row in numbers)
    record: dict[str, Any] = {"school_id": school}
    for column in ("name", "level", *_COUNTS):
        values = sorted(set(rows.cells[column].to_numpy()[numbers]) - {""})
        if len(values) > 1:
            faults.add(where, f"school {school} has two values of {column}: {', '.join(values)}",
                       "several gates of one school repeat its values or leave them empty; two"
                       " schools need two ids")  # fmt: skip
        record[column] = values[0] if values else ""
    record["name"] = record["name"] or school
    try:
        record["level"] = str(level_of(record["level"]))
    except ValueError as error:
        faults.add(where, f"school {school}: {error}", "write primary or junior")
    gates = np.concatenate([rows.points[row] for row in numbers])
    if not len(gates):
        faults.add(where, f"school {school} has no gate", "give x, y and datum of its gate")
    record["gates"] = shapely.MultiPoint(np.unique(gates, axis=0))
    return record


def _places(record: dict[str, Any], where: str, faults: FaultList) -> int:
    """Return the places given, else classes × class_size; a missing or bad number is a fault."""
    school = record["school_id"]
    count: dict[str, int] = {}
    for column in _COUNTS:
        text = record[column]
        if text and (not text.isascii() or not text.isdigit() or len(text) > 9):
            faults.add(where, f"school {school}: {column} '{text}' is not a whole number from 0 on",
                       "write plain digits such as 80")  # fmt: skip
            count[column] = 0
        elif text:
            count[column] = int(text)
    if "places" in count:
        return count["places"]
    if "classes" in count and "class_size" in count:
        return count["classes"] * count["class_size"]
    faults.add(where, f"school {school} has no number of places",
               "fill in places, or both classes and class_size")  # fmt: skip
    return 0
