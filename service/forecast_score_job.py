"""What came of a stored forecast? Its figures beside the rolls of the years since."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capacity.canonical import sha256_hex
from capacity.forecast.rolls import Reading, rolls_of, rolls_table
from capacity.forecast.scores import bias, mape, wape
from geo.faults import BadInput
from geo.tables import read_table
from service.forecast_peer import cohort_survival
from service.forecast_run_job import FORMAT

_CELL = ["school_id", "grade", "year"]
_FIGURES = ("mean", "low95", "low80", "high80", "high95")


def score_run(folder: Path, rolls: Path, how: Reading) -> dict[str, Any]:
    """Score a run's cells and school rolls by stream and years ahead; raises BadInput.

    Only what the rolls record is scored; the same last year's pupils stand beside as the naive
    rule. A run whose files were changed since is refused.
    """
    document = read_run(folder)
    history = folder / "history.csv"
    scores = scored(
        document, read_table(folder / "forecast.csv"),
        read_table(history) if history.is_file() else None, rolls, how,
    )  # fmt: skip
    if not any(scores.values()):
        what = f"has no year after {document['origin']} of a school in the run"
        raise BadInput.one(rolls.name, what, "give the rolls of a later autumn")
    return {
        "format": "jiujin-forecast-score/1",
        "run_sha256": sha256_hex((folder / "manifest.json").read_bytes()),
        "origin": document["origin"],
        "scenario": document["scenario"]["name"],
        "file": rolls.name,
        "scores": scores,
    }


def scored(
    document: dict[str, Any], cells: pd.DataFrame, history: pd.DataFrame | None, rolls: Path,
    how: Reading,
) -> dict[str, list[dict[str, Any]]]:  # fmt: skip
    """Score a run's cells by stream; none where the rolls hold no later year. Raises BadInput.

    Cohort survival weighted 3-2-1 stands beside where the run kept the rolls it was made from.
    """
    told, frame = _numbers(cells), rolls_table(rolls, how)
    scores: dict[str, list[dict[str, Any]]] = {}
    for stream in sorted(set(told["stream"])):
        part = told[told["stream"] == stream]
        chosen = frame if stream == "all" else frame[frame["stream"] == stream]
        if not chosen.empty:
            came = _actual(chosen, rolls.name, replace(how, stream=None))
            joined = part.merge(came, on=_CELL, how="inner")
            if history is not None and not joined.empty:
                peer = cohort_survival(history, stream, int(document["years"]))
                joined = joined.merge(peer, on=_CELL, how="left")
            scores[stream] = _scored(joined, int(document["origin"]))
    return scores


def read_run(folder: Path) -> dict[str, Any]:
    """Read run.json of a run after checking every file against the manifest; raises BadInput."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        files = {str(key): str(value) for key, value in manifest["files"].items()}
        same = all(sha256_hex((folder / name).read_bytes()) == d for name, d in files.items())
        document: dict[str, Any] = json.loads((folder / "run.json").read_bytes())
        known = document["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = "is no stored forecast"
        raise BadInput.one(str(folder), what, "name a folder of jiujin forecast run") from error
    if not same or not known:
        what = "its files are not those that were stored" if known else "is of another version"
        raise BadInput.one(str(folder), what, "restore the folder, or make the run again")
    return document


def _numbers(told: pd.DataFrame) -> pd.DataFrame:
    found = told[["school_id", "grade", "stream"]].copy()
    found["year"] = told["year"].astype(int)
    for column in (*_FIGURES, "last_year"):
        found[column] = told[column].astype(float)
    return found


def _actual(frame: pd.DataFrame, name: str, how: Reading) -> pd.DataFrame:
    panel = rolls_of(frame, name, how).panel
    s, g, t = np.nonzero(~np.isnan(panel.pupils))
    return pd.DataFrame({
        "school_id": [panel.schools[at] for at in s], "grade": [panel.grades[at] for at in g],
        "year": panel.first_year + t, "came": panel.pupils[s, g, t],
    })  # fmt: skip


def _scored(joined: pd.DataFrame, origin: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for year, part in joined.groupby("year"):
        figures = [name for name in ("mean", "came", "last_year", "peer") if name in part]
        rolls = part.groupby("school_id")[figures].sum(min_count=1)
        found += [
            _row("cell", int(year) - origin, part, _held(part)),
            _row("school", int(year) - origin, rolls, {}),
        ]
    return found


def _row(level: str, ahead: int, part: pd.DataFrame, more: dict[str, Any]) -> dict[str, Any]:
    came, said, last = (part[c].to_numpy(float) for c in ("came", "mean", "last_year"))
    measures = {"wape": wape(came, said), "mape": mape(came, said), "bias": bias(came, said),
                "wape_last_year": wape(came, last)}  # fmt: skip
    if "peer" in part:
        measures["wape_321"] = wape(came, part["peer"].to_numpy(float))
    told = {key: None if np.isnan(v) else round(100 * v, 3) for key, v in measures.items()}
    return {"level": level, "years_ahead": ahead, "n": len(part), **told, **more}


def _held(part: pd.DataFrame) -> dict[str, Any]:
    def inside(low: str, high: str) -> float:
        held = (part["came"] >= part[low]) & (part["came"] <= part[high])
        return round(100 * float(held.mean()), 3)

    return {"held_80": inside("low80", "high80"), "held_95": inside("low95", "high95")}


def score_lines(found: dict[str, Any]) -> Iterable[str]:
    """Say the scores as a table."""
    yield f"run of {found['origin']}, scenario {found['scenario']}; per cent"
    yield "stream     level   years      n    WAPE    last   3-2-1    bias"
    for stream, rows in found["scores"].items():
        for row in rows:
            figures = (row["wape"], row["wape_last_year"], row.get("wape_321"), row["bias"])
            shown = " ".join("      –" if v is None else f"{v:7.2f}" for v in figures)
            yield f"{stream:10s} {row['level']:7s} {row['years_ahead']:5d} {row['n']:6,d} {shown}"
