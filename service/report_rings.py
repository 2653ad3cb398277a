"""How is an area drawn from its rings, and where inside it can its name stand?"""

from collections.abc import Sequence
from itertools import pairwise

from service.report_frame import Point, Sheet

Ring = Sequence[Sequence[int]]
Part = Sequence[Ring]


def area_path(parts: Sequence[Part], sheet: Sheet) -> str:
    """Return the SVG path of a zone: every ring closed, in steps of whole metres."""
    return "".join(_ring_path([sheet.point(x, y) for x, y in ring]) for p in parts for ring in p)


def _ring_path(points: list[Point]) -> str:
    if not points:
        return ""
    steps = [str(value) for value in points[0]]
    path = f"M{steps[0]} {steps[1]}l"
    numbers = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if (x0, y0) != (x1, y1):
            numbers += [x1 - x0, y1 - y0]
    if points[-1] == points[0]:
        numbers = numbers[:-2]  # z draws the last side
    # A minus sign parts numbers as well as a space does.
    joined = "".join(f"{value}" if value < 0 else f" {value}" for value in numbers)
    return f"{path}{joined.lstrip()}z" if numbers else ""


def inner_points(parts: Sequence[Part], sheet: Sheet) -> list[tuple[Point, int]]:
    """Return sheet points well inside the largest part, each with the metres of ground there.

    They are the middles of its widest level lines, the one at half its height first.
    """
    rings = max(parts, key=_box_area, default=())
    if not rings or len(rings[0]) < 3:
        return []
    ys = [y for _, y in rings[0]]
    low, high = min(ys), max(ys)
    found = []
    for share in (50, 38, 62, 27, 73, 18, 82):
        # Half a metre aside: no corner lies on the line.
        y2 = 2 * (low + (high - low) * share // 100) + 1
        crossings = sorted(x for ring in rings for x in _crossings(ring, y2))
        lines = list(zip(crossings[::2], crossings[1::2], strict=False))
        if lines:
            left, right = max(lines, key=lambda line: line[1] - line[0])
            found.append((sheet.point((left + right) // 2, y2 // 2), right - left))
    return found


def _box_area(rings: Part) -> int:
    if not rings or not rings[0]:
        return 0
    xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _crossings(ring: Ring, y2: int) -> list[int]:
    """Return where the sides of a ring cross the level y2 / 2."""
    found = []
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (2 * y0 < y2) != (2 * y1 < y2):
            found.append(x0 + (x1 - x0) * (y2 - 2 * y0) // (2 * (y1 - y0)))
    return found
