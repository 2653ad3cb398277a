"""How does Berlin become a run? Mitte's zones of 2019, its 35 schools, homes by the register.

Known: zones, schools, places and pupils of 2019/20 (all six grades, not one intake). Sampled: the
homes. As many children as Mitte's schools have pupils are spread over the ground where children
under six were registered at the end of 2012 (they were 6 to 12 in 2019), uniformly inside each
zone of 2012; or, as a second guess, over the zones of 2019 by their schools' pupils.
"""

from enum import StrEnum
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from benchmarks.real.files import Input, points_inside, shares, write_table, write_zones

ZIP = "berlin/einschulbereiche_2012_2016_2017_2018_2019.zip"
PLACES = "berlin/schulplaetze_mitte_lichtenberg_2018_2020.csv"
METRES = 25833


class Spread(StrEnum):
    """By what the sampled homes are spread over the district."""

    REGISTER = "register"
    PUPILS = "pupils"


def write_berlin(
    data: Path, folder: Path, *, spread: Spread = Spread.REGISTER, seed: int = 1, divide: int = 1
) -> Input:
    """Write Mitte 2019 to `folder`; a thin version divides children and places by a divisor of 72.

    All schools have places in whole or half tracks of 144, so a divisor of 72 leaves them whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schools = mitte_schools(data)
    zones = read_zones(data, "2019_06", METRES)
    zones = zones[zones["BEZ"] == "01"].sort_values("ESB", ignore_index=True)
    schools["zone"] = _zone_of(schools, zones)
    named = schools.groupby("zone")["BSN"].agg(lambda ids: ";".join(sorted(ids)))
    plan = zones[["ESB", "geometry"]].rename(columns={"ESB": "zone_id"})
    plan["school_ids"] = plan["zone_id"].map(named)
    write_zones(folder / "zones.geojson", plan, crs_member=False)
    write_table(folder / "schools.csv", (
        {"school_id": each.BSN, "name": each.title, "level": "primary", "x": each.lng,
         "y": each.lat, "datum": "WGS84", "places": each.places // divide}
        for each in schools.itertuples()
    ))  # fmt: skip
    children = int(schools["pupils"].sum()) // divide
    rng = np.random.default_rng(seed)
    xy = _homes(data, plan, schools, children, Spread(spread), rng)
    write_table(folder / "homes.csv", (
        {"home_id": f"B{number:05d}", "x": f"{x:.2f}", "y": f"{y:.2f}", "datum": f"EPSG:{METRES}"}
        for number, (x, y) in enumerate(xy.tolist())
    ))  # fmt: skip
    figures = {
        "zones": len(plan), "schools": len(schools), "children": children,
        "places": int((schools["places"] // divide).sum()),
        "schools_over": int((schools["pupils"] > schools["places"]).sum()),
        "other_zone_in_the_table": int((schools["zone"] != schools["listed_zone"]).sum()),
    }  # fmt: skip
    options = ("--zones", str(folder / "zones.geojson"), "--zones-crs", f"EPSG:{METRES}",
               "--schools", str(folder / "schools.csv"), "--homes", str(folder / "homes.csv"),
               "--crs", f"EPSG:{METRES}")  # fmt: skip
    return Input(options, figures)


def mitte_schools(data: Path) -> pd.DataFrame:
    """Return Mitte's schools of 2019/20 that stand: places and pupils of six grades as integers.

    Leaves out the second header row, the totals row, planned schools without a site or places,
    and Lichtenberg, of which the table gives tracks and pupils but no places.
    """
    rows = pd.read_csv(data / PLACES, dtype=str, skiprows=[1])
    rows = rows[(rows["district"] == "Berlin-Mitte") & rows["lat"].notna()]
    return pd.DataFrame({
        "BSN": rows["BSN"], "title": rows["title"], "lng": rows["lng"], "lat": rows["lat"],
        "listed_zone": "01" + rows["commutingarea"].str.zfill(2),
        "places": rows["seats2019"].map(german_integer),
        "pupils": rows["students2019"].map(german_integer),
    }).reset_index(drop=True)  # fmt: skip


def german_integer(text: str) -> int:
    """Read a whole number that may have a point between thousands: 16.272."""
    return int(text.replace(".", ""))


def read_zones(data: Path, year: str, crs: int) -> gpd.GeoDataFrame:
    """Return the zones of a year as published, said to be in `crs`: the file does not say."""
    with ZipFile(data / ZIP) as archive, archive.open(f"RBS_OD_ESB_{year}.geojson") as file:
        return gpd.read_file(file).set_crs(crs, allow_override=True)


def register_of_2012(data: Path) -> gpd.GeoDataFrame:
    """Return the zones of 2012 with their children under six, where they really lie.

    The layer looks like EPSG:3857 but its degrees are DHDN (Bessel), not WGS-84: read plainly it
    lies 196 m beside the zones of every later year (intersection over union of the city 0.971),
    read as DHDN 1.3 m (0.9995).
    """
    plain = read_zones(data, "2012_12", 3857).to_crs(4326)
    return plain.set_crs(4314, allow_override=True).to_crs(METRES)[["ESB", "EW_U6", "geometry"]]


def _zone_of(schools: pd.DataFrame, zones: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the zone each school stands in: the table's own column is of a later plan."""
    degrees = gpd.points_from_xy(schools["lng"].astype(float), schools["lat"].astype(float))
    points = gpd.GeoSeries(degrees, crs=4326).to_crs(METRES)
    school, zone = shapely.STRtree(zones.geometry).query(points, predicate="within")
    if school.tolist() != list(range(len(schools))):
        message = "a school of Mitte stands in no zone of Mitte, or in two"
        raise ValueError(message)
    return zones["ESB"].to_numpy()[zone]


def _homes(
    data: Path, plan: gpd.GeoDataFrame, schools: pd.DataFrame, children: int, spread: Spread,
    rng: np.random.Generator,
) -> NDArray[np.float64]:  # fmt: skip
    if spread is Spread.PUPILS:
        pupils = schools.groupby("zone")["pupils"].sum()
        ground = list(plan.geometry)
        weights = plan["zone_id"].map(pupils).to_numpy(dtype=np.float64)
    else:
        old = register_of_2012(data)
        district = shapely.union_all(plan.geometry)
        ground = list(shapely.intersection(old.geometry.to_numpy(), district))
        part = shapely.area(ground) / old.geometry.area.to_numpy()
        weights = old["EW_U6"].to_numpy(dtype=np.float64) * part
    counts = shares(children, weights).tolist()
    drawn = [points_inside(at, n, rng) for at, n in zip(ground, counts, strict=True) if n]
    return np.concatenate(drawn)
