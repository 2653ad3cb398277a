"""What is forecast for each school, grade and stream, with which steps, bands and class counts?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from capacity.forecast.backtest import cell_bounds
from capacity.forecast.events import Event, with_events
from capacity.forecast.housing import YIELDS, Development, pupils_of_housing
from capacity.forecast.intervals import Width
from capacity.forecast.learned import ALL, Learned, Stream, Widths, learn
from capacity.forecast.levels import Unit, unit_masks
from capacity.forecast.nowcast import Nowcast, combined
from capacity.forecast.outlook import Outlook
from capacity.forecast.panel import Bools, Floats, Panel
from capacity.forecast.parameters import FROZEN
from capacity.forecast.reliability import Reliability
from capacity.forecast.scenario import Scenario
from capacity.forecast.steps import Steps, steps_of

NONLOCAL = "nonlocal"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the rolls; `nowcasts` are by stream, for the year after the origin."""

    developments: Sequence[Development] = ()
    events: Sequence[Event] = ()
    nowcasts: Mapping[str, Nowcast] = field(default_factory=dict)
    yields: Mapping[str, float] = field(default_factory=lambda: dict(YIELDS))
    scenario: Scenario = field(default_factory=Scenario)


@dataclass(frozen=True, slots=True)
class StreamForecast:
    """One stream for 1.. years ahead: steps, mean and bands, (schools, grades, years).

    `bounds` is (tails, schools, grades, years) at the tails of the parameters. `mean` is the sum
    of the steps; it is NaN where nothing can be said (a grade not open and no event).
    """

    steps: Steps
    mean: Floats
    bounds: Floats


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """A whole run. `streams` holds each stream and, as "all", their sum.

    `widths` are of all children together, by unit and years ahead, `outlooks` the laws of their
    intakes; `entry` marks the cells that entrants feed; `origin` is a year. `reliability` corrects
    probabilities of a full school by what came in the last target years, by years ahead.
    """

    panel: Panel
    origin: int
    horizon: int
    streams: Mapping[str, StreamForecast]
    widths: Widths
    entry: Bools
    shocked: bool
    outlooks: Mapping[int, Outlook]
    reliability: Mapping[int, Reliability] = field(default_factory=dict)


def forecast_run(
    everybody: Panel, streams: Mapping[str, Panel], known: Known, horizon: int
) -> ForecastRun:
    """Forecast from the last recorded year; streams share schools, grades and years.

    Without streams all children are one. Every stream is forecast by its own history and drivers;
    the whole is their sum, its bands are learned from all children together.
    """
    return forecast_from(learn(everybody, streams, horizon), known)


def forecast_from(learned: Learned, known: Known) -> ForecastRun:
    """Forecast from what was learned once, with what else is known and the scenario's switches."""
    everybody, widths, entry = learned.everybody, learned.widths, learned.entry
    found = {
        name: _stream(name, stream, known, share=_share(stream.panel, everybody, learned.origin))
        for name, stream in learned.streams.items()
    }
    if ALL not in found:
        found[ALL] = _together(list(found.values()), entry, widths)
    year = everybody.first_year + learned.origin
    return ForecastRun(everybody, year, learned.horizon, found, widths, entry, learned.shocked,
                       learned.outlooks, learned.reliability)  # fmt: skip


def _share(panel: Panel, everybody: Panel, origin: int) -> Floats:
    """Return a stream's share of each school's pupils at the origin, for its part of housing."""
    mine = np.nansum(panel.pupils[:, :, origin], axis=1)
    return np.asarray(mine / np.maximum(np.nansum(everybody.pupils[:, :, origin], axis=1), 1.0))


