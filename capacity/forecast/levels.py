"""On which level is a forecast judged? Cells by where they come from, schools, districts, total."""

from enum import StrEnum

import numpy as np

from capacity.forecast.panel import Bools, Floats, Ints, Panel
from capacity.forecast.ratios import by_district


class Unit(StrEnum):
    """Figures whose errors are of one kind, so that their widths are learned together."""

    ENTRY = "entry"
    FED = "fed"
    MOVED = "moved"
    SCHOOL = "school"
    DISTRICT = "district"
    TOTAL = "total"


CELL_UNITS = (Unit.ENTRY, Unit.FED, Unit.MOVED)
LEVELS = {
    "cell": CELL_UNITS,
    "entry": (Unit.ENTRY,),
    "school": (Unit.SCHOOL,),
    "district": (Unit.DISTRICT,),
    "total": (Unit.TOTAL,),
}


def depth(entry: Bools) -> Ints:
    """Return how many grades each cell lies above the entry cell that feeds it, (schools, grades).

    Cells below every entry cell count from the lowest grade; they are not open.
    """
    found = np.zeros(entry.shape, np.int64)
    for g in range(1, entry.shape[1]):
        found[:, g] = np.where(entry[:, g], 0, found[:, g - 1] + 1)
    return found


def unit_masks(entry: Bools, counted: Bools, horizon: int) -> dict[Unit, Bools]:
    """Say which counted cells are entrants, which descend from forecast entrants, which do not."""
    steps = depth(entry)
    return {
        Unit.ENTRY: counted & (steps == 0),
        Unit.FED: counted & (steps > 0) & (steps < horizon),
        Unit.MOVED: counted & (steps > 0) & (steps >= horizon),
    }


def at_units(
    values: Floats, masks: dict[Unit, Bools], counted: Bools, panel: Panel
) -> dict[Unit, Floats]:
    """Return the values of every unit as flat arrays; sums are over the counted cells only."""
    kept = np.where(counted, values, 0.0)
    rolls = np.asarray(kept.sum(axis=1))
    there = np.asarray(counted.any(axis=1))
    n = len(panel.districts)
    districts = by_district(rolls, panel.district_of, n)
    some = by_district(there.astype(np.float64), panel.district_of, n) > 0
    found = {unit: values[mask] for unit, mask in masks.items()}
    found[Unit.SCHOOL] = rolls[there]
    found[Unit.DISTRICT] = districts[some]
    found[Unit.TOTAL] = rolls.sum(keepdims=True) if there.any() else np.empty(0)
    return found


def counted_cells(panel: Panel, origin: int, target: int, *, every_grade: bool) -> Bools:
    """Say which cells are scored: those of schools whose grades are open at origin and target.

    `every_grade` asks for all grades of the panel; otherwise for the school's own at the origin,
    which is how a panel of schools with different spans (K-5 beside 6-8) is judged.
    """
    then, now = panel.open[:, :, origin], panel.open[:, :, target]
    wanted = np.asarray(np.ones_like(then) if every_grade else then)
    kept = (then & now) | ~wanted
    whole = np.asarray(kept.all(axis=1) & then.any(axis=1))
    return np.asarray(wanted & whole[:, None])


def asks_every_grade(panel: Panel) -> bool:
    """Say whether most school-years hold every grade, so that schools can be held to it."""
    open_ = panel.open
    running = open_.any(axis=1)
    return bool(2 * open_.all(axis=1).sum() >= running.sum())
