"""How many children will this season bring, as its registrations to date tell it over HTTP?"""

from dataclasses import dataclass
from datetime import date

from admissions.calendar import SHANGHAI
from admissions.policy_terms import WindowName
from admissions.store import overviews, statistics
from admissions.store.cycles import window_of
from admissions.store.transaction import Tx
from service.api_lists import CYCLE
from service.api_models import Model
from service.api_operations import Call, reading
from service.api_scenarios import SEEING
from service.api_statistics import DayModel
from service.forecast_nowcast import Season, season_nowcast
from service.forecast_stored import files_now

_GONE = frozenset({"withdrawn", "lapsed", "transferred"})
_YEARS = 1


class NowcastRow(Model):
    """A school's next intake: registered to date, forecast, by registrations alone, and both.

    `expected` weighs both by their precision, with its 80 % band.
    """

    school_id: str
    registered: int
    forecast: float
    by_registrations: float
    expected: float
    low80: float
    high80: float


class Nowcast(Model):
    """All schools to date; `lacking` says why there are none ("" where there are).

    `days`: registrations begun on each day, of which some have gone since. `share`: how much of
    the final count past seasons had by this day.
    """

    year: int
    day: int
    days: tuple[DayModel, ...]
    lacking: str
    share: float | None
    past_years: int
    rows: tuple[NowcastRow, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the store says: the season, its days, and today."""

    season: Season
    days: dict[date, int]
    today: date


def counted(tx: Tx, call: Call) -> Counted:
    """Count the season's registrations by school and by day; sums only."""
    cycle, district = call.path["cycle_id"], call.context.settings.district_id
    opens, _ = window_of(tx, cycle, district, WindowName.REGISTER)
    first, today = opens.astimezone(SHANGHAI).date(), tx.now.date()
    registered: dict[str, int] = {}
    for it in overviews.counts_by_school(tx, cycle):
        if it.district_id == district and it.stage not in _GONE:
            registered[it.school_id] = registered.get(it.school_id, 0) + it.count
    season = Season(first.year, (today - first).days + 1, registered)
    days = statistics.reached_by_day(tx, cycle, district)["registered"]
    return Counted(season, days, today)


def told(call: Call, found: Counted) -> Nowcast:
    """Tell what the counts mean beside the district's files."""
    files = files_now(call.context.settings.district_folder, found.today, _YEARS)
    made = season_nowcast(files, found.season)
    return Nowcast(
        year=found.season.year, day=found.season.day, lacking=made.lacking, share=made.share,
        days=tuple(DayModel(day=day, count=count) for day, count in found.days.items()),
        past_years=made.past_years, rows=tuple(NowcastRow(**row) for row in made.rows),
    )  # fmt: skip


OPERATIONS = (
    reading("nowcast", f"{CYCLE}/nowcast", SEEING, "cycle", counted, Nowcast, finish=told,
            refusals=(422,), words="This autumn's intake by the registrations to date."),
)  # fmt: skip
