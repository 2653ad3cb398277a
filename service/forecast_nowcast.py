"""How many children will enter this autumn, as this season's registrations to date tell it?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from capacity.forecast.inputs import nowcast_of, read_registrations
from capacity.forecast.intervals import Width
from capacity.forecast.learned import ALL
from capacity.forecast.levels import Unit
from capacity.forecast.nowcast import Nowcast, combined
from capacity.forecast.panel import Floats, Panel
from capacity.forecast.run import ForecastRun, forecast_run
from service.forecast_stored import Files, gathered

REGISTRATIONS = "registrations.csv"
DIGITS = 1
_TAIL = float(norm.ppf(0.9))  # of an 80 % band


@dataclass(frozen=True, slots=True)
class Season:
    """A season as it runs: its year, the days since the portal opened (the first is 1), counts.

    `registered`: children on the desks by school, those who have gone left out.
    """

    year: int
    day: int
    registered: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SeasonNowcast:
    """What a season's registrations tell; without rows where `lacking` says what is not known.

    `share`: how much of the final count past seasons had by this day.
    """

    lacking: str
    share: float | None = None
    past_years: int = 0
    rows: tuple[dict[str, Any], ...] = ()


def season_nowcast(files: Files, season: Season) -> SeasonNowcast:
    """Weigh the plain forecast with the registrations to date by their precision.

    `lacking`: "not_open" before the season, "no_history" without registrations of past seasons,
    "too_early" where none of them had a registration by this day, "other_year" where the rolls do
    not end in the autumn before the season. Raises BadInput for a broken file.
    """
    path = files.folder / REGISTRATIONS
    if season.day < 1:
        return SeasonNowcast("not_open")
    if not path.is_file():
        return SeasonNowcast("no_history")
    run = _plain(files)
    if season.year != run.origin + 1:
        return SeasonNowcast("other_year")
    past = _past(path, run.panel, season)
    if past.empty:
        return SeasonNowcast("no_history")
    if not past.loc[past["day"] <= season.day, "registered"].sum() > 0:
        return SeasonNowcast("too_early")
    told = pd.concat([past, _now(run.panel, season)], ignore_index=True)
    now = nowcast_of(told, run.panel, season.year, path.name)
    return SeasonNowcast("", round(now.share, 4), now.past_years, _rows(run, season, now))


@lru_cache(maxsize=2)
def _plain(files: Files) -> ForecastRun:
    """Forecast one year without registrations, which are told anew."""
    found = gathered(files)
    known = replace(found.known, nowcasts={})
    return forecast_run(found.rolls.panel, found.streams, known, 1)


def _past(path: Path, panel: Panel, season: Season) -> pd.DataFrame:
    """Return past seasons, all streams together."""
    told = read_registrations(path, panel)
    told = told[(told["year"] < season.year) & told["final"].notna()]
    keys = ["school", "year", "day"]
    return told.groupby(keys, as_index=False)[["registered", "final"]].sum()


def _now(panel: Panel, season: Season) -> pd.DataFrame:
    """Return this season to date; a school without a registration yet has none, not unknown."""
    count = [season.registered.get(school, 0) for school in panel.schools]
    return pd.DataFrame({"school": panel.schools, "year": season.year, "day": season.day,
                         "registered": count, "final": np.nan})  # fmt: skip


def _rows(run: ForecastRun, season: Season, now: Nowcast) -> tuple[dict[str, Any], ...]:
    said = np.where(run.entry, run.streams[ALL].mean[:, :, 0], 0.0).sum(axis=1)
    rows = [_row(school, season.registered.get(school, 0), figure)
            for school, figure in zip(run.panel.schools, _figures(
                said, run.widths[1][Unit.ENTRY], now), strict=True)
            if np.isfinite(figure[0])]  # fmt: skip
    return tuple(rows)


def _figures(said: Floats, width: Width, now: Nowcast) -> list[tuple[float, float, float, float]]:
    """Return for each school the forecast, the nowcast, both weighed, and their deviation."""
    mean, spread = combined(said, width.deviation(said), now)
    return list(zip(*(part.tolist() for part in (said, now.count, mean, spread)), strict=True))


def _row(school: str, registered: int, figure: tuple[float, float, float, float]) -> dict[str, Any]:
    said, count, mean, spread = figure
    low, high = max(mean - _TAIL * spread, 0.0), mean + _TAIL * spread
    told = {"forecast": said, "by_registrations": count, "expected": mean, "low80": low,
            "high80": high}  # fmt: skip
    rounded = {name: round(value, DIGITS) for name, value in told.items()}
    return {"school_id": school, "registered": registered, **rounded}
