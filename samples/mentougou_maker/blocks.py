"""Which planning blocks has the sample? Ground around its buildings, children now and later."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from geo.district import District
from samples.mentougou_maker.arrangement import polygons
from samples.mentougou_maker.buildings import buildings
from samples.mentougou_maker.children import children, zones_today
from samples.mentougou_maker.ground import CRS, DIGITS, Point, to_metres
from samples.mentougou_maker.legal_list import ROADS
from samples.mentougou_maker.tables import NOTE
from zones.plan import Plan
from zones.read import plan_of_polygons
from zones.redraw.blocks import Blocks
from zones.redraw.made_blocks import made_blocks

BIRTHS = {2027: 1628, 2028: 1540, 2029: 1435}
"""Births six years before, from births.csv; those who enter in 2026 were born when there were:"""
BORN_2020 = 1757
_DISTRICT = District("门头沟区", pyproj.CRS(CRS), None, declared=True)
LATER_CLASSES = 5
"""Pupils of a block who are at its school already: so many years like the one that enters."""


def block_features(gates: dict[str, list[Point]]) -> Iterator[dict[str, Any]]:
    """Return each block as a feature in WGS84; `gates`: of each primary school, in local metres."""
    blocks = _blocks()
    school = _schools(blocks, gates)
    later = {year: _shared_out(blocks.children[:, 0], born) for year, born in BIRTHS.items()}
    siblings = _siblings(blocks)
    shapes = gpd.GeoSeries(list(blocks.polygons), crs=CRS).to_crs(4326).to_numpy()
    shapes = shapely.set_precision(shapes, 10.0**-DIGITS)  # rounding alone may cross a ring
    shapes = shapely.transform(shapes, lambda xy: np.round(xy, DIGITS))
    for at, name in enumerate(blocks.block_id):
        heads = int(blocks.children[at, 0])
        yield {
            "type": "Feature",
            "properties": {
                "block_id": name, "children": heads,
                **{f"children_{year}": int(counts[at]) for year, counts in later.items()},
                "school_id": school[at], "enrolled": LATER_CLASSES * heads,
                "siblings": siblings[at], "note": NOTE,
            },
            "geometry": json.loads(shapely.to_geojson(shapes[at])),
        }  # fmt: skip


def _blocks() -> Blocks:
    every = buildings()
    heads = Counter(child.home.building_id for child in children())
    return made_blocks(
        np.array(to_metres(home.point for home in every)),
        np.array([heads[home.building_id] for home in every], dtype=np.int64),
        ["" if home.place in ROADS else f"{home.town}{home.place}" for home in every],
        _plan(), _DISTRICT,
    )  # fmt: skip


def _plan() -> Plan:
    today = [zone for zone in zones_today() if zone.level == "primary"]
    shapes = gpd.GeoSeries([polygons()[zone.key] for zone in today], crs=4326).to_crs(CRS)
    return plan_of_polygons(
        dict(zip((zone.zone_id for zone in today), shapes, strict=True)),
        _DISTRICT,
        school_ids={zone.zone_id: zone.schools for zone in today},
    )  # fmt: skip


def _schools(blocks: Blocks, gates: dict[str, list[Point]]) -> list[str]:
    """Return today's school of each block; of a zone of several schools, the nearest of them."""
    several = {zone.schools[0]: zone.schools for zone in zones_today() if len(zone.schools) > 1}
    at = {name: shapely.MultiPoint(to_metres(points)) for name, points in gates.items()}
    found = []
    for name, xy in zip(blocks.school_id, blocks.points, strict=True):
        point = shapely.Point(xy)
        found.append(min(several.get(name, (name,)), key=lambda one: point.distance(at[one])))
    return found


def _shared_out(heads: np.ndarray, born: int) -> np.ndarray:
    """Return the children of each block in a year of other births, rounded along the blocks."""
    so_far = np.rint(np.cumsum(heads) * born / BORN_2020).astype(np.int64)
    return np.diff(so_far, prepend=0)


def _siblings(blocks: Blocks) -> list[int]:
    """Count the children of each block with a brother or sister at a school."""
    points = to_metres(child.home.point for child in children() if child.siblings_at)
    tree = shapely.STRtree(blocks.polygons)
    _, block = tree.query(shapely.points(points), predicate="within")
    counts = Counter(block.tolist())
    return [counts[at] for at in range(len(blocks))]
