"""Where on the sheet does a point of the district fall, and how large is one pixel there?"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[int, int]

WIDEST, TALLEST = (15, 8), (5, 4)
"""The sheet takes the district's shape, between these two."""
LEAST_M = 400
"""A district of one point still gets a sheet of this width."""
SCREEN_PX, PRINT_PX = 760, 640
LEVEL_PX = (
    340, 400, 480, 570, 680, 810, 960, 1140, 1360, 1920, 2720, 3840, 5440, 7680, 10880, 15360,
)  # fmt: skip
"""Level k of detail is drawn where the whole sheet would be at least LEVEL_PX[k] pixels wide."""
FOCUS_SHARE = 0.6
"""The map opens where the children move if that is less than this share of the district."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of the sheet, in sheet metres: x to the right, y down, the sheet's corner at 0, 0."""

    x: int
    y: int
    width: int
    height: int

    def box(self) -> str:
        """Return the view as an SVG viewBox."""
        return f"{self.x} {self.y} {self.width} {self.height}"

    def unit(self, pixels: int) -> str:
        """Return the metres of one pixel where the view is `pixels` wide, in three digits."""
        thousandths = 1000 * self.width // pixels
        return f"{thousandths // 1000}.{thousandths % 1000:03}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole map: its west and north edge in district metres, and its size."""

    west: int
    north: int
    width: int
    height: int

    def point(self, x: int, y: int) -> Point:
        """Return where a point of the district falls: y turns over, since SVG counts down."""
        return x - self.west, self.north - y

    def whole(self) -> View:
        """Return the view of everything."""
        return View(0, 0, self.width, self.height)

    def view_of(self, points: Sequence[Point]) -> View:
        """Return the view of these sheet points with a margin, inside the sheet."""
        left, top, width, height = _padded(points, 12, (self.width, self.height))
        width, height = min(width, self.width), min(height, self.height)
        left = min(max(left, 0), self.width - width)
        top = min(max(top, 0), self.height - height)
        return View(left, top, width, height)

    def opening_view(self, flow_points: Sequence[Point]) -> View:
        """Return what the map shows first: where children move, if that is a small part."""
        if flow_points:
            focus = self.view_of(flow_points)
            if focus.width < FOCUS_SHARE * self.width:
                return focus
        return self.whole()

    def level(self, view: View, pixels: int) -> int:
        """Return the level of detail of a view drawn `pixels` wide; -1 is too small for any."""
        return bisect_right(LEVEL_PX, pixels * self.width // view.width) - 1


def sheet_of(
    zones: Iterable[Mapping[str, Any]], schools: Iterable[Mapping[str, Any]]
) -> Sheet | None:
    """Return the sheet that holds all zones and schools, or None if there is nothing to draw."""
    corners = [(x, y) for zone in zones for part in zone["parts"] for x, y in part[0]]
    corners += [(school["x"], school["y"]) for school in schools]
    if not corners:
        return None
    west, south, width, height = _padded(corners, 3, None)
    return Sheet(west, south + height, width, height)


def _padded(
    points: Sequence[Point], percent: int, shape: tuple[int, int] | None
) -> tuple[int, int, int, int]:
    """Return the least x, least y, width and height of a box around points, of this shape."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    margin = percent * max(wide, high) // 100 + LEAST_M // 8
    wide, high = max(wide + 2 * margin, LEAST_M), max(high + 2 * margin, LEAST_M)
    if shape is None:
        shape = WIDEST if wide * WIDEST[1] > high * WIDEST[0] else (wide, high)
        shape = TALLEST if wide * TALLEST[1] < high * TALLEST[0] else shape
    width = max(wide, -(-high * shape[0] // shape[1]))
    height = width * shape[1] // shape[0]
    return (
        (min(xs) + max(xs) - width) // 2,
        (min(ys) + max(ys) - height) // 2,
        width,
        height,
    )
