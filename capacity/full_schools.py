"""How many schools will more children come to than places, and how far may that number go?

The shift of a year lifts or lowers all its schools together, so their number swings farther than
if each drew its own lot. Under every shift schools are independent and the number's law is exact
(Poisson-binomial); over the shifts it is their mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from capacity.forecast.inputs import Plan
from capacity.forecast.learned import ALL
from capacity.forecast.panel import Floats
from capacity.forecast.reliability import Reliability
from capacity.forecast.run import ForecastRun

_TAILS = (0.1, 0.9)
_FARTHEST = 40.0
_HALVINGS = 50
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class FullSchools:
    """Schools with fewer places than children in a year: of how many, how many, and 80 % bounds."""

    year: int
    schools: int
    expected: float
    low80: int
    high80: int


def full_schools(run: ForecastRun, plans: Mapping[tuple[str, int], Plan]) -> list[FullSchools]:
    """Judge every year of the run with planned intakes, all children together."""
    row = {school: at for at, school in enumerate(run.panel.schools)}
    intake, mean = run.entry.argmax(axis=1), run.streams[ALL].mean
    found = []
    for ahead in range(1, run.horizon + 1):
        year = run.origin + ahead
        asked = [(row[school], plan.classes * plan.limit)
                 for (school, when), plan in sorted(plans.items()) if when == year]  # fmt: skip
        asked = [(s, seats) for s, seats in asked if not np.isnan(mean[s, intake[s], ahead - 1])]
        if asked:
            at, seats = (np.array(each) for each in zip(*asked, strict=True))
            said = mean[at, intake[at], ahead - 1]
            by_shift = run.outlooks[ahead].above_by_shift(said, seats)
            found.append(_told(year, by_shift, run.reliability.get(ahead, Reliability())))
    return found


def _told(year: int, by_shift: Floats, trust: Reliability) -> FullSchools:
    chance = corrected(by_shift, trust)
    low, high = bounds(number_law(chance))
    return FullSchools(year, by_shift.shape[1], float(chance.mean(axis=0).sum()), low, high)


def corrected(by_shift: Floats, trust: Reliability) -> Floats:
    """Correct the chances under each shift, (shifts, schools), as their means are corrected.

    Each school's chances move on the log-odds scale by the one amount that gives them that mean.
    """
    kept = np.clip(by_shift, _LEAST, 1 - _LEAST)
    odds, wanted = np.log(kept / (1 - kept)), trust.correct(by_shift.mean(axis=0))
    low, high = np.full(len(wanted), -_FARTHEST), np.full(len(wanted), _FARTHEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        less = (1 / (1 + np.exp(-(odds + middle)))).mean(axis=0) < wanted
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.asarray(1 / (1 + np.exp(-(odds + (low + high) / 2))))


def number_law(chance: Floats) -> Floats:
    """Return P(0, 1, … schools) of chances (shifts, schools): exact under each, then the mean."""
    law = np.zeros((len(chance), chance.shape[1] + 1))
    law[:, 0] = 1.0
    for full in chance.T[:, :, None]:
        law[:, 1:] = law[:, 1:] * (1 - full) + law[:, :-1] * full
        law[:, :1] *= 1 - full
    return np.asarray(law.mean(axis=0))


def bounds(law: Floats) -> tuple[int, int]:
    """Return the numbers between which at least 80 % of a law lies, 10 % or less on either side."""
    below = np.cumsum(law) / law.sum()
    low, high = (int(np.searchsorted(below, tail, side="left")) for tail in _TAILS)
    return low, high
