"""Which ground has no zone? Holes between zones, open slits, and what the outline leaves over."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from zones.finding import Finding, Kind, Severity
from zones.survey import Survey, mean_width, only_areas, point_in, wide_somewhere

_SEVERITY = {
    Kind.GAP: Severity.ERROR,
    Kind.SLIVER_GAP: Severity.WARNING,
    Kind.ROUNDING_GAP: Severity.NOTE,
}
_REPAIR = {
    Kind.GAP: "give the ground to a zone, or record that nobody may live there (park, water)",
    Kind.SLIVER_GAP: "snap the borders together; zones check --repair does it in a copy",
    Kind.ROUNDING_GAP: "none needed for matching; zones check --repair makes the borders equal",
}
_TOUCH_M = 1e-3
# 4 · length / width of a rectangle ten times as long as wide: a slit, not the tip of a corner.
_SLENDER = 48.4


def gap_findings(survey: Survey) -> Iterator[Finding]:
    """Yield the gaps of each level in each unbroken period; a gap of several periods once.

    A gap is a hole of the union of the zones, or ground of the outline without a zone. An open
    slit between two zones is found up to `sliver_m` wide if at least ten times as long as wide.
    """
    seen: set[tuple[str, bytes]] = set()
    for level, period, rows in survey.eras():
        members = np.array(rows, dtype=np.int64)
        ground = survey.solid[members]
        union = shapely.union_all(ground)
        closed, slits = _closed_gaps(union, survey), open_slits(union, survey.options)
        pieces = np.array(closed + slits, dtype=object)
        around = _neighbours(survey, members, pieces)
        shapes = shapely.to_wkb(shapely.normalize(pieces))
        for index, (piece, names, shape) in enumerate(zip(pieces, around, shapes, strict=True)):
            # A slit of one zone only is a bay in its border, perhaps a river, and no gap.
            is_gap = index < len(closed) or len(names) > 1
            if is_gap and (level, shape) not in seen:
                seen.add((level, shape))
                yield _finding(survey, level, period, piece, names)
        if survey.options.outline is not None:
            yield from _beyond(survey, members, union)


def _closed_gaps(union: Any, survey: Survey) -> list[Any]:
    outline = survey.options.outline
    holes = holes_of(union)
    if outline is None:
        return holes
    missing = list(shapely.get_parts(only_areas(shapely.difference(outline, union))))
    # A hole inside the outline is among `missing`; one beyond it still is a hole of the plan.
    return missing + [hole for hole in holes if not shapely.intersects(outline, hole)]


def holes_of(union: Any) -> list[Any]:
    """Return the ground enclosed by a (Multi)Polygon but not part of it, islands left out."""
    parts = shapely.get_parts(union)
    holes = np.array([shapely.Polygon(ring) for part in parts for ring in part.interiors])
    if not len(holes):
        return []
    island = np.unique(shapely.STRtree(parts).query(holes, predicate="contains")[0])
    holes[island] = shapely.difference(holes[island], union)
    return [piece for piece in shapely.get_parts(holes) if piece.area > 0]


def open_slits(union: Any, options: Any) -> list[Any]:
    """Return narrow ground between zones that is open to the outside, so that it is no hole.

    The union is widened by half of `sliver_m` and narrowed again, corners kept sharp: what was
    closed up on the way is a slit. Tips of sharp corners are told apart by their shape.
    """
    parts = shapely.get_parts(union)
    shells = shapely.union_all([shapely.Polygon(part.exterior) for part in parts])
    half = options.sliver_m / 2
    wider = shapely.buffer(shells, half, join_style="mitre", mitre_limit=20)
    closed = shapely.buffer(wider, -half, join_style="mitre", mitre_limit=20)
    pieces = shapely.get_parts(only_areas(shapely.difference(closed, shells)))
    slender = shapely.length(pieces) ** 2 >= _SLENDER * shapely.area(pieces)
    return list(pieces[slender & (mean_width(pieces) >= options.rounding_m)])


def _finding(
    survey: Survey, level: str, period: str, piece: Any, names: tuple[str, ...]
) -> Finding:
    is_wide = bool(wide_somewhere(np.array([piece]), survey.options.sliver_m)[0])
    width, point = float(mean_width(piece)), point_in(piece)
    kind = Kind.GAP if is_wide else Kind.SLIVER_GAP
    kind = kind if is_wide or width >= survey.options.rounding_m else Kind.ROUNDING_GAP
    return Finding(
        kind=kind, severity=_SEVERITY[kind], where=survey.rows.source, zones=names, level=level,
        what=f"{piece.area:.4g} m², {width:.3g} m wide, beside {', '.join(names) or 'no zone'},"
        f" belong to no zone ({period})",
        repair=_REPAIR[kind], area_m2=piece.area, width_m=width, x_m=point.x, y_m=point.y,
        geometry=piece,
    )  # fmt: skip


def _neighbours(
    survey: Survey, members: NDArray[np.int64], pieces: NDArray[np.object_]
) -> list[tuple[str, ...]]:
    tree = shapely.STRtree(survey.solid[members])
    piece, zone = tree.query(pieces, predicate="dwithin", distance=_TOUCH_M)
    names: list[set[str]] = [set() for _ in pieces]
    for one, other in zip(piece.tolist(), zone.tolist(), strict=True):
        names[one].add(survey.name(int(members[other])))
    return [tuple(sorted(each)) for each in names]


def _beyond(survey: Survey, members: NDArray[np.int64], union: Any) -> Iterator[Finding]:
    """Yield the ground of zones outside the district's outline."""
    over = shapely.get_parts(only_areas(shapely.difference(union, survey.options.outline)))
    wide = wide_somewhere(over, survey.options.sliver_m)
    for piece, is_wide, names in zip(over, wide, _neighbours(survey, members, over), strict=True):
        point = point_in(piece)
        yield Finding(
            kind=Kind.OUTSIDE_OUTLINE, severity=Severity.WARNING if is_wide else Severity.NOTE,
            where=survey.rows.source, zones=names, level=survey.levels[members[0]],
            what=f"{piece.area:.4g} m² of {', '.join(names)} lie outside the district's outline",
            repair="cut the zone at the district's border, or correct the outline",
            area_m2=piece.area, width_m=float(mean_width(piece)), x_m=point.x, y_m=point.y,
            geometry=piece,
        )  # fmt: skip
