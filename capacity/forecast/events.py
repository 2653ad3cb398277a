"""What do known decisions change? A school opens or closes, an intake is capped or moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from capacity.forecast.panel import Floats, Panel


class EventKind(StrEnum):
    """What is decided; each overrides the forecast from its year on."""

    OPEN = "open"
    CLOSE = "close"
    CAP = "cap"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Event:
    """One decision: `pupils` a year in the lowest grade for open, cap and add; none for close."""

    kind: EventKind
    school: str
    year: int
    pupils: float = 0.0


def with_events(pupils: Floats, events: Sequence[Event], panel: Panel, origin: int) -> Floats:
    """Return the forecast (schools, grades, years from origin + 1) after the events, in order.

    Every event but a closure changes the lowest grade in its year, and its cohort a grade higher
    each year after. Children of a closed school are not sent elsewhere here: that is an `add` to
    the school that takes them, said by whoever decides it.
    """
    found = pupils.copy()
    row = {school: at for at, school in enumerate(panel.schools)}
    for event in sorted(events, key=lambda each: (each.year, each.school, each.kind)):
        start = max(event.year - origin - 1, 0)
        school = found[row[event.school]]
        if event.kind is EventKind.CLOSE:
            school[:, start:] = 0.0
        else:
            _along_cohorts(school, start, event)
    return np.asarray(np.maximum(found, 0.0))


def _along_cohorts(school: Floats, start: int, event: Event) -> None:
    grades, years = school.shape
    for first in range(start, years):
        now = np.nan_to_num(school[0, first])
        wanted = {
            EventKind.OPEN: event.pupils,
            EventKind.ADD: now + event.pupils,
            EventKind.CAP: min(now, event.pupils),
        }[event.kind]
        for grade in range(min(grades, years - first)):
            at = school[grade, first + grade]
            share = 1.0 if np.isnan(at) or now == 0 else at / now
            school[grade, first + grade] = max(0.0, wanted * share)
