"""How does central Beijing become a run on foot? Townships, primary schools, OSM streets.

Known: 331 townships with population (WGS-84), 829 primary schools (GCJ-02), the street network of
the centre. Not known, so made: children (drawn along the streets of each township, in proportion to
its population) and places (the same at every school, 8 % more than children in all). So who moves
is no finding about Beijing; distances, detours and times are real.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from benchmarks.real.files import Input, shares, write_table, write_zones
from geo.datum import Datum
from geo.district import District

FOLDER = "beijing_mentougou"
EDGES = f"{FOLDER}/beijing_core_drive_edges_wgs84.parquet"
TOWNS = f"{FOLDER}/beijing_towns_pop_wgs84.gpkg"
SCHOOLS = f"{FOLDER}/beijing_primary_schools_gcj02.geojson"
METRES = 4548
SPARE = 1.08


def write_beijing(data: Path, folder: Path, *, children: int, seed: int = 1) -> Input:
    """Write the townships that lie wholly within the network and have a school, with a cohort."""
    folder.mkdir(parents=True, exist_ok=True)
    edges = streets_once(data)
    zones, schools = zones_and_schools(data, shapely.convex_hull(shapely.union_all(edges)))
    write_zones(folder / "zones.geojson", zones.drop(columns="people"), crs_member=True)
    places = int(np.ceil(children * SPARE / len(schools)))
    write_table(folder / "schools.csv", (
        {"school_id": each.school_id, "name": each.name_en, "level": "primary", "x": each.lon,
         "y": each.lat, "datum": "GCJ02", "places": places}
        for each in schools.itertuples()
    ))  # fmt: skip
    rng = np.random.default_rng(seed)
    xy = _homes_along(edges, zones, children, rng)
    write_table(folder / "homes.csv", (
        {"home_id": f"H{number:06d}", "x": f"{x:.7f}", "y": f"{y:.7f}", "datum": "WGS84"}
        for number, (x, y) in enumerate(xy.tolist())
    ))  # fmt: skip
    figures = {"zones": len(zones), "schools": len(schools), "children": children,
               "places": places * len(schools)}  # fmt: skip
    options = ("--zones", str(folder / "zones.geojson"), "--schools", str(folder / "schools.csv"),
               "--homes", str(folder / "homes.csv"), "--crs", f"EPSG:{METRES}")  # fmt: skip
    return Input(options, figures)


def streets_once(data: Path) -> NDArray[np.object_]:
    """Return the lines of the network in WGS-84, each once: the file has both directions."""
    edges = pd.read_parquet(data / EDGES)
    low, high = edges[["u", "v"]].min(axis=1), edges[["u", "v"]].max(axis=1)
    once = edges.assign(low=low, high=high, mm=edges["length_m"].round())
    kept = once.drop_duplicates(["low", "high", "mm"])
    return shapely.from_wkb(kept["geometry"].to_numpy())


def zones_and_schools(
    data: Path, within: shapely.Geometry
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the townships within `within` that have a school, in metres, and their schools."""
    towns = gpd.read_file(data / TOWNS)
    towns = towns[towns.within(within)].to_crs(METRES)
    towns["zone_id"] = towns["county"] + towns["town"]
    towns = towns.sort_values("zone_id", ignore_index=True)
    schools = gpd.read_file(data / SCHOOLS)
    lon, lat = schools.geometry.x.to_numpy(), schools.geometry.y.to_numpy()
    district = District("北京市", towns.crs, None, declared=True)
    x, y = district.to_metres(lon, lat, Datum.GCJ02)
    row, town = shapely.STRtree(towns.geometry).query(shapely.points(x, y), predicate="within")
    found = pd.DataFrame({
        "school_id": [f"S{number:03d}" for number in row.tolist()],
        "name_en": schools["name"].to_numpy()[row], "lon": lon[row], "lat": lat[row],
        "zone_id": towns["zone_id"].to_numpy()[town],
    }).sort_values("school_id", ignore_index=True)  # fmt: skip
    named = found.groupby("zone_id")["school_id"].agg(";".join)
    kept = towns[towns["zone_id"].isin(named.index)].reset_index(drop=True)
    zones = kept[["zone_id", "geometry"]].assign(
        school_ids=kept["zone_id"].map(named), people=kept["pop_worldpop"].astype(float)
    )
    return zones, found


def _homes_along(
    edges: NDArray[np.object_], zones: gpd.GeoDataFrame, children: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return points on the streets, uniform along their length inside each zone."""
    length = shapely.length(gpd.GeoSeries(edges, crs=4326).to_crs(METRES).to_numpy())
    drawn = rng.choice(len(edges), 40 * children, p=length / length.sum())
    points = shapely.line_interpolate_point(edges[drawn], rng.random(len(drawn)), normalized=True)
    tree = shapely.STRtree(zones.geometry.to_crs(4326))
    point, zone = tree.query(points, predicate="within")
    wanted = shares(children, zones["people"].to_numpy())
    kept = [point[zone == each][:count] for each, count in enumerate(wanted.tolist())]
    if [len(own) for own in kept] != wanted.tolist():
        message = "too few points were drawn along the streets of a township"
        raise ValueError(message)
    return shapely.get_coordinates(points[np.concatenate(kept)])


def detours(folder: Path, bundle: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, for the placed children of a run, the metres walked and those of a straight line."""
    district = District("北京市", CRS.from_epsg(METRES), None, declared=True)
    homes = pd.read_csv(folder / "homes.csv").set_index("home_id")
    schools = pd.read_csv(folder / "schools.csv").set_index("school_id")
    rows = pd.read_parquet(bundle / "placements.parquet")
    rows = rows[rows["status"] == "placed"]
    home, school = homes.loc[rows["home_id"]], schools.loc[rows["school_id"]]
    at = district.to_metres(home["x"].to_numpy(), home["y"].to_numpy(), Datum.WGS84)
    gate = district.to_metres(school["x"].to_numpy(), school["y"].to_numpy(), Datum.GCJ02)
    straight = np.hypot(at[0] - gate[0], at[1] - gate[1])
    return rows["metres"].to_numpy(dtype=np.float64), straight
