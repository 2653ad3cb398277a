"""Which blocks does a line around them take in?"""

import numpy as np
import shapely

from zones.redraw.draft import Draft


def lassoed(draft: Draft, drawn: shapely.Polygon | shapely.MultiPolygon) -> tuple[str, ...]:
    """Return the ids of the blocks whose point lies inside the line, in their order.

    `drawn`: the area in the district's metres; a line drawn by hand may cross itself, and all that
    it encloses counts. A block goes with the point inside it and is never split.
    """
    points = draft.blocks.points
    inside = shapely.contains_xy(enclosed(drawn), points[:, 0], points[:, 1])
    return tuple(draft.blocks.block_id[row] for row in np.flatnonzero(inside).tolist())


def enclosed(drawn: shapely.Polygon | shapely.MultiPolygon) -> shapely.Geometry:
    """Return all that the lines of an area enclose, loops and overlaps too."""
    if shapely.is_valid(drawn):
        return drawn
    lines = shapely.node(shapely.boundary(drawn))
    return shapely.union_all(shapely.get_parts(shapely.polygonize([lines])))
