"""Where do a district's planning blocks lie on a web map? GeoJSON in WGS84, by block."""

import json
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from geo.district import District
from service.drawing_ground import Ground

_DIGITS = 6  # of a degree: a decimetre


@lru_cache(maxsize=2)
def blocks_geojson(ground: Ground) -> bytes:
    """Return every block with its children by year, today's school, and its pin."""
    draft = ground.gathered.draft
    blocks, schools = draft.blocks, [*draft.sites.school_id, ""]
    shapes = in_degrees(ground.gathered.district, blocks.polygons)
    rows = (
        {
            "block_id": blocks.block_id[at],
            **{f"children{'_' * bool(year)}{year}": int(count)
               for year, count in zip(blocks.years, blocks.children[at], strict=True)},
            "school_id": blocks.school_id[at], "pinned": schools[draft.asked[at]],
        }
        for at in range(len(blocks))
    )  # fmt: skip
    return collection(rows, shapes)


def in_degrees(district: District, shapes: Any, digits: int = _DIGITS) -> list[str]:
    """Return areas in the district's metres as GeoJSON geometries in WGS84."""

    def carried(xy: Any) -> Any:
        return np.column_stack(district.to_wgs84(xy[:, 0], xy[:, 1])).round(digits)

    return list(shapely.to_geojson(shapely.transform(np.asarray(shapes, dtype=object), carried)))


def collection(rows: Any, geometries: list[str]) -> bytes:
    """Return a FeatureCollection of properties and geometries side by side."""
    features = (
        f'{{"type":"Feature","properties":'
        f'{json.dumps(row, ensure_ascii=False, separators=(",", ":"))},"geometry":{geometry}}}'
        for row, geometry in zip(rows, geometries, strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'.encode()
