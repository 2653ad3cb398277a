"""Which pupils stood where and when? A panel of schools x grades x years with its gaps known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Births:
    """Births by district (rows) and calendar year from `first_year` on (columns); NaN unknown.

    `entry_age` is in years; `born_before` is the share of a cohort born in the earlier of its two
    calendar years. Other leading counts (kindergarten rolls, residents by year of entry) are the
    same with their own lead in years and nobody born before. A count of later years than the
    origin is known only from `counted_in` on, the year in which it was made.
    """

    count: Floats
    first_year: int
    entry_age: int
    born_before: float | None = None
    counted_in: int | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Pupils by school, grade and year; NaN where a grade was not open or nobody recorded it.

    `pupils` is (schools, grades, years), years without a gap from `first_year` on; grades in order
    of progression. `district_of` is each school's row in `districts`.
    """

    schools: tuple[str, ...]
    districts: tuple[str, ...]
    district_of: Ints
    grades: tuple[str, ...]
    first_year: int
    pupils: Floats
    births: Births | None = None

    @property
    def n_years(self) -> int:
        """Return how many calendar years the panel spans, recorded or not."""
        return int(self.pupils.shape[2])

    @property
    def known(self) -> Bools:
        """Say of every year whether anything was recorded."""
        return np.asarray(~np.isnan(self.pupils).all(axis=(0, 1)))

    @property
    def open(self) -> Bools:
        """Say of every cell whether it was open and recorded."""
        return np.asarray(~np.isnan(self.pupils))


def open_cells(counts: Floats) -> Floats:
    """Tell zero cohorts from closed grades: NaN where a written zero means "not open".

    A zero after a positive year is a cohort of nobody and stays; a second zero in a row, or one
    before any pupil, is a grade that is not open, and so is every zero of a school without any
    pupil that year. Only the past is asked, so that later years change nothing.
    """
    found = counts.copy()
    empty_school = np.nansum(counts, axis=1) == 0
    last = np.zeros(counts.shape[:2])
    for t in range(counts.shape[2]):
        now = counts[:, :, t]
        closed = (now == 0) & ((last == 0) | empty_school[:, None, t])
        found[:, :, t] = np.where(closed, np.nan, now)
        last = np.where(np.isnan(now), last, now)
    return found


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel whose single unrecorded years are filled for training, never for scoring.

    `since` is the year index from which a value may be used: the year after a filled one.
    """

    value: Floats
    since: Ints

    def until(self, t: int, back: int) -> Floats:
        """Return the last `back` years up to and with year `t`, as known in that year."""
        first = max(0, t - back + 1)
        part = self.value[:, :, first : t + 1]
        return np.asarray(np.where(self.since[:, :, first : t + 1] <= t, part, np.nan))


def fill(pupils: Floats) -> Filled:
    """Fill a cell recorded the year before and the year after along its cohort.

    The cohort's geometric mean of the grade below a year earlier (times the city's ratio so far)
    and the grade above a year later (over that ratio); without these the mean of the two years.
    """
    value = pupils.copy()
    since = np.broadcast_to(np.arange(pupils.shape[2]), pupils.shape).copy()
    for t in range(1, pupils.shape[2] - 1):
        before, after = value[:, :, t - 1], pupils[:, :, t + 1]
        gap = np.isnan(pupils[:, :, t]) & ~np.isnan(before) & ~np.isnan(after)
        if not gap.any():
            continue
        ratio = _city_ratios(pupils[:, :, :t])
        below, above = np.full_like(before, np.nan), np.full_like(before, np.nan)
        below[:, 1:] = before[:, :-1] * ratio
        above[:, :-1] = after[:, 1:] / ratio
        guess = np.sqrt(below * above)
        for other in (below, above, (before + after) / 2):
            guess = np.where(np.isnan(guess), other, guess)
        value[:, :, t] = np.where(gap, guess, value[:, :, t])
        since[:, :, t] = np.where(gap, t + 1, t)
    return Filled(value, since)


def _city_ratios(past: Floats) -> Floats:
    upper, lower = past[:, 1:, 1:], past[:, :-1, :-1]
    both = ~np.isnan(upper) & ~np.isnan(lower)
    top = np.where(both, upper, 0).sum(axis=(0, 2))
    bottom = np.where(both, lower, 0).sum(axis=(0, 2))
    return np.asarray(np.where((top > 0) & (bottom > 0), top / np.maximum(bottom, 1.0), 1.0))
