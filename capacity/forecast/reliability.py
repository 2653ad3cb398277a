"""Do twenty per cent come true one time in five? Probabilities corrected by what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capacity.forecast.backtest import Backtest
from capacity.forecast.levels import Unit
from capacity.forecast.panel import Bools, Floats

_LEAST = 0.002
_RIDGE = 20.0
_STEPS = 25
_ORIGINS = 2
BEST_OF_YEARS = 3


@dataclass(frozen=True, slots=True)
class Reliability:
    """A correction of probabilities on the log-odds scale: slope and shift; 1 and 0 change none."""

    slope: float = 1.0
    shift: float = 0.0
    seen: int = 0

    def correct(self, probability: Floats) -> Floats:
        """Return the probabilities as the past would have them."""
        return _share(self.slope * _odds(probability) + self.shift)


def learn_reliability(said: Floats, came: Bools) -> Reliability:
    """Learn the correction from past probabilities and whether the event came (Platt scaling).

    A ridge holds slope and shift near 1 and 0 until there is evidence. Newton's steps are a fixed
    number, so that the same past gives the same correction.
    """
    if not len(said):
        return Reliability()
    design = np.column_stack([_odds(said), np.ones(len(said))])
    prior = np.array([1.0, 0.0])
    at = prior.copy()
    for _ in range(_STEPS):
        fitted = _share(design @ at)
        slope = design.T @ (came - fitted) - _RIDGE * (at - prior)
        bend = (design * (fitted * (1 - fitted))[:, None]).T @ design + _RIDGE * np.eye(2)
        at += np.linalg.solve(bend, slope)
    return Reliability(float(at[0]), float(at[1]), len(said))


def bins(said: Floats, came: Bools, edges: Sequence[float]) -> list[tuple[int, float, float]]:
    """Return (count, mean probability, share that came) of each bin that holds any, in order."""
    which = np.digitize(said, np.asarray(edges))
    found = []
    for k in range(len(edges) + 1):
        here = which == k
        if here.any():
            found.append((int(here.sum()), float(said[here].mean()), float(came[here].mean())))
    return found


def ranking(said: Floats, came: Bools) -> float:
    """Return the area under the ROC curve: how often an event was given more than a non-event."""
    from scipy.stats import rankdata

    hits, misses = int(came.sum()), int((~came).sum())
    if not hits or not misses:
        return float("nan")
    rank = rankdata(said)
    return float((rank[came].sum() - hits * (hits + 1) / 2) / (hits * misses))


@dataclass(frozen=True, slots=True)
class PastWarnings:
    """What past origins said of entrants beyond the seats, and whether they came."""

    said: Floats
    came: Bools
    last_year: Floats


def past_warnings(run: Backtest, t: int, horizon: int, class_size: int) -> PastWarnings:
    """Return one origin's probabilities of more entrants than seats; `last_year` over seats.

    Past seats are not in a roll. Their stand-in is the best intake of the last three years,
    rounded up to whole classes (`class_size` 1: the best intake itself).
    """
    panel, made = run.panel, run.forecasts[t]
    kept = run.counted(t, horizon)[:, 0] & made.made.entry[:, 0]
    recent = panel.pupils[kept][:, 0, max(0, t + 1 - BEST_OF_YEARS) : t + 1]
    seats = np.nanmax(recent, axis=1) if kept.any() else np.empty(0)
    seats = np.ceil(seats / class_size) * class_size
    said = run.width(Unit.ENTRY, t, horizon).above(made.pupils[kept][:, 0, horizon], seats)
    came = np.asarray(panel.pupils[kept][:, 0, t + horizon] > seats)
    return PastWarnings(said, came, panel.pupils[kept][:, 0, t] / np.maximum(seats, 1.0))


def reliability_at(run: Backtest, t: int, horizon: int, class_size: int) -> Reliability:
    """Learn the correction an origin may know of: from the last two whose targets had come."""
    known = run.panel.known
    past = [
        past_warnings(run, s, horizon, class_size)
        for s in run.forecasts
        if s >= 2 and s + horizon <= t and known[s + horizon]
    ][-_ORIGINS:]
    if not past:
        return Reliability()
    return learn_reliability(
        np.concatenate([each.said for each in past]), np.concatenate([each.came for each in past])
    )


def _odds(probability: Floats) -> Floats:
    kept = np.clip(probability, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(kept / (1 - kept)))


def _share(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))
