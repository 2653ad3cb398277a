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
from zones.redraw.shared import (
    Members,
    check_shared,
    groups_of_schools,
    member_columns,
    zone_id_of,
)
from zones.school import read_schools

_MOST = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Schools sorted by id; those that share a zone (多校划片) are one, `P04;P05`.

    `places` (m, years) go with the years of the blocks; `gates` are MultiPoints in the district's
    metres; `home` (m,): the block in which each stands, or the nearest one, `away_m` from it.
    `feeds` (m,): the junior schools (对口初中) its pupils go on to, `;`-separated, "" for none;
    `given_members`: the schools behind them, None where each is one by itself.
    """

    school_id: tuple[str, ...]
    name: tuple[str, ...]
    places: NDArray[np.int64]
    gates: NDArray[np.object_]
    home: NDArray[np.int64]
    away_m: NDArray[np.float64]
    feeds: tuple[str, ...] = ()
    given_members: Members | None = None

    def __post_init__(self) -> None:
        """Say of every school whether it feeds one."""
        if len(self.feeds) != len(self.school_id):
            object.__setattr__(self, "feeds", ("",) * len(self.school_id))

    @property
    def members(self) -> Members:
        """Return the single schools."""
        alone = np.arange(len(self))
        each = Members(self.school_id, self.name, alone, self.gates, self.home, self.places)
        return self.given_members or each

    def index(self) -> dict[str, int]:
        """Return the row of each id: of a site, and of every school of a shared zone."""
        found = {school: int(self.members.zone[at])
                 for at, school in enumerate(self.members.school_id)}  # fmt: skip
        return found | {site: at for at, site in enumerate(self.school_id)}

    def __len__(self) -> int:
        """Count the schools."""
        return len(self.school_id)


def read_sites(
    path: str | Path, district: District, blocks: Blocks, *, reading: ReadOptions | None = None
) -> Sites:
    """Read schools as `zones.school.read_schools` does, with places of later years beside.

    `places_2027` … hold for that year; where there is none, `places` holds. 0 places: the school
    is closed that year. `feeds` names the junior schools that follow; two or three schools with
    the same text in `shared` have one zone together. A file with several levels
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
    ids = schools["school_id"].tolist()
    schools["feeds"] = _feeds(cells, Path(path).name, ids)
    schools["shared"] = _shared(cells, Path(path).name, ids)
    sites = sites_of(schools, blocks, by_year)
    if not sites.places.any():
        raise BadInput.one(Path(path).name, "no school has a place", "give places above 0")
    return sites


def sites_of(
    schools: pd.DataFrame, blocks: Blocks, by_year: dict[str, dict[str, int]] | None = None
) -> Sites:
    """Take schools from a frame `school_id, name, places, gates` and maybe `feeds`, `shared`.

    See `read_sites`.
    """
    ids, by_year = list(schools["school_id"]), by_year or {}
    places = np.array(
        [
            [by_year.get(year, {}).get(school, int(count)) for year in blocks.years]
            for school, count in zip(ids, schools["places"], strict=True)
        ],
        dtype=np.int64,
    )
    gates = schools["gates"].to_numpy()
    home, away = _homes(gates, blocks.polygons)
    labels = list(schools["shared"]) if "shared" in schools else [""] * len(ids)
    feeds = list(schools["feeds"]) if "feeds" in schools else [""] * len(ids)
    groups, zone = groups_of_schools(ids, labels), np.zeros(len(ids), np.int64)
    for at, rows in enumerate(groups):
        zone[rows] = at
    first = [rows[0] for rows in groups]
    return Sites(
        tuple(zone_id_of(ids[row] for row in rows) for rows in groups),
        tuple(" / ".join(schools["name"].iloc[row] for row in rows) for rows in groups),
        np.array([places[rows].sum(axis=0) for rows in groups]),
        np.array([shapely.union_all(gates[rows]) if len(rows) > 1 else gates[rows[0]]
                  for rows in groups], dtype=object),
        home[first], away[first],
        tuple(";".join(sorted({one for row in rows for one in ids_of(feeds[row])}))
              for rows in groups),
        Members(tuple(ids), tuple(schools["name"]), zone, gates, home, places),
    )  # fmt: skip


def _feeds(cells: Any, name: str, schools: Sequence[str]) -> list[str]:
    """Return the junior schools that each school feeds, sorted, `;` between them."""
    found = [ids_of(text) for text in member_columns(cells, name, "feeds", schools)]
    levels = cells["level"] if "level" in cells else pd.Series("", index=cells.index)
    junior, faults = set(cells["school_id"][levels == "junior"]), FaultList()
    for school, ids in zip(schools, found, strict=True):
        for one in ids if junior else ():
            if one not in junior:
                faults.add(name, f"school {school} feeds {one!r}, which is no junior school here",
                           "correct the id in feeds, or add the school")  # fmt: skip
    faults.refuse_if_any()
    return [";".join(ids) for ids in found]


def _shared(cells: Any, name: str, schools: Sequence[str]) -> list[str]:
    """Return the name of the zone that each school shares with others, "" for none."""
    labels, faults = member_columns(cells, name, "shared", schools), FaultList()
    check_shared(schools, labels, name, faults)
    faults.refuse_if_any()
    return labels


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
