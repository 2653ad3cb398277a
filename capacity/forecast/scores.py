"""How good was the forecast? Errors beside the usual rules, and how often its bands held."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from capacity.forecast.backtest import Backtest
from capacity.forecast.levels import LEVELS, Unit, at_units, unit_masks
from capacity.forecast.panel import Floats
from capacity.forecast.peers import CohortSurvival321, last_year

Rows = dict[Unit, list[tuple[Floats, ...]]]
PEERS = ("ours", "last_year", "cohort_survival_321")


def score(run: Backtest, horizons: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Return the scores by level and horizon: {"cell": {"1": {...}}, ...}; see docs/formats.md."""
    survival = CohortSurvival321(run.panel)
    found: dict[str, dict[str, Any]] = {level: {} for level in LEVELS}
    for horizon in horizons:
        origins = run.origins(horizon)
        rows: Rows = {unit: [] for unit in Unit}
        for t in origins:
            _add_origin(run, survival, rows, t, horizon)
        for level, units in LEVELS.items():
            joined = [row for unit in units for row in rows[unit]]
            found[level][str(horizon)] = _score(joined, len(origins))
    return found


def _add_origin(
    run: Backtest, survival: CohortSurvival321, rows: Rows, t: int, horizon: int
) -> None:
    counted = run.counted(t, horizon)
    masks = unit_masks(run.forecasts[t].made.entry, counted, horizon)
    now = run.panel.pupils[:, :, t]
    naive = at_units(last_year(now, horizon)[:, :, horizon], masks, counted, run.panel)
    usual = at_units(survival.forecast(t, horizon)[:, :, horizon], masks, counted, run.panel)
    for unit, (said, came) in run.units(t, horizon).items():
        if len(said):
            low95, low80, high80, high95 = run.width(unit, t, horizon).bounds(said)
            rows[unit].append((came, said, naive[unit], usual[unit], low95, low80, high80, high95))


def _score(rows: Iterable[tuple[Floats, ...]], origins: int) -> dict[str, Any]:
    listed = list(rows)
    if not listed:
        return {"n": 0, "origins": origins, "pupils": 0, "wape": None, "mape": None, "bias": None,
                "coverage": None}  # fmt: skip
    came, ours, naive, usual, low95, low80, high80, high95 = (
        np.concatenate(column) for column in zip(*listed, strict=True)
    )
    guesses = dict(zip(PEERS, (ours, naive, usual), strict=True))
    return {
        "n": len(came),
        "origins": origins,
        "pupils": int(came.sum()),
        "wape": {name: _percent(wape(came, guess)) for name, guess in guesses.items()},
        "mape": {name: _percent(mape(came, guess)) for name, guess in guesses.items()},
        "bias": {name: _percent(bias(came, guess)) for name, guess in guesses.items()},
        "coverage": {"80": _percent(_inside(came, low80, high80)),
                     "95": _percent(_inside(came, low95, high95))},
        "width_80": _percent(float((high80 - low80).sum()) / max(float(ours.sum()), 1.0)),
    }  # fmt: skip


def wape(came: Floats, said: Floats) -> float:
    """Return the sum of absolute errors over the sum of pupils; NaN without pupils."""
    total = float(came.sum())
    return float(np.abs(came - said).sum()) / total if total > 0 else float("nan")


def mape(came: Floats, said: Floats) -> float:
    """Return the mean relative error over the figures that are not nobody; NaN without any."""
    some = came > 0
    return float((np.abs(came - said)[some] / came[some]).mean()) if some.any() else float("nan")


def bias(came: Floats, said: Floats) -> float:
    """Return the sum of (forecast - actual) over the sum of pupils; NaN without pupils."""
    total = float(came.sum())
    return float((said - came).sum()) / total if total > 0 else float("nan")


def _inside(came: Floats, low: Floats, high: Floats) -> float:
    return float(((came >= low) & (came <= high)).mean())


def _percent(share: float) -> float | None:
    return None if np.isnan(share) else round(100 * share, 3)
