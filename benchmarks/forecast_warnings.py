"""How far could any correction of warnings go? As far as hindsight, every year's shift known."""

import numpy as np

from capacity.forecast.backtest import Backtest
from capacity.forecast.panel import Floats
from capacity.forecast.reliability import Reliability, reliability_at, seats_at
from capacity.forecast.warned import Bin, Warned, ranking
from capacity.full_schools import bounds, corrected, number_law

_HALVINGS = 40


def told(found: Warned) -> str:
    """Say the warnings in two lines: as they were, and as hindsight would make them."""
    then = in_hindsight(found)
    return (
        f"{len(found.said):,} school-years, base rate {found.came.mean():.3f}, "
        f"AUC {ranking(found.said, found.came):.3f}, last year over seats "
        f"{ranking(found.last_year, found.came):.3f}, Brier {found.brier():.4f}; "
        f"said->came+-s.e.(cases) {' '.join(map(str, found.bins()))}\n"
        f"    with every year's own shift known: AUC {ranking(then.said, then.came):.3f}, "
        f"worst bin off by {worst_of(then).miss:.1f}"
    )


def worst_of(found: Warned) -> Bin:
    """Return the worst bin of a panel that has bins to be judged."""
    worst = found.worst()
    assert worst is not None
    return worst


def by_target(found: Warned, first_year: int, horizon: int) -> str:
    """Tell of every target year the mean probability and the share that came, in per cent."""
    each = []
    for origin in np.unique(found.origin):
        here = found.origin == origin
        shares = f"{100 * found.said[here].mean():.0f}->{100 * found.came[here].mean():.0f}"
        each.append(f"{first_year + int(origin) + horizon}: {shares}")
    return ", ".join(each)


def in_hindsight(found: Warned) -> Warned:
    """Return the warnings with each origin's shifted so that as many are expected as came."""
    said = found.said.copy()
    for origin in np.unique(found.origin):
        here = found.origin == origin
        said[here] = _recentred(said[here], float(found.came[here].mean()))
    return Warned(said, found.came, found.last_year, found.origin)


def numbers(run: Backtest, horizon: int, class_size: int) -> str:
    """Tell how often the 80 % bounds of the number of full schools held, and each on its own."""
    years = []
    for t in run.origins(horizon):
        kept, seats = seats_at(run, t, horizon, class_size)
        said = run.forecasts[t].pupils[kept][:, 0, horizon]
        trust = reliability_at(run, t, horizon, class_size)
        chance = corrected(run.outlook(t, horizon).above_by_shift(said, seats), trust)
        full = int((run.panel.pupils[kept][:, 0, t + horizon] > seats).sum())
        alone = bounds(number_law(chance.mean(axis=0, keepdims=True)))
        years.append((bounds(number_law(chance)), alone, full))
    held, lone = (sum(each[at][0] <= each[2] <= each[at][1] for each in years) for at in (0, 1))
    each = ", ".join(f"{low}-{high}: {full}" for (low, high), _, full in years)
    return (f"80 % bounds of the number of full schools held in {held} of {len(years)} years, as "
            f"if each drew its own lot in {lone} (bounds: came {each})")  # fmt: skip


def _recentred(said: Floats, share: float) -> Floats:
    low, high = -10.0, 10.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if Reliability(1.0, middle).correct(said).mean() < share:
            low = middle
        else:
            high = middle
    return Reliability(1.0, (low + high) / 2).correct(said)
