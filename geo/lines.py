"""What do all street sources have in common? Drawn lines in WGS84 whose points have identities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BEND = -1
"""The identity of a point that only shapes its line and can never be a junction."""

OSM_LICENCE = (
    "© OpenStreetMap contributors, Open Database License (ODbL) 1.0, "
    "https://www.openstreetmap.org/copyright"
)


@dataclass(frozen=True, slots=True)
class DrawnLines:
    """Streets as drawn in a source, before they are split at their junctions.

    `lon`, `lat` float64 (p) in degrees WGS84; `key` int64 (p): equal keys are one place where
    lines meet, BEND never meets, the two ends of a line always have a key; `start` int64
    (lines + 1) into the points. `origin`: the manifest's entries about the source.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    key: NDArray[np.int64]
    start: NDArray[np.int64]
    origin: Mapping[str, Any]


def keys_of_places(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give equal keys to ends that coincide to 1e-7 degrees (1 cm, the grain of OSM itself)."""
    grain = np.column_stack([np.rint(lon * 1e7), np.rint(lat * 1e7)]).astype(np.int64)
    return np.unique(grain, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def keys_of_names(names: Sequence[object] | NDArray[Any]) -> NDArray[np.int64]:
    """Give equal keys to equal node names; the keys follow the order of the names."""
    return np.unique(np.asarray(names), return_inverse=True)[1].reshape(-1).astype(np.int64)


def keys_at_ends(
    ends: NDArray[np.int64], start: NDArray[np.int64], n_points: int
) -> NDArray[np.int64]:
    """Spread the keys of the ends, (lines, 2), over the points; all others are bends."""
    key = np.full(n_points, BEND, np.int64)
    key[start[:-1]] = ends[:, 0]
    key[start[1:] - 1] = ends[:, 1]
    return key
