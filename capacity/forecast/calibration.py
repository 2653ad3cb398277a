"""Was the method too high or too low so far? Factors by grade, kind of cell and horizon."""

from collections.abc import Mapping

import numpy as np

from capacity.forecast.levels import unit_masks
from capacity.forecast.panel import Bools, Floats, Panel
from capacity.forecast.parameters import Parameters
from capacity.forecast.survival import Projection


class Calibration:
    """Past sums of actual and forecast pupils by (origin, horizon, kind, grade), made once."""

    def __init__(
        self, panel: Panel, projections: Mapping[int, Projection], parameters: Parameters
    ) -> None:
        self._p = parameters
        self._made = dict(projections)
        self._sums: dict[tuple[int, int], tuple[Floats, Floats]] = {}
        known = panel.known
        for t, made in projections.items():
            for h in range(1, made.pupils.shape[2]):
                if t + h < panel.n_years and known[t + h] and t + 1 >= parameters.least_history:
                    self._sums[t, h] = _sums(panel.pupils[:, :, t + h], made, h)

    def factors(self, made: Projection) -> Floats:
        """Return the factors for one origin, (schools, grades, 1 + horizon): 1 where none is known.

        Entrants, their later grades and cohorts already at school err differently, so each kind
        has its own factor in each grade. Only origins whose target year is not after this one
        are asked, of those the ones without a shock on the way (what a shock did is no bias of
        the method), and where births fed the entrants only ones where they did. Soon after a
        shock, all factors are 1.
        """
        found = np.ones_like(made.pupils)
        if made.shocked:
            return found
        for h in range(1, made.pupils.shape[2]):
            past = self._teachers(made, h)
            if past:
                actual = np.array([each[0] for each in past])
                said = np.array([each[1] for each in past])
                factor = self._factor(actual, said, h)
                for kind, mask in enumerate(_kinds(made, h)):
                    found[:, :, h] = np.where(mask, factor[kind], found[:, :, h])
        return found

    def _teachers(self, made: Projection, horizon: int) -> list[tuple[Floats, Floats]]:
        return [
            self._sums[t, h] for t, h in sorted(self._sums)
            if h == horizon and t + h <= made.origin
            and self._made[t].by_births == made.by_births
            and not made.shocks[t + 1 : t + h + 1].any()
        ]  # fmt: skip

    def _factor(self, actual: Floats, said: Floats, horizon: int) -> Floats:
        """Correct the mean log bias in so far as it stands out from its standard error.

        Targets of h years overlap, so n origins count as n / h independent ones.
        """
        p, n = self._p, len(actual)
        good = (actual > 0).all(axis=0) & (said > 0).all(axis=0)
        actual, said = np.where(good, actual, 1.0), np.where(good, said, 1.0)
        bias = np.log(actual.sum(axis=0) / said.sum(axis=0))
        spread = np.log(actual / said).var(axis=0, ddof=1) if n > 1 else np.zeros_like(bias)
        weight = p.calibration_deviation_years
        variance = (spread * (n - 1) + p.calibration_deviation**2 * weight) / (n - 1 + weight)
        error = p.calibration_doubt * variance / max(1.0, n / horizon)
        trust = p.calibration_share * bias**2 / (bias**2 + error)
        return np.asarray(np.exp(np.where(good, trust * bias, 0.0)))


def _kinds(made: Projection, horizon: int) -> list[Bools]:
    open_ = ~np.isnan(made.pupils[:, :, 0])
    return list(unit_masks(made.entry, open_, horizon).values())


def _sums(actual: Floats, made: Projection, horizon: int) -> tuple[Floats, Floats]:
    """Sum actual and forecast pupils over the schools, each (kinds, grades)."""
    said = made.pupils[:, :, horizon]
    both = ~np.isnan(actual) & ~np.isnan(said)
    kinds = [mask & both for mask in _kinds(made, horizon)]
    return (
        np.array([np.where(kind, actual, 0).sum(axis=0) for kind in kinds]),
        np.array([np.where(kind, said, 0).sum(axis=0) for kind in kinds]),
    )
