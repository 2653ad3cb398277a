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
from zones.cells import text_of
from zones.layer import ReadOptions
from zones.redraw.blocks import Blocks
from zones.school import read_schools

_MOST = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Schools sorted by id.

    `places` (m, years) go with the years of the blocks; `gates` are MultiPoints in the district's
    metres; `home` (m,): the block in which each stands, or the nearest one, `away_m` from it.
    """

    school_id: tuple[str, ...]
    name: tuple[str, ...]
    places: NDArray[np.int64]
    gates: NDArray[np.object_]
    home: NDArray[np.int64]
    away_m: NDArray[np.float64]

    def __len__(self) -> int:
        """Count the schools."""
        return len(self.school_id)


def read_sites(
    path: str | Path, district: District, blocks: Blocks, *, reading: ReadOptions | None = None
) -> Sites:
    """Read schools as `zones.school.read_schools` does, with places of later years beside.

    `places_2027` … hold for that year; where there is none, `places` holds. 0 places: the school
    is closed that year. A file with several levels needs `reading.level`. Raises BadInput.
    """
    reading = reading or ReadOptions()
    asked = ReadOptions(reading.rename, reading.crs, reading.layer, reading.level or "primary")
    schools = read_schools(path, district, reading=asked)
    if reading.level is not None or len(set(schools["level"])) > 1:
        schools = schools[schools["level"] == asked.level].reset_index(drop=True)
    if schools.empty:
        raise BadInput.one(Path(path).name, f"holds no {asked.level} school", "give --level")
    by_year = _places_by_year(Path(path), asked, blocks.years)
    sites = sites_of(schools, blocks, by_year)
    if not sites.places.any():
        raise BadInput.one(Path(path).name, "no school has a place", "give places above 0")
    return sites


def sites_of(
    schools: pd.DataFrame, blocks: Blocks, by_year: dict[str, dict[str, int]] | None = None
) -> Sites:
    """Take schools from a frame `school_id, name, places, gates`; see `read_sites`."""
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
    return Sites(ids, tuple(schools["name"]), places, gates, home, away)


def _places_by_year(
    path: Path, reading: ReadOptions, years: Sequence[str]
) -> dict[str, dict[str, int]]:
    cells = _cells(path, reading)
    found: dict[str, dict[str, int]] = {}
    faults = FaultList()
    for year in filter(None, years):
        column = f"places_{year}"
        if column in cells:
            given = cells[cells[column] != ""]
            counts = as_integers(given, column, path.name, faults, minimum=0, maximum=_MOST)
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
