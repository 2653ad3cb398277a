"""What does a district's past teach, whatever the scenario? Learned once, asked many times.

A scenario switches what is to come. Errors of the past, and so widths and corrections, hold for
each of them; only births of cohorts that have not entered yet ask for a forecast of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from capacity.forecast.backtest import Backtest, Forecast
from capacity.forecast.intervals import Width
from capacity.forecast.levels import Unit
from capacity.forecast.outlook import Outlook
from capacity.forecast.panel import Births, Bools, Panel
from capacity.forecast.reliability import Reliability, reliabilities
from capacity.forecast.survival import Projector

ALL = "all"
CLASS_SIZE = 40
"""Whole classes to which past best intakes are rounded up, as the stand-in for past seats."""

Widths = Mapping[int, Mapping[Unit, Width]]
"""Widths by years ahead and unit."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What one stream's past teaches: its forecast from the last recorded year, and widths."""

    panel: Panel
    projector: Projector
    made: Forecast
    widths: Widths

    @property
    def origin(self) -> int:
        """Return the index of the last recorded year."""
        return self.made.made.origin

    def with_births(self, factor: float) -> Forecast:
        """Return the forecast with the births of cohorts that have not entered yet scaled.

        The same as if all had been learned from the scaled births: no year that was scored by the
        origin rests on them, and the factors of calibration ask only whether births fed it.
        """
        births = self.panel.births
        if births is None or factor == 1.0:
            return self.made
        year = self.panel.first_year + self.origin
        made = self.projector.with_births(_scaled(births, year, factor)).last()
        return Forecast(made, self.made.factors, made.pupils * self.made.factors)


@dataclass(frozen=True, slots=True)
class Learned:
    """What all streams teach; all but `streams` is of all children together.

    `outlooks` are the laws of intakes by years ahead, `reliability` corrects their probabilities.
    """

    everybody: Panel
    origin: int
    horizon: int
    streams: Mapping[str, Stream]
    widths: Widths
    entry: Bools
    shocked: bool
    outlooks: Mapping[int, Outlook]
    reliability: Mapping[int, Reliability]


def learn(everybody: Panel, streams: Mapping[str, Panel], horizon: int) -> Learned:
    """Learn from the last recorded year back; streams share schools, grades and years.

    Without streams all children are one. Every stream has its own history and drivers; the whole
    is judged by what the sum of their forecasts missed.
    """
    origin = int(np.flatnonzero(everybody.known)[-1])
    whole = Backtest(everybody, horizon)
    parts = {name: Backtest(panel, horizon) for name, panel in streams.items()} or {ALL: whole}
    whole.replace_by_sum(list(parts.values()))
    made, widths = whole.forecasts[origin].made, _widths(whole, origin)
    outlooks = {h: whole.outlook(origin, h) for h in widths}
    trust = reliabilities(whole, origin, tuple(widths), CLASS_SIZE)
    return Learned(everybody, origin, horizon, {name: _stream(run) for name, run in parts.items()},
                   widths, made.entry, made.shocked, outlooks, trust)  # fmt: skip


def _stream(run: Backtest) -> Stream:
    origin = int(np.flatnonzero(run.panel.known)[-1])
    return Stream(run.panel, run.projector, run.forecasts[origin], _widths(run, origin))


def _widths(run: Backtest, origin: int) -> Widths:
    return {h: run.widths(origin, h) for h in range(1, run.horizon + 1)}


def _scaled(births: Births, last_year: int, factor: float) -> Births:
    """Scale the births of the cohorts that enter after `last_year`."""
    later = np.arange(births.count.shape[1]) + births.first_year > last_year - births.entry_age
    return replace(births, count=np.where(later, factor, 1) * births.count)
