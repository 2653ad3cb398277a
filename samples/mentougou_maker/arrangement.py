"""Which ground does each zone cover, with neighbours sharing every vertex?

All zone lines form one arrangement: the lattice sides between cells of different letters, the
mountain outlines, and two small detours that make the one deliberate gap and the one deliberate
overlap. The faces of that arrangement are the pieces every zone, of any date, is put together from.
"""

from dataclasses import dataclass
from functools import cache

import shapely

from samples.mentougou_maker.ground import Line, Point, beside, to_lonlat
from samples.mentougou_maker.lattice import COLUMNS, ROWS, Cell, Side, lattice, sides
from samples.mentougou_maker.mountains import INSIDE, outlines
from samples.mentougou_maker.tables import ZONES, Zone, letter_of


@dataclass(frozen=True, slots=True)
class Lens:
    """A small face beside one zone line: `left_m` wide, on the side of `owner`."""

    side: Side
    left_m: float
    owner: str


GAP = Lens((6, 23, "north"), 70, "A")
"""Cut out of zone A and given to nobody."""
OVERLAP = Lens((6, 2, "north"), -70, "K")
"""Stays in zone K and is claimed by zone I as well."""


def _cells_beside(side: Side) -> tuple[Cell, Cell]:
    i, j, way = side
    return ((i, j - 1), (i, j)) if way == "east" else ((i - 1, j), (i, j))


def _letter(cell: Cell) -> str:
    i, j = cell
    return letter_of(cell) if 0 <= i < COLUMNS and 0 <= j < ROWS else ""


def lines_between_zones() -> list[Side]:
    """List the lattice sides where the letter of the map changes, or the town ends."""
    return [s for s in sides() if len({_letter(cell) for cell in _cells_beside(s)}) == 2]


def detour(lens: Lens) -> Line:
    """Draw the other edge of a lens, from one end of its side to the other."""
    a, _, b = lattice().side(lens.side)
    return [a, beside(a, b, 0.12, lens.left_m), beside(a, b, 0.88, lens.left_m), b]


def inside(lens: Lens) -> Point:
    """Return a point in the middle of a lens."""
    a, _, b = lattice().side(lens.side)
    return beside(a, b, 0.5, lens.left_m / 2)


@cache
def faces() -> dict[str, tuple[shapely.Polygon, ...]]:
    """Return the faces of the arrangement in degrees, by letter; "gap" and "overlap" apart."""
    town = [lattice().side(side) for side in lines_between_zones()]
    lenses = {"gap": GAP, "overlap": OVERLAP}
    lines = [*town, *outlines(), *(detour(lens) for lens in lenses.values())]
    drawn = [shapely.LineString(to_lonlat(line)) for line in lines]
    rings = shapely.get_parts(shapely.polygonize(drawn))
    tree = shapely.STRtree(rings)
    marks = {name: [inside(lens)] for name, lens in lenses.items()}
    marks |= {letter: [point] for letter, point in INSIDE.items()}
    for cell, centre in lattice().centres.items():
        marks.setdefault(letter_of(cell), []).append(centre)
    found = {}
    for letter, points in marks.items():
        at = tree.query(shapely.points(to_lonlat(points)), predicate="within")[1]
        found[letter] = tuple(rings[k] for k in sorted(set(at.tolist())))
    if sum(len(pieces) for pieces in found.values()) != len(rings):
        raise ValueError("a face of the arrangement has no letter, or two")
    return found


def letters_of(zone: Zone) -> list[str]:
    """Return the names of the faces of one zone, with the deliberate overlap."""
    extra = ["overlap"] if OVERLAP.owner in zone.letters or "I" in zone.letters else []
    mends_gap = GAP.owner in zone.letters and zone.level == "junior"
    return [*zone.letters, *extra, *(["gap"] if mends_gap else [])]


def polygon(zone: Zone) -> shapely.Polygon:
    """Return a zone's polygon in degrees: counter-clockwise, from its south-western vertex."""
    pieces = [face for letter in letters_of(zone) for face in faces()[letter]]
    merged = shapely.orient_polygons(shapely.coverage_union_all(pieces))
    if merged.geom_type != "Polygon" or merged.interiors:
        message = f"zone {zone.zone_id} is not one simple polygon: {merged.geom_type}"
        raise ValueError(message)
    ring = list(merged.exterior.coords)[:-1]
    first = ring.index(min(ring))
    return shapely.Polygon([*ring[first:], *ring[: first + 1]])


@cache
def polygons() -> dict[tuple[str, str], shapely.Polygon]:
    """Return every zone's polygon in degrees, by zone id and first day."""
    return {zone.key: polygon(zone) for zone in ZONES}
