"""Where will places be short, where too many, and what would one more class do?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from capacity.forecast.inputs import Plan
from capacity.forecast.learned import ALL
from capacity.forecast.outlook import Outlook
from capacity.forecast.panel import Floats, Ints
from capacity.forecast.reliability import Reliability
from capacity.forecast.run import ForecastRun
from capacity.forecast.steps import STEPS

LOCAL = "local"


class Colour(StrEnum):
    """The level of a places warning (学位预警)."""

    NONE = "none"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a warning is given; the ratios are Hangzhou's: expected children over planned seats.

    `likely` and `sure` are probabilities of more children than seats; `noticed` is where a school
    without a ratio warning is still named. Blue: a class below `least_class` pupils is `likely`.
    """

    yellow: float = 0.90
    red: float = 1.00
    noticed: float = 0.20
    likely: float = 0.50
    sure: float = 0.80
    least_class: int = 20


@dataclass(frozen=True, slots=True)
class PlacesWarning:
    """One school's next intake in one year, for local children or for all.

    Colours by ratio and by probability stand side by side: a ratio hides risk. `reason` is the
    step that moves the figure most from last year's.
    """

    school: str
    year: int
    lead_years: int
    who: str
    expected: float
    seats: int
    ratio: float
    by_ratio: Colour
    probability: float
    by_probability: Colour
    under_use: float
    reason: str


def warnings(
    run: ForecastRun,
    plans: Mapping[tuple[str, int], Plan],
    limits: Thresholds,
    whose: Sequence[str] = (ALL, LOCAL),
) -> list[PlacesWarning]:
    """Judge every planned intake of the run; schools and years without a plan have none."""
    found = []
    for who in whose:
        if who in run.streams:
            found += list(_judged(run, plans, limits, who))
    return found


def _judged(
    run: ForecastRun, plans: Mapping[tuple[str, int], Plan], limits: Thresholds, who: str
) -> Iterable[PlacesWarning]:
    made = run.streams[who]
    row = {school: at for at, school in enumerate(run.panel.schools)}
    intakes = run.entry.argmax(axis=1).tolist()
    asked, cells = [], []
    for (school, year), plan in sorted(plans.items()):
        at = row[school], intakes[row[school]], year - run.origin - 1
        if 0 <= at[2] < run.horizon and not np.isnan(made.mean[at]):
            asked.append((school, year, plan.classes * plan.limit))
            cells.append(at)
    if not cells:
        return
    where = tuple(np.array(cells).T)
    ahead, said = where[2] + 1, made.mean[where]
    over, under = _chances(run, ahead, said, np.array([seats for *_, seats in asked]), limits)
    moved = np.stack([getattr(made.steps, name)[where] for name in STEPS], axis=1).tolist()
    told = zip(said.tolist(), over.tolist(), under.tolist(), moved, strict=True)
    for (school, year, seats), (expected, full, empty, steps) in zip(asked, told, strict=True):
        ratio = expected / seats if seats else float("inf")
        yield PlacesWarning(
            school, year, year - run.origin, who, expected, seats, ratio,
            _by_ratio(ratio, limits), full, _by_probability(full, empty, limits), empty,
            _reason(dict(zip(STEPS, steps, strict=True))),
        )  # fmt: skip


def _chances(
    run: ForecastRun, ahead: Ints, said: Floats, seats: Ints, limits: Thresholds
) -> tuple[Floats, Floats]:
    """Return P(more children than seats), corrected by what came, and P(below the least class)."""
    over, under = np.empty(len(said)), np.empty(len(said))
    for h in np.unique(ahead).tolist():
        here, outlook = ahead == h, run.outlooks[h]
        full = outlook.above(said[here], seats[here])
        over[here] = run.reliability.get(h, Reliability()).correct(full)
        least = np.full(int(here.sum()), limits.least_class - 1.0)
        under[here] = 1.0 - outlook.above(said[here], least)
    return over, under


def _intake(run: ForecastRun, s: int) -> int:
    return int(np.argmax(run.entry[s]))


def _chance(outlook: Outlook, said: float, limit: float) -> float:
    return float(outlook.above(np.array([said]), np.array([limit]))[0])


def _by_ratio(ratio: float, limits: Thresholds) -> Colour:
    if ratio >= limits.red:
        return Colour.RED
    return Colour.YELLOW if ratio >= limits.yellow else Colour.NONE


def _by_probability(over: float, under: float, limits: Thresholds) -> Colour:
    if over >= limits.sure:
        return Colour.RED
    if over >= limits.likely:
        return Colour.YELLOW
    return Colour.BLUE if under >= limits.likely else Colour.NONE


def _reason(steps: Mapping[str, float]) -> str:
    _, name = max((abs(step), name) for name, step in steps.items() if name != "last_year")
    return f"{name} {steps[name]:+.1f}" if abs(steps[name]) >= 0.05 else "as last year"


@dataclass(frozen=True, slots=True)
class OneMoreClass:
    """What one more class at a school would do in a year, under the forecast demand.

    `unmet_less` is the expected number of children it takes off the shortage; `metres_less` what
    the overflow rule's seat price makes of that (None without a price). `rooms_short` is how many
    rooms are missing for the bulge class over its six years. `used_3`, `used_6`: the probability
    that more children than today's seats come three and six years on (None beyond the run).
    """

    school: str
    year: int
    seats: int
    unmet_less: float
    metres_less: float | None
    rooms_short: int | None
    teachers: float
    used_3: float | None
    used_6: float | None


TEACHERS_A_PUPIL = 1 / 19


def one_more_class(
    run: ForecastRun, plans: Mapping[tuple[str, int], Plan], prices: Mapping[str, int]
) -> list[OneMoreClass]:
    """Tell for every plan of the next year what one more class there would bring, best first."""
    found = []
    for (school, year), plan in sorted(plans.items()):
        if year == run.origin + 1:
            s = run.panel.schools.index(school)
            said = float(run.streams[ALL].mean[s, _intake(run, s), 0])
            if not np.isnan(said):
                found.append(_one_more(run, plan, (s, said), prices.get(school)))
    return sorted(found, key=lambda each: (-each.unmet_less, each.school))


def _one_more(
    run: ForecastRun, plan: Plan, at: tuple[int, float], price: int | None
) -> OneMoreClass:
    s, said = at
    seats = plan.classes * plan.limit
    outlook = run.outlooks[1]
    less = outlook.beyond(said, seats) - outlook.beyond(said, seats + plan.limit)
    grades = len(run.panel.grades)
    used = {
        ahead: _chance(
            run.outlooks[ahead],
            float(run.streams[ALL].mean[s, _intake(run, s), ahead - 1]), seats,
        )
        for ahead in (3, 6) if ahead <= run.horizon
    }  # fmt: skip
    return OneMoreClass(
        school=run.panel.schools[s],
        year=run.origin + 1,
        seats=plan.limit,
        unmet_less=less,
        metres_less=None if price is None else less * price,
        rooms_short=None if plan.rooms is None else max(0, plan.classes * grades + 1 - plan.rooms),
        teachers=plan.limit * TEACHERS_A_PUPIL,
        used_3=used.get(3),
        used_6=used.get(6),
    )
