"""Which files does one run on real data need, and how are they written?"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Input:
    """The files of one run as options of `jiujin assign`, and what was counted on the way."""

    options: tuple[str, ...]
    figures: dict[str, Any]


def write_table(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows of equal keys as CSV."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_zones(path: Path, frame: gpd.GeoDataFrame, *, crs_member: bool) -> Path:
    """Write zones as GeoJSON in their own metres, with or without saying which these are."""
    features = [
        {"type": "Feature", "properties": row.drop(frame.geometry.name).to_dict(),
         "geometry": shapely.geometry.mapping(row[frame.geometry.name])}
        for _, row in frame.iterrows()
    ]  # fmt: skip
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs_member:
        name = f"urn:ogc:def:crs:EPSG::{frame.crs.to_epsg()}"
        collection["crs"] = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return path


def shares(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Divide `total` in proportion to the weights, by largest remainder; ties by position."""
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def points_inside(
    polygon: shapely.Geometry, count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return `count` points uniform in a polygon, by rejection from its box."""
    shapely.prepare(polygon)
    west, south, east, north = polygon.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        tried = rng.uniform((west, south), (east, north), (4 * (count - len(found)) + 16, 2))
        inside = shapely.contains_xy(polygon, tried[:, 0], tried[:, 1])
        found = np.concatenate([found, tried[inside]])
    return found[:count]
