"""Where does each building stand, what is its address, and whose zone is it meant for?"""

import math
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from samples.mentougou_maker.arrangement import GAP, OVERLAP
from samples.mentougou_maker.ground import Line, Point, beside, between, stream
from samples.mentougou_maker.lattice import COLUMNS, ROWS, Cell, Side, lattice
from samples.mentougou_maker.mountains import VILLAGES
from samples.mentougou_maker.streets import arms, estates, name_of, street_runs, village_lanes
from samples.mentougou_maker.tables import NO_HOMES, letter_of

ARM_SLOTS = ((0.42, 24.0), (0.42, -24.0))
ROAD_SET_BACK_M = 27.0
COURT_DEPTH_M = 62.0
VILLAGE_SET_BACK_M = 16.0
ROAD_SHARE = {"C": 0.45, "G": 0.45, "E": 0.35, "": 0.12}
"""Share of plots on named streets that are built on; more where house numbers make the law."""

ON_THE_LINE: dict[Side, str] = {
    (6, 1, "north"): "IK",
    (6, 25, "north"): "AB",
    (8, 15, "east"): "DF",
    (2, 15, "east"): "CE",
    (7, 10, "east"): "FH",
    (4, 15, "east"): "CE",
}
"""Sides of named streets that are zone lines; one building stands exactly on each."""


@dataclass(frozen=True, slots=True)
class Building:
    """One building: `letters` are the zones of the map whose polygons hold its point.

    `case` says why that is not one zone: "line", "gap", "overlap", "outside"; "" for one zone.
    """

    point: Point
    town: str
    place: str
    number: str
    letters: str
    case: str = ""
    court: str = ""
    building_id: str = ""

    @property
    def plot(self) -> int:
        """Return the number on the door, 12 for 12号院."""
        return int("".join(filter(str.isdigit, self.number)))

    @property
    def door(self) -> str:
        """Return the part of the address after the township."""
        return f"{self.place}{self.number}{self.court}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A numbered plot on a named street, `left_m` metres left of its side at `share`."""

    side: Side
    share: float
    left_m: float
    road: str
    number: int


def road_slots() -> list[Slot]:
    """Return the plots along every named street: odd numbers left, even numbers right."""
    counts: dict[str, int] = {}
    slots = []
    for run in street_runs():
        road = name_of(run[0])
        if not road:
            continue
        for side in run:
            for share in (0.25, 0.75):
                at = counts.get(road, 0)
                counts[road] = at + 1
                slots.append(Slot(side, share, ROAD_SET_BACK_M, road, 2 * at + 1))
                slots.append(Slot(side, share, -ROAD_SET_BACK_M, road, 2 * at + 2))
    return slots


def cell_of(slot: Slot) -> Cell | None:
    """Return the cell in which a plot lies, None beyond the town."""
    i, j, way = slot.side
    left = slot.left_m > 0
    cell = (i - left, j) if way == "north" else (i, j - (not left))
    return cell if 0 <= cell[0] < COLUMNS and 0 <= cell[1] < ROWS else None


@cache
def town_of(cell: Cell) -> str:
    """Return the township of the nearest estate of the same zone."""
    same = [(c, e) for c, e in estates().items() if letter_of(c).upper() == letter_of(cell).upper()]
    return min(same, key=lambda found: (math.dist(found[0], cell), found[0]))[1][0]


def _case(slot: Slot) -> str:
    if slot.side == GAP.side and slot.left_m * GAP.left_m > 0:
        return "gap"
    if slot.side == OVERLAP.side and slot.left_m * OVERLAP.left_m > 0:
        return "overlap"
    on_line = slot.side in ON_THE_LINE and slot.share < 0.5 and slot.left_m > 0
    return "line" if on_line else ""


def _road_buildings() -> list[Building]:
    chance = stream("road buildings")
    found = []
    for slot in road_slots():
        cell, case = cell_of(slot), _case(slot)
        built = ROAD_SHARE.get(letter_of(cell), ROAD_SHARE[""]) if cell else 0
        wanted = chance.random() < built
        if cell is None or (not case and (not wanted or cell[0] in NO_HOMES)):
            continue
        found += _on_plot(slot, cell, case, court=chance.random() < 0.2)
    return found


def _on_plot(slot: Slot, cell: Cell, case: str, *, court: bool) -> list[Building]:
    a, middle, b = lattice().side(slot.side)
    start, end, share = (a, middle, 0.5) if slot.share < 0.5 else (middle, b, 0.5)
    claimed = {"line": ON_THE_LINE.get(slot.side, ""), "gap": "", "overlap": "IK"}
    letters = claimed.get(case, letter_of(cell))
    point = middle if case == "line" else beside(start, end, share, slot.left_m)
    one = Building(point, town_of(cell), slot.road, f"{slot.number}号", letters, case)
    if case or not court:
        return [one]
    deep = math.copysign(COURT_DEPTH_M, slot.left_m)
    yard = replace(one, number=f"{slot.number}号院")
    return [
        replace(yard, court="1号楼"),
        replace(yard, court="2号楼", point=beside(start, end, share, deep)),
    ]


def _estate_buildings() -> list[Building]:
    chance = stream("estate buildings")
    counts: dict[tuple[str, str], int] = {}
    found = []
    for cell, (town, name) in estates().items():
        unit = "号" if name.endswith("村") else "号楼"
        for start, bend, end in arms(cell):
            for share, left_m in ARM_SLOTS:
                if chance.random() < 0.35:
                    continue
                a, b, s = (start, bend, 2 * share) if share < 0.5 else (bend, end, 2 * share - 1)
                counts[town, name] = number = counts.get((town, name), 0) + 1
                point = beside(a, b, s, left_m)
                found.append(Building(point, town, name, f"{number}{unit}", letter_of(cell)))
    return found


def _along(lane: Line) -> list[Point]:
    plots = []
    for a, b in pairwise(lane):
        plots += [beside(a, b, 0.5, side * VILLAGE_SET_BACK_M) for side in (1, -1)]
    return plots


def _village_buildings() -> list[Building]:
    found = []
    for village in VILLAGES:
        chance = stream(f"houses {village.town} {village.name}")
        unit = "号楼" if village.name.endswith("区") else "号"
        plots = [plot for lane in village_lanes(village) for plot in _along(lane)[1:]]
        chosen = sorted(chance.sample(range(len(plots)), 5))
        for number, at in enumerate(chosen, start=1):
            door = f"{number if unit == '号楼' else at + 1}{unit}"
            found.append(Building(plots[at], village.town, village.name, door, village.letter))
    return found


def _outside_buildings() -> list[Building]:
    """Stand three buildings a little beyond the eastern line, in the neighbouring district."""
    corners = lattice().corners
    found = []
    for number, j, beyond_m in ((6, 20, 35.0), (18, 14, 120.0), (31, 4, 60.0)):
        x, y = between(corners[COLUMNS, j], corners[COLUMNS, j + 1], 0.4)
        found.append(Building((x + beyond_m, y), "", "高井路", f"{number}号", "", "outside"))
    return found


@cache
def buildings() -> tuple[Building, ...]:
    """List all buildings with their ids; the three outside come last."""
    inside = _estate_buildings() + _road_buildings() + _village_buildings()
    inside.sort(key=lambda b: (b.town, b.place, b.plot, b.court))
    whole = [*inside, *_outside_buildings()]
    return tuple(replace(b, building_id=f"B{n:04d}") for n, b in enumerate(whole, start=1))
