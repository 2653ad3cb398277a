"""What would one more place be worth at each school? Found by placing again (R5, planners)."""

from dataclasses import replace

import numpy as np

from capacity.case import Case, Ints
from capacity.explain import RESOLVE_BUDGET
from capacity.overflow import cost_of
from capacity.ruleset import Ruleset
from capacity.twins import TwinOutcome, place_with_twins


def seat_values(case: Case, ruleset: Ruleset, rank: Ints, outcome: TwinOutcome) -> Ints | None:
    """Return what all children together would save if a school had one place more.

    In the unit of the ruleset's cost, over all tiers: a tier's seat price counts that tier alone,
    this counts also those who move up behind. Negative where the place lets a child stay whose
    own school is farther. None where the run is too large to place again for each school.
    """
    if len(case.places) * len(case.option_m) > RESOLVE_BUDGET:
        return None
    now = _total(case, ruleset, outcome)
    saved = np.zeros(len(case.places), dtype=np.int64)
    for school in range(len(case.places)):
        places = case.places.copy()
        places[school] += 1
        saved[school] = now - _total(
            case, ruleset, place_with_twins(replace(case, places=places), ruleset, rank)
        )
    return saved


def _total(case: Case, ruleset: Ruleset, outcome: TwinOutcome) -> int:
    metres = case.metres(np.arange(len(case)), outcome.placement.school)
    return int(cost_of(metres, ruleset).sum())
