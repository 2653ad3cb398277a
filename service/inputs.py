"""What does a run read, and how does it all fit together before anybody is placed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from capacity.ruleset import Ruleset
from geo.district import District
from geo.network import Streets
from service.located import Answers
from zones.plan import Plan


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a run reads, already checked; `notes` are said in the report."""

    district: District
    plan: Plan  # the zones of one level in force on the day
    schools: pd.DataFrame  # school_id, name, places, gates; sorted by id
    homes: pd.DataFrame  # children sorted by id (service.homes)
    answers: Answers  # where each home is and which zones it has
    streets: Streets | None
    ruleset: Ruleset
    seed_text: str | None = None
    day: date | None = None
    notes: tuple[dict[str, str], ...] = ()
    homes_name: str = "homes"
    zones_name: str = "zones"
    other_schools: Mapping[str, str] = field(default_factory=dict)  # level of those left out
