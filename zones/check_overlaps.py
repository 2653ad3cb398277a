"""Where do two zones of one level claim the same ground on the same day?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from zones.finding import Finding, Kind, Severity
from zones.survey import Survey, mean_width, only_areas, point_in, same_time, wide_somewhere

_SEVERITY = {
    Kind.OVERLAP: Severity.ERROR,
    Kind.SLIVER_OVERLAP: Severity.WARNING,
    Kind.ROUNDING_OVERLAP: Severity.NOTE,
}
_REPAIR = {
    Kind.OVERLAP: "decide which zone the ground belongs to, or make it a zone of its own that names"
    " the schools of both",
    Kind.SLIVER_OVERLAP: "snap the two borders together; zones check --repair does it in a copy",
    Kind.ROUNDING_OVERLAP: "none needed for matching; zones check --repair makes the borders equal",
}


def overlap_findings(survey: Survey) -> Iterator[Finding]:
    """Yield every piece of ground of two zones of one level in force on a common day.

    Exact: every pair whose boxes meet is intersected. Pieces of one pair that are only rounding
    are told in one note, at the largest of them.
    """
    left, right = overlapping_pairs(survey)
    ground = shapely.intersection(survey.solid[left], survey.solid[right])
    kept = shapely.area(ground) > 0
    for one, other, shared in zip(left[kept], right[kept], ground[kept], strict=True):
        pieces = shapely.get_parts(only_areas(shared))
        kinds = _kinds(pieces, survey)
        for piece, kind in zip(pieces, kinds, strict=True):
            if kind is not Kind.ROUNDING_OVERLAP:
                yield _finding(survey, (int(one), int(other)), kind, [piece])
        rounding = [piece for piece, kind in zip(pieces, kinds, strict=True)
                    if kind is Kind.ROUNDING_OVERLAP]  # fmt: skip
        if rounding:
            yield _finding(survey, (int(one), int(other)), Kind.ROUNDING_OVERLAP, rounding)


def overlapping_pairs(survey: Survey) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of rows, each once, of one level and a common day whose boxes meet."""
    active = np.array(survey.active, dtype=np.int64)
    ground = survey.solid[active]
    tree = shapely.STRtree(ground)
    one, other = tree.query(ground)
    one, other = active[one], active[other]
    kept = [
        survey.rank[a] < survey.rank[b] and survey.levels[a] == survey.levels[b]
        and same_time(survey.periods[a], survey.periods[b])
        for a, b in zip(one.tolist(), other.tolist(), strict=True)
    ]  # fmt: skip
    one, other = one[kept], other[kept]
    order = np.lexsort((other, one))
    return one[order], other[order]


def _kinds(pieces: NDArray[np.object_], survey: Survey) -> list[Kind]:
    rounding = mean_width(pieces) < survey.options.rounding_m
    wide = wide_somewhere(pieces, survey.options.sliver_m)
    return [
        Kind.OVERLAP if is_wide else Kind.ROUNDING_OVERLAP if is_rounding else Kind.SLIVER_OVERLAP
        for is_wide, is_rounding in zip(wide, rounding, strict=True)
    ]


def _finding(survey: Survey, rows: tuple[int, int], kind: Kind, pieces: list[Any]) -> Finding:
    largest = max(pieces, key=lambda piece: piece.area)
    area, width = sum(piece.area for piece in pieces), float(mean_width(largest))
    point = point_in(largest)
    names = tuple(sorted(survey.name(row) for row in rows))
    share = area / max(min(survey.solid[row].area for row in rows), area)
    more = f" in {len(pieces)} pieces" if len(pieces) > 1 else ""
    return Finding(
        kind=kind, severity=_SEVERITY[kind], zones=names, level=survey.levels[rows[0]],
        where="; ".join(survey.rows.where[row] for row in rows),
        what=f"zones {names[0]} and {names[1]} both cover {area:.4g} m²{more}, {width:.3g} m wide"
        f" ({share:.2%} of the smaller zone)",
        repair=_REPAIR[kind], area_m2=area, width_m=width, x_m=point.x, y_m=point.y,
        geometry=largest if len(pieces) == 1 else shapely.MultiPolygon(pieces),
    )  # fmt: skip
