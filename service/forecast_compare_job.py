"""How do two stored forecasts differ? The same areas and years side by side."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geo.faults import BadInput
from geo.tables import read_table
from service.forecast_score_job import read_run

Stored = tuple[Mapping[str, Any], pd.DataFrame]  # run.json and areas.csv
_KEYS = ["level", "area", "stream", "year"]


def compare_runs(first: Path, second: Path) -> dict[str, Any]:
    """Compare two runs area by area: pupils of the first, of the second, and what is between.

    Raises BadInput where one is no stored run, was changed, or the two share no area and year.
    """
    here, there = read_run(first), read_run(second)
    areas = [read_table(folder / "areas.csv") for folder in (first, second)]
    return compared((here, areas[0]), (there, areas[1]), str(second))


def compared(first: Stored, second: Stored, name: str) -> dict[str, Any]:
    """Compare the documents and areas of two runs; BadInput names the second by `name`."""
    (here, ours), (there, theirs) = first, second
    joined = _whole(ours).merge(_whole(theirs), on=_KEYS, suffixes=("_first", "_second"))
    if joined.empty:
        raise BadInput.one(name, "shares no area and year with the first", "choose another")
    joined["difference"] = joined["pupils_second"] - joined["pupils_first"]
    return {
        "format": "jiujin-forecast-compare/1",
        "first": here["scenario"], "second": there["scenario"],
        "same_data": here["data_sha256"] == there["data_sha256"],
        "areas": joined.to_dict(orient="records"),
    }  # fmt: skip


def _whole(areas: pd.DataFrame) -> pd.DataFrame:
    told = areas[[*_KEYS, "pupils"]].copy()
    for column in ("year", "pupils"):
        told[column] = told[column].astype(int)
    return told


def compare_lines(found: dict[str, Any]) -> list[str]:
    """Say the totals of both, and the schools that differ most in the last year."""
    rows = found["areas"]
    totals = [row for row in rows if row["level"] == "total"]
    last = max(row["year"] for row in rows)
    wanted = ("school", "all", last)
    schools = [row for row in rows if (row["level"], row["stream"], row["year"]) == wanted]
    schools.sort(key=lambda row: (-abs(row["difference"]), row["area"]))
    head = f"{found['first']['name']} beside {found['second']['name']}"
    return [head, *(_line(row) for row in [*totals, *schools[:10]])]


def _line(row: dict[str, Any]) -> str:
    what = f"{row['level']:7s} {row['area']:12s} {row['stream']:9s} {row['year']}"
    both = f"{row['pupils_first']:8,d} {row['pupils_second']:8,d}"
    return f"{what} {both} {row['difference']:+7,d}"
