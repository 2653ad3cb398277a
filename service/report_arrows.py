"""How are moving children drawn? A bent arrow from school to school, as wide as they are many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees, isqrt
from typing import Any

from service.report_frame import Point
from service.report_html import number
from service.report_labels import Label

LEAST_PX10, MOST_PX10 = 14, 58
"""Width of an arrow for one child and for the most, in tenths of a pixel."""
BEND_PERCENT = 18
LABEL_AT = (50, 42, 58, 34, 66, 26, 74)
"""Where along an arrow its number may stand, in percent."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A flow between two schools: their numbers in the list of schools, and the curve."""

    source: int
    target: int
    children: int
    extra_m: int
    start: Point
    bend: Point
    end: Point

    def at(self, percent: int) -> Point:
        """Return the point of the curve at `percent` of its parameter."""
        a, b = 100 - percent, percent
        return tuple(  # type: ignore[return-value]
            (a * a * self.start[k] + 2 * a * b * self.bend[k] + b * b * self.end[k]) // 10_000
            for k in (0, 1)
        )

    def label(self) -> Label:
        """Return the number of children as a label along the curve."""
        points = tuple(self.at(percent) for percent in LABEL_AT)
        length = isqrt(sum((self.end[k] - self.start[k]) ** 2 for k in (0, 1)))
        return Label(number(self.children), "flow", points, (length // 5,) * len(points))


def arrows(
    moves: Sequence[Mapping[str, Any]],
    places: Mapping[str, tuple[int, Point]],
) -> list[Arrow]:
    """Return the arrows of the flows between schools that are on the map, the largest first.

    `places` holds each school's number and point. Every arrow bends to its right, so that two
    opposite flows stand apart.
    """
    found = []
    for move in moves:
        if move["from"] in places and move["to"] in places:
            source, start = places[move["from"]]
            target, end = places[move["to"]]
            bend = _bend(start, end)
            found.append(Arrow(source, target, move["children"], move["extra_m"], start, bend, end))
    found.sort(key=lambda arrow: (-arrow.children, arrow.source, arrow.target))
    return found


def _bend(start: Point, end: Point) -> Point:
    """Return the control point: beside the middle, at right angles (y counts down)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return (
        (start[0] + end[0]) // 2 - dy * BEND_PERCENT // 100,
        (start[1] + end[1]) // 2 + dx * BEND_PERCENT // 100,
    )


def width_px10(children: int, most: int) -> int:
    """Return the width of an arrow in tenths of a pixel: its area grows with the children."""
    if most <= 1:
        return LEAST_PX10
    share = isqrt(1_000_000 * (children - 1) // (most - 1))
    return LEAST_PX10 + (MOST_PX10 - LEAST_PX10) * share // 1000


def arrow_svg(arrow: Arrow, most: int) -> str:
    """Draw one arrow: its line in sheet metres, its width and head in pixels of the screen."""
    width = width_px10(arrow.children, most)
    (x0, y0), (xc, yc), (x1, y1) = arrow.start, arrow.bend, arrow.end
    angle = round(degrees(atan2(y1 - yc, x1 - xc)))
    half, length = (40 + width) // 10 + 1, 11 + width * 12 // 100
    line = f'<path class="line" d="M{x0} {y0}Q{xc} {yc} {x1} {y1}" style="--w:{_px(width)}"/>'
    head = (
        f'<g transform="translate({x1} {y1})rotate({angle})">'
        f'<path class="head s" d="M-6 0L{-6 - length}-{half}V{half}z"/></g>'
    )
    return f'<g class="flow" data-f="{arrow.source}" data-t="{arrow.target}">{line}{head}</g>'


def _px(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"
