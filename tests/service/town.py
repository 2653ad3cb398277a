"""A town of two squares: West and East, a hundred metres each, one school in each."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

X0, Y0 = 423_000.0, 4_422_000.0  # a corner in Mentougou, EPSG:4548


def square(west: float, south: float, side: float = 100.0) -> list[list[list[float]]]:
    """Return the ring of a square, metres from the corner of the town."""
    a, b = X0 + west, Y0 + south
    return [[[a, b], [a + side, b], [a + side, b + side], [a, b + side], [a, b]]]


@dataclass
class Town:
    """The tables of one run, written to a folder; change them before `write`."""

    zones: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"zone_id": "West", "school_ids": "A", "ring": square(0, 0)},
            {"zone_id": "East", "school_ids": "B", "ring": square(100, 0)},
        ]
    )
    schools: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"school_id": "A", "name": "西小学", "places": 2, "x": X0 + 10, "y": Y0 + 50},
            {"school_id": "B", "name": "东小学", "places": 4, "x": X0 + 190, "y": Y0 + 50},
        ]
    )
    homes: list[dict[str, Any]] = field(default_factory=list)
    crs: str | None = "EPSG:4548"

    def add_home(self, child: str, east: float, north: float, **columns: Any) -> None:
        """Add a child living `east`, `north` metres from the town's corner."""
        row = {"home_id": f"home-{child}", "child_id": child, "datum": "EPSG:4548"}
        self.homes.append(row | {"x": X0 + east, "y": Y0 + north} | columns)

    def write(self, folder: Path) -> list[str]:
        """Write the files and return the options of `jiujin assign` that name them."""
        folder.mkdir(parents=True, exist_ok=True)
        features = [
            {
                "type": "Feature",
                "properties": {key: value for key, value in zone.items() if key != "ring"},
                "geometry": {"type": "Polygon", "coordinates": zone["ring"]},
            }
            for zone in self.zones
        ]
        collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
        if self.crs is not None:
            name = f"urn:ogc:def:crs:{self.crs.replace(':', '::')}"
            collection["crs"] = {"type": "name", "properties": {"name": name}}
        (folder / "zones.geojson").write_text(json.dumps(collection, ensure_ascii=False))
        for school in self.schools:
            school.setdefault("level", "primary")
            school.setdefault("datum", "EPSG:4548")
        write_table(folder / "schools.csv", self.schools)
        write_table(folder / "homes.csv", self.homes)
        names = {"zones": "zones.geojson", "schools": "schools.csv", "homes": "homes.csv"}
        return [part for key, name in names.items() for part in (f"--{key}", str(folder / name))]


def write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write rows as CSV; the columns are those of any row."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def crowded_town() -> Town:
    """Three children in West, which has two places; two in East, which has four.

    Cheng lives nearest to East's school: 110 m against 70 m to his own, so his loss is 40 m;
    An (10 m, 170 m) would lose 160 m, Bai (40 m, 140 m) 100 m.
    """
    town = Town()
    town.add_home("An", 20, 50)
    town.add_home("Bai", 50, 50)
    town.add_home("Cheng", 80, 50)
    town.add_home("Deng", 150, 50)
    town.add_home("E", 160, 50)
    return town
