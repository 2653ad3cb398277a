"""Where does each corner of the town's street lattice lie?

The town is a bent, shaken lattice of 18 × 26 cells. Column line 12 is the middle of the
Yongding river: west of it 12 lines of streets, east of it 6. Zones are made of cells, streets
follow lattice lines, so streets, zones and buildings fit together by construction.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

from samples.mentougou_maker.ground import Point, between, stream

Corner = tuple[int, int]
Cell = tuple[int, int]
Way = Literal["east", "north"]
Side = tuple[int, int, Way]
"""The lattice edge that leaves corner (i, j) to the east or to the north."""

COLUMNS = 18
ROWS = 26
RIVER = 12
ROW_M = 262.0
COLUMN_M = 260.0
BANK_M = 95.0
"""From the middle of the river to the street on either bank."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Corners, the middle of every side, and the centre of every cell, in local metres."""

    corners: dict[Corner, Point]
    middles: dict[Side, Point]
    centres: dict[Cell, Point]

    def side(self, side: Side) -> list[Point]:
        """Return corner, middle, corner of one side."""
        i, j, way = side
        end = (i + 1, j) if way == "east" else (i, j + 1)
        return [self.corners[i, j], self.middles[side], self.corners[end]]

    def line(self, sides: list[Side]) -> list[Point]:
        """Join consecutive sides of one lattice line."""
        points = self.side(sides[0])
        for side in sides[1:]:
            points += self.side(side)[1:]
        return points


def river_x(y: float) -> float:
    """Return the middle of the river at northing y; it runs south-south-east."""
    return 250 + (3200 - y) * 0.42 + 240 * math.sin(y / 1500)


def offset(column: int) -> float:
    """Return the distance of a column line from the middle of the river, west negative."""
    if column == RIVER:
        return 0.0
    if column < RIVER:
        return -BANK_M - (RIVER - 1 - column) * COLUMN_M
    return BANK_M + (column - RIVER - 1) * COLUMN_M


def sides() -> list[Side]:
    """List every side of the lattice in one fixed order."""
    east: list[Side] = [(i, j, "east") for j in range(ROWS + 1) for i in range(COLUMNS)]
    north: list[Side] = [(i, j, "north") for j in range(ROWS) for i in range(COLUMNS + 1)]
    return east + north


@cache
def lattice() -> Lattice:
    """Draw the lattice."""
    chance = stream("lattice")

    def shaken(point: Point, by_m: float) -> Point:
        return point[0] + by_m * (2 * chance.random() - 1), point[1] + by_m * (
            2 * chance.random() - 1
        )

    corners: dict[Corner, Point] = {}
    for j in range(ROWS + 1):
        for i in range(COLUMNS + 1):
            y = -3600 + ROW_M * j + 0.05 * offset(i)
            near_water = abs(i - RIVER) <= 1
            corners[i, j] = shaken((river_x(y) + offset(i), y), 8 if near_water else 24)
    middles = {}
    for i, j, way in sides():
        end = corners[(i + 1, j) if way == "east" else (i, j + 1)]
        middles[i, j, way] = shaken(between(corners[i, j], end, 0.5), 7)
    centres = {}
    for j in range(ROWS):
        for i in range(COLUMNS):
            around = [corners[i + a, j + b] for a in (0, 1) for b in (0, 1)]
            middle = sum(p[0] for p in around) / 4, sum(p[1] for p in around) / 4
            centres[i, j] = shaken(middle, 12)
    return Lattice(corners, middles, centres)
