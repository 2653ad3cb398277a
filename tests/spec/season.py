"""How does a spec test run the real main job on a tiny town and read what came out?"""

import csv
import json
from pathlib import Path
from typing import Any

from tests.service.calls import Called, assign_words, call
from tests.service.town import X0, Y0, Town


def run(folder: Path, town: Town, *more: str | Path, code: int = 0) -> Path:
    """Run the main job; return its bundle."""
    called = call(*assign_words(folder, town.write(folder), *more))
    assert called.code == code, called.out + called.err
    return folder / "bundle"


def rows(bundle: Path) -> dict[str, dict[str, str]]:
    """Return the list of placements by child."""
    with (bundle / "placements.csv").open(encoding="utf-8") as file:
        return {row["child_id"]: row for row in csv.DictReader(file)}


def schools(folder: Path, town: Town, *more: str | Path) -> dict[str, str]:
    """Run the main job; return each child's school."""
    return {child: row["school_id"] for child, row in rows(run(folder, town, *more)).items()}


def document(bundle: Path, name: str) -> Any:
    """Return one of a bundle's JSON documents."""
    return json.loads((bundle / name).read_bytes())


def rules(folder: Path, text: str) -> tuple[str, Path]:
    """Write a ruleset and return the words that name it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return "--rules", path


def ask(folder: Path, town: Town, east: float, north: float, *more: str) -> Called:
    """Ask for the zone of one point, metres from the town's corner."""
    town.write(folder)
    return call(
        "lookup", "--zones", folder / "zones.geojson", "--schools", folder / "schools.csv",
        "--x", str(X0 + east), "--y", str(Y0 + north), "--datum", "EPSG:4548", *more,
    )  # fmt: skip
