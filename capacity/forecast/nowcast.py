"""How many will it be in the end? Registrations to date over the share past years had by then."""

from dataclasses import dataclass

import numpy as np

from capacity.forecast.panel import Floats


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The final count of each school as registrations to date tell it.

    `share` is how much of the final count past years had by this day; `count` and `deviation` are
    (schools,), in children.
    """

    count: Floats
    deviation: Floats
    share: float
    past_years: int


def nowcast(to_date: Floats, past_to_date: Floats, past_final: Floats) -> Nowcast:
    """Form the chain-ladder nowcast.

    `to_date` is (schools,), the past ones (schools, years) by the same day and in the end, NaN
    where a school had no season. The share is a ratio of sums over schools and years. Its error
    has two parts: the children who still come (a count), and how much the share moved from year to
    year (at least two per cent, ten where there is one past year only).
    """
    both = ~np.isnan(past_to_date) & ~np.isnan(past_final)
    early = np.where(both, past_to_date, 0.0).sum(axis=0)
    final = np.where(both, past_final, 0.0).sum(axis=0)
    some = (early > 0) & (final > 0)
    if not some.any():
        raise ValueError("a nowcast needs a past season with registrations by this day")
    share = float(early[some].sum() / final[some].sum())
    yearly = early[some] / final[some]
    spread = float(yearly.std(ddof=1)) / share if len(yearly) > 1 else 0.10
    count = to_date / share
    still = np.maximum(count - to_date, 0.0) + 1.0
    deviation = np.sqrt(still + (max(spread, 0.02) * count) ** 2)
    return Nowcast(np.asarray(count), np.asarray(deviation), share, len(yearly))


def combined(said: Floats, deviation: Floats, now: Nowcast) -> tuple[Floats, Floats]:
    """Weigh forecast and nowcast by their precision; NaN counts of the nowcast leave the forecast.

    Returns the mean and its standard deviation, (schools,).
    """
    ours, theirs = 1.0 / np.maximum(deviation, 0.5) ** 2, 1.0 / np.maximum(now.deviation, 0.5) ** 2
    mean = (ours * said + theirs * now.count) / (ours + theirs)
    both = ~np.isnan(now.count)
    spread = np.where(both, np.sqrt(1.0 / (ours + theirs)), deviation)
    return np.asarray(np.where(both, mean, said)), np.asarray(spread)
