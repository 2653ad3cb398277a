"""How wide must a band be? Past errors, standardised for size, give quantiles on either side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import nnls
from scipy.stats import t as student

from capacity.forecast.panel import Floats
from capacity.forecast.parameters import Parameters

_SHARES = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True, slots=True)
class Width:
    """Bands of one kind of figure: variance a·f + b·f² at a forecast f, and signed quantiles.

    `quantiles` stand for the tails of the parameters, in standard deviations, and `shape` for the
    middles of 200 equal shares of the errors. `seen` is how many past errors they rest on; 0 says
    that the prior alone speaks.
    """

    per_pupil: float
    per_square: float
    quantiles: tuple[float, ...]
    shape: tuple[float, ...]
    seen: int

    def widened(self, times: float) -> "Width":
        """Return the width with every deviation `times` as large."""
        square = times**2
        return replace(self, per_pupil=self.per_pupil * square, per_square=self.per_square * square)

    def deviation(self, said: Floats) -> Floats:
        """Return the standard deviation at each forecast; one pupil's at least."""
        size = np.maximum(said, 1.0)
        return np.asarray(np.sqrt(self.per_pupil * size + self.per_square * size**2))

    def bounds(self, said: Floats) -> Floats:
        """Return the bounds at each tail, (tails, ...): never below nobody."""
        spread = self.deviation(said)
        return np.asarray(np.maximum([said + q * spread for q in self.quantiles], 0.0))

    def beyond(self, said: float, limit: float) -> float:
        """Return how many pupils above `limit` are to be expected at a forecast."""
        come = said + np.asarray(self.shape) * float(self.deviation(np.array([said]))[0])
        return float(np.maximum(np.maximum(come, 0.0) - limit, 0.0).mean())

    def above(self, said: Floats, limit: Floats) -> Floats:
        """Return the probability that more than `limit` come, at each forecast."""
        at = (limit - said) / self.deviation(said)
        return np.asarray(1.0 - np.interp(at, self.shape, _SHARES, left=0.0, right=1.0))


def learn_width(
    past: Sequence[tuple[Floats, Floats]], horizon: int, parameters: Parameters
) -> Width:
    """Learn a width from past origins' (forecast, actual); a prior speaks where there are few.

    The variance is fitted by non-negative least squares of e²/f on 1 and f, with the prior's
    relative error (growing with the horizon) as one more row. The quantiles are split conformal:
    ranks among n + 1. With few errors Student's t stands in for them. What all figures of one
    origin err by together has been seen only as often as there are origins (of which targets
    `horizon` years ahead overlap): the band is widened for that.
    """
    step = max(1, -(-sum(len(each[0]) for each in past) // parameters.most_residuals))
    thin = [(said[::step], came[::step]) for said, came in past]
    said = np.concatenate([each[0] for each in thin]) if thin else np.empty(0)
    error = np.concatenate([each[1] - each[0] for each in thin]) if thin else np.empty(0)
    bare = _variance(said, error, horizon, parameters)
    if not len(said):
        return replace(bare, quantiles=_tails(said, parameters), shape=_shape(said, parameters))
    standard = error / bare.deviation(said)
    together = _together([(c - s) / bare.deviation(s) for s, c in thin], horizon, parameters)
    ordered = np.sort(standard)
    if len(thin) < 2 * horizon:
        # So few independent years cannot tell on which side the next error will lie.
        ordered = np.sort(np.concatenate([ordered, -ordered]))
    tails, shape = _tails(ordered, parameters), _shape(ordered, parameters)
    return replace(bare, quantiles=tails, shape=shape).widened(together)


def _variance(said: Floats, error: Floats, horizon: int, parameters: Parameters) -> Width:
    size = np.maximum(said, 1.0)
    prior = (parameters.prior_spread * horizon) ** 2
    typical = float(np.median(size)) if len(size) else 100.0
    weight = np.sqrt(parameters.prior_weight)
    rows = np.vstack([np.column_stack([np.ones(len(size)), size]), [[weight, weight * typical]]])
    aim = np.append(error**2 / size, weight * (1.0 + prior * typical))
    (a, b), _ = nnls(rows, aim)
    return Width(float(a), float(b), (), (), len(size))


def _together(standard: Sequence[Floats], horizon: int, parameters: Parameters) -> float:
    """Return the factor for the error that the figures of one year share."""
    means = np.array([each.mean() for each in standard])
    whole = float(np.mean([np.mean(each**2) for each in standard]))
    weight = parameters.common_share_origins
    share = float((means**2).sum()) / max(whole, 1e-9) + parameters.common_share * weight
    share /= len(means) + weight
    return float(np.sqrt(1.0 + min(share, 1.0) / max(1.0, len(means) / horizon)))


def _tails(ordered: Floats, parameters: Parameters) -> tuple[float, ...]:
    n = len(ordered)
    if n < parameters.conformal_least:
        return tuple(float(student.ppf(tail, max(n, 3))) for tail in parameters.level_tails)
    found = []
    for tail in parameters.level_tails:
        rank = np.floor((n + 1) * tail) if tail < 0.5 else np.ceil((n + 1) * tail)
        at = float(ordered[int(np.clip(rank, 1, n)) - 1])
        found.append(min(at, 0.0) if tail < 0.5 else max(at, 0.0))
    return tuple(found)


def _shape(ordered: Floats, parameters: Parameters) -> tuple[float, ...]:
    n = len(ordered)
    if n < parameters.conformal_least:
        return tuple(student.ppf(_SHARES, max(n, 3)).tolist())
    return tuple(np.quantile(ordered, _SHARES).tolist())
