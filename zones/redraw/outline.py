"""Which ground is each zone of a plan? Its blocks joined, slivers between them closed."""

from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from zones.redraw.draft import Draft
from zones.redraw.problem import Ints
from zones.redraw.shared import layer_id_of

_GRID_M = 0.01


def zone_shapes(draft: Draft, zone: Ints) -> tuple[Ints, NDArray[np.object_]]:
    """Return the schools that have blocks, and the polygon of each zone in the district's metres.

    Cracks up to `gap_m` wide between blocks of one zone are closed; zones do not overlap beyond
    what the blocks themselves do.
    """
    schools = np.unique(zone[zone >= 0])
    raw = np.array(
        [shapely.union_all(draft.blocks.polygons[zone == k], grid_size=_GRID_M) for k in schools],
        dtype=object,
    )
    half = draft.near.gap_m / 2
    wide = shapely.buffer(raw, half, join_style="mitre", mitre_limit=2.0)
    closed = shapely.buffer(wide, -half, join_style="mitre", mitre_limit=2.0)
    tree = shapely.STRtree(raw)
    shapes = []
    taken: list[Any] = []
    for at in range(len(schools)):
        rest = shapely.difference(closed[at], raw[at], grid_size=_GRID_M)
        others = [raw[o] for o in tree.query(closed[at]) if o != at]
        rest = shapely.difference(rest, shapely.union_all([*others, *taken]), grid_size=_GRID_M)
        whole = _areas(shapely.union(raw[at], rest, grid_size=_GRID_M))
        taken.append(rest)
        shapes.append(whole)
    return schools, np.array(shapes, dtype=object)


def _areas(shape: Any) -> Any:
    """Keep the areas of a shape; lines and points left by an overlay say nothing."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    polygons = [each for part in parts for each in shapely.get_parts(part) if each.area > 0]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def zones_frame(
    draft: Draft, zone: Ints, crs: Any, *, level: str, valid_from: date | None = None
) -> Any:
    """Return the plan as a layer of zones (docs/formats.md), in the district's CRS."""
    import geopandas as gpd

    schools, shapes = zone_shapes(draft, zone)
    names = [draft.sites.school_id[k] for k in schools]
    heads = draft.blocks.children[:, 0]
    columns = {
        "zone_id": [layer_id_of(name) for name in names],
        "name": [draft.sites.name[k] for k in schools],
        "level": level,
        "school_ids": names,
        "valid_from": "" if valid_from is None else valid_from.isoformat(),
        "valid_to": "",
        "blocks": [int((zone == k).sum()) for k in schools],
        "children": [int(heads[zone == k].sum()) for k in schools],
        "places": [int(draft.sites.places[k, 0]) for k in schools],
    }
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
