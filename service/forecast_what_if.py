"""What would come of a scenario? Intakes beside places and whole rolls, at once, nothing kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from capacity.forecast.learned import ALL, Learned, learn
from capacity.forecast.run import ForecastRun, forecast_from
from capacity.forecast.scenario import Scenario
from capacity.warnings import Thresholds, warnings
from service.forecast_run_job import Gathered, with_scenario
from service.forecast_stored import Files, files_now, gathered
from service.forecast_tables import whole_totals

DIGITS = 1


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An answer: `intakes` by school and year, `totals` by stream and year, as plain rows."""

    origin: int
    intakes: tuple[dict[str, Any], ...]
    totals: tuple[dict[str, Any], ...]


def asked(folder: Path, day: date, years: int, scenario: Scenario) -> WhatIf:
    """Forecast from a district's files with a scenario; raises BadInput as the files do.

    The same question of the same files is answered once. Refused without rolls.
    """
    return _answer(files_now(folder, day, years), scenario)


@lru_cache(maxsize=32)
def _answer(files: Files, scenario: Scenario) -> WhatIf:
    known = with_scenario(gathered(files), scenario)
    run = forecast_from(_learned(files), known.known)
    totals = tuple({"stream": stream, "year": year, "pupils": int(pupils)}
                   for stream, told in whole_totals(run).items()
                   for year, pupils in told.items())  # fmt: skip
    return WhatIf(run.origin, tuple(_intakes(run, known)), totals)


@lru_cache(maxsize=2)
def _learned(files: Files) -> Learned:
    """Learn once from a district's files what holds for every scenario."""
    known = gathered(files)
    return learn(known.rolls.panel, known.streams, files.years)


def _intakes(run: ForecastRun, known: Gathered) -> Iterator[dict[str, Any]]:
    judged = {(one.school, one.year): one
              for one in warnings(run, known.plans, Thresholds(), whose=(ALL,))}  # fmt: skip
    mean = run.streams[ALL].mean
    intakes = run.entry.argmax(axis=1).tolist()
    for s, (school, lowest) in enumerate(zip(run.panel.schools, intakes, strict=True)):
        for h in range(run.horizon):
            if np.isnan(mean[s, lowest, h]):
                continue
            year = run.origin + 1 + h
            warned = judged.get((school, year))
            yield {
                "school_id": school, "year": year,
                "children": round(float(mean[s, lowest, h]), DIGITS),
                "places": None if warned is None else warned.seats,
                "probability": None if warned is None else round(warned.probability, 4),
            }  # fmt: skip
