"""How does a forecast go from files to a stored run that later years can judge?"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from capacity.canonical import canonical_json, sha256_hex
from capacity.forecast.events import Event
from capacity.forecast.flags import panel_flags
from capacity.forecast.inputs import (
    Plan,
    read_births,
    read_developments,
    read_events,
    read_nowcasts,
    read_plans,
    read_prices,
    read_residents,
    read_zone_schools,
)
from capacity.forecast.learned import ALL
from capacity.forecast.nowcast import Nowcast
from capacity.forecast.panel import Panel
from capacity.forecast.parameters import FROZEN
from capacity.forecast.rolls import Reading, Rolls, rolls_of, rolls_table, streams_of
from capacity.forecast.run import ForecastRun, Known, forecast_run
from capacity.forecast.scenario import PlanChange, Scenario, read_scenario
from capacity.full_schools import full_schools
from capacity.warnings import PlacesWarning, Thresholds, one_more_class, warnings
from geo.csv_out import csv_bytes
from geo.faults import BadInput, FaultList
from service.bundle import require_free, write_bundle
from service.forecast_tables import (
    areas_table,
    cells_table,
    classes_table,
    history_table,
    places_table,
    records_table,
    whole_totals,
)
from service.progress import Progress

FORMAT = "jiujin-forecast/1"


@dataclass(frozen=True, slots=True)
class RunCall:
    """The files of one run, its day, how far ahead, and the pupils a class may hold.

    `season_runs`: the registrations must hold a season that runs, not past ones alone.
    """

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
    scenario: Path | Scenario | None = None
    limit: int = 45
    plans: Path | None = None
    prices: Path | None = None
    season_runs: bool = True

    def files(self) -> dict[str, Path]:
        """Return the files that were given, by what they are."""
        named = {
            "rolls": self.rolls, "births": self.births, "residents": self.residents,
            "zones": self.zones, "developments": self.developments, "events": self.events,
            "registrations": self.registrations, "scenario": self.scenario,
            "plans": self.plans, "prices": self.prices,
        }  # fmt: skip
        return {key: path for key, path in named.items() if isinstance(path, Path)}


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything read for a run."""

    rolls: Rolls
    streams: Mapping[str, Panel]
    known: Known
    zone_of: Mapping[str, str]
    plans: Mapping[tuple[str, int], Plan]
    prices: Mapping[str, int]


def make_run(call: RunCall, out: Path, progress: Progress, *, overwrite: bool) -> dict[str, Any]:
    """Forecast and write the run's folder, whole or not at all; return its document."""
    require_free(out, overwrite=overwrite)
    document, files = run_files(call, progress)
    with progress.step(f"write {out}"):
        digest = write_bundle(out, files, check=lambda _: None)
    return {**document, "digest": digest}


def run_files(call: RunCall, progress: Progress) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Read, forecast, and return the run's document and the files of its folder; BadInput."""
    with progress.step("read the files"):
        gathered = gather(call)
    with progress.step(f"forecast {call.years} years"):
        run = forecast_run(gathered.rolls.panel, gathered.streams, gathered.known, call.years)
    document = _document(call, gathered, run)
    files = {
        "forecast.csv": csv_bytes(cells_table(run)),
        "areas.csv": csv_bytes(areas_table(run, gathered.zone_of)),
        "classes.csv": csv_bytes(classes_table(run, call.limit)),
        "history.csv": csv_bytes(history_table(run.panel, gathered.streams)),
    }
    if gathered.plans:
        judged = warnings(run, gathered.plans, Thresholds())
        document["warnings"] = _counted(judged)
        document["full_schools"] = [
            asdict(it) | {"expected": round(it.expected, 2)}
            for it in full_schools(run, gathered.plans)
        ]
        files["places.csv"] = csv_bytes(places_table(gathered.plans))
        files["warnings.csv"] = csv_bytes(records_table(judged))
        files["one_more_class.csv"] = csv_bytes(
            records_table(one_more_class(run, gathered.plans, gathered.prices))
        )
    return document, {"run.json": _json(document), **files}


