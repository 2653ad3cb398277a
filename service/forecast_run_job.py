"""How does a forecast go from files to a stored run that later years can judge?"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capacity.canonical import canonical_json, sha256_hex
from capacity.forecast.classes import class_chances
from capacity.forecast.coherence import whole_children
from capacity.forecast.flags import panel_flags
from capacity.forecast.inputs import (
    read_births,
    read_developments,
    read_events,
    read_nowcasts,
    read_residents,
    read_zone_schools,
)
from capacity.forecast.levels import Unit
from capacity.forecast.panel import Panel
from capacity.forecast.parameters import FROZEN
from capacity.forecast.rolls import Reading, Rolls, rolls_of, rolls_table, streams_of
from capacity.forecast.run import ALL, ForecastRun, Known, forecast_run
from capacity.forecast.scenario import Scenario, read_scenario
from capacity.forecast.steps import STEPS
from geo.csv_out import csv_bytes
from geo.faults import BadInput, FaultList
from service.bundle import require_free, write_bundle
from service.progress import Progress

FORMAT = "jiujin-forecast/1"
MOST_CLASSES = 14
DIGITS = 3


@dataclass(frozen=True, slots=True)
class RunCall:
    """The files of one run, its day, how far ahead, and the pupils a class may hold."""

    rolls: Path
    how: Reading
    day: date
    years: int = 6
    births: Path | None = None
    residents: Path | None = None
    zones: Path | None = None
    developments: Path | None = None
    events: Path | None = None
    registrations: Path | None = None
    scenario: Path | None = None
    limit: int = 45

    def files(self) -> dict[str, Path]:
        """Return the files that were given, by what they are."""
        named = {
            "rolls": self.rolls, "births": self.births, "residents": self.residents,
            "zones": self.zones, "developments": self.developments, "events": self.events,
            "registrations": self.registrations, "scenario": self.scenario,
        }  # fmt: skip
        return {key: path for key, path in named.items() if path is not None}


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything read for a run."""

    rolls: Rolls
    streams: Mapping[str, Panel]
    known: Known
    zone_of: Mapping[str, str]


def make_run(call: RunCall, out: Path, progress: Progress, *, overwrite: bool) -> dict[str, Any]:
    """Forecast and write the run's folder, whole or not at all; return its document."""
    require_free(out, overwrite=overwrite)
    with progress.step("read the files"):
        gathered = gather(call)
    with progress.step(f"forecast {call.years} years"):
        run = forecast_run(gathered.rolls.panel, gathered.streams, gathered.known, call.years)
    document = _document(call, gathered, run)
    files = {
        "run.json": _json(document),
        "forecast.csv": csv_bytes(cells_table(run)),
        "areas.csv": csv_bytes(areas_table(run, gathered.zone_of)),
        "classes.csv": csv_bytes(classes_table(run, call.limit)),
    }
    with progress.step(f"write {out}"):
        digest = write_bundle(out, files, check=lambda _: None)
    return {**document, "digest": digest}


