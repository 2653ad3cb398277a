"""Where does a map of blocks name each zone? Once, inside its largest part, with its load."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import shapely

from dashboard.access import Visit
from dashboard.block_layers import BlockMap, Load, short
from dashboard.district_map import collection
from dashboard.map import Layer, LayerKind

NAMES = "zone_names"
_STREET = 0.00035  # degrees, some thirty metres: blocks across a street from each other touch
_COARSE = 0.0001  # degrees: a name needs no finer outline


def name_layer(visit: Visit, blocks: BlockMap, assignment: Mapping[str, str],
               loads: Mapping[str, Load]) -> Layer:  # fmt: skip
    """Return an area for each zone that has blocks, to be named by school and load.

    The name stands in the largest part of the zone; the largest zone is named first where two
    names would overlap.
    """
    rows: dict[str, list[int]] = {}
    for at, (block, *_) in enumerate(blocks.rows):
        rows.setdefault(assignment.get(block, ""), []).append(at)
    areas = {it: _largest(blocks, tuple(rows[it])) for it in loads if it in rows}
    ranked = sorted(areas, key=lambda it: (-areas[it].area, it))
    return Layer(NAMES, LayerKind.NAMES, collection(
        _feature(areas[it], {"school_id": it, "rank": rank,
                             "name": f"{short(loads[it].name)}\n{loads[it].said(visit)}"})
        for rank, it in enumerate(ranked)
    ), label="name", id_attribute="school_id")  # fmt: skip


def _feature(area: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": given, "geometry": shapely.geometry.mapping(area)}


@lru_cache(maxsize=512)
def _largest(blocks: BlockMap, rows: tuple[int, ...]) -> shapely.Polygon:
    """Return the largest part of some blocks together; a stroke changes a few zones only."""
    shapes = shapely.from_geojson([blocks.rows[at][2] for at in rows])
    coarse = shapely.buffer(shapely.simplify(shapes, _COARSE), _STREET, quad_segs=1)
    parts = shapely.get_parts(shapely.union_all(coarse))
    return shapely.simplify(max(parts, key=lambda it: it.area), _COARSE)
