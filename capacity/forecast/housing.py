"""How many pupils do new homes bring, beyond the building that past ratios hold already?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from capacity.forecast.panel import Floats, Panel

FILLING = (0.4, 0.7, 1.0)
"""Share of its pupils a building has in the year it is finished, one and two years later."""
YIELDS = {"commercial": 0.20, "affordable": 0.30, "public_rental": 0.25, "resettlement": 0.25}
"""Pupils of all primary grades a flat, by tenure; defaults of the program, to be replaced."""
USUAL_YEARS = 4


@dataclass(frozen=True, slots=True)
class Development:
    """New homes for one school's zone: flats finished in one calendar year."""

    school: str
    units: float
    kind: str
    year: int


def pupils_of_housing(
    developments: Sequence[Development],
    panel: Panel,
    origin: int,
    horizon: int,
    yields: Mapping[str, float],
) -> Floats:
    """Return added pupils for 1..horizon years after the origin year, (schools, grades, years).

    A flat's pupils are spread evenly over the school's open grades and come in as `FILLING` says.
    Ratios of grade to grade already hold the building of the last four years: its yearly mean is
    taken off each later year, so that a usual year adds nothing and a halt takes some away.
    """
    row = {school: at for at, school in enumerate(panel.schools)}
    added = np.zeros((len(panel.schools), horizon))
    for each in developments:
        pupils = each.units * yields[each.kind]
        if each.year > origin:
            _fill(added[row[each.school]], each.year - origin - 1, pupils)
        elif each.year > origin - USUAL_YEARS:
            for later in range(horizon):
                _fill(added[row[each.school]], later, -pupils / USUAL_YEARS)
    open_ = panel.open[:, :, origin - panel.first_year].astype(np.float64)
    share = open_ / np.maximum(open_.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(share[:, :, None] * added[:, None, :])


def _fill(years: Floats, start: int, pupils: float) -> None:
    for at in range(start, len(years)):
        years[at] += pupils * FILLING[min(at - start, len(FILLING) - 1)]
