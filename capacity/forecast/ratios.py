"""How many of a cohort stay? Ratios of grade to grade, a school's own shrunk to its district's."""

from dataclasses import dataclass

import numpy as np

from capacity.forecast.panel import Floats, Ints
from capacity.forecast.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Ratios:
    """Moves into grades 1.. of the panel: own weighted sums and the district's ratio.

    `arrived`, `started` and `area` are (schools, grades - 1), in pupils of one year's weight.
    """

    arrived: Floats
    started: Floats
    area: Floats

    def shrunk(self, pseudo_pupils: Floats) -> Floats:
        """Return the ratio for each number of pseudo-pupils, (..., schools, grades - 1).

        A ratio of sums, never a mean of ratios: those are biased upwards.
        """
        weight = pseudo_pupils[..., None, :] if pseudo_pupils.ndim else pseudo_pupils
        below = self.started + weight
        drawn = self.arrived + weight * self.area
        return np.asarray(np.where(below > 0, drawn / np.maximum(below, 1e-12), self.area))


def ratios(
    window: Floats, weights: Floats, district_of: Ints, n_districts: int, parameters: Parameters
) -> Ratios:
    """Sum the last moves of `window` (schools, grades, years), the newest year last.

    `weights` are for the newest move first. A district without any pupil has the city's ratio.
    """
    arrived = np.zeros((window.shape[0], window.shape[1] - 1))
    started = np.zeros_like(arrived)
    last = window.shape[2] - 1
    for j, weight in enumerate(weights[:last]):
        upper, lower = window[:, 1:, last - j], window[:, :-1, last - j - 1]
        both = ~np.isnan(upper) & ~np.isnan(lower)
        arrived += weight * np.where(both, upper, 0.0)
        started += weight * np.where(both, lower, 0.0)
    top, bottom = arrived.sum(axis=0), started.sum(axis=0)
    city = np.where(bottom > 0, top / np.maximum(bottom, 1e-12), 1.0)
    pseudo = parameters.area_pseudo_pupils
    upper_d = by_district(arrived, district_of, n_districts) + pseudo * city
    lower_d = by_district(started, district_of, n_districts) + pseudo
    return Ratios(arrived, started, np.asarray((upper_d / lower_d)[district_of]))


def by_district(values: Floats, district_of: Ints, n_districts: int) -> Floats:
    """Sum (schools, ...) over the schools of each district; NaN counts as nothing."""
    found = np.zeros((n_districts, *values.shape[1:]))
    np.add.at(found, district_of, np.nan_to_num(values))
    return found
