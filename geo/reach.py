"""Which homes reach a school on foot? And what keeps the others from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.network import Streets
from geo.snap import Snapped


class Reached(StrEnum):
    """How one home stands to the streets."""

    REACHED = "reached"
    CUT_OFF = "cut_off"
    OFF_STREET = "off_street"
    NOT_LOCATED = "not_located"


@dataclass(frozen=True, slots=True)
class Reach:
    """What the walking distances leave unanswered; nothing here was replaced by a guess.

    `state`: the `Reached` value of every home. CUT_OFF: its piece of the network holds no gate
    of an open school. `cut_off_components`: (component, homes, nodes, length_mm) of those
    pieces. `schools_by_component`: (component, schools with a gate there), so that homes on
    another piece miss them. `schools_off_street`: indices of open schools without any gate near
    a street. `gates_off_street`: how many gates of open schools were left out.
    """

    state: NDArray[np.str_]
    cut_off_components: tuple[tuple[int, int, int, int], ...]
    schools_by_component: tuple[tuple[int, int], ...]
    schools_off_street: tuple[int, ...]
    gates_off_street: int

    def count(self, state: Reached) -> int:
        """Count the homes in one state."""
        return int((self.state == state.value).sum())

    def as_dict(self) -> dict[str, Any]:
        """Return counts only, ready for a report in JSON."""
        return {
            "homes": {state.value: self.count(state) for state in Reached},
            "cut_off_components": [
                dict(zip(("component", "homes", "nodes", "length_mm"), row, strict=True))
                for row in self.cut_off_components
            ],
            "schools_by_component": [
                {"component": c, "schools": n} for c, n in self.schools_by_component
            ],
            "schools_off_street": list(self.schools_off_street),
            "gates_off_street": self.gates_off_street,
        }


def reach_of(
    streets: Streets,
    homes: Snapped,
    located: NDArray[np.bool_],
    gates: tuple[Snapped, NDArray[np.int32]],
    chosen: NDArray[np.int64],
) -> Reach:
    """Return the report on `homes`, given the gates (with their schools) numbered `chosen`."""
    edge, school = gates[0].edge[chosen], gates[1][chosen]
    on = edge >= 0
    piece_of_gate = streets.component[streets.edge_u[edge[on]]]
    held = np.unique(np.column_stack([piece_of_gate, school[on]]), axis=0)
    pieces, schools = np.unique(held[:, 0], return_counts=True)
    home_piece = np.where(homes.on_street, streets.component[streets.edge_u[homes.edge]], -1)
    state = np.full(len(homes.edge), Reached.REACHED.value, dtype="U11")
    cut_off = homes.on_street & ~np.isin(home_piece, pieces)
    state[cut_off] = Reached.CUT_OFF.value
    state[~homes.on_street] = Reached.OFF_STREET.value
    state[~located] = Reached.NOT_LOCATED.value
    lost = np.setdiff1d(np.unique(school), np.unique(school[on]))
    return Reach(
        state,
        _pieces_cut_off(streets, home_piece[cut_off]),
        tuple(zip(pieces.tolist(), schools.tolist(), strict=True)),
        tuple(lost.tolist()),
        int((~on).sum()),
    )


def _pieces_cut_off(
    streets: Streets, piece_of_home: NDArray[np.int32]
) -> tuple[tuple[int, int, int, int], ...]:
    names, homes = np.unique(piece_of_home, return_counts=True)
    nodes = np.bincount(streets.component)
    length = np.zeros(len(nodes), np.int64)
    np.add.at(length, streets.component[streets.edge_u], streets.edge_mm)
    return tuple(
        (int(c), int(n), int(nodes[c]), int(length[c])) for c, n in zip(names, homes, strict=True)
    )
