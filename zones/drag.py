"""What becomes of the neighbours when the border of one zone is dragged?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from geo.faults import BadInput
from zones.redraw.draft import Draft
from zones.redraw.problem import Ints

SNAP_M = 0.05


def dragged(zones: Mapping[str, Any], edited: str, drawn: Any) -> dict[str, Any]:
    """Return all zones after one was redrawn: no gap and no overlap appears, none outside.

    `zones`: {id: polygon in metres}; `drawn`: the new polygon of `edited`. Where it grows it wins;
    ground it gives up goes to the neighbour with the longest common border; nothing reaches
    beyond the old union. Zones that are not touched come back as they were. Raises BadInput for a
    polygon that crosses itself, is empty, or swallows another zone.
    """
    if edited not in zones:
        raise BadInput.one("zone", f"{edited!r} is not known", "drag a zone of this plan")
    where = f"zone {edited}"
    if not shapely.is_valid(drawn):
        what = f"its border crosses itself: {shapely.is_valid_reason(drawn)}"
        raise BadInput.one(where, what, "drag the corner back")
    everything = shapely.union_all(list(zones.values()))
    new = _areas(shapely.intersection(drawn, everything))
    if new.area <= 0:
        raise BadInput.one(where, "nothing is left of it", "keep it inside the plan")
    near = [
        name
        for name, shape in zones.items()
        if name != edited and _meets(shape, drawn, zones[edited])
    ]
    found = {name: _areas(shapely.difference(zones[name], new)) for name in near}
    for name, shape in found.items():
        if shape.area <= 0:
            what = f"it would swallow zone {name}"
            raise BadInput.one(where, what, "leave some ground of it, or merge the zones")
    for part in shapely.get_parts(_areas(shapely.difference(zones[edited], new))):
        heir = _longest_border(part, found)
        if heir is None:
            new = shapely.union(new, part)
        else:
            found[heir] = shapely.union(found[heir], part)
    found[edited] = new
    return {**zones, **_cleaned(found)}


def _meets(shape: Any, drawn: Any, before: Any) -> bool:
    return bool(shapely.intersects(shape, drawn) or shapely.dwithin(shape, before, SNAP_M))


def _longest_border(part: Any, found: Mapping[str, Any]) -> str | None:
    """Name the zone with the longest common border; the first by id of several, None for none."""
    lengths = {
        name: shapely.intersection(shapely.boundary(part), shapely.buffer(shape, SNAP_M)).length
        for name, shape in found.items()
    }
    best = max(sorted(lengths), key=lambda name: lengths[name], default=None)
    return best if best is not None and lengths[best] > 2 * SNAP_M else None


def _cleaned(found: Mapping[str, Any]) -> dict[str, Any]:
    """Make the touched zones one coverage: common borders run through the same vertices."""
    names = sorted(found)
    whole = np.array([found[name] for name in names], dtype=object)
    clean = shapely.coverage_clean(whole, snapping_distance=SNAP_M)
    return dict(zip(names, clean, strict=True))


def _areas(shape: Any) -> Any:
    polygons = [
        each
        for part in shapely.get_parts(shape)
        for each in shapely.get_parts(part)
        if each.geom_type == "Polygon" and each.area > 0
    ]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def blocks_after(draft: Draft, zone: Ints, school: str, drawn: Any) -> dict[str, str | None]:
    """Return the blocks whose school changes if the zone of `school` gets the border `drawn`.

    A block goes with the point inside it and is never split; the zones beside give and take as
    `dragged` says. `drawn`: a polygon in the district's metres. Raises BadInput as `dragged` does.
    """
    names, blocks = [*draft.sites.school_id, ""], draft.blocks
    if school not in draft.sites.school_id or not (zone == names.index(school)).any():
        raise BadInput.one("zone", f"{school!r} has no zone", "drag a zone of this draft")
    mine = blocks.polygons[zone == names.index(school)]
    reach = shapely.box(*shapely.total_bounds([*mine, drawn]))
    near = np.unique(zone[shapely.intersects(blocks.polygons, reach)])
    shapes = {names[at]: _areas(shapely.union_all(blocks.polygons[zone == at])) for at in near}
    after = dragged(shapes, school, drawn)
    rows = np.flatnonzero(np.isin(zone, near))
    tree = shapely.STRtree(list(after.values()))
    found: dict[str, str | None] = {}
    at, which = tree.query(shapely.points(blocks.points[rows]), predicate="within")
    for row, index in zip(rows[at].tolist(), which.tolist(), strict=True):
        new = list(after)[index]
        if new != names[zone[row]]:
            found[blocks.block_id[row]] = new or None
    return found
