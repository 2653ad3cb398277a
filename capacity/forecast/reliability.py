"""Do twenty per cent come true one time in five? Probabilities corrected by what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from capacity.forecast.backtest import Backtest
from capacity.forecast.panel import Bools, Floats
from capacity.forecast.parameters import FROZEN, Parameters

_LEAST = 0.002
_ROUNDS = 15
_HALF_A_CASE = 0.5
BEST_OF_YEARS = 3

Said = tuple[Floats, Bools]
"""Past probabilities and whether the event came."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """A correction of probabilities on the log-odds scale: slope and shift; 1 and 0 change none."""

    slope: float = 1.0
    shift: float = 0.0
    seen: int = 0

    def correct(self, probability: Floats) -> Floats:
        """Return the probabilities as the past would have them."""
        return _share(self.slope * _odds(probability) + self.shift)


def learn_reliability(
    past: Mapping[int, Sequence[Said]], parameters: Parameters = FROZEN
) -> Reliability:
    """Learn the correction from past warnings by how many years ago their target year was.

    What lifts or lowers the intakes of a whole year moves all its schools, so the year is the unit
    of evidence: each target year has a shift of its own beside one slope for all. The shift to
    come is their mean, the newest weighing most, each year as much as its events can tell, and
    drawn to 0 by `reliability_doubt_years`. Several horizons of one target year are one year's
    evidence. All loops have a fixed length, so that the same past gives the same correction.
    """
    told = {ago: each for ago, each in sorted(past.items()) if any(len(said) for said, _ in each)}
    if not told:
        return Reliability()
    years = [
        (_odds(np.concatenate([said for said, _ in each])), np.concatenate([c for _, c in each]))
        for each in told.values()
    ]
    slope, shifts = _slope_and_shifts(years, parameters.reliability_ridge)
    tells = np.array([
        _spread(_share(slope * odds + shift)).sum() / len(each)
        for (odds, _), shift, each in zip(years, shifts, told.values(), strict=True)
    ])  # fmt: skip
    weight = parameters.reliability_memory ** np.array(list(told), dtype=np.float64)
    weight *= tells / (tells + parameters.reliability_spread**-2)
    shift = float((weight * shifts).sum() / (weight.sum() + parameters.reliability_doubt_years))
    return Reliability(slope, shift, sum(len(odds) for odds, _ in years))


def _slope_and_shifts(years: Sequence[Said], ridge: float) -> tuple[float, Floats]:
    """Fit one slope beside a shift for every year by Newton's steps, none longer than 1.

    A ridge holds the slope near 1 until there is evidence, half a case holds shifts finite where
    the event came to nobody or to all. The slope is never negative: a correction keeps the order.
    """
    slope, shifts = 1.0, np.zeros(len(years))
    for _ in range(_ROUNDS):
        pull, bend = -ridge * (slope - 1.0), ridge
        pulls, bends, cross = -_HALF_A_CASE * shifts, np.full(len(years), _HALF_A_CASE), shifts * 0
        for at, (odds, came) in enumerate(years):
            share = _share(slope * odds + shifts[at])
            spread, missed = _spread(share), came - share
            pull += float(odds @ missed)
            bend += float(spread @ odds**2)
            pulls[at] += missed.sum()
            bends[at] += spread.sum()
            cross[at] = spread @ odds
        step = (pull - (cross * pulls / bends).sum()) / (bend - (cross**2 / bends).sum())
        shifts += np.clip((pulls - cross * step) / bends, -1.0, 1.0)
        slope = max(0.0, slope + float(np.clip(step, -1.0, 1.0)))
    return slope, shifts


@dataclass(frozen=True, slots=True)
class PastWarnings:
    """What past origins said of entrants beyond the seats, and whether they came."""

    said: Floats
    came: Bools
    last_year: Floats


def seats_at(run: Backtest, t: int, horizon: int, class_size: int) -> tuple[Bools, Floats]:
    """Say which schools' intakes are judged, and return the stand-in for their past seats.

    Past seats are not in a roll. Their stand-in is the best intake of the last three years,
    rounded up to whole classes (`class_size` 1: the best intake itself).
    """
    kept = np.asarray(run.counted(t, horizon)[:, 0] & run.forecasts[t].made.entry[:, 0])
    recent = run.panel.pupils[kept][:, 0, max(0, t + 1 - BEST_OF_YEARS) : t + 1]
    seats = np.nanmax(recent, axis=1) if kept.any() else np.empty(0)
    return kept, np.asarray(np.ceil(seats / class_size) * class_size)


def past_warnings(run: Backtest, t: int, horizon: int, class_size: int) -> PastWarnings:
    """Return one origin's probabilities of more entrants than seats; `last_year` over seats."""
    kept, seats = seats_at(run, t, horizon, class_size)
    pupils = run.panel.pupils[kept][:, 0]
    said = run.outlook(t, horizon).above(run.forecasts[t].pupils[kept][:, 0, horizon], seats)
    came = np.asarray(pupils[:, t + horizon] > seats)
    return PastWarnings(said, came, pupils[:, t] / np.maximum(seats, 1.0))


def reliabilities(
    run: Backtest, t: int, horizons: Sequence[int], class_size: int
) -> dict[int, Reliability]:
    """Learn the corrections an origin may know of: from warnings whose target year had come.

    Shorter horizons teach too: the last year has been the target of each of them, while the last
    origin of a long horizon lies years back, before a turn that has been seen since.
    """
    known, oldest = run.panel.known, t - run.parameters.reliability_years
    past: dict[int, dict[int, PastWarnings]] = {}
    for s in run.forecasts:
        for target in range(max(s, oldest) + 1, min(t, s + max(horizons)) + 1):
            if s + 1 >= BEST_OF_YEARS and known[target]:
                one = past_warnings(run, s, target - s, class_size)
                past.setdefault(t - target, {})[target - s] = one
    return {
        horizon: learn_reliability(
            {ago: [(one.said, one.came) for ahead, one in each.items() if ahead <= horizon]
             for ago, each in past.items()}, run.parameters,
        )
        for horizon in horizons
    }  # fmt: skip


def reliability_at(run: Backtest, t: int, horizon: int, class_size: int) -> Reliability:
    """Learn the correction of one horizon, as `reliabilities` does."""
    return reliabilities(run, t, (horizon,), class_size)[horizon]


def _odds(probability: Floats) -> Floats:
    kept = np.clip(probability, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(kept / (1 - kept)))


def _share(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def _spread(share: Floats) -> Floats:
    return np.asarray(share * (1.0 - share))
