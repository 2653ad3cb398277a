"""Was a year out of the ordinary? All-grade moves of the whole area against their usual spread."""

import numpy as np

from capacity.forecast.panel import Bools, Filled, Floats
from capacity.forecast.parameters import Parameters


def area_moves(filled: Filled) -> Floats:
    """Return, for each year, the log of pupils over the same cohorts a year before; NaN unknown.

    A filled year says nothing about the move into it, nor about the move out of it.
    """
    upper, lower = filled.value[:, 1:, 1:], filled.value[:, :-1, :-1]
    years = np.arange(filled.value.shape[2])
    plain = filled.since == years
    both = ~np.isnan(upper) & ~np.isnan(lower) & plain[:, 1:, 1:] & plain[:, :-1, :-1]
    top = np.where(both, upper, 0).sum(axis=(0, 1))
    bottom = np.where(both, lower, 0).sum(axis=(0, 1))
    good = (top > 0) & (bottom > 0)
    moves = np.full(len(years), np.nan)
    moves[1:][good] = np.log(top[good] / bottom[good])
    return moves


def shock_years(moves: Floats, t: int, parameters: Parameters) -> Bools:
    """Say of every year up to and with `t` whether it was a shock, judged from these years only."""
    seen = moves[: t + 1]
    known = seen[~np.isnan(seen)]
    if len(known) < parameters.shock_least_years:
        return np.zeros(t + 1, np.bool_)
    middle = np.median(known)
    usual = 1.4826 * np.median(np.abs(known - middle))
    limit = max(parameters.shock_deviations * usual, parameters.shock_floor)
    return np.asarray(np.abs(np.nan_to_num(seen, nan=middle) - middle) > limit)
