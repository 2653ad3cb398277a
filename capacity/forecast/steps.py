"""Why is the figure what it is? Steps from last year's pupils to the forecast that add up to it."""

from dataclasses import dataclass

import numpy as np

from capacity.forecast.backtest import Forecast
from capacity.forecast.panel import Floats

STEPS = (
    "last_year", "moving_up", "entrants", "calibration", "housing", "registrations", "events",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Steps:
    """One stream's forecast for 1.. years ahead by step, each (schools, grades, years).

    `moving_up`: the cohorts of today in their later grades, entrants staying as they are.
    `entrants`: births times capture, or the smoothed level with damped growth, instead.
    `registrations`: what this season's registrations say beyond that of the next intake. `events`:
    decisions known. The sum of the steps is the forecast.
    """

    last_year: Floats
    moving_up: Floats
    entrants: Floats
    calibration: Floats
    housing: Floats
    registrations: Floats
    events: Floats

    @property
    def total(self) -> Floats:
        """Return the forecast: the sum of the steps."""
        return np.asarray(sum(getattr(self, name) for name in STEPS))


def steps_of(made: Forecast) -> Steps:
    """Take a forecast apart; no housing, registrations and events yet."""
    now = made.made.pupils[:, :, :1]
    held, fed = made.made.held[:, :, 1:], made.made.pupils[:, :, 1:]
    nothing = np.zeros_like(fed)
    return Steps(
        last_year=np.repeat(now, fed.shape[2], axis=2),
        moving_up=held - now,
        entrants=fed - held,
        calibration=made.pupils[:, :, 1:] - fed,
        housing=nothing,
        registrations=nothing.copy(),
        events=nothing.copy(),
    )
