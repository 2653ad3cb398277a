"""How is a forecast laid out as tables? Cells, areas, class counts, warnings: whole children."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from capacity.forecast.classes import class_chances
from capacity.forecast.coherence import whole_children
from capacity.forecast.inputs import Plan
from capacity.forecast.learned import ALL
from capacity.forecast.levels import Unit
from capacity.forecast.panel import Panel
from capacity.forecast.run import ForecastRun
from capacity.forecast.steps import STEPS

MOST_CLASSES = 14
DIGITS = 3


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
        "pupils": whole_pupils(run, stream)[s, g, h],
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


def whole_pupils(run: ForecastRun, stream: str) -> np.ndarray:
    """Round each year's cells; streams first, so that their sum is the whole, to the child."""
    names = [name for name in sorted(run.streams) if name != ALL] or [ALL]
    if stream == ALL and names != [ALL]:
        return np.asarray(sum(whole_pupils(run, name) for name in names))
    mean = run.streams[stream].mean
    return np.stack([whole_children(mean[:, :, h]) for h in range(mean.shape[2])], axis=2)


def whole_totals(run: ForecastRun) -> dict[str, dict[int, int]]:
    """Return the whole pupils of every stream by year, as the rounded cells add up."""
    years = range(run.origin + 1, run.origin + 1 + run.horizon)
    return {
        stream: dict(zip(years, whole_pupils(run, stream).sum(axis=(0, 1)).tolist(), strict=True))
        for stream in sorted(run.streams)
    }


def areas_table(run: ForecastRun, zone_of: Mapping[str, str]) -> pd.DataFrame:
    """Sum schools to school rolls, zones, districts and the total, with bands of all children."""
    rows: list[dict[str, Any]] = []
    panel = run.panel
    zones = [zone_of.get(school, "") for school in panel.schools]
    districts = [panel.districts[at] or "all" for at in panel.district_of]
    levels = [
        ("school", list(panel.schools), Unit.SCHOOL),
        ("zone", zones, Unit.SCHOOL),
        ("district", districts, Unit.DISTRICT),
        ("total", ["all"] * len(zones), Unit.TOTAL),
    ]
    for stream in sorted(run.streams):
        mean, whole = np.nan_to_num(run.streams[stream].mean), whole_pupils(run, stream)
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
        outlook = run.outlooks[h]
        lowest = run.entry[:, :, None] & ~np.isnan(mean[:, :, h - 1 : h])
        for s, g, _ in np.argwhere(lowest):
            chances = class_chances(mean[s, g, h - 1 : h], outlook, limit, MOST_CLASSES)[:, 0]
            rows += [
                {"school_id": run.panel.schools[s], "grade": run.panel.grades[g],
                 "year": run.origin + h, "classes": k, "limit": limit,
                 "probability": round(float(p), 4)}
                for k, p in enumerate(chances) if p >= 0.0005
            ]  # fmt: skip
    return pd.DataFrame(rows)


def history_table(everybody: Panel, streams: Mapping[str, Panel]) -> pd.DataFrame:
    """Lay the recorded rolls out as rows: school_id, grade, stream, year, pupils."""
    parts = []
    for stream, panel in sorted({ALL: everybody, **streams}.items()):
        s, g, t = np.nonzero(~np.isnan(panel.pupils))
        parts.append(pd.DataFrame({
            "school_id": np.array(panel.schools, dtype=object)[s],
            "grade": np.array(panel.grades, dtype=object)[g], "stream": stream,
            "year": panel.first_year + t, "pupils": panel.pupils[s, g, t].astype(int),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def places_table(plans: Mapping[tuple[str, int], Plan]) -> pd.DataFrame:
    """Lay planned intakes out as rows: school_id, year, classes, limit, places."""
    return pd.DataFrame([
        {"school_id": school, "year": year, "classes": plan.classes, "limit": plan.limit,
         "places": plan.classes * plan.limit}
        for (school, year), plan in sorted(plans.items())
    ])  # fmt: skip


def records_table(rows: Sequence[Any]) -> pd.DataFrame:
    """Lay frozen records out as rows, their floats rounded."""
    told = [{key: round(v, 4) if isinstance(v, float) else v for key, v in asdict(row).items()}
            for row in rows]  # fmt: skip
    return pd.DataFrame(told)