def _counted(judged: Sequence[PlacesWarning]) -> dict[str, dict[str, int]]:
    return {
        kind: dict(sorted(Counter(str(getattr(each, kind)) for each in judged).items()))
        for kind in ("by_ratio", "by_probability")
    }


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
    plans = faults.reading(lambda: _plans(call, rolls.panel))
    prices = faults.reading(lambda: read_prices(call.prices) if call.prices else {})
    faults.refuse_if_any()
    if known is None or fed is None:
        raise BadInput.one(call.rolls.name, "could not be read", "see the faults")
    whole, parts = fed
    plain = replace(known, scenario=Scenario())
    return with_scenario(
        Gathered(replace(rolls, panel=whole), parts, plain, zone_of or {}, plans or {},
                 prices or {}),
        known.scenario,
    )  # fmt: skip


def with_scenario(base: Gathered, what_if: Scenario) -> Gathered:
    """Return what was read with a scenario's switches, planned classes and decisions.

    Raises BadInput for schools that the rolls do not know, and for classes of a school and years
    without a plan.
    """
    faults, schools = FaultList(), set(base.rolls.panel.schools)
    named: list[PlanChange | Event] = [*what_if.plans, *what_if.events]
    for one in named:
        if one.school not in schools:
            faults.add(f"scenario {what_if.name}", f"school {one.school!r} is not in the rolls",
                       "correct it; a new school needs a row in the rolls, without n")  # fmt: skip
    plans = dict(base.plans)
    for change in what_if.plans:
        later = [key for key in plans if key[0] == change.school and key[1] >= change.year]
        if change.school in schools and not later:
            what = f"no plan of {change.school} from {change.year} on can be changed"
            faults.add(f"scenario {what_if.name}", what, "add its rows to the plans")
        plans |= {key: replace(plans[key], classes=change.classes) for key in later}
    faults.refuse_if_any()
    events = (*base.known.events, *what_if.events)
    known = replace(base.known, scenario=what_if, events=events)
    return replace(base, known=known, plans=plans)


def _plans(call: RunCall, panel: Panel) -> dict[tuple[str, int], Plan]:
    return read_plans(call.plans, panel) if call.plans else {}


def _known(call: RunCall, panel: Panel) -> Known:
    faults = FaultList()
    homes = faults.reading(
        lambda: read_developments(call.developments, panel) if call.developments else []
    )
    events = faults.reading(lambda: read_events(call.events, panel) if call.events else [])
    now = faults.reading(lambda: _nowcasts(call, panel))
    what_if = faults.reading(lambda: _scenario(call.scenario))
    faults.refuse_if_any()
    return Known(homes or (), events or (), now or {}, scenario=what_if or Scenario())


def _nowcasts(call: RunCall, panel: Panel) -> dict[str, Nowcast]:
    if call.registrations is None:
        return {}
    return read_nowcasts(call.registrations, panel, running=call.season_runs)


def _scenario(given: Path | Scenario | None) -> Scenario:
    return read_scenario(given) if isinstance(given, Path) else given or Scenario()


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
        "data_sha256": sha256_hex(
            canonical_json({key: told for key, told in inputs.items() if key != "scenario"})
        ),
        "decisions": [asdict(event) for event in gathered.known.events],
        "scenario": gathered.known.scenario.document(),
        "parameters": FROZEN.document(),
        "momentum_rests": run.shocked,
        "flags": [flag.document() for flag in sorted(flags)],
        "totals": _totals(run),
    }


def _totals(run: ForecastRun) -> dict[str, dict[str, int]]:
    return {stream: {str(year): int(pupils) for year, pupils in told.items()}
            for stream, told in whole_totals(run).items()}  # fmt: skip
