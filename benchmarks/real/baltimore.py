"""How does south-west Baltimore County become a run? Its blocks as homes, its zones of 2015/16.

All numbers are real: 182 planning blocks with 5,443 children, the school of each block, places of
11 schools now and as planned for 2016/17. A block's children stand at one point inside it. Metres
are Maryland's own (EPSG:26985, 3 parts in 100,000 short here), distances are straight lines.
"""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.real.files import Input, write_table, write_zones

BLOCKS = "bcps_southwest/151118.geo.json"
SCHOOLS = "bcps_southwest/schoolLocations.geo.json"
PLANNED = "bcps_southwest/capacity_overrides.csv"
METRES = 26985
TODAY = "ES1516"
COMMITTEE = ("NovOpt1", "NovOpt2", "NovOpt3", "NovOpt4")
CATONSVILLE = {False: "Old Catonsville ES", True: "NewCatonsville ES"}


def write_baltimore(data: Path, folder: Path, *, planned: bool) -> Input:
    """Write the county's blocks, zones and schools to `folder`, with places now or as planned."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks, schools = read_blocks(data), read_places(data, planned=planned)
    zones = blocks.dissolve(TODAY)[["geometry"]].reset_index(names="zone_id")
    zones["school_ids"] = zones["zone_id"]
    write_zones(folder / "zones.geojson", zones, crs_member=True)
    write_table(folder / "schools.csv", (
        {"school_id": each.school, "name": each.school, "level": "primary", "places": each.places,
         "x": each.geometry.x, "y": each.geometry.y, "datum": f"EPSG:{METRES}"}
        for each in schools.itertuples()
    ))  # fmt: skip
    homes = blocks.geometry.representative_point()
    write_table(folder / "homes.csv", (
        {"home_id": f"PB{block}", "x": f"{point.x:.2f}", "y": f"{point.y:.2f}",
         "datum": f"EPSG:{METRES}", "children": children}
        for block, point, children in zip(
            blocks["PBID"], homes, blocks["children"], strict=True)
    ))  # fmt: skip
    over = measured(blocks, schools, TODAY).over
    figures = {"blocks": len(blocks), "children": int(blocks["children"].sum()),
               "places": int(schools["places"].sum()), "over": over}  # fmt: skip
    options = ("--zones", str(folder / "zones.geojson"), "--schools", str(folder / "schools.csv"),
               "--homes", str(folder / "homes.csv"), "--crs", f"EPSG:{METRES}")  # fmt: skip
    return Input(options, figures)


def read_blocks(data: Path) -> gpd.GeoDataFrame:
    """Return the blocks in metres, `children` as integers: in the file every number is text."""
    blocks = gpd.read_file(data / BLOCKS).to_crs(METRES)
    blocks["children"] = blocks["K5LiveAtt"].astype(np.int64)
    return blocks


def read_places(data: Path, *, planned: bool) -> gpd.GeoDataFrame:
    """Return the eleven schools with their places, under the names that the blocks use.

    The file writes Edmonson for Edmondson and has Catonsville twice: the old house (405 places)
    and the new one (715), whose columns X and Y are 0; its geometry is right.
    """
    every = gpd.read_file(data / SCHOOLS).to_crs(METRES)
    names = {"Edmonson Heights ES": "Edmondson Heights ES", CATONSVILLE[planned]: "Catonsville ES"}
    every["school"] = every["NAME"].map(lambda name: names.get(name, name))
    wanted = set(read_blocks(data)[TODAY])
    schools = every[every["school"].isin(wanted)].sort_values("school", ignore_index=True)
    if set(schools["school"]) != wanted or not schools["school"].is_unique:
        message = "the schools of the blocks and of the list do not meet one to one"
        raise ValueError(message)
    given = pd.read_csv(data / PLANNED).set_index("school")
    column = "SRC_2016_17" if planned else "SRC_current"
    listed = schools["SRC"].astype(np.int64)
    schools["places"] = schools["school"].map(given[column]).fillna(listed).astype(np.int64)
    return schools


@dataclass(frozen=True, slots=True)
class Option:
    """A way to divide the blocks: children over capacity, children who change, mean km."""

    over: int
    moved: int
    mean_km: float


def measured(blocks: gpd.GeoDataFrame, schools: gpd.GeoDataFrame, column: str) -> Option:
    """Measure the zones named by a column of the blocks, children not being sent elsewhere."""
    places = schools.set_index("school")["places"]
    children = blocks.groupby(column)["children"].sum()
    site = schools.set_index("school").geometry.loc[blocks[column]]
    apart: NDArray[np.float64] = (
        blocks.geometry.representative_point()
        .distance(gpd.GeoSeries(site.to_numpy(), index=blocks.index, crs=blocks.crs))
        .to_numpy()
    )
    weight = blocks["children"].to_numpy()
    return Option(
        over=int((children - places).clip(lower=0).sum()),
        moved=int(blocks.loc[blocks[column] != blocks[TODAY], "children"].sum()),
        mean_km=float((apart * weight).sum() / weight.sum() / 1000),
    )
