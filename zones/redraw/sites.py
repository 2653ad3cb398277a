"""Which schools may take children, how many in each year, and in which block does each stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells import as_integers
from geo.district import District
from geo.faults import BadInput, FaultList
from geo.tables import SUFFIXES, read_table
from zones.cells import ids_of, text_of
from zones.layer import ReadOptions
from zones.redraw.blocks import Blocks
from zones.school import read_schools

_MOST = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Schools sorted by id.

    `places` (m, years) go with the years of the blocks; `gates` are MultiPoints in the district's
    metres; `home` (m,): the block in which each stands, or the nearest one, `away_m` from it.
    `feeds` (m,): the junior schools (对口初中) its pupils go on to, `;`-separated, "" for none.
    """

    school_id: tuple[str, ...]
    name: tuple[str, ...]
    places: NDArray[np.int64]
    gates: NDArray[np.object_]
    home: NDArray[np.int64]
    away_m: NDArray[np.float64]
    feeds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Say of every school whether it feeds one."""
        if len(self.feeds) != len(self.school_id):
            object.__setattr__(self, "feeds", ("",) * len(self.school_id))

    def __len__(self) -> int:
        """Count the schools."""
        return len(self.school_id)


def read_sites(
    path: str | Path, district: District, blocks: Blocks, *, reading: ReadOptions | None = None
) -> Sites:
    """Read schools as `zones.school.read_schools` does, with places of later years beside.

    `places_2027` … hold for that year; where there is none, `places` holds. 0 places: the school
    is closed that year. `feeds` names the junior schools that follow. A file with several levels
    needs `reading.level`. Raises BadInput.
    """
    reading = reading or ReadOptions()
    asked = ReadOptions(reading.rename, reading.crs, reading.layer, reading.level or "primary")
    schools = read_schools(path, district, reading=asked)
    if reading.level is not None or len(set(schools["level"])) > 1:
        schools = schools[schools["level"] == asked.level].reset_index(drop=True)
    if schools.empty:
        raise BadInput.one(Path(path).name, f"holds no {asked.level} school", "give --level")
    cells = _cells(Path(path), asked)
    by_year = _places_by_year(cells, Path(path).name, blocks.years)
    schools["feeds"] = _feeds(cells, Path(path).name, schools["school_id"].tolist())
    sites = sites_of(schools, blocks, by_year)
    if not sites.places.any():
        raise BadInput.one(Path(path).name, "no school has a place", "give places above 0")
    return sites


def sites_of(
    schools: pd.DataFrame, blocks: Blocks, by_year: dict[str, dict[str, int]] | None = None
) -> Sites:
    """Take schools from a frame `school_id, name, places, gates` and maybe `feeds`.

    See `read_sites`.
    """
    ids = tuple(schools["school_id"])
    by_year = by_year or {}
    places = np.array(
        [
            [by_year.get(year, {}).get(school, int(count)) for year in blocks.years]
            for school, count in zip(ids, schools["places"], strict=True)
        ],
        dtype=np.int64,
    )
    gates = schools["gates"].to_numpy()
    home, away = _homes(gates, blocks.polygons)
    feeds = tuple(schools["feeds"]) if "feeds" in schools else ()
    return Sites(ids, tuple(schools["name"]), places, gates, home, away, feeds)


def _feeds(cells: Any, name: str, schools: Sequence[str]) -> list[str]:
    """Return the junior schools that each school feeds, sorted, `;` between them."""
    if "feeds" not in cells:
        return [""] * len(schools)
    faults, found = FaultList(), dict.fromkeys(schools, "")
    levels = cells["level"] if "level" in cells else pd.Series("", index=cells.index)
    junior = set(cells["school_id"][levels == "junior"])
    for row, school, text in zip(cells.index, cells["school_id"], cells["feeds"], strict=True):
        ids = sorted(set(ids_of(text)))
        unknown = [one for one in ids if junior and one not in junior]
        where = f"{name} row {row}"
        for one in unknown:
            faults.add(where, f"school {school} feeds {one!r}, which is no junior school here",
                       "correct the id in feeds, or add the school")  # fmt: skip
        if found.get(school) and ids and found[school] != ";".join(ids):
            faults.add(where, f"school {school} has two values of feeds", "keep one of them")
        elif school in found and ids:
            found[school] = ";".join(ids)
    faults.refuse_if_any()
    return [found[school] for school in schools]


def _places_by_year(cells: Any, name: str, years: Sequence[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    faults = FaultList()
    for year in filter(None, years):
        column = f"places_{year}"
        if column in cells:
            given = cells[cells[column] != ""]
            counts = as_integers(given, column, name, faults, minimum=0, maximum=_MOST)
            found[year] = dict(zip(given["school_id"], counts.tolist(), strict=True))
    faults.refuse_if_any()
    return found


def _cells(path: Path, reading: ReadOptions) -> Any:
    if path.suffix.lower() in SUFFIXES:
        try:
            return read_table(path, rename=reading.rename)
        except BadInput:  # a GeoParquet layer, which the other reader takes
            if path.suffix.lower() != ".parquet":
                raise
    from geo.layers import read_layer

    frame = read_layer(path, crs=reading.crs, layer=reading.layer, rename=reading.rename)
    return frame.drop(columns=frame.geometry.name).map(text_of)


def _homes(
    gates: NDArray[np.object_], polygons: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the block of each school's first gate: the one that holds it, else the nearest."""
    doors = shapely.points([shapely.get_coordinates(gate)[0] for gate in gates])
    tree = shapely.STRtree(polygons)
    home, away = np.full(len(doors), len(polygons), np.int64), np.zeros(len(doors))
    (at, block), apart = tree.query_nearest(doors, return_distance=True)
    for school, one, metres in zip(at, block, apart, strict=True):
        if one < home[school]:
            home[school], away[school] = one, metres
    return home, away
