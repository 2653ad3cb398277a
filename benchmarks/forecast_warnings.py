"""Do warnings of short places come true, and how far could any correction bring them?

Beside each bin stands its standard error, the years of the targets being its clusters: what lifts
a whole year moves all its schools. Targets of several years overlap, so that it is if anything too
small. Beside each table stands what hindsight would make of it: every year's own shift known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capacity.forecast.backtest import Backtest
from capacity.forecast.panel import Bools, Floats
from capacity.forecast.reliability import (
    Reliability,
    past_warnings,
    ranking,
    reliability_at,
    seats_at,
)
from capacity.full_schools import bounds, corrected, number_law

EDGES = (0.1, 0.2, 0.3, 0.4, 0.5)
LEAST_CASES = 50
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Bin:
    """Warnings of like probability: mean said, share that came, and the miss's standard error."""

    cases: int
    said: float
    came: float
    error: float

    @property
    def miss(self) -> float:
        """Return by how many points the bin is off."""
        return 100 * abs(self.said - self.came)

    def __str__(self) -> str:
        return f"{100 * self.said:.0f}->{100 * self.came:.0f}+-{100 * self.error:.0f}({self.cases})"


@dataclass(frozen=True, slots=True)
class Warned:
    """All scored origins' corrected probabilities, what came, last year over seats, and origins."""

    said: Floats
    came: Bools
    last_year: Floats
    origin: Floats

    def bins(self) -> list[Bin]:
        """Return the bins that hold any warning, in order."""
        which = np.digitize(self.said, EDGES)
        return [self._bin(which == k) for k in range(len(EDGES) + 1) if (which == k).any()]

    def worst(self) -> Bin:
        """Return the bin that is most off, of those with 50 cases or more."""
        return max((each for each in self.bins() if each.cases >= LEAST_CASES),
                   key=lambda each: each.miss)  # fmt: skip

    def by_target(self, first_year: int, horizon: int) -> str:
        """Tell of every target year the mean probability and the share that came, in per cent."""
        told = []
        for origin in np.unique(self.origin):
            here = self.origin == origin
            shares = f"{100 * self.said[here].mean():.0f}->{100 * self.came[here].mean():.0f}"
            told.append(f"{first_year + int(origin) + horizon}: {shares}")
        return ", ".join(told)

    def in_hindsight(self) -> "Warned":
        """Return the warnings with each origin's shifted so that as many are expected as came."""
        said = self.said.copy()
        for origin in np.unique(self.origin):
            here = self.origin == origin
            said[here] = _recentred(said[here], float(self.came[here].mean()))
        return Warned(said, self.came, self.last_year, self.origin)

    def _bin(self, here: Bools) -> Bin:
        missed = self.came[here] - self.said[here]
        apart = missed - missed.mean()
        sums = np.array([apart[self.origin[here] == o].sum() for o in np.unique(self.origin[here])])
        few = len(sums) / (len(sums) - 1) if len(sums) > 1 else np.inf
        error = float(np.sqrt(few * (sums**2).sum()) / len(missed)) if len(sums) > 1 else np.inf
        return Bin(len(missed), float(self.said[here].mean()), float(self.came[here].mean()), error)

    def __str__(self) -> str:
        then = self.in_hindsight()
        return (
            f"{len(self.said):,} school-years, base rate {self.came.mean():.3f}, "
            f"AUC {ranking(self.said, self.came):.3f}, last year over seats "
            f"{ranking(self.last_year, self.came):.3f}, Brier "
            f"{((self.said - self.came) ** 2).mean():.4f}; said->came+-s.e.(cases) "
            f"{' '.join(map(str, self.bins()))}\n    with every year's own shift known: AUC "
            f"{ranking(then.said, then.came):.3f}, worst bin off by {then.worst().miss:.1f}"
        )


def warned(run: Backtest, horizon: int, class_size: int) -> Warned:
    """Gather what every scored origin would have warned of, corrected by what it could know."""
    parts: list[Sequence[Floats | Bools]] = []
    for t in run.origins(horizon):
        one = past_warnings(run, t, horizon, class_size)
        said = reliability_at(run, t, horizon, class_size).correct(one.said)
        parts.append((said, one.came, one.last_year, np.full(len(said), float(t))))
    said, came, last_year, origin = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Warned(said, came.astype(bool), last_year, origin)


def numbers(run: Backtest, horizon: int, class_size: int) -> str:
    """Tell how often the 80 % bounds of the number of full schools held, and each on its own."""
    told = []
    for t in run.origins(horizon):
        kept, seats = seats_at(run, t, horizon, class_size)
        said = run.forecasts[t].pupils[kept][:, 0, horizon]
        trust = reliability_at(run, t, horizon, class_size)
        chance = corrected(run.outlook(t, horizon).above_by_shift(said, seats), trust)
        full = int((run.panel.pupils[kept][:, 0, t + horizon] > seats).sum())
        alone = bounds(number_law(chance.mean(axis=0, keepdims=True)))
        told.append((bounds(number_law(chance)), alone, full))
    held, lone = (sum(each[at][0] <= each[2] <= each[at][1] for each in told) for at in (0, 1))
    each = ", ".join(f"{low}-{high}: {full}" for (low, high), _, full in told)
    return (f"80 % bounds of the number of full schools held in {held} of {len(told)} years, as if "
            f"each drew its own lot in {lone} (bounds: came {each})")  # fmt: skip


def _recentred(said: Floats, share: float) -> Floats:
    low, high = -10.0, 10.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if Reliability(1.0, middle).correct(said).mean() < share:
            low = middle
        else:
            high = middle
    return Reliability(1.0, (low + high) / 2).correct(said)
