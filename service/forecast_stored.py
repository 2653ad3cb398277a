"""How is a forecast made from a district's own files, kept, and read again as tables?"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from admissions.store.forecasts import Forecast, add_forecast
from admissions.store.transaction import Refused, Tx
from capacity.canonical import sha256_hex
from capacity.forecast.rolls import Reading
from capacity.forecast.scenario import Scenario
from service.bundle import MANIFEST, manifest_of, unzipped, zipped
from service.forecast_run_job import Gathered, RunCall, gather

ROLLS = "rolls.csv"
_LIMIT = 45  # a class count is not asked for
_ALSO = {
    "births": "births.csv", "developments": "developments.csv", "events": "events.csv",
    "registrations": "registrations.csv", "plans": "plans.csv", "zones": "zones.geojson",
}  # fmt: skip
_THEN = frozenset({"births", "zones"})  # what a forecast from an earlier autumn may know


def has_rolls(folder: Path) -> bool:
    """Say whether a district's files hold rolls."""
    return (folder / ROLLS).is_file()


def require_rolls(folder: Path) -> Path:
    """Return a district's rolls; refused ("rolls_missing") where there are none."""
    if not has_rolls(folder):
        raise Refused("rolls_missing", f"{ROLLS} is not among the district's files")
    return folder / ROLLS


def district_call(folder: Path, day: date, *, years: int, limit: int, until: int | None = None,
                  scenario: Scenario | None = None) -> RunCall:  # fmt: skip
    """Return the call of `jiujin forecast run` on the files of a district's folder.

    `until`: as from that autumn, by rolls and births alone, to be judged by what came since: plans,
    homes, decisions and registrations of today were not known then.
    """
    require_rolls(folder)
    there = {
        key: folder / name for key, name in _ALSO.items()
        if (folder / name).is_file() and (until is None or key in _THEN)
    }  # fmt: skip
    return RunCall(folder / ROLLS, Reading(until=until), day, years, limit=limit,
                   scenario=scenario, season_runs=False, **there)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Files:
    """A district's files as they are now: another `stamp` where one of them has changed."""

    folder: Path
    day: date
    years: int
    stamp: tuple[tuple[str, int, int], ...]


def files_now(folder: Path, day: date, years: int) -> Files:
    """Return a district's files for a forecast of so many years; Refused without rolls."""
    call = district_call(folder, day, years=years, limit=_LIMIT)
    told = [(path.name, path.stat()) for path in call.files().values()]
    return Files(folder, day, years, tuple((name, it.st_mtime_ns, it.st_size)
                                           for name, it in told))  # fmt: skip


@lru_cache(maxsize=2)
def gathered(files: Files) -> Gathered:
    """Return what a district's files hold; read once, and again when one of them has changed."""
    return gather(district_call(files.folder, files.day, years=files.years, limit=_LIMIT))


def keep(tx: Tx, run_id: str, scenario: tuple[str, int] | None, document: dict[str, Any],
         files: Mapping[str, bytes]) -> Forecast:  # fmt: skip
    """Keep a run's files as one forecast; `scenario` is the id and revision behind it."""
    manifest = manifest_of(files)
    parameters = json.dumps(document["parameters"], sort_keys=True).encode()
    number, revision = scenario or (None, None)
    return add_forecast(tx, {
        "id": run_id, "origin": document["origin"], "years": document["years"],
        "scenario_id": number, "scenario_revision": revision,
        "data_sha256": document["data_sha256"], "parameters_sha256": sha256_hex(parameters),
        "digest": sha256_hex(manifest), "document": document,
    }, zipped({**files, MANIFEST: manifest}))  # fmt: skip


@lru_cache(maxsize=8)
def tables_of(bundle: bytes) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a stored forecast as text cells, by their names without `.csv`."""
    return {
        name.removesuffix(".csv"): pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
        for name, data in unzipped(bundle).items() if name.endswith(".csv")
    }  # fmt: skip
