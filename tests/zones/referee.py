"""A slow second way to say which zones cover a point: whole-number arithmetic, no rounding."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import shapely

Place = tuple[int, int]
SCALE = 2**60  # every double of a map is a whole number of 2^-60 metres


def exact(x: float, y: float) -> Place:
    """Return a point as whole numbers."""
    scaled = Fraction(x) * SCALE, Fraction(y) * SCALE
    assert all(each.denominator == 1 for each in scaled)
    return scaled[0].numerator, scaled[1].numerator


def covers(rings: list[list[Place]], point: Place) -> bool:
    """Say whether a polygon's rings (even-odd) hold the point or touch it."""
    px, py = point
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            side = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
            if side == 0 and min(ax, bx) <= px <= max(ax, bx) and min(ay, by) <= py <= max(ay, by):
                return True
            if (ay <= py) != (by <= py) and (side > 0) == (by > ay):
                inside = not inside
    return inside


def rings_of(polygon: Any) -> list[list[list[Place]]]:
    """Return the rings of each part of a (Multi)Polygon."""
    return [
        [
            [exact(x, y) for x, y in shapely.get_coordinates(ring)]
            for ring in shapely.get_rings(part)
        ]
        for part in shapely.get_parts(polygon)
    ]


def covering(polygons: Iterable[Any], points: Iterable[tuple[float, float]]) -> list[list[int]]:
    """Return for each point the numbers of the polygons that cover it."""
    exactly = [rings_of(polygon) for polygon in polygons]
    answers = []
    for x, y in points:
        place = exact(x, y)
        answers.append([
            number for number, parts in enumerate(exactly)
            if any(covers(rings, place) for rings in parts)
        ])  # fmt: skip
    return answers
