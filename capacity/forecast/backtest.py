"""What would the forecast have said in every past year, how wide, and what came?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from capacity.forecast.calibration import Calibration
from capacity.forecast.intervals import Width, learn_width
from capacity.forecast.levels import (
    CELL_UNITS,
    Unit,
    asks_every_grade,
    at_units,
    counted_cells,
    unit_masks,
)
from capacity.forecast.outlook import Outlook
from capacity.forecast.panel import Bools, Floats, Panel
from capacity.forecast.parameters import FROZEN, Parameters
from capacity.forecast.survival import Projection, Projector
from capacity.forecast.year_shift import YearMiss, YearShifts, learn_shifts, year_miss


@dataclass(frozen=True, slots=True)
class Forecast:
    """One origin's forecast: the projection, its calibration factors, and their product.

    `factors` and `pupils` are (schools, grades, 1 + horizon).
    """

    made: Projection
    factors: Floats
    pupils: Floats


class Backtest:
    """Forecasts of every origin of a panel, and the widths each could have learned by then."""

    def __init__(self, panel: Panel, horizon: int, parameters: Parameters = FROZEN) -> None:
        self.panel, self.horizon, self.parameters = panel, horizon, parameters
        self.every_grade = asks_every_grade(panel)
        self.projector = Projector(panel, horizon, parameters)
        projections = self.projector.all()
        calibration = Calibration(panel, projections, parameters)
        self.forecasts: dict[int, Forecast] = {}
        for t, made in projections.items():
            factors = calibration.factors(made)
            self.forecasts[t] = Forecast(made, factors, made.pupils * factors)
        self._units: dict[tuple[int, int], dict[Unit, tuple[Floats, Floats]]] = {}
        self._widths: dict[tuple[Unit, int, int], Width] = {}
        self._outlooks: dict[tuple[int, int], Outlook] = {}
        self._shifts: dict[int, YearShifts] = {}

    def replace_by_sum(self, parts: Sequence["Backtest"]) -> None:
        """Let every forecast be the sum of its parts' (streams), so that widths are of that sum.

        A part that is not open counts as nobody. Before any width is learned.
        """
        for t, made in list(self.forecasts.items()):
            every = [part.forecasts[t].pupils for part in parts if t in part.forecasts]
            if len(every) == len(parts):
                total = np.where(np.isnan(made.pupils), np.nan, np.nansum(every, axis=0))
                self.forecasts[t] = replace(made, pupils=total)

    def origins(self, horizon: int) -> list[int]:
        """Return the origins whose target is recorded and whose history is long enough.

        Five years, or half of what a short panel has. This decides what is scored, never what is
        forecast.
        """
        known = self.panel.known
        least = min(self.parameters.least_history, max(2, self.panel.n_years // 2))
        return [
            t for t in self.forecasts
            if t + 1 >= least
            and t + horizon < self.panel.n_years and known[t + horizon]
        ]  # fmt: skip

    def counted(self, t: int, horizon: int) -> Bools:
        """Say which cells are judged for this origin and horizon."""
        cells = counted_cells(self.panel, t, t + horizon, every_grade=self.every_grade)
        return np.asarray(cells & ~np.isnan(self.forecasts[t].pupils[:, :, horizon]))

    def units(self, t: int, horizon: int) -> dict[Unit, tuple[Floats, Floats]]:
        """Return (forecast, actual) of every unit of one origin and horizon."""
        key = (t, horizon)
        if key not in self._units:
            counted = self.counted(t, horizon)
            masks = unit_masks(self.forecasts[t].made.entry, counted, horizon)
            said = at_units(self.forecasts[t].pupils[:, :, horizon], masks, counted, self.panel)
            came = at_units(self.panel.pupils[:, :, t + horizon], masks, counted, self.panel)
            self._units[key] = {unit: (said[unit], came[unit]) for unit in said}
        return self._units[key]

    def width(self, unit: Unit, t: int, horizon: int) -> Width:
        """Learn the width of a unit from the origins whose targets lie not after year `t`.

        Where none does yet, the longest shorter horizon that has some is widened.
        """
        key = (unit, t, horizon)
        if key not in self._widths:
            power = 0.5 if unit in CELL_UNITS else 1.0
            self._widths[key] = self._learned(
                lambda s, shorter: self.units(s, shorter)[unit], t, horizon, power
            )
        return self._widths[key]

    def _learned(
        self, told: Callable[[int, int], tuple[Floats, Floats]], t: int, horizon: int, power: float
    ) -> Width:
        for shorter in range(horizon, 0, -1):
            past = [told(s, shorter) for s in self._teachers(t, shorter)]
            past = [each for each in past if len(each[0])]
            if past or shorter == 1:
                learned = learn_width(past, shorter, self.parameters)
                return learned.widened((horizon / shorter) ** power)
        message = f"no horizon of {horizon} years"
        raise ValueError(message)

    def outlook(self, t: int, horizon: int) -> Outlook:
        """Learn the law of intakes: the shift their year shares, and a school's own width."""
        key = (t, horizon)
        if key not in self._outlooks:
            own = self._learned(self._apart, t, horizon, 0.5)
            self._outlooks[key] = Outlook(self.shifts(t).points(horizon), own)
        return self._outlooks[key]

    def shifts(self, t: int) -> YearShifts:
        """Learn the law of the shifts of the years after `t`, from misses known in that year."""
        if t not in self._shifts:
            most = min(self.parameters.shift_teachers, self.horizon)
            past = [self.miss(s, h) for h in range(1, most + 1) for s in self._teachers(t, h)]
            self._shifts[t] = learn_shifts(past, t, self.horizon, self.parameters)
        return self._shifts[t]

    def miss(self, t: int, horizon: int) -> YearMiss:
        """Measure by how much an origin missed all intakes together."""
        return year_miss(t, t + horizon, *self.units(t, horizon)[Unit.ENTRY])

    def _apart(self, t: int, horizon: int) -> tuple[Floats, Floats]:
        """Return (forecast, actual) of the intakes, the forecasts moved by what the year shared."""
        said, came = self.units(t, horizon)[Unit.ENTRY]
        return said * np.exp(self.miss(t, horizon).common(self.parameters)), came

    def widths(self, t: int, horizon: int) -> dict[Unit, Width]:
        """Learn the widths of all units."""
        return {unit: self.width(unit, t, horizon) for unit in Unit}

    def _teachers(self, t: int, horizon: int) -> Iterable[int]:
        """Origins that may teach: also younger ones than are scored, so that there are enough."""
        known = self.panel.known
        least = min(3, self.parameters.least_history)
        return [s for s in self.forecasts
                if s + 1 >= least and s + horizon <= t and known[s + horizon]]  # fmt: skip


def cell_bounds(
    said: Floats, masks: dict[Unit, Bools], widths: dict[Unit, Width], tails: int
) -> Floats:
    """Return the bounds of every cell by its unit's width, (tails, schools, grades); else NaN."""
    found = np.full((tails, *said.shape), np.nan)
    for unit in CELL_UNITS:
        found[:, masks[unit]] = widths[unit].bounds(said[masks[unit]])
    return found
