"""How likely is an intake above a limit? A shift all schools share, and each its own chance."""

from dataclasses import dataclass

import numpy as np

from capacity.forecast.intervals import Width
from capacity.forecast.panel import Floats

_HALF_A_CHILD = 0.5


@dataclass(frozen=True, slots=True)
class Outlook:
    """The law of intakes at one horizon: shifts of the year as equally likely, and `own` errors.

    `shifts` are on the log scale and move every forecast together; `own` is the width of what is
    left once the year's shift is known, independent from school to school.
    """

    shifts: tuple[float, ...]
    own: Width

    def above(self, said: Floats, limit: Floats) -> Floats:
        """Return the probability that more than `limit` children come, at each forecast.

        Children are whole: more than 30 begins half-way between 30 and 31 of the law of errors,
        which knows no whole numbers.
        """
        return np.asarray(self.above_by_shift(said, limit).mean(axis=0))

    def above_by_shift(self, said: Floats, limit: Floats) -> Floats:
        """Return that probability under each shift, (shifts, ...): then schools are independent."""
        moved = np.exp(np.array(self.shifts)).reshape(-1, *[1] * said.ndim) * said
        return self.own.above(moved, np.broadcast_to(limit + _HALF_A_CHILD, moved.shape))

    def beyond(self, said: float, limit: float) -> float:
        """Return how many pupils above `limit` are to be expected at a forecast."""
        return float(np.mean([self.own.beyond(said * np.exp(s), limit) for s in self.shifts]))
