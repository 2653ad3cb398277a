"""How many children enter? A smoothed level times damped growth, or births times capture."""

from collections.abc import Sequence

import numpy as np

from capacity.forecast.panel import Births, Floats, Ints, Panel
from capacity.forecast.parameters import Parameters
from capacity.forecast.ratios import by_district


def next_levels(levels: Floats, now: Floats, smoothings: Floats) -> Floats:
    """Bring smoothed levels (candidates, schools, grades) up to a year's pupils, NaN skipped."""
    share = smoothings[:, None, None]
    moved = np.where(np.isnan(levels), now, share * now + (1 - share) * levels)
    return np.asarray(np.where(np.isnan(now), levels, moved))


def yearly_growth(window: Floats, panel: Panel, parameters: Parameters) -> Floats:
    """Return the log growth a year of each grade in each school's district, (schools, grades).

    Over the last three years where there are as many; the district's shrunk to the city's. Of the
    schools that were open at both ends only: a new school's children are not the others' growth.
    A grade that was empty at either end has no growth.
    """
    span = min(parameters.growth_years, window.shape[2] - 1)
    if span < 1:
        return np.zeros(window.shape[:2])
    ends = window[:, :, -1], window[:, :, -1 - span]
    both_open = ~np.isnan(ends[0]) & ~np.isnan(ends[1])
    now, then = (
        by_district(np.where(both_open, end, 0.0), panel.district_of, len(panel.districts))
        for end in ends
    )
    city_now, city_then = now.sum(axis=0), then.sum(axis=0)
    both = (city_now > 0) & (city_then > 0)
    city = np.where(both, city_now / np.maximum(city_then, 1e-12), 1.0)
    pseudo = parameters.growth_pseudo_pupils
    growth = np.log((now + pseudo * city) / (then + pseudo)) / span
    return np.asarray(parameters.growth_share * np.where(both, growth, 0.0)[panel.district_of])


def damped(growth: Floats, horizon: int, parameters: Parameters) -> Floats:
    """Return the factors for 1..horizon years ahead, (schools, grades, horizon)."""
    steps = np.cumsum(parameters.growth_damping ** np.arange(1, horizon + 1))
    return np.asarray(np.exp(growth[:, :, None] * steps))


def cohorts(births: Births, years: Sequence[int], asof: int, parameters: Parameters) -> Floats:
    """Return the children who reach entry age in each of `years`, (districts, years); NaN unknown.

    With a cut-off on 31 August a third of a cohort is born in the calendar year before. Births
    after the year `asof` are not known yet, unless they were counted by then.
    """
    found = np.full((births.count.shape[0], len(years)), np.nan)
    earlier = births.born_before
    earlier = parameters.born_year_before if earlier is None else earlier
    ahead = births.counted_in is not None and asof >= births.counted_in
    for at, year in enumerate(years):
        late = year - births.entry_age
        first, second = late - 1 - births.first_year, late - births.first_year
        if earlier == 0.0:
            first = second
        if first >= 0 and second < births.count.shape[1] and (late <= asof or ahead):
            found[:, at] = (
                earlier * births.count[:, first] + (1 - earlier) * births.count[:, second]
            )
    return found


def area_entrants(
    entrants: Floats, panel: Panel, asof: int, horizon: int, parameters: Parameters
) -> Floats:
    """Return births x capture for 1..horizon years after `asof`, (districts, horizon).

    `entrants` are each district's in the last years up to `asof`, (districts, years), NaN unknown.
    Beyond the births that are known, the last known cohort stands for the later ones. NaN where
    no capture ratio can be formed.
    """
    births = panel.births
    if births is None:
        return np.full((len(panel.districts), horizon), np.nan)
    weights = np.asarray(parameters.capture_weights)
    last = min(len(weights), entrants.shape[1])
    recent = cohorts(births, range(asof, asof - last, -1), asof, parameters)
    came = entrants[:, ::-1][:, :last]
    both = ~np.isnan(recent) & ~np.isnan(came) & (recent > 0)
    top = (np.where(both, came, 0) * weights[:last]).sum(axis=1)
    bottom = (np.where(both, recent, 0) * weights[:last]).sum(axis=1)
    capture = np.where(bottom > 0, top / np.maximum(bottom, 1e-12), np.nan)
    ahead = cohorts(births, range(asof + 1, asof + 1 + horizon), asof, parameters)
    for at in range(horizon):
        before = ahead[:, at - 1] if at else recent[:, 0]
        ahead[:, at] = np.where(np.isnan(ahead[:, at]), before, ahead[:, at])
    return np.asarray(capture[:, None] * ahead)


def school_shares(level: Floats, district_of: Ints, n_districts: int) -> Floats:
    """Return each school's share of its district's smoothed entrants, (schools,)."""
    total = by_district(level, district_of, n_districts)[district_of]
    return np.asarray(np.where(total > 0, np.nan_to_num(level) / np.maximum(total, 1e-12), 0.0))
