"""Which names fit on the map, at which scale, and on which side of their point? Greedily."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat
from unicodedata import east_asian_width

from service.report_frame import LEVEL_PX, Point, Sheet

Box = tuple[float, float, float, float]
CELL_PX = 64
LINE_PX = 4
FONT_PX = {"school": 12, "zone": 11, "flow": 11}
SIDES = {
    "school": ((9, 4, "start"), (-9, 4, "end"), (0, -10, "middle"), (0, 19, "middle"),
               (7, -7, "start"), (-7, -7, "end"), (7, 16, "start"), (-7, 16, "end")),
    "zone": ((0, 4, "middle"),),
    "flow": ((0, 4, "middle"),),
}  # fmt: skip
"""Where a text may stand to its point: pixels right and down, and which end is there."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text and the points of the sheet it may belong to, the best first."""

    text: str
    kind: str
    points: tuple[Point, ...]
    rooms: tuple[int, ...] = ()
    """For each point the metres of ground the text must fit into; empty if there is no limit."""


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What labels keep clear of: marks of `mark_px` around points, and, if they can, lines."""

    marks: Sequence[Point]
    mark_px: int
    lines: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands, from which level of detail on."""

    level: int
    point: Point
    dx: int
    dy: int
    anchor: str


def place_labels(labels: Sequence[Label], obstacles: Obstacles, sheet: Sheet) -> list[Spot | None]:
    """Return a spot for each label, or None: no two overlap, nor a label and a mark.

    `labels` come with the most important first: each takes the coarsest level it fits at, and
    keeps its spot at all finer ones, where it is kept free of the others as well.
    """
    levels = [_Level(pixels / sheet.width, pixels, sheet) for pixels in LEVEL_PX]
    for level in levels:
        for point in obstacles.marks:
            level.marks.take(_around(point, level.scale, obstacles.mark_px))
        for point in obstacles.lines:
            level.lines.take(_around(point, level.scale, LINE_PX))
    return [
        next(filter(None, (_first_free(label, k, levels[k:]) for k in range(len(levels)))), None)
        for label in labels
    ]


def _first_free(label: Label, at_level: int, levels: Sequence["_Level"]) -> Spot | None:
    """Return the first spot that is free at all `levels`, one that crosses no line if there is."""
    first = levels[0]
    wide = text_width(label.text, FONT_PX[label.kind])
    found = [
        spot
        for point, room in zip(label.points, label.rooms or repeat(None), strict=False)
        if room is None or wide <= room * first.scale
        for spot in (Spot(at_level, point, *side) for side in SIDES[label.kind])
        if all(level.holds(_box(label, spot, level.scale)) for level in levels)
    ]
    if not found:
        return None
    chosen = found[0]
    if label.kind != "flow":
        clear = (s for s in found if first.lines.free(_box(label, s, first.scale)))
        chosen = next(clear, chosen)
    for level in levels:
        level.marks.take(_box(label, chosen, level.scale))
    return chosen


def _around(point: Point, scale: float, pixels: int) -> Box:
    x, y = point[0] * scale, point[1] * scale
    return x - pixels, y - pixels, x + pixels, y + pixels


def text_width(text: str, font_px: int) -> float:
    """Return about how many pixels a text is wide: a Chinese character is a square."""
    full = sum(1 for sign in text if east_asian_width(sign) in "WFA")
    return font_px * (full + 0.56 * (len(text) - full))


def _box(label: Label, spot: Spot, scale: float) -> Box:
    font = FONT_PX[label.kind]
    width = text_width(label.text, font)
    left = spot.point[0] * scale + spot.dx
    left -= {"start": 0.0, "middle": width / 2, "end": width}[spot.anchor]
    base = spot.point[1] * scale + spot.dy
    return left - 2, base - font, left + width + 2, base + 0.3 * font


@dataclass(slots=True)
class _Grid:
    """What is taken at one level, by squares of CELL_PX."""

    cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def free(self, box: Box) -> bool:
        """Say whether nothing taken overlaps `box`."""
        left, top, right, bottom = box
        return not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for cell in _cells(box)
            for other in self.cells.get(cell, ())
        )

    def take(self, box: Box) -> None:
        """Take the place of `box`."""
        for cell in _cells(box):
            self.cells.setdefault(cell, []).append(box)


@dataclass(slots=True)
class _Level:
    """One level of detail: pixels of a metre, and what is taken there."""

    scale: float
    width_px: int
    sheet: Sheet
    marks: _Grid = field(default_factory=_Grid)
    lines: _Grid = field(default_factory=_Grid)

    def holds(self, box: Box) -> bool:
        """Say whether `box` lies on the sheet, free of marks and other labels."""
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.width_px
        return inside and box[3] <= self.sheet.height * self.scale and self.marks.free(box)


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(edge // CELL_PX) for edge in box)
    return [(i, j) for i in range(left, right + 1) for j in range(top, bottom + 1)]
