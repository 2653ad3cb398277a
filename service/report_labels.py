"""Which names fit on the map, at which scale, and on which side of their point? Greedily."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from service.report_frame import LEVEL_PX, Point

Box = tuple[float, float, float, float]
CELL_PX = 64
FONT_PX = {"school": 12, "zone": 11, "flow": 11}
SIDES = {
    "school": ((9, 4, "start"), (-9, 4, "end"), (0, -10, "middle"), (0, 19, "middle"),
               (7, -7, "start"), (-7, -7, "end"), (7, 16, "start"), (-7, 16, "end")),
    "zone": ((0, 4, "middle"), (0, -10, "middle"), (0, 18, "middle")),
    "flow": ((0, 4, "middle"),),
}  # fmt: skip
"""Where a text may stand to its point: pixels right and down, and which end is there."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text and the points of the sheet it may belong to, the best first."""

    text: str
    kind: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands, from which level of detail on."""

    level: int
    point: Point
    dx: int
    dy: int
    anchor: str


def place_labels(
    labels: Sequence[Label], marks: Iterable[Point], mark_px: int, width: int
) -> list[Spot | None]:
    """Return a spot for each label, or None: no two overlap, nor a label and a mark.

    `labels` come with the most important first, `marks` are the schools' symbols of radius
    `mark_px`, `width` is the sheet's in metres. A label keeps its spot at all finer levels, where
    it is kept free of the others as well.
    """
    scales = [pixels / width for pixels in LEVEL_PX]
    grids = [_Grid() for _ in scales]
    for x, y in marks:
        for grid, scale in zip(grids, scales, strict=True):
            at_x, at_y = x * scale, y * scale
            grid.take((at_x - mark_px, at_y - mark_px, at_x + mark_px, at_y + mark_px))
    spots: list[Spot | None] = [None] * len(labels)
    for level in range(len(scales)):
        for at, label in enumerate(labels):
            if spots[at] is None:
                spots[at] = _first_free(label, level, grids, scales)
    return spots


def _first_free(
    label: Label, level: int, grids: Sequence["_Grid"], scales: Sequence[float]
) -> Spot | None:
    for point in label.points:
        for dx, dy, anchor in SIDES[label.kind]:
            spot = Spot(level, point, dx, dy, anchor)
            at = range(level, len(scales))
            if all(grids[k].free(_box(label, spot, scales[k])) for k in at):
                for k in at:
                    grids[k].take(_box(label, spot, scales[k]))
                return spot
    return None


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


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(edge // CELL_PX) for edge in box)
    return [(i, j) for i in range(left, right + 1) for j in range(top, bottom + 1)]