def _json(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    return (text + "\n").encode()


def gather(call: RunCall) -> Gathered:
    """Read every file of a call; raises BadInput with the faults of all of them."""
    frame = rolls_table(call.rolls, call.how)
    rolls = rolls_of(frame, call.rolls.name, call.how)
    if not rolls.panel.known.any() or rolls.panel.known.sum() < 2:
        raise BadInput.one(call.rolls.name, "has fewer than two years", "add the years before")
    streams = streams_of(frame, rolls.panel, call.rolls.name, call.how)
    faults = FaultList()
    zones = call.zones
    zone_of = faults.reading(lambda: read_zone_schools(zones) if zones else {})
    known = faults.reading(lambda: _known(call, rolls.panel))
    fed = faults.reading(lambda: _fed(call, rolls.panel, streams, zone_of or {}))
    faults.refuse_if_any()
    if known is None or fed is None or zone_of is None:
        raise BadInput.one(call.rolls.name, "could not be read", "see the faults")
    whole, parts = fed
    return Gathered(replace(rolls, panel=whole), parts, known, zone_of)


def _known(call: RunCall, panel: Panel) -> Known:
    faults = FaultList()
    homes = faults.reading(
        lambda: read_developments(call.developments, panel) if call.developments else []
    )
    events = faults.reading(lambda: read_events(call.events, panel) if call.events else [])
    now = faults.reading(
        lambda: read_nowcasts(call.registrations, panel) if call.registrations else {}
    )
    what_if = faults.reading(lambda: read_scenario(call.scenario) if call.scenario else Scenario())
    faults.refuse_if_any()
    return Known(homes or (), events or (), now or {}, scenario=what_if or Scenario())


def _fed(
    call: RunCall, whole: Panel, streams: Mapping[str, Panel], zone_of: Mapping[str, str]
) -> tuple[Panel, dict[str, Panel]]:
    """Give each stream its births, or its residents where they are counted."""
    if call.residents is not None and not zone_of:
        what = "residents are given by zone, and no zones are given"
        raise BadInput.one("--residents", what, "give --zones too")

    def one(panel: Panel, stream: str) -> Panel:
        if call.residents is not None:
            return read_residents(call.residents, panel, stream, zone_of)
        if call.births is None:
            return panel
        return replace(panel, births=read_births(call.births, panel, stream))

    parts = {name: one(panel, name) for name, panel in streams.items()}
    return (whole if streams else one(whole, ALL)), parts


def cells_table(run: ForecastRun) -> pd.DataFrame:
    """Lay the run out as rows: school, grade, stream, year, whole pupils, mean, bands, steps."""
    parts = [_cells(run, stream) for stream in sorted(run.streams)]
    return pd.concat(parts, ignore_index=True)


def _cells(run: ForecastRun, stream: str) -> pd.DataFrame:
    made = run.streams[stream]
    s, g, h = np.nonzero(~np.isnan(made.mean))
    table: dict[str, Any] = {
        "school_id": np.array(run.panel.schools, dtype=object)[s],
        "grade": np.array(run.panel.grades, dtype=object)[g],
        "stream": stream,
        "year": run.origin + 1 + h,
        "pupils": _whole(run, stream)[s, g, h],
        "mean": made.mean[s, g, h].round(DIGITS),
    }
    for name, bound in zip(("low95", "low80", "high80", "high95"), made.bounds, strict=True):
        table[name] = bound[s, g, h].round(DIGITS)
    rest = table["mean"].copy()
    for name in reversed(STEPS[1:]):
        table[name] = getattr(made.steps, name)[s, g, h].round(DIGITS)
        rest = rest - table[name]
    table["last_year"] = rest.round(DIGITS)  # so that the rounded steps add up to the figure
    return pd.DataFrame(table)


def _whole(run: ForecastRun, stream: str) -> np.ndarray:
    """Round each year's cells; streams first, so that their sum is the whole, to the child."""
    names = [name for name in sorted(run.streams) if name != ALL] or [ALL]
    if stream == ALL and names != [ALL]:
        return np.asarray(sum(_whole(run, name) for name in names))
    mean = run.streams[stream].mean
    return np.stack([whole_children(mean[:, :, h]) for h in range(mean.shape[2])], axis=2)


def areas_table(run: ForecastRun, zone_of: Mapping[str, str]) -> pd.DataFrame:
    """Sum schools to school rolls, zones, districts and the total, with bands of all children."""
    rows: list[dict[str, Any]] = []
    panel = run.panel
    zones = [zone_of.get(school, "") for school in panel.schools]
    districts = [panel.districts[at] for at in panel.district_of]
    levels = [
        ("school", list(panel.schools), Unit.SCHOOL),
        ("zone", zones, Unit.SCHOOL),
        ("district", districts, Unit.DISTRICT),
        ("total", ["all"] * len(zones), Unit.TOTAL),
    ]
    for stream in sorted(run.streams):
        mean, whole = np.nan_to_num(run.streams[stream].mean), _whole(run, stream)
        for level, names, unit in levels:
            for name in sorted(set(names) - {""}):
                here = np.array([each == name for each in names])
                rows += _area(run, stream, (level, name, unit), mean[here], whole[here])
    return pd.DataFrame(rows)


def _area(
    run: ForecastRun, stream: str, area: tuple[str, str, Unit], mean: np.ndarray, whole: np.ndarray
) -> Iterable[dict[str, Any]]:
    level, name, unit = area
    for h in range(1, run.horizon + 1):
        figure = mean[:, :, h - 1].sum()
        low95, low80, high80, high95 = run.widths[h][unit].bounds(np.array([figure]))[:, 0]
        row = {
            "level": level,
            "area": name,
            "stream": stream,
            "year": run.origin + h,
            "pupils": int(whole[:, :, h - 1].sum()),
            "mean": round(float(figure), DIGITS),
        }
        bands = {"low95": low95, "low80": low80, "high80": high80, "high95": high95}
        yield row | {key: round(float(value), DIGITS) for key, value in bands.items()}


def classes_table(run: ForecastRun, limit: int) -> pd.DataFrame:
    """Give P(k classes) of every school's entry grade, all children together."""
    rows: list[dict[str, Any]] = []
    mean = run.streams[ALL].mean
    for h in range(1, run.horizon + 1):
        width = run.widths[h][Unit.ENTRY]
        lowest = run.entry[:, :, None] & ~np.isnan(mean[:, :, h - 1 : h])
        for s, g, _ in np.argwhere(lowest):
            chances = class_chances(mean[s, g, h - 1 : h], width, limit, MOST_CLASSES)[:, 0]
            rows += [
                {"school_id": run.panel.schools[s], "grade": run.panel.grades[g],
                 "year": run.origin + h, "classes": k, "limit": limit,
                 "probability": round(float(p), 4)}
                for k, p in enumerate(chances) if p >= 0.0005
            ]  # fmt: skip
    return pd.DataFrame(rows)


def _document(call: RunCall, gathered: Gathered, run: ForecastRun) -> dict[str, Any]:
    panel = run.panel
    flags = [
        *gathered.rolls.flags,
        *panel_flags(panel, np.zeros(panel.n_years, np.bool_), FROZEN.least_history),
    ]
    files = call.files()
    inputs = {key: {"file": path.name, "sha256": sha256_hex(path.read_bytes())}
              for key, path in files.items()}  # fmt: skip
    return {
        "format": FORMAT,
        "made_on": call.day.isoformat(),
        "origin": run.origin,
        "years": call.years,
        "streams": sorted(run.streams),
        "limit": call.limit,
        "inputs": inputs,
        "data_sha256": sha256_hex(canonical_json(inputs)),
        "scenario": gathered.known.scenario.document(),
        "parameters": FROZEN.document(),
        "momentum_rests": run.shocked,
        "flags": [flag.document() for flag in sorted(flags)],
        "totals": _totals(run),
    }


def _totals(run: ForecastRun) -> dict[str, dict[str, int]]:
    return {
        stream: {str(run.origin + 1 + h): int(_whole(run, stream)[:, :, h].sum())
                 for h in range(run.horizon)}
        for stream in sorted(run.streams)
    }  # fmt: skip
