"""Which zone does a home fall in, and how near is it to the next one?"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zones.cover import Pairs, covering_pairs
from zones.matches import CODE, STATES, Matches, MatchState
from zones.plan import Plan

__all__ = ["STATES", "TOLERANCE_M", "Engine", "MatchState", "Matches", "match_zones"]

TOLERANCE_M = 0.5
"""A home this near to a zone's line is left for a person.

Above the rounding of coordinates in files (1e-5 degrees are 0.8-1.1 m, 1e-6 are 0.1 m) and of
conversions (millimetres), below the width of a street: homes on both sides of it stay apart.
"""


SEGMENTS_PER_HOME = 12
"""The grid is built for a plan with up to this many border segments for each home matched.

Measured at 1,000 zones, 0.9 M segments: built in 0.16 s, the time GEOS takes for 80,000 homes.
"""


class Engine(StrEnum):
    """How the covering zones are found: GEOS on candidates, or a grid with GEOS for doubts."""

    GEOS = "geos"
    GRID = "grid"


def match_zones(
    x_m: ArrayLike,
    y_m: ArrayLike,
    plan: Plan,
    *,
    tolerance_m: float = TOLERANCE_M,
    engine: Engine | None = None,
) -> Matches:
    """Match homes, in the district's metres, to the zones of one level on one day.

    UNIQUE: one zone covers the home; SHARED: one zone that names several schools; CONTESTED: two
    or more zones cover it, or a line - of its own zone, of a neighbour or of the outer border - is
    within `tolerance_m`; OUTSIDE: no zone; NOT_LOCATED: a coordinate is NaN. Borders belong to the
    zones on both sides. Each home's answer depends on nothing but itself and the plan; `engine`
    (None: chosen by the number of homes) only on how long it takes.
    Raises ValueError for a plan of several levels or days (call `plan.on(day, level)` first), for
    a negative tolerance, and for arrays of unequal length.
    """
    x, y = _coordinates(x_m, y_m)
    _require_one_day(plan, tolerance_m)
    located = np.isfinite(x) & np.isfinite(y)
    x, y = np.where(located, x, np.nan), np.where(located, y, np.nan)
    home, zone = _covering(x, y, plan, engine)
    start = _starts(home, len(x))
    distance, line_zone = np.full(len(x), np.nan), np.full(len(x), -1, np.int32)
    if len(plan):
        from zones.lines import nearest_lines

        distance, line_zone = nearest_lines(x, y, start, zone, plan.lines)
    near = np.flatnonzero(located & (distance <= tolerance_m))
    state = _states(np.diff(start), home, zone, plan)
    state[near] = CODE[MatchState.CONTESTED]
    state[~located] = CODE[MatchState.NOT_LOCATED]
    pairs = _with_near(home, zone, _near_pairs(x, y, near, plan, tolerance_m))
    return Matches(state, _starts(pairs[0], len(x)), pairs[1], pairs[2], distance, line_zone)


def _covering(
    x: NDArray[np.float64], y: NDArray[np.float64], plan: Plan, engine: Engine | None
) -> Pairs:
    if engine is None and len(plan):
        # Building the grid must pay for itself; once built it always does.
        pays = "cover" in vars(plan) or len(plan.lines.zone) <= SEGMENTS_PER_HOME * len(x)
        engine = Engine.GRID if pays else Engine.GEOS
    if engine is Engine.GEOS or not len(plan):
        return covering_pairs(x, y, plan.polygons, plan.tree)
    from zones.cover_grid import covering_pairs_by_grid

    return covering_pairs_by_grid(x, y, plan.polygons, plan.cover)


def _coordinates(x_m: ArrayLike, y_m: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = np.ascontiguousarray(x_m, dtype=np.float64)
    y = np.ascontiguousarray(y_m, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        message = f"x_m and y_m must be two equally long rows of metres, not {x.shape}, {y.shape}"
        raise ValueError(message)
    return x, y


def _require_one_day(plan: Plan, tolerance_m: float) -> None:
    if not plan.of_one_day:
        message = "the plan holds several levels or days; call plan.on(day, level) first"
        raise ValueError(message)
    if not 0 <= tolerance_m < np.inf:
        message = f"tolerance_m must be a distance from 0 on, not {tolerance_m}"
        raise ValueError(message)


def _starts(home: NDArray[np.int64], homes: int) -> NDArray[np.int64]:
    counts = np.bincount(home, minlength=homes)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _states(
    covering: NDArray[np.int64], home: NDArray[np.int64], zone: NDArray[np.int32], plan: Plan
) -> NDArray[np.uint8]:
    state = np.full(len(covering), CODE[MatchState.OUTSIDE], np.uint8)
    state[home] = np.where(
        plan.multi_school[zone], CODE[MatchState.SHARED], CODE[MatchState.UNIQUE]
    )
    state[covering > 1] = CODE[MatchState.CONTESTED]
    return state


def _near_pairs(
    x: NDArray[np.float64], y: NDArray[np.float64], near: NDArray[np.int64], plan: Plan,
    tolerance_m: float,
) -> Pairs:  # fmt: skip
    """Return all zones with a line within the tolerance of the homes that have one."""
    if not len(near):
        return np.empty(0, np.int64), np.empty(0, np.int32)
    from zones.lines import zones_within

    home, zone = zones_within(x[near], y[near], tolerance_m, plan.lines)
    return near[home], zone


def _with_near(
    home: NDArray[np.int64], zone: NDArray[np.int32], near: Pairs
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]]:
    """Merge covering and near pairs, each once, saying which of them cover."""
    keys = np.concatenate([_key(home, zone), _key(*near)])
    unique, first = np.unique(keys, return_index=True)
    return unique >> 32, (unique & 0xFFFFFFFF).astype(np.int32), first < len(home)


def _key(home: NDArray[np.int64], zone: NDArray[np.int32]) -> NDArray[np.int64]:
    return (home.astype(np.int64) << 32) | zone
