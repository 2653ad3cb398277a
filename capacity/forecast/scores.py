"""How good was the forecast? Errors beside the usual rules, and how often its bands held."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from capacity.forecast.backtest import Backtest
from capacity.forecast.levels import LEVELS, Unit, at_units, unit_masks
from capacity.forecast.panel import Floats
from capacity.forecast.peers import CohortSurvival321, last_year

Rows = dict[Unit, tuple[Floats, ...]]
PEERS = ("ours", "last_year", "cohort_survival_321")


def score(run: Backtest, horizons: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Return the scores by level and horizon: {"cell": {"1": {...}}, ...}; see docs/formats.md."""
    survival = CohortSurvival321(run.panel)
    found: dict[str, dict[str, Any]] = {level: {} for level in LEVELS}
    for horizon in horizons:
        origins = run.origins(horizon)
        by_origin = {t: _origin(run, survival, t, horizon) for t in origins}
        for level, units in LEVELS.items():
            parts = {t: [rows[u] for u in units if u in rows] for t, rows in by_origin.items()}
            whole = _score([row for part in parts.values() for row in part], len(origins))
            targets = {run.panel.first_year + t + horizon: part for t, part in parts.items()}
            whole["by_target"] = {
                str(year): _errors(part) for year, part in targets.items() if part
            }
            found[level][str(horizon)] = whole
    return found


def _origin(run: Backtest, survival: CohortSurvival321, t: int, horizon: int) -> Rows:
    """Return (actual, ours, last year, 3-2-1, four bounds) of every unit that has figures."""
    found: Rows = {}
    counted = run.counted(t, horizon)
    masks = unit_masks(run.forecasts[t].made.entry, counted, horizon)
    now = run.panel.pupils[:, :, t]
    naive = at_units(last_year(now, horizon)[:, :, horizon], masks, counted, run.panel)
    usual = at_units(survival.forecast(t, horizon)[:, :, horizon], masks, counted, run.panel)
    for unit, (said, came) in run.units(t, horizon).items():
        if len(said):
            low95, low80, high80, high95 = run.width(unit, t, horizon).bounds(said)
            found[unit] = (came, said, naive[unit], usual[unit], low95, low80, high80, high95)
    return found


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
        **_errors(listed),
        "origins": origins,
        "pupils": int(came.sum()),
        "bias": {name: _percent(bias(came, guess)) for name, guess in guesses.items()},
        "coverage": {"80": _percent(_inside(came, low80, high80)),
                     "95": _percent(_inside(came, low95, high95))},
        "width_80": _percent(float((high80 - low80).sum()) / max(float(ours.sum()), 1.0)),
    }  # fmt: skip


def _errors(rows: Sequence[tuple[Floats, ...]]) -> dict[str, Any]:
    came, *guesses = (np.concatenate([row[at] for row in rows]) for at in range(1 + len(PEERS)))
    named = dict(zip(PEERS, guesses, strict=True))
    return {
        "n": len(came),
        "wape": {name: _percent(wape(came, guess)) for name, guess in named.items()},
        "mape": {name: _percent(mape(came, guess)) for name, guess in named.items()},
    }


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
