"""How often would a perfect forecaster miss bar 7, the years being few and moving together?

A perfect forecaster knows the law of the shift that all schools of a year share, but not the
shift; nobody knows it before it comes. Its probabilities are right by construction: the world is
drawn from them, again and again, for the same schools, seats and origins. Origins that overlap
share their years. Each school's own errors are drawn anew for each origin, which they are not in
truth, so that the share of misses is if anything too small.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from capacity.forecast.backtest import Backtest
from capacity.forecast.outlook import Outlook
from capacity.forecast.panel import Bools, Floats, Ints
from capacity.forecast.reliability import seats_at
from capacity.forecast.warned import EDGES, LEAST_CASES

WORLDS = 1_000
SEED = 20261127
_POINTS = 25


@dataclass(frozen=True, slots=True)
class Perfect:
    """Worst bins (points) and AUCs of a perfect forecaster, one of each a world.

    `off` is by how many points all worlds together differ from what was said: the drawing's noise.
    """

    worst: Floats
    areas: Floats
    off: float

    def misses(self, limit: float) -> float:
        """Return the share of worlds in which its worst bin is off by more than `limit` points."""
        return float((self.worst > limit).mean())

    def falls_short(self, limit: float) -> float:
        """Return the share of worlds in which its AUC is less than `limit`."""
        return float((self.areas < limit).mean())


def perfect(run: Backtest, horizon: int, class_size: int) -> Perfect:
    """Draw the worlds: steps as large and as leaning as the whole panel makes them likely."""
    random = np.random.default_rng(SEED)
    origins = run.origins(horizon)
    moves = _unforeseen(run, random, horizon)
    law = np.quantile(moves[:, -1], (np.arange(_POINTS) + 0.5) / _POINTS)
    said, worlds = [], []
    for t in origins:
        outlook = run.outlook(t, horizon)
        shift = float(np.mean(outlook.shifts))
        kept, seats = seats_at(run, t, horizon, class_size)
        expected = run.forecasts[t].pupils[kept][:, 0, horizon]
        known = Outlook(tuple((shift + law).tolist()), outlook.own)
        said.append(known.above(expected, seats))
        drawn = Outlook(tuple((shift + moves[:, t]).tolist()), outlook.own)
        chance = drawn.above_by_shift(expected, seats)
        worlds.append(random.random(chance.shape) < chance)
    return _judged(np.concatenate(said), np.concatenate(worlds, axis=1))


def _unforeseen(run: Backtest, random: np.random.Generator, horizon: int) -> Floats:
    """Draw by how much the years after each origin move unforeseen, (worlds, years).

    The last column is of no origin of the panel: the law that the forecaster knows.
    """
    p, years = run.parameters, run.panel.n_years
    law = run.shifts(max(run.forecasts))
    step, lean = float(law.weight @ law.step), float(law.weight @ law.lean)
    span = years + 1 + horizon
    new = random.normal(0, step * np.sqrt(1 - lean**2), (WORLDS, span))
    jolt = random.normal(0, p.shift_jolt_size * step, (WORLDS, span))
    jolt *= random.random((WORLDS, span)) < p.shift_jolt
    found = np.zeros((WORLDS, years + 1))
    for t in range(years + 1):
        moved = np.zeros(WORLDS)
        for ahead in range(1, horizon + 1):
            moved = lean * moved + new[:, t + ahead]
            found[:, t] += moved + jolt[:, t + ahead]
    return found


def _judged(said: Floats, worlds: Bools) -> Perfect:
    which: Ints = np.digitize(said, EDGES)
    worst = np.zeros(len(worlds))
    for k in range(len(EDGES) + 1):
        here = which == k
        if here.sum() >= LEAST_CASES:
            off = np.abs(worlds[:, here].mean(axis=1) - said[here].mean())
            worst = np.maximum(worst, 100 * off)
    rank, hits = rankdata(said), worlds.sum(axis=1)
    areas = (worlds @ rank - hits * (hits + 1) / 2) / (hits * (worlds.shape[1] - hits))
    return Perfect(worst, np.asarray(areas), 100 * float(worlds.mean() - said.mean()))
