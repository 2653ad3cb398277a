"""What is known of each home after matching? Its state, its zones, and the nearest line."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class MatchState(StrEnum):
    """What the polygons say about a home; only UNIQUE and SHARED are answers."""

    UNIQUE = "unique"
    SHARED = "shared"
    CONTESTED = "contested"
    OUTSIDE = "outside"
    NOT_LOCATED = "not_located"


STATES = tuple(MatchState)
"""The order of the codes in `Matches.state`."""

CODE = {state: np.uint8(code) for code, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The answer for n homes, in their order.

    `state` uint8 (n): index into STATES. `pair_start` int64 (n + 1) bounds each home's zones in
    `pair_zone` int32 (row of the plan, ascending) and `pair_covers` bool: the zone covers the
    home (its border included); otherwise it only comes within the tolerance. `line_distance_m`
    float64 (n): to the nearest zone border, NaN where the home is not located or the plan is
    empty. `line_zone` int32 (n): the zone on the other side of that border, of which the home is
    not part; -1 where there is none.
    """

    state: NDArray[np.uint8]
    pair_start: NDArray[np.int64]
    pair_zone: NDArray[np.int32]
    pair_covers: NDArray[np.bool_]
    line_distance_m: NDArray[np.float64]
    line_zone: NDArray[np.int32]

    def __len__(self) -> int:
        """Count the homes."""
        return len(self.state)

    def state_of(self, home: int) -> MatchState:
        """Return the state of one home."""
        return STATES[int(self.state[home])]

    def zones_of(self, home: int) -> tuple[int, ...]:
        """Return the plan rows of all zones of one home, ascending: those it could belong to."""
        own = slice(int(self.pair_start[home]), int(self.pair_start[home + 1]))
        return tuple(self.pair_zone[own].tolist())

    def covering(self, home: int) -> tuple[int, ...]:
        """Return the plan rows of the zones that cover one home."""
        own = slice(int(self.pair_start[home]), int(self.pair_start[home + 1]))
        return tuple(self.pair_zone[own][self.pair_covers[own]].tolist())

    def pair_home(self) -> NDArray[np.int64]:
        """Return the home of each (home, zone) pair."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.pair_start))

    def states(self) -> Sequence[str]:
        """Return the states in words, one per home."""
        words = np.array([str(state) for state in STATES], dtype=object)
        answer: list[str] = words[self.state].tolist()
        return answer

    def counts(self) -> dict[str, int]:
        """Count the homes of each state."""
        count = np.bincount(self.state, minlength=len(STATES))
        return {str(state): int(count[code]) for code, state in enumerate(STATES)}
