"""What is known of the place a child registers from, and which zones claim it?"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """The anchor's place as the look-up desk found it, frozen with the application.

    `x_m`, `y_m`: metres in `crs`, the district's one system (None: not located). `zone_state`:
    unique, shared, contested, outside, not_located. `walk_m`: whole metres to each candidate
    school. `plan_digest`: the zones it was matched against.
    """

    x_m: float | None
    y_m: float | None
    crs: str
    source: str
    precision: str
    building_id: str
    zone_state: str
    zone_ids: tuple[str, ...]
    school_ids: tuple[str, ...]
    basis: str
    line_distance_m: float | None
    walk_m: Mapping[str, int]
    plan_digest: str
