"""What does each origin say of the years after it? Cohorts moved up, entrants fed in, year by year.

One pass over the years: at each origin the candidates for K and alpha are first judged by what
the origin before said of this year, then the forecast is made from this year and those before.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from capacity.forecast.entrants import (
    area_entrants,
    damped,
    next_levels,
    school_shares,
    yearly_growth,
)
from capacity.forecast.panel import Births, Bools, Filled, Floats, Ints, Panel, fill
from capacity.forecast.parameters import Parameters
from capacity.forecast.ratios import Ratios, by_district, ratios
from capacity.forecast.shocks import area_moves, shock_years


@dataclass(frozen=True, slots=True)
class Projection:
    """One origin's forecast before calibration, and what it was made of.

    `pupils` is (schools, grades, 1 + horizon) with the origin year itself at 0; NaN where a grade
    is not open at the origin. `entry` marks the cells fed by entrants, `held` is the forecast if
    entrants stayed at the origin's, `ratio` the shrunk ratios into grades 1.., `own` the share of
    a ratio that is the school's own experience. `shocked` says that momentum rests.
    """

    origin: int
    pupils: Floats
    held: Floats
    entry: Bools
    ratio: Floats
    own: Floats
    pseudo_pupils: Floats
    smoothing: float
    shocks: Bools
    shocked: bool
    by_births: bool


@dataclass(slots=True)
class _Learned:
    """What one-step errors so far say of the candidates, and what the last origin tried."""

    ratio_errors: Floats
    level_errors: Floats
    levels: Floats
    tried: "tuple[int, Floats, Floats] | None" = field(default=None)


class Projector:
    """Makes the projections of a panel, origin after origin, each from the years up to it."""

    def __init__(
        self, panel: Panel, horizon: int, parameters: Parameters, learned: _Learned | None = None
    ) -> None:
        self._panel, self._horizon, self._p = panel, horizon, parameters
        self._filled: Filled = fill(panel.pupils)
        self._moves = area_moves(self._filled)
        self._pseudo = np.asarray(parameters.pseudo_pupils)
        self._smoothings = np.asarray(parameters.smoothings)
        shape = panel.pupils.shape
        levels = np.full((len(self._smoothings), *shape[:2]), np.nan)
        self._learned = learned or _Learned(
            np.zeros((len(self._pseudo), shape[1] - 1)), np.zeros(len(self._smoothings)), levels
        )

    def all(self) -> dict[int, Projection]:
        """Return the projection of every recorded year but the first, by year index."""
        known = self._panel.known
        found = {}
        for t in range(self._panel.n_years):
            if not known[t]:
                continue
            self._judge(t)
            shocks = shock_years(self._moves, t, self._p)
            self._smooth(t, shock=bool(shocks[t]))
            if t > 0:
                found[t] = self._project(t, shocks)
        return found

    def last(self) -> Projection:
        """Return the projection of the last recorded year alone, by what was learned before."""
        t = int(np.flatnonzero(self._panel.known)[-1])
        return self._project(t, shock_years(self._moves, t, self._p))

    def with_births(self, births: Births) -> "Projector":
        """Return a projector of other births, as well taught: births judge no candidate."""
        panel = replace(self._panel, births=births)
        return Projector(panel, self._horizon, self._p, self._learned)

    def _judge(self, t: int) -> None:
        """Add the last origin's one-step errors of every candidate, for the cells open now."""
        if self._learned.tried is None or self._learned.tried[0] != t - 1:
            return
        _, moved, entered = self._learned.tried
        now = self._panel.pupils[:, :, t]
        self._learned.ratio_errors += np.nansum(np.abs(moved - now[:, 1:]), axis=1)
        self._learned.level_errors += np.nansum(np.abs(entered - now), axis=(1, 2))

    def _smooth(self, t: int, *, shock: bool) -> None:
        weight = self._p.shock_weight if shock else 1.0
        filled = self._filled
        if t > 0:
            late = np.where(filled.since[:, :, t - 1] == t, filled.value[:, :, t - 1], np.nan)
            self._learned.levels = next_levels(self._learned.levels, late, self._smoothings)
        self._learned.levels = next_levels(
            self._learned.levels, self._panel.pupils[:, :, t], weight * self._smoothings
        )

    def _project(self, t: int, shocks: Bools) -> Projection:
        p, panel = self._p, self._panel
        window = self._filled.until(t, len(p.ratio_weights) + 1)
        back = np.arange(len(p.ratio_weights))
        was_shock = (t - back >= 0) & shocks[np.maximum(t - back, 0)]
        weights = np.asarray(p.ratio_weights) * np.where(was_shock, p.shock_weight, 1.0)
        found = ratios(window, weights / weights.max(), panel.district_of, len(panel.districts), p)
        shocked = bool(shocks[max(0, t - p.shock_memory + 1) :].any())
        growth = np.zeros(window.shape[:2])
        if not shocked:
            growth = yearly_growth(window, panel, p)
        return self._assemble(t, found, growth, shocks, shocked=shocked)

    def _assemble(
        self, t: int, found: Ratios, growth: Floats, shocks: Bools, *, shocked: bool
    ) -> Projection:
        now = self._panel.pupils[:, :, t]
        entry = ~np.isnan(now)
        entry[:, 1:] &= np.isnan(now[:, :-1])
        k = self._best(self._learned.ratio_errors, self._p.first_pseudo_pupils)
        a = int(self._best(self._learned.level_errors[:, None], self._p.first_smoothing)[0])
        pseudo = self._pseudo[k]
        ratio = found.shrunk(pseudo)
        level = self._learned.levels[a]
        fed = level[:, :, None] * damped(growth, self._horizon, self._p)
        by_births = self._feed_births(t, fed, level, entry)
        self._try(t, now, found, self._learned.levels * np.exp(growth), entry)
        own = found.started / np.maximum(found.started + pseudo, 1e-12)
        return Projection(
            t, self._roll(now, ratio, fed, entry), self._roll(now, ratio, None, entry), entry,
            ratio, own, pseudo, float(self._smoothings[a]), shocks, shocked, by_births,
        )  # fmt: skip

    def _try(self, t: int, now: Floats, found: Ratios, levels: Floats, entry: Bools) -> None:
        candidates = np.broadcast_to(self._pseudo[:, None], (len(self._pseudo), now.shape[1] - 1))
        moved = found.shrunk(np.ascontiguousarray(candidates)) * now[:, :-1]
        self._learned.tried = (t, moved, np.where(entry, levels, np.nan))

    @staticmethod
    def _best(errors: Floats, default: int) -> Ints:
        best = errors.argmin(axis=0)
        return np.asarray(np.where(errors.sum(axis=0) > 0, best, default))

    def _feed_births(self, t: int, fed: Floats, level: Floats, entry: Bools) -> bool:
        """Put births x capture in place of growth where a district has them; the lowest grade."""
        panel = self._panel
        if panel.births is None:
            return False
        n = len(panel.districts)
        window = self._filled.until(t, len(self._p.capture_weights))[:, 0, :]
        came = by_district(window, panel.district_of, n)
        came = np.where(came > 0, came, np.nan)
        ahead = area_entrants(came, panel, panel.first_year + t, self._horizon, self._p)
        lowest = np.where(entry[:, 0], level[:, 0], 0.0)
        share = school_shares(lowest, panel.district_of, n)
        put = share[:, None] * ahead[panel.district_of]
        use = ~np.isnan(put) & entry[:, :1]
        fed[:, 0, :] = np.where(use, put, fed[:, 0, :])
        return bool(use.any())

    def _roll(self, now: Floats, ratio: Floats, fed: Floats | None, entry: Bools) -> Floats:
        """Move cohorts up year by year; without `fed` every entry cell stays as it is now."""
        out = np.full((*now.shape, self._horizon + 1), np.nan)
        out[:, :, 0] = now
        for h in range(1, self._horizon + 1):
            out[:, 1:, h] = ratio * out[:, :-1, h - 1]
            put = now if fed is None else fed[:, :, h - 1]
            out[:, :, h] = np.where(entry, put, out[:, :, h])
            out[:, :, h] = np.where(np.isnan(now), np.nan, out[:, :, h])
        return out
