"""How does a forecast look back? From a file of rolls to scores beside the usual rules."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from capacity.canonical import sha256_hex
from capacity.forecast.backtest import Backtest
from capacity.forecast.flags import Flag, panel_flags
from capacity.forecast.parameters import FROZEN
from capacity.forecast.rolls import Reading, read_rolls
from capacity.forecast.scores import score
from capacity.forecast.warned import warned
from geo.faults import BadInput
from service.progress import Progress

FORMAT = "jiujin-backtest/1"
FARTHEST = 10
SHOWN_FLAGS = 200
_HEADER = (
    f"{'level':9s} {'years':>5s} {'n':>7s} {'ours':>7s} {'last':>7s} {'3-2-1':>7s}   80%   95%"
)


@dataclass(frozen=True, slots=True)
class BacktestCall:
    """The file, how to read it, the horizons in years, and the class to which seats are rounded."""

    rolls: Path
    how: Reading
    horizons: tuple[int, ...]
    class_size: int = 1


def horizons_of(text: str) -> tuple[int, ...]:
    """Read horizons such as 1,3,5. Raises BadInput."""
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    if not all(
        part.isascii() and part.isdecimal() and 1 <= int(part) <= FARTHEST for part in parts
    ):
        what = f"{text!r} is not a list of whole years from 1 to {FARTHEST}"
        raise BadInput.one("--horizons", what, "write for example --horizons 1,3,5")
    return tuple(sorted({int(part) for part in parts}))


def run_backtest(call: BacktestCall, progress: Progress) -> dict[str, Any]:
    """Score every past origin of a panel; the document of docs/formats.md, the same every time."""
    with progress.step(f"read {call.rolls.name}"):
        rolls = read_rolls(call.rolls, call.how)
    panel = rolls.panel
    with progress.step(f"look back: {len(panel.schools):,} schools, {panel.n_years} years"):
        run = Backtest(panel, max(call.horizons))
        levels = score(run, call.horizons)
        said = {str(h): warned(run, h, call.class_size).document() for h in call.horizons}
    shocks = np.zeros(panel.n_years, np.bool_)
    if run.forecasts:
        last = run.forecasts[max(run.forecasts)].made.shocks
        shocks[: len(last)] = last
    flags = sorted([*rolls.flags, *panel_flags(panel, shocks, FROZEN.least_history)])
    return {
        "format": FORMAT,
        "file": call.rolls.name,
        "sha256": sha256_hex(call.rolls.read_bytes()),
        "panel": _panel_facts(run),
        "horizons": list(call.horizons),
        "origins": {str(h): [panel.first_year + t for t in run.origins(h)] for h in call.horizons},
        "levels": levels,
        "warnings": {"class_size": call.class_size, "by_horizon": said},
        "flags": _flag_facts(flags),
        "parameters": FROZEN.document(),
    }


def _panel_facts(run: Backtest) -> dict[str, Any]:
    panel = run.panel
    return {
        "schools": len(panel.schools),
        "districts": len(panel.districts),
        "grades": list(panel.grades),
        "first_year": panel.first_year,
        "last_year": panel.first_year + panel.n_years - 1,
        "births": panel.births is not None,
        "scored": "every grade of the panel open at origin and target" if run.every_grade
        else "every grade the school has at the origin open at the target",
    }  # fmt: skip


def _flag_facts(flags: Sequence[Flag]) -> dict[str, Any]:
    counts = Counter(str(flag.kind) for flag in flags)
    shown: list[Flag] = []
    for kind in sorted(counts):
        shown += [flag for flag in flags if flag.kind == kind][:SHOWN_FLAGS]
    return {"counts": dict(sorted(counts.items())), "list": [flag.document() for flag in shown]}


def backtest_lines(found: dict[str, Any]) -> list[str]:
    """Say a backtest as a table a planner reads: WAPE in per cent, and how often bands held."""
    facts = found["panel"]
    what = (
        f"{facts['schools']:,} schools, grades {facts['grades'][0]} to {facts['grades'][-1]}, "
        f"{facts['first_year']} to {facts['last_year']}; scored: {facts['scored']}"
    )
    lines = [
        what,
        "WAPE in per cent, lower is better; bands should hold 80 and 95 per cent of the time",
        _HEADER,
    ]
    for level, by_horizon in found["levels"].items():
        for horizon, each in by_horizon.items():
            lines.append(_line(level, horizon, each))
    lines += _warning_lines(found["warnings"])
    counts = ", ".join(f"{kind} {n:,}" for kind, n in found["flags"]["counts"].items())
    return [*lines, f"flags: {counts or 'none'}"]


def _warning_lines(found: dict[str, Any]) -> list[str]:
    size = found["class_size"]
    whole = "" if size == 1 else f", rounded up to whole classes of {size}"
    lines = [f"warnings of more entrants than the best intake of three years{whole}; in per cent:"]
    for horizon, each in found["by_horizon"].items():
        if each["auc"] is None:
            lines.append(f"  {horizon:>2s} y: too little to judge ({each['n']:,} school-years)")
            continue
        bins = ", ".join(f"{b['said']:.0f} -> {b['came']:.0f} ({b['n']:,})" for b in each["bins"])
        lines.append(f"  {horizon:>2s} y: AUC {each['auc']:.3f} (last year over seats "
                     f"{each['auc_last_year']:.3f}); said -> came (cases): {bins}")  # fmt: skip
    return lines


def _line(level: str, horizon: str, each: dict[str, Any]) -> str:
    if each["n"] == 0:
        return f"{level:9s} {horizon:>5s} {0:7d}  no origin and target can be scored"
    errors = " ".join("      –" if v is None else f"{v:7.2f}" for v in each["wape"].values())
    held = " ".join(f"{each['coverage'][band]:5.1f}" for band in ("80", "95"))
    return f"{level:9s} {horizon:>5s} {each['n']:7,d} {errors} {held}"
