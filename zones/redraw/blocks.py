"""Which planning blocks are there, how many children live in each, whose are they today?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells import as_integers, unique_ids
from geo.district import District
from geo.faults import FaultList
from geo.identifiers import note_unfit_ids
from zones.cells import text_of
from zones.layer import ReadOptions, in_metres
from zones.redraw.groups import Groups, groups_of, no_groups

_YEAR = re.compile(r"children_([0-9]{4})")
_AREAS = (3, 6)  # the type numbers of Polygon and MultiPolygon
_MOST = 1_000_000
_NUMBERS = ("enrolled", "siblings", "six_years")
_WORDS = ("school_id", "pinned", "locked", "group", "most_schools")
NO_SCHOOL = ""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Planning blocks (小区/地块) sorted by id; all columns are parallel.

    `children` (n, years) heads under `years` ("" for the column `children`, else "2027" …);
    `school_id`: today's, "" for none; `pinned`: the school it must have, "" for none; `locked`: it
    keeps today's; `enrolled`, `siblings`: pupils who lose their school if it moves; `six_years`:
    addresses whose one place in six years (六年一学位) is taken at today's school. `polygons` in
    the district's metres; `points` (n, 2) lie inside them. `notes`: what the reader must know;
    `given_groups`: blocks that belong together, None for none.
    """

    block_id: tuple[str, ...]
    years: tuple[str, ...]
    children: NDArray[np.int64]
    school_id: tuple[str, ...]
    pinned: tuple[str, ...]
    locked: NDArray[np.bool_]
    enrolled: NDArray[np.int64]
    siblings: NDArray[np.int64]
    six_years: NDArray[np.int64]
    polygons: NDArray[np.object_]
    points: NDArray[np.float64]
    notes: tuple[str, ...] = ()
    given_groups: Groups | None = None

    @property
    def groups(self) -> Groups:
        """Return which blocks belong together."""
        return self.given_groups or no_groups(len(self))

    def __len__(self) -> int:
        """Count the blocks."""
        return len(self.block_id)


def read_blocks(
    path: str | Path,
    district: District,
    *,
    reading: ReadOptions | None = None,
    years: Sequence[str] = (),
) -> Blocks:
    """Read blocks from any spatial format: `block_id, children`, Polygon or MultiPolygon.

    Optional: `school_id` of today, `children_2027` …, `enrolled`, `siblings`, `six_years`,
    `pinned`, `locked`, `group`, `most_schools`.
    `years` picks the forecast years whose places must hold besides `children`; () takes all there
    are. Raises BadInput with every fault: ids missing or twice, broken or negative numbers,
    points or lines, no CRS. Rings that cross themselves are mended for reading, and noted.
    """
    from geo.layers import read_layer

    reading, name = reading or ReadOptions(), Path(path).name
    frame = read_layer(path, crs=reading.crs, layer=reading.layer, rename=reading.rename)
    return blocks_of_frame(frame, district, name, years=years)


def blocks_of_frame(
    frame: Any, district: District, name: str, *, years: Sequence[str] = ()
) -> Blocks:
    """Take blocks from a GeoDataFrame with a CRS; see `read_blocks`."""
    faults = FaultList()
    polygons = in_metres(frame, district, name)
    cells = frame.drop(columns=frame.geometry.name).map(text_of)
    _require_columns(cells, name, faults)
    columns = _year_columns(cells, years, name, faults)
    cells = cells.assign(**{c: "" for c in (*_NUMBERS, *_WORDS) if c not in cells})
    ids = unique_ids(cells, "block_id", name, faults)
    note_unfit_ids(((f"{name} row {row}", i) for row, i in zip(cells.index, ids, strict=True) if i),
                   faults, what="block_id")  # fmt: skip
    counts = [as_integers(cells, c, name, faults, minimum=0, maximum=_MOST) for c in columns]
    enrolled, siblings, six_years = (
        as_integers(cells, c, name, faults, minimum=0, maximum=_MOST, empty=0) for c in _NUMBERS
    )
    locked = _yes_or_no(cells, "locked", name, faults)
    groups = groups_of(cells, name, faults)
    _check_shapes(polygons, cells.index, name, faults)
    faults.refuse_if_any()
    polygons, notes = _mended(polygons, ids)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__))
    points = shapely.get_coordinates(shapely.point_on_surface(polygons))
    return Blocks(
        block_id=tuple(ids[row] for row in order),
        years=tuple("" if c == "children" else c.removeprefix("children_") for c in columns),
        children=np.column_stack(counts)[order],
        school_id=tuple(cells["school_id"].iloc[order]),
        pinned=tuple(cells["pinned"].iloc[order]),
        locked=locked[order], enrolled=enrolled[order], siblings=siblings[order],
        six_years=six_years[order],
        polygons=polygons[order], points=points[order], notes=notes,
        given_groups=groups.taken(order),
    )  # fmt: skip


def _require_columns(cells: pd.DataFrame, name: str, faults: FaultList) -> None:
    for column in ("block_id", "children"):
        if column not in cells:
            there = ", ".join(map(str, cells.columns)) or "none"
            faults.add(name, f"the column '{column}' is missing (there: {there})",
                       f"add it, or rename a column to '{column}'")  # fmt: skip
    faults.refuse_if_any()


def _year_columns(
    cells: pd.DataFrame, years: Sequence[str], name: str, faults: FaultList
) -> list[str]:
    """Return the columns of children that count: today's first, then the years, ascending."""
    there = sorted(str(c) for c in cells.columns if _YEAR.fullmatch(str(c)))
    if not years:
        return ["children", *there]
    wanted = sorted({f"children_{year}" for year in years})
    for column in wanted:
        if column not in there:
            faults.add(name, f"the column '{column}' is missing",
                       "leave out the year, or add its forecast")  # fmt: skip
    return ["children", *(column for column in wanted if column in there)]


def _yes_or_no(cells: pd.DataFrame, column: str, name: str, faults: FaultList) -> NDArray[np.bool_]:
    known = {"": False, "0": False, "false": False, "1": True, "true": True}
    words = cells[column].str.casefold()
    for row, text in words[~words.isin(list(known))].items():
        faults.add(f"{name} feature {row}", f"{column} {text[:40]!r} is neither 1 nor 0",
                   "write 1 for yes, 0 or nothing for no")  # fmt: skip
    return words.map(lambda text: known.get(text, False)).to_numpy(dtype=np.bool_)


def _check_shapes(
    polygons: NDArray[np.object_], numbers: Any, name: str, faults: FaultList
) -> None:
    kinds, areas = shapely.get_type_id(polygons), shapely.area(polygons)
    for number, shape, kind, area in zip(numbers, polygons, kinds, areas, strict=True):
        if kind not in _AREAS:
            faults.add(f"{name} feature {number}", f"a block is drawn as a {shape.geom_type}",
                       "draw it as a Polygon")  # fmt: skip
        elif not area > 0 and shapely.is_valid(shape):
            faults.add(f"{name} feature {number}", "the block has no area", "draw it again")


def _mended(
    polygons: NDArray[np.object_], ids: Sequence[str]
) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    bad = np.flatnonzero(~shapely.is_valid(polygons))
    if not len(bad):
        return polygons, ()
    polygons = polygons.copy()
    polygons[bad] = shapely.buffer(shapely.make_valid(polygons[bad]), 0)
    named = ", ".join(sorted(ids[int(row)] for row in bad)[:10])
    note = f"{len(bad)} blocks have rings that cross themselves, read as mended: {named}"
    return polygons, (note,)
