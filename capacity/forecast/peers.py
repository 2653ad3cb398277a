"""What would the usual rules have said? Last year's roll, and cohort survival weighted 3-2-1."""

import numpy as np

from capacity.forecast.panel import Filled, Floats, Panel, fill
from capacity.forecast.parameters import FROZEN
from capacity.forecast.ratios import ratios

WEIGHTS = np.array([3.0, 2.0, 1.0])


def last_year(now: Floats, horizon: int) -> Floats:
    """Return the origin's pupils for 0..horizon years ahead, (schools, grades, 1 + horizon)."""
    return np.repeat(now[:, :, None], horizon + 1, axis=2)


class CohortSurvival321:
    """Cohort survival as many districts do it by hand: a school's own ratios, weighted 3-2-1.

    Entrants are the weighted mean of the last three years; a school without a ratio of its own
    has its district's.
    """

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._filled: Filled = fill(panel.pupils)

    def forecast(self, t: int, horizon: int) -> Floats:
        """Return the pupils for 0..horizon years after year index `t`."""
        panel = self._panel
        window = self._filled.until(t, len(WEIGHTS) + 1)
        found = ratios(window, WEIGHTS, panel.district_of, len(panel.districts), FROZEN)
        ratio = found.shrunk(np.zeros(window.shape[1] - 1))
        recent = window[:, :, ::-1][:, :, : len(WEIGHTS)]
        weight = np.where(np.isnan(recent), 0.0, WEIGHTS[: recent.shape[2]])
        mean = (np.nan_to_num(recent) * weight).sum(axis=2) / np.maximum(weight.sum(axis=2), 1.0)
        now = panel.pupils[:, :, t]
        out = last_year(now, horizon)
        entry = ~np.isnan(now)
        entry[:, 1:] &= np.isnan(now[:, :-1])
        for h in range(1, horizon + 1):
            out[:, 1:, h] = np.where(np.isnan(now[:, 1:]), np.nan, ratio * out[:, :-1, h - 1])
            out[:, :, h] = np.where(entry, mean, out[:, :, h])
        return out
