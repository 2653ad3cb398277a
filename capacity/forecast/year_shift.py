"""By how much may all schools of a coming year turn out otherwise than forecast, together?

Every past forecast missed the sum of its intakes by some factor: what its years had in common.
On the log scale each year moves by a step that leans on the step before (a stationary
autoregression), and a forecast of h years misses by the sum of its h steps. Now and then a year
has a jolt besides, which the next one does not keep. How large the steps are, how far they lean
and which past year was jolted cannot be known from a dozen years: every candidate is kept with
the weight that the past gives it (a Bayesian mixture in closed form). What is to come is wider in
its tails than a normal law, and the wider the fewer years have spoken.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from capacity.forecast.panel import Floats, Ints
from capacity.forecast.parameters import FROZEN, Parameters

_GRID = np.linspace(-8.0, 8.0, 161)
_POINTS = 25
_HEARD = 0.999  # share of the weight; hundreds of candidates have the rest among them


@dataclass(frozen=True, slots=True)
class YearMiss:
    """One past forecast's miss of all intakes: log(came / said), and its variance by chance.

    `origin` and `target` are year indices. The variance is what schools of independent errors
    leave in a sum of so many; `schools` is how many they were.
    """

    origin: int
    target: int
    miss: float
    variance: float
    schools: int

    def common(self, parameters: Parameters = FROZEN) -> float:
        """Return the part of the miss to be put down to the years: less where schools are few."""
        years = parameters.shift_step**2 * (self.target - self.origin)
        return self.miss * years / (years + self.variance)


def year_miss(origin: int, target: int, said: Floats, came: Floats) -> YearMiss:
    """Measure a past forecast's miss; one that cannot be measured has a variance without end."""
    before, after = float(said.sum()), float(came.sum())
    if len(said) < 2 or before <= 0 or after <= 0:
        return YearMiss(origin, target, 0.0, float("inf"), len(said))
    own = came / after - said / before
    chance = len(said) / (len(said) - 1) * float((own**2).sum())
    return YearMiss(origin, target, float(np.log(after / before)), chance, len(said))


@dataclass(frozen=True, slots=True)
class YearShifts:
    """The law of the shifts 1.. years after an origin: a mixture of normal laws.

    `weight`, `step` and `lean` are (candidates,): its share, the spread of a year's step (log), and
    the share of a step that the next one keeps. `mean` and `deviation` are (candidates, years
    ahead), `jolted` the deviation where one of these years is jolted, `jolts` (years ahead,) how
    likely that is.
    """

    weight: Floats
    step: Floats
    lean: Floats
    mean: Floats
    deviation: Floats
    jolted: Floats
    jolts: Floats

    def points(self, ahead: int) -> tuple[float, ...]:
        """Return the middles of equal shares of the law of the shift `ahead` years on."""
        at, order = ahead - 1, np.argsort(-self.weight, kind="stable")
        some = order[: 1 + int(np.searchsorted(np.cumsum(self.weight[order]), _HEARD))]
        mean = np.tile(self.mean[some, at], 2)
        spread = np.concatenate([self.deviation[some, at], self.jolted[some, at]])
        weight = np.outer([1 - self.jolts[at], self.jolts[at]], self.weight[some]).ravel()
        weight /= weight.sum()
        middle = weight @ mean
        grid = middle + np.sqrt(weight @ (spread**2 + (mean - middle) ** 2)) * _GRID
        each = ndtr((grid - mean[:, None]) / spread[:, None])
        below = (weight[:, None] * each).sum(axis=0)  # not by BLAS: the same on any threads
        return tuple(np.interp((np.arange(_POINTS) + 0.5) / _POINTS, below, grid).tolist())


def learn_shifts(
    past: Sequence[YearMiss], origin: int, years: int, parameters: Parameters = FROZEN
) -> YearShifts:
    """Learn the law of the shifts of 1..`years` years after `origin` from misses known by then.

    Raises ValueError for a miss whose target lies after the origin: it was not known.
    """
    if any(each.target > origin for each in past):
        message = f"a miss after year {origin} cannot be known in it"
        raise ValueError(message)
    told = [each for each in past if np.isfinite(each.variance)]
    first = min([each.origin + 1 for each in told], default=origin + 1)
    span = np.arange(first, origin + years + 1)
    candidates = _candidates(origin + 1 - first, parameters)
    weight, mean, after = _weighed(candidates, _steps_before(span, candidates, parameters),
                                   _evidence(told, span, parameters), parameters)  # fmt: skip
    ahead = np.tril(np.ones((years, years))) @ (span == origin + 1 + np.arange(years)[:, None])
    spread = np.sqrt(np.einsum("hi,kij,hj->kh", ahead, after, ahead))
    step, lean, _ = candidates
    jolted = np.hypot(spread, parameters.shift_jolt_size * step[:, None])
    jolts = np.asarray(1 - (1 - parameters.shift_jolt) ** np.arange(1.0, years + 1), np.float64)
    return YearShifts(weight, step, lean, mean @ ahead.T, spread, jolted, jolts)


def _candidates(past_years: int, parameters: Parameters) -> tuple[Floats, Floats, Ints]:
    """Return step, lean and the jolted past year (-1 for none) of every candidate."""
    step, lean, jolt = np.meshgrid(
        np.asarray(parameters.shift_steps), np.asarray(parameters.shift_leans),
        np.arange(-1, past_years), indexing="ij",
    )  # fmt: skip
    return step.ravel(), lean.ravel(), jolt.ravel()


def _steps_before(
    span: Ints, candidates: tuple[Floats, Floats, Ints], parameters: Parameters
) -> Floats:
    """Return the covariance of the years' moves before any miss is seen, (candidates, y, y)."""
    step, lean, jolt = candidates
    apart = np.abs(span[:, None] - span[None, :])
    found = step[:, None, None] ** 2 * lean[:, None, None] ** apart
    some = np.flatnonzero(jolt >= 0)
    found[some, jolt[some], jolt[some]] += (parameters.shift_jolt_size * step[some]) ** 2
    return np.asarray(found)


def _evidence(
    told: Sequence[YearMiss], span: Ints, parameters: Parameters
) -> tuple[Floats, Floats]:
    """Return what the misses say of the years' moves: its precision and precision x mean."""
    precision, pull = np.zeros((len(span), len(span))), np.zeros(len(span))
    for each in told:
        years = ((each.origin < span) & (span <= each.target)).astype(np.float64)
        trust = 1 / (each.variance + parameters.shift_noise**2)
        precision += trust * np.outer(years, years)
        pull += trust * each.miss * years
    return precision, pull


def _weighed(
    candidates: tuple[Floats, Floats, Ints], before: Floats, evidence: tuple[Floats, Floats],
    parameters: Parameters,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Return every candidate's weight, and the mean and covariance it gives the years' moves.

    With C before, evidence of precision L and pull b: after = (1 + C L)^-1 C, mean = after b, and
    the log-likelihood is (b mean - log |1 + C L|) / 2 but for what all candidates share.
    """
    precision, pull = evidence
    whole = np.eye(len(pull)) + before @ precision
    after = np.asarray(np.linalg.solve(whole, before), np.float64)
    mean = after @ pull
    likely = (mean @ pull - np.linalg.slogdet(whole)[1]) / 2
    step, _, jolt = candidates
    likely -= (np.log(step / parameters.shift_step) / parameters.shift_step_doubt) ** 2 / 2
    odds = parameters.shift_jolt / (1 - parameters.shift_jolt)
    weight = np.exp(likely - likely.max()) * np.where(jolt >= 0, odds, 1.0)
    return weight / weight.sum(), mean, after
