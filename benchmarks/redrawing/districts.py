"""Which whole districts are drawn anew: Baltimore, the sample, Edinburgh, a made-up one?"""

from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from benchmarks.real.baltimore import METRES, TODAY, Option, measured, read_blocks, read_places
from geo.address import parse
from geo.district import District, read_district
from geo.layers import read_layer
from geo.tables import read_table
from zones.read import plan_of_polygons, read_plan
from zones.redraw.blocks import blocks_of_frame
from zones.redraw.draft import Draft, draft_of
from zones.redraw.made_blocks import made_blocks
from zones.redraw.sites import sites_of
from zones.school import read_schools

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "mentougou"


def baltimore_draft(data: Path) -> tuple[Draft, dict[str, Option]]:
    """Return the county's blocks with planned places, and the committee's options measured."""
    given, schools = read_blocks(data), read_places(data, planned=True)
    options = {
        name: measured(given, schools, name)
        for name in given.columns if name.startswith(("Opt", "NovOpt"))
    }  # fmt: skip
    given["block_id"], given["school_id"] = given["PBID"], given[TODAY]
    district = District("", CRS(METRES), None, declared=True)
    columns = ["block_id", "children", "school_id", "geometry"]
    blocks = blocks_of_frame(given[columns], district, "blocks")
    frame = pd.DataFrame({
        "school_id": schools["school"], "name": schools["school"], "places": schools["places"],
        "gates": [shapely.MultiPoint([point]) for point in schools.geometry],
    })  # fmt: skip
    return draft_of(blocks, sites_of(frame, blocks)), options


def sample_draft() -> Draft:
    """Return the sample district with blocks made from its homes; places for 3 % more."""
    district = read_district(SAMPLE / "district.toml")
    plan = read_plan(SAMPLE / "zones.geojson", district, need_schools=True)
    plan = plan.on(date(2026, 6, 1), "primary")
    schools = read_schools(SAMPLE / "schools.geojson", district)
    homes = read_table(SAMPLE / "homes.csv")
    homes = homes[(homes["x"] != "") & (homes["datum"] == "WGS84")]
    x, y = (homes[name].astype(float).to_numpy() for name in ("x", "y"))
    points = np.column_stack(district.to_metres(x, y, CRS(4326)))
    estates = [parse(text).community for text in homes["address"]]
    blocks = made_blocks(points, np.ones(len(points), np.int64), estates, plan, district)
    schools = schools[schools["level"] == "primary"].reset_index(drop=True)
    return draft_of(blocks, sites_of(schools, blocks))


def edinburgh_draft(data: Path) -> Draft:
    """Return Edinburgh's primary catchments cut into some 12 blocks each, children drawn.

    Only the catchments are real: blocks, children, places and schools' positions are made up.
    """
    crs = CRS(27700)
    district = District("Edinburgh", crs, None, declared=True)
    layer = read_layer(data / "edinburgh" / "SchoolCatchments.zip", crs="EPSG:27700",
                       layer="NonDenominationalPrimarySchools2010")  # fmt: skip
    random = np.random.default_rng(1)
    layer["geometry"] = shapely.make_valid(layer.geometry.to_numpy())
    zones = {f"E{at:03d}": shape for at, shape in enumerate(layer.geometry)}
    names = list(zones)
    plan = plan_of_polygons(zones, district, school_ids={name: (name,) for name in names})
    points, heads, gates = [], [], []
    for shape in plan.polygons:
        west, south, east, north = shapely.bounds(shape)
        drawn = random.uniform((west, south), (east, north), (2000, 2))
        inside = drawn[shapely.contains_xy(shape, drawn[:, 0], drawn[:, 1])][:12]
        points.append(inside)
        heads.append(random.poisson(4, len(inside)))
        gates.append(shapely.MultiPoint([shapely.point_on_surface(shape)]))
    count = np.concatenate(heads).astype(np.int64)
    blocks = made_blocks(np.concatenate(points), count, [""] * len(count), plan, district)
    frame = pd.DataFrame({
        "school_id": list(plan.zone_id), "name": list(plan.zone_id), "gates": gates,
        "places": [int(each.sum() * random.uniform(0.95, 1.25)) + 3 for each in heads],
    })  # fmt: skip
    return draft_of(blocks, sites_of(frame, blocks))


def made_draft(columns: int, rows: int, schools: int) -> Draft:
    """Return a lattice of blocks of 200 m, each with its nearest school today."""
    x0, y0, side = 440_000.0, 4_400_000.0, 200.0
    random = np.random.default_rng(1)
    n = columns * rows
    at = np.sort(random.choice(n, schools, replace=False))
    xy = np.column_stack(
        [x0 + (np.arange(n) % columns) * side, y0 + (np.arange(n) // columns) * side]
    )
    near = np.hypot(*(xy[:, None] - xy[at][None]).transpose(2, 0, 1)).argmin(axis=1)
    frame = gpd.GeoDataFrame(
        {"block_id": [f"B{i:05d}" for i in range(n)], "children": random.poisson(20, n),
         "school_id": [f"S{k:03d}" for k in near]},
        geometry=shapely.box(xy[:, 0], xy[:, 1], xy[:, 0] + side, xy[:, 1] + side), crs=4548,
    )  # fmt: skip
    blocks = blocks_of_frame(frame, District("", CRS(4548), None, declared=True), "made")
    places = pd.DataFrame({
        "school_id": [f"S{k:03d}" for k in range(schools)], "name": "", "places": n * 22 // schools,
        "gates": [shapely.MultiPoint([point + side / 2]) for point in xy[at]],
    })  # fmt: skip
    return draft_of(blocks, sites_of(places, blocks))