def _stream(name: str, past: Stream, known: Known, *, share: Floats) -> StreamForecast:
    scenario, panel, widths = known.scenario, past.panel, past.widths
    made = past.with_births(scenario.births)
    entry = made.made.entry
    steps = _switched(steps_of(made), name, entry, scenario)
    year = panel.first_year + past.origin
    homes = [replace(each, year=each.year + scenario.housing_delay * (each.year > year))
             for each in known.developments]  # fmt: skip
    added = pupils_of_housing(homes, panel, year, len(widths), known.yields)
    steps = replace(steps, housing=added * share[:, None, None] * scenario.housing)
    if name in known.nowcasts:
        steps = _registered(steps, entry, known.nowcasts[name], widths[1][Unit.ENTRY])
    steps = _decided(steps, known.events, panel, year, share)
    return _banded(steps, entry, widths)


def _switched(steps: Steps, name: str, entry: Bools, scenario: Scenario) -> Steps:
    """Apply a scenario's switches: of entrants to all who descend from them, of staying a year."""
    enter = scenario.nonlocal_entry if name == NONLOCAL else scenario.local_entry
    years = steps.total.shape[2]
    change = np.zeros_like(steps.total)
    stay = np.zeros_like(steps.total)
    for h in range(1, years + 1):
        masks = unit_masks(entry, np.ones_like(entry), h)
        fed = masks[Unit.ENTRY] | masks[Unit.FED]
        at = steps.total[:, :, h - 1]
        change[:, :, h - 1] = np.where(fed, (enter - 1.0) * at, 0.0)
        kept = scenario.nonlocal_stay**h if name == NONLOCAL else 1.0
        stay[:, :, h - 1] = (kept - 1.0) * (at + change[:, :, h - 1])
    return replace(steps, entrants=steps.entrants + change, moving_up=steps.moving_up + stay)


def _registered(steps: Steps, entry: Bools, now: Nowcast, width: Width) -> Steps:
    """Weigh the next intake with the nowcast; only the lowest open grade of a school."""
    said = steps.total[:, :, 0]
    intake = np.where(entry, said, 0.0).sum(axis=1)
    mean, _ = combined(intake, width.deviation(intake), now)
    change = np.where(entry, (mean - intake)[:, None], 0.0)
    registrations = np.zeros_like(steps.total)
    registrations[:, :, 0] = np.where(np.isnan(said), 0.0, change)
    return replace(steps, registrations=registrations)


def _decided(
    steps: Steps, events: Sequence[Event], panel: Panel, year: int, share: Floats
) -> Steps:
    """Let decisions override the forecast; each stream gets its share of their numbers."""
    row = {school: at for at, school in enumerate(panel.schools)}
    mine = [
        replace(each, pupils=each.pupils * (float(share[row[each.school]]) or 1.0))
        for each in events
    ]
    before = steps.total
    after = with_events(before, mine, panel, year)
    opened = np.isnan(before) & ~np.isnan(after)
    clean = {name: np.where(opened, 0.0, getattr(steps, name)) for name in _NAMES}
    started = np.where(opened, 0.0, before)
    return Steps(**{**clean, "events": np.where(np.isnan(after), np.nan, after - started)})


_NAMES = tuple(name for name in Steps.__slots__ if name != "events")


def _banded(steps: Steps, entry: Bools, widths: Widths) -> StreamForecast:
    mean = np.maximum(steps.total, 0.0)
    tails = len(FROZEN.level_tails)
    bounds = np.full((tails, *mean.shape), np.nan)
    for h in range(1, mean.shape[2] + 1):
        at = mean[:, :, h - 1]
        masks = unit_masks(entry, ~np.isnan(at), h)
        bounds[:, :, :, h - 1] = cell_bounds(at, masks, dict(widths[h]), tails)
    return StreamForecast(steps, mean, bounds)


def _together(parts: Sequence[StreamForecast], entry: Bools, widths: Widths) -> StreamForecast:
    """Add up the streams; NaN in one of them is nobody, NaN in all of them stays unknown."""
    unknown = np.all([np.isnan(each.mean) for each in parts], axis=0)
    sums = {
        name: np.where(unknown, np.nan, np.nansum([getattr(p.steps, name) for p in parts], axis=0))
        for name in Steps.__slots__
    }
    return _banded(Steps(**sums), entry, widths)
