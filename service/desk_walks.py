"""How far is it on foot from any one place to every school, asked a thousand times a second?"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from geo.distance import Gates, straight_line_table
from geo.network import Streets
from geo.rows import NO_WAY, RowSearch, Sites, same_edge_pairs
from geo.snap import DEFAULT_LIMIT_M, Snapped, Snapper

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NONE = -1
TABLE_UP_TO = 50_000_000  # (place, school) pairs that are measured beforehand: 200 MB


class Ways:
    """The way from every street crossing to every school, measured once.

    The same millimetres as `geo.distance.walking_table`: sums of integers are the same from either
    end. Holds 8 bytes for each pair of crossing and school.
    """

    def __init__(self, streets: Streets, gates: Gates) -> None:
        self._streets, self._school, self._schools = streets, gates.school, gates.n_schools
        self._snapper = Snapper(streets)
        self._gates = self._snapper.snap(gates.x_m, gates.y_m, DEFAULT_LIMIT_M)
        self._at_node = self._fields().T.copy()  # a crossing's ways lie together

    def _fields(self) -> Ints:
        search, crossings = RowSearch(self._streets), _crossings(self._streets)
        schools = Sites(self._gates, self._school, self._schools)
        step = search.chunk(self._streets.n_nodes)
        parts = [
            search.rows(schools, np.arange(low, min(low + step, self._schools)), crossings)
            for low in range(0, self._schools, step)
        ]
        return np.concatenate([*parts, np.empty((0, self._streets.n_nodes), np.int64)])

    def to_all(self, xy_m: Floats) -> Ints:
        """Return (places, schools) millimetres from places in district metres, -1: no way."""
        streets = self._streets
        homes = self._snapper.snap(xy_m[:, 0], xy_m[:, 1], DEFAULT_LIMIT_M)
        out = np.full((len(xy_m), self._schools), NO_WAY, np.int64)
        on = np.flatnonzero(homes.on_street)
        edge, offset = homes.edge[on], homes.offset_mm[on, None]
        by_u = self._at_node[streets.edge_u[edge]] + offset
        by_v = self._at_node[streets.edge_v[edge]] + (streets.edge_mm[edge, None] - offset)
        out[on] = np.minimum(by_u, by_v) + homes.off_street_mm[on, None]
        home, gate = same_edge_pairs(homes.edge, self._gates.edge)
        direct = np.abs(homes.offset_mm[home] - self._gates.offset_mm[gate])
        direct += homes.off_street_mm[home] + self._gates.off_street_mm[gate]
        np.minimum.at(out, (home, self._school[gate]), direct)
        return np.where(out >= NO_WAY, NONE, out)


def _crossings(streets: Streets) -> Snapped:
    """Return every node as a point of one of its edges; -1 for a node without an edge."""
    edge = np.full(streets.n_nodes, NONE, np.int32)
    numbers = np.arange(streets.n_edges, dtype=np.int32)
    edge[streets.edge_v], edge[streets.edge_u] = numbers, numbers
    begins = streets.edge_u[edge] == np.arange(streets.n_nodes)
    offset = np.where(begins, 0, streets.edge_mm[edge])
    xy = streets.node_xy_m
    return Snapped(edge, offset, np.zeros_like(offset), xy[:, 0], xy[:, 1])


class Walks:
    """Whole metres from places to schools: walks, or straight lines where there are no streets.

    The places given beforehand (`known_m`, district metres) are answered from a table.
    """

    def __init__(
        self, streets: Streets | None, gates: Gates, school_ids: list[str], known_m: Floats
    ) -> None:
        self._ways = None if streets is None else Ways(streets, gates)
        self._gates = gates
        self._index = {school: number for number, school in enumerate(school_ids)}
        few = len(known_m) * gates.n_schools <= TABLE_UP_TO
        self._table = self._metres(known_m if few else known_m[:0]).astype(np.int32)
        self._row = {at: row for row, at in enumerate(map(tuple, known_m.tolist()))} if few else {}

    def walk(self, x_m: float, y_m: float, wanted: tuple[str, ...]) -> Mapping[str, int | None]:
        """Return the metres to the schools asked for, halves up; None: no way on foot."""
        row = self._row.get((x_m, y_m))
        metres = self._metres(np.array([[x_m, y_m]]))[0] if row is None else self._table[row]
        found = {name: int(metres[self._index[name]]) for name in wanted if name in self._index}
        return {name: m if m >= 0 else None for name, m in found.items()}

    def _metres(self, xy_m: Floats) -> Ints:
        if self._ways is not None:
            mm = self._ways.to_all(xy_m)
        else:
            mm = straight_line_table(xy_m, self._gates).to_all(np.arange(len(xy_m)))
        return np.where(mm >= 0, (mm + 500) // 1000, NONE)
