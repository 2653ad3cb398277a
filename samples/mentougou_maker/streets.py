"""Along which lines can one walk: the town's streets, the estates' lanes, the villages' lanes?"""

from functools import cache

from samples.mentougou_maker.ground import Line, beside, between, stream
from samples.mentougou_maker.lattice import COLUMNS, RIVER, ROWS, Cell, Side, lattice, sides
from samples.mentougou_maker.mountains import Village, place_on, road
from samples.mentougou_maker.tables import (
    COLUMN_NAMES,
    ESTATES,
    NO_HOMES,
    ROW_NAMES,
    SCHOOLS,
    letter_of,
)

Estate = tuple[str, str]
"""Township and name."""

SPINE_M = 70.0
SPINE_PIECES = 5
SPUR_M = 60.0


def name_of(side: Side) -> str:
    """Return the name of the street along a side, "" if it has none."""
    i, j, way = side
    return COLUMN_NAMES.get(i, "") if way == "north" else ROW_NAMES.get(j, "")


@cache
def _never_built() -> frozenset[Side]:
    """Choose nameless sides without a street, never two at one corner, never on the rim."""
    chance = stream("missing streets")
    chosen: set[Side] = set()
    touched: set[tuple[int, int]] = set()
    for side in sides():
        i, j, way = side
        ends = {(i, j), (i + 1, j) if way == "east" else (i, j + 1)}
        on_rim = i in {0, COLUMNS, RIVER - 1, RIVER + 1} if way == "north" else j in {0, ROWS}
        if chance.random() < 0.2 and not (name_of(side) or on_rim or ends & touched):
            chosen.add(side)
            touched |= ends
    return frozenset(chosen)


def has_street(side: Side) -> bool:
    """Say whether a street runs along this side; in the river's strips there is none."""
    i, _, way = side
    wet = i == RIVER if way == "north" else i in {RIVER - 1, RIVER}
    return not wet and side not in _never_built()


def street_runs() -> list[list[Side]]:
    """List the streets as runs of consecutive sides of one lattice line."""
    lines: list[list[Side]] = [[(i, j, "north") for j in range(ROWS)] for i in range(COLUMNS + 1)]
    lines += [[(i, j, "east") for i in range(COLUMNS)] for j in range(ROWS + 1)]
    runs = []
    for line in lines:
        run: list[Side] = []
        for side in line:
            if has_street(side):
                run.append(side)
            elif run:
                runs.append(run)
                run = []
        if run:
            runs.append(run)
    return runs


@cache
def estates() -> dict[Cell, Estate]:
    """Give each estate one cell of its zone, the first two of a zone a second one."""
    chance = stream("estates")
    taken = {school.at for school in SCHOOLS}
    found: dict[Cell, Estate] = {}
    for letter, towns in ESTATES.items():
        cells = [
            (i, j)
            for j in range(ROWS)
            for i in range(COLUMNS)
            if letter_of((i, j)).upper() == letter and i not in NO_HOMES and (i, j) not in taken
        ]
        chance.shuffle(cells)
        names = [(town, name) for town, group in towns.items() for name in group]
        found |= dict(zip(cells, [*names, *names[:2]], strict=False))
    return dict(sorted(found.items()))


def arms(cell: Cell) -> list[Line]:
    """Draw the lanes of a cell: from each street around it to its centre, with one bend."""
    i, j = cell
    chance = stream(f"arms {i} {j}")
    around: list[Side] = [(i, j, "east"), (i + 1, j, "north"), (i, j + 1, "east"), (i, j, "north")]
    lines = []
    for side in around:
        start, end = lattice().middles[side], lattice().centres[cell]
        bend = beside(start, end, 0.5, 14 * (2 * chance.random() - 1))
        if has_street(side):
            lines.append([start, bend, end])
    return lines


@cache
def cells_with_lanes() -> tuple[Cell, ...]:
    """List the cells that have lanes: every estate, and some of the others."""
    chance = stream("lanes")
    schools = {school.at for school in SCHOOLS}
    dry = [(i, j) for j in range(ROWS) for i in range(COLUMNS) if i not in {RIVER - 1, RIVER}]
    some = [cell for cell in dry if chance.random() < 0.45]
    return tuple(sorted({*estates(), *some} - schools))


@cache
def village_lanes(village: Village) -> tuple[Line, ...]:
    """Draw a village: a spine that leaves the road squarely, and spurs to both sides."""
    chance = stream(f"village {village.name} {village.town}")
    line = road(village.road)
    at = place_on(village.road, village.share)
    out = SPINE_M * (1 if chance.random() < 0.5 else -1)
    spine: Line = [line[at]]
    for piece in range(1, SPINE_PIECES + 1):
        lean = 0.3 * (2 * chance.random() - 1)
        spine.append(beside(line[at - 1], line[at], 1 + lean, out * piece))
    lanes = [spine]
    for piece in (2, 4):
        for hand in (-1, 1):
            start = spine[piece]
            first = beside(spine[piece - 1], start, 1.0, hand * SPUR_M)
            second = beside(start, first, 1.0, 12 * (2 * chance.random() - 1))
            lanes.append([start, second, between(start, second, 1.9)])
    return tuple(lanes)
