"""Which nodes and ways make up the sample's walking network?

A synthetic network in the form of OpenStreetMap data, not taken from it. Traps for a reader are
built in: a motorway that crosses streets without meeting them, a bridge still being built, a
gated estate, a service road closed to walkers, and paths on an island that no street reaches.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from samples.mentougou_maker.ground import Line, Point, between, stream
from samples.mentougou_maker.lattice import RIVER, ROWS, Cell, lattice
from samples.mentougou_maker.mountains import ROADS, VILLAGES, river, road
from samples.mentougou_maker.streets import (
    arms,
    cells_with_lanes,
    estates,
    name_of,
    street_runs,
    village_lanes,
)
from samples.mentougou_maker.tables import (
    BRIDGE_BEING_BUILT,
    BRIDGES,
    MOTORWAY_COLUMN,
)

LANE_KINDS = ("residential", "living_street", "service", "footway", "path", "pedestrian")


@dataclass(slots=True)
class Network:
    """Nodes by place (a node's id is its position plus 1) and ways as node ids with tags."""

    places: dict[Point, int] = field(default_factory=dict)
    ways: list[tuple[tuple[int, ...], dict[str, str]]] = field(default_factory=list)

    def add(self, line: Sequence[Point], **tags: str) -> None:
        """Add one way; a point that another way has already joins the two."""
        ids = tuple(self.places.setdefault(p, len(self.places) + 1) for p in line)
        self.ways.append((ids, tags))


def network() -> Network:
    """Draw the whole network."""
    whole = Network()
    _streets(whole)
    _bridges(whole)
    _lanes(whole)
    _mountain_roads(whole)
    _motorway(whole)
    _island(whole)
    whole.add(river(), waterway="river", name="永定河")
    return whole


def _streets(whole: Network) -> None:
    for run in street_runs():
        name = name_of(run[0])
        if name:
            whole.add(lattice().line(run), highway="secondary", name=name)
        else:
            whole.add(lattice().line(run), highway="residential")


def _over_the_river(row: int) -> Line:
    corners = lattice().corners
    west, east = corners[RIVER - 1, row], corners[RIVER + 1, row]
    return [west, between(west, east, 0.35), between(west, east, 0.65), east]


def _bridges(whole: Network) -> None:
    for row, name in BRIDGES.items():
        whole.add(_over_the_river(row), highway="secondary", bridge="yes", layer="1", name=name)
    planned = _over_the_river(BRIDGE_BEING_BUILT)
    whole.add(planned, highway="construction", construction="secondary", bridge="yes")


def _lanes(whole: Network) -> None:
    chance = stream("lane kinds")
    for cell in cells_with_lanes():
        kind = LANE_KINDS[int(chance.random() * len(LANE_KINDS))]
        for arm in arms(cell):
            whole.add(arm, **_lane_tags(cell, kind))


def gated() -> Cell:
    """Return the estate whose lanes are private."""
    return next(cell for cell, (_, name) in estates().items() if name == "绮霞苑")


def closed_to_walkers() -> Cell:
    """Return the estate whose service lanes carry foot=no."""
    return next(cell for cell, (_, name) in estates().items() if name == "迎晖南苑")


def _lane_tags(cell: Cell, kind: str) -> dict[str, str]:
    if cell == gated():
        return {"highway": "service", "access": "private"}
    if cell == closed_to_walkers():
        return {"highway": "service", "foot": "no"}
    return {"highway": kind}


def _mountain_roads(whole: Network) -> None:
    for key, way in ROADS.items():
        whole.add(road(key), highway="primary", name=way.name)
    for village in VILLAGES:
        spine, *spurs = village_lanes(village)
        whole.add(spine, highway="residential")
        for spur in spurs:
            whole.add(spur, highway="path")


def _motorway(whole: Network) -> None:
    corners, i = lattice().corners, MOTORWAY_COLUMN
    line = [between(corners[i, j], corners[i + 1, j], 0.24) for j in range(ROWS + 1)]
    south = (line[0][0] - 300, line[0][1] - 1500)
    north = (line[-1][0] - 900, line[-1][1] + 1800)
    whole.add([south, *line, north], highway="motorway", bridge="yes", layer="2", name="六环路")


def _island(whole: Network) -> None:
    """Draw a ring of paths on an islet of the river, far from every bridge."""
    x, y = lattice().corners[RIVER, 20]
    ring = [
        (x + 22 * math.cos(turn * math.tau / 8), y + 75 * math.sin(turn * math.tau / 8))
        for turn in range(8)
    ]
    whole.add([*ring, ring[0]], highway="footway", name="湿地步道")
    whole.add([ring[0], (x, y), ring[4]], highway="steps")
