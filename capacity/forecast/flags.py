"""What in a panel needs a second look? Closures, openings, gaps, tiny and empty cohorts, shocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from capacity.forecast.panel import Bools, Panel


class FlagKind(StrEnum):
    """Why a figure is to be read with care."""

    MISSING_YEAR = "missing_year"
    UNRECORDED = "unrecorded"
    OPENING = "opening"
    CLOSURE = "closure"
    GRADES_CHANGED = "grades_changed"
    ZERO_COHORT = "zero_cohort"
    TINY_COHORT = "tiny_cohort"
    TINY_SCHOOL = "tiny_school"
    SHOCK = "shock"
    DISTRICT_CHANGED = "district_changed"
    SHORT_HISTORY = "short_history"
    NO_FORECAST = "no_forecast"


@dataclass(frozen=True, slots=True, order=True)
class Flag:
    """One thing to know: its kind, the school ("" for the whole panel), the year, in words."""

    kind: FlagKind
    school: str
    year: int
    what: str

    def document(self) -> dict[str, str | int]:
        """Return the flag as plain values."""
        return {"kind": str(self.kind), "school": self.school, "year": self.year, "what": self.what}


TINY_COHORT = 5
TINY_SCHOOL = 50


def panel_flags(panel: Panel, shocks: Bools, least_history: int) -> list[Flag]:
    """Return every flag of a panel, sorted; `shocks` are by year index."""
    found = [*_years(panel, shocks, least_history)]
    for s, school in enumerate(panel.schools):
        found += _school(panel, s, school)
    return sorted(found)


def _years(panel: Panel, shocks: Bools, least_history: int) -> Iterable[Flag]:
    known = panel.known
    for t in np.flatnonzero(~known):
        yield Flag(FlagKind.MISSING_YEAR, "", panel.first_year + int(t),
                   "nobody recorded this year: filled for training where it stands alone, "
                   "never scored")  # fmt: skip
    for t in np.flatnonzero(shocks):
        yield Flag(FlagKind.SHOCK, "", panel.first_year + int(t),
                   "the whole area moved beyond its usual spread: a quarter of the usual "
                   "weight")  # fmt: skip
    if int(known.sum()) < least_history:
        yield Flag(FlagKind.SHORT_HISTORY, "", panel.first_year + panel.n_years - 1,
                   f"{int(known.sum())} recorded years, fewer than {least_history}")  # fmt: skip


def _school(panel: Panel, s: int, school: str) -> Iterable[Flag]:
    pupils, known, first = panel.pupils[s], panel.known, panel.first_year
    there = ~np.isnan(pupils).all(axis=0)
    at = np.flatnonzero(there)
    if not len(at):
        yield Flag(FlagKind.NO_FORECAST, school, first, "no pupil in any year")
        return
    years = np.flatnonzero(known)
    if at[0] > years[0]:
        yield Flag(FlagKind.OPENING, school, first + int(at[0]), "first recorded in this year")
    if at[-1] < years[-1]:
        yield Flag(FlagKind.CLOSURE, school, first + int(at[-1]),
                   "last recorded in this year: no forecast after it")  # fmt: skip
    inside = (np.arange(len(there)) > at[0]) & (np.arange(len(there)) < at[-1])
    for t in np.flatnonzero(inside & ~there & known):
        yield Flag(FlagKind.UNRECORDED, school, first + int(t), "not recorded in this year")
    yield from _cohorts(panel, s, school, at)


def _cohorts(panel: Panel, s: int, school: str, at: np.ndarray) -> Iterable[Flag]:
    pupils, first = panel.pupils[s], panel.first_year
    for g, t in np.argwhere(pupils == 0):
        yield Flag(FlagKind.ZERO_COHORT, school, first + int(t),
                   f"nobody in grade {panel.grades[g]}")  # fmt: skip
    last = int(at[-1])
    small = (pupils[:, last] > 0) & (pupils[:, last] < TINY_COHORT)
    for g in np.flatnonzero(small):
        yield Flag(FlagKind.TINY_COHORT, school, first + last,
                   f"{int(pupils[g, last])} in grade {panel.grades[g]}")  # fmt: skip
    roll = float(np.nansum(pupils[:, last]))
    if roll < TINY_SCHOOL:
        yield Flag(FlagKind.TINY_SCHOOL, school, first + last, f"{int(roll)} pupils in all")
    for before, now in pairwise(at.tolist()):
        if (np.isnan(pupils[:, before]) != np.isnan(pupils[:, now])).any():
            yield Flag(FlagKind.GRADES_CHANGED, school, first + int(now),
                       "other grades are open than the year before")  # fmt: skip
