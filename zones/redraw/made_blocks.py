"""Which blocks are there where no block file is? Ground around buildings, joined by estate."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from geo.district import District
from geo.faults import BadInput
from zones.plan import Plan
from zones.redraw.blocks import Blocks, blocks_of_frame

_TOGETHER_M = 400.0  # buildings of one name farther apart are two estates


def made_blocks(
    points: NDArray[np.float64],
    children: NDArray[np.int64],
    estates: Sequence[str],
    plan: Plan,
    district: District,
) -> Blocks:
    """Make blocks (小区) from buildings: the ground nearest to each, joined by estate and zone.

    `points` (n, 2) in metres with `children` and the name of the `estates` ("" for a building of
    its own); `plan`: the zones of today, whose ground is shared out and whose first school each
    block has. An estate that a zone border cuts is two blocks, one of buildings far apart several.
    Points outside all zones are left out. Raises BadInput if none is left.
    """
    zone = _zone_of(points, plan)
    inside = zone >= 0
    if not inside.any():
        raise BadInput.one("buildings", "none lies in a zone", "see their datum")
    points, children, zone = points[inside], children[inside], zone[inside]
    names = [name for name, kept in zip(estates, inside, strict=True) if kept]
    xy, first = np.unique(points.round(2), axis=0, return_inverse=True)
    first = first.reshape(-1)
    heads = np.bincount(first, children, minlength=len(xy)).astype(np.int64)
    at = np.full(len(xy), -1, np.int64)
    at[first[::-1]] = np.arange(len(first))[::-1]
    cells = _cells(xy, plan)
    groups = _groups(xy, [names[row] for row in at], zone[at])
    return blocks_of_frame(_frame(cells, heads, groups, zone[at], plan), district, "buildings")


def _zone_of(points: NDArray[np.float64], plan: Plan) -> NDArray[np.int64]:
    """Return the zone of each point, the first of several, -1 for none."""
    found = np.full(len(points), len(plan), np.int64)
    at, zone = plan.tree.query(shapely.points(points), predicate="intersects")
    np.minimum.at(found, at, zone)
    return np.where(found < len(plan), found, -1)


def _cells(xy: NDArray[np.float64], plan: Plan) -> NDArray[np.object_]:
    """Return the ground nearest to each point, as far as an ample box around the zones."""
    west, south, east, north = shapely.total_bounds(plan.polygons)
    wide, middle = 10 * (east - west + north - south), np.array([west + east, south + north]) / 2
    frame = middle + wide * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    voronoi = Voronoi(np.concatenate([xy, frame]) - middle)
    corners = voronoi.vertices + middle
    rings = [corners[voronoi.regions[region]] for region in voronoi.point_region[: len(xy)]]
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def _groups(
    xy: NDArray[np.float64], names: Sequence[str], zone: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give points of one estate and zone that hang together one number."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = cKDTree(xy).query_pairs(_TOGETHER_M, output_type="ndarray")
    same = [
        bool(names[a]) and names[a] == names[b] and zone[a] == zone[b] for a, b in pairs.tolist()
    ]
    kept = pairs[np.array(same, dtype=bool)] if len(pairs) else np.zeros((0, 2), np.int64)
    matrix = coo_matrix((np.ones(len(kept)), (kept[:, 0], kept[:, 1])), (len(xy), len(xy)))
    return connected_components(matrix, directed=False)[1].astype(np.int64)


def _frame(
    cells: NDArray[np.object_],
    heads: NDArray[np.int64],
    groups: NDArray[np.int64],
    zone: NDArray[np.int64],
    plan: Plan,
) -> gpd.GeoDataFrame:
    rows = []
    for group in range(int(groups.max()) + 1):
        members = np.flatnonzero(groups == group)
        its_zone = int(zone[members[0]])
        ground = shapely.intersection(
            shapely.union_all(cells[members], grid_size=0.01), plan.polygons[its_zone]
        )
        parts = [part for part in shapely.get_parts(ground) if part.area > 0]
        if not parts:
            continue
        schools = plan.school_ids[its_zone]
        rows.append({
            "block_id": f"M{group:05d}", "children": int(heads[members].sum()),
            "school_id": schools[0] if schools else "",
            "geometry": shapely.MultiPolygon(
                [each for part in parts for each in shapely.get_parts(part)
                 if each.geom_type == "Polygon"]),
        })  # fmt: skip
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=plan.crs)
