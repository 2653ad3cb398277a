"""What does the list of placements hold? One row per child, ids only (S48, S59)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.case import Case
from capacity.claims import NO_THRESHOLD
from capacity.explain import Explanation
from capacity.overflow import Placement
from geo.table import Measure

COLUMNS = (
    "child_id", "home_id", "status", "school_id", "zone_ids", "zone_state", "basis", "tier",
    "own_school_id", "metres", "own_school_m", "moved", "reason", "stays_if_other_farther_m",
    "stays_if_places_more", "line_distance_m", "measure", "location_source", "precision", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Homes:
    """What is known of every child before placing, parallel to the sorted child ids."""

    frame: pd.DataFrame  # child_id, home_id, zone_ids, zone_state, basis, line_distance_m, …
    run: np.ndarray  # rows of `frame` that are in the case, in the case's order
    by_air: np.ndarray  # per child of the case: straight lines stand in
    measure: Measure


def placements_frame(
    homes: Homes, case: Case, placement: Placement, found: Explanation | None
) -> pd.DataFrame:
    """Return the list of all children, held ones included, sorted by child id."""
    frame = homes.frame.reset_index(drop=True).reindex(columns=list(COLUMNS)).copy()
    text = ("status", "school_id", "own_school_id", "reason", "measure")
    for column in text:
        frame[column] = ""
    numbers = (
        "metres",
        "own_school_m",
        "moved",
        "stays_if_other_farther_m",
        "stays_if_places_more",
    )
    for column in numbers:
        frame[column] = pd.array([pd.NA] * len(frame), dtype="Int64")
    frame["status"] = "held"
    run = homes.run
    names = np.array([*case.school_ids, ""], dtype=object)
    if placement.shortage is None:
        frame.loc[run, "status"] = "placed"
        frame.loc[run, "school_id"] = names[placement.school]
    else:  # R0: the rule stops, nobody is told a school
        frame.loc[run, "status"] = "short"
    aerial = np.where(homes.by_air, str(Measure.STRAIGHT_LINE), str(homes.measure))
    frame.loc[run, "measure"] = aerial
    if found is not None:
        _add_reasons(frame, homes, case, names, found)
    return frame[list(COLUMNS)]


def _add_reasons(
    frame: pd.DataFrame, homes: Homes, case: Case, names: np.ndarray, found: Explanation
) -> None:
    run = homes.run
    frame.loc[run, "own_school_id"] = names[found.own]
    frame.loc[run, "reason"] = [str(reason) for reason in found.reason]
    frame.loc[run, "moved"] = _whole((found.own >= 0) & ~in_zone(case, frame.loc[run, "school_id"]))
    frame.loc[run, "metres"] = _whole(found.metres)
    frame.loc[run, "own_school_m"] = _whole(found.own_m)
    frame.loc[run, "stays_if_other_farther_m"] = _whole(found.lacking)
    frame.loc[run, "stays_if_places_more"] = _whole(found.places_needed)


def in_zone(case: Case, school_id: Sequence[str]) -> np.ndarray:
    """Say for each child of the case whether `school_id` is one of its own zone."""
    index = {name: number for number, name in enumerate(case.school_ids)}
    school = np.array([index.get(name, -1) for name in school_id], dtype=np.int64)
    hit = case.claimed & (school[case.option_child] == case.option_school)
    return np.bincount(case.option_child[hit], minlength=len(case)) > 0


def _whole(values: np.ndarray) -> pd.arrays.IntegerArray:
    """Return nullable whole numbers; -1 stands for nothing."""
    values = np.asarray(values, dtype=np.int64)
    return pd.arrays.IntegerArray(values.copy(), mask=values < 0)


def prices_frame(case: Case, placement: Placement) -> pd.DataFrame:
    """Return every stage's price at every school: what one more place there would save."""
    rows = [
        (stage.tier, str(stage.kind), name, price)
        for stage in placement.stages
        for name, price in zip(case.school_ids, stage.price.tolist(), strict=True)
    ]
    return pd.DataFrame(rows, columns=["tier", "kind", "school_id", "price"])


def turned_away_from(placement: Placement) -> np.ndarray:
    """Mark the schools that could not hold their own zone's children."""
    full = [entry.threshold < NO_THRESHOLD for entry in placement.claiming]
    return np.logical_or.reduce(full) if full else np.zeros(0, dtype=np.bool_)
