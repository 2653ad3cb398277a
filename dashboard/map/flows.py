"""How are moving children drawn? Bent arrows from home zone to school, as wide as they are many."""

import json
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.faults import FaultList

COLUMNS = ("from_lon", "from_lat", "to_lon", "to_lat", "children")
LEAST_PX, MOST_PX = 1.5, 9.0
_BEND = 0.16  # of the arrow's length, to its right: opposite flows stand apart
_STEPS = 24

Floats = NDArray[np.float64]


def flow_text(moves: pd.DataFrame, *, id_column: str = "", most: int | None = None) -> str:
    """Return the features of a FLOWS layer: a line and an arrow head for each row.

    `moves` has from_lon, from_lat, to_lon, to_lat (WGS84 degrees) and children (1 or more); the
    features keep `children`, and `id_column` as "id". The area of an arrow grows with the
    children, the widest for `most` of them (default: the largest row), so that two maps with one
    `most` can be compared. The wide ones are drawn first. Raises BadInput for missing columns
    and for rows without children or position.
    """
    _refuse_unfit(moves, id_column)
    ordered = moves.sort_values("children", ascending=False, kind="stable")
    top = max(1, int(ordered["children"].max()) if most is None and len(ordered) else most or 1)
    features: list[dict[str, Any]] = []
    for row in ordered.to_dict("records"):
        properties = {"children": int(row["children"])}
        if id_column:
            properties["id"] = row[id_column]
        features += _arrow(row, properties, width_px(int(row["children"]), top))
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def width_px(children: int, most: int) -> float:
    """Return the width of an arrow in pixels: LEAST_PX for one child, MOST_PX for `most`."""
    if most <= 1:
        return LEAST_PX
    share = sqrt(min(1.0, (children - 1) / (most - 1)))
    return round(LEAST_PX + (MOST_PX - LEAST_PX) * share, 2)


def _refuse_unfit(moves: pd.DataFrame, id_column: str) -> None:
    faults, wanted = FaultList(), [*COLUMNS, *([id_column] if id_column else [])]
    absent = [column for column in wanted if column not in moves.columns]
    if absent:
        faults.add("flows", f"no column {', '.join(absent)}", f"give {', '.join(wanted)}")
        faults.refuse_if_any()
    unknown = ~np.isfinite(moves[list(COLUMNS)].to_numpy(dtype=np.float64)).all(axis=1)
    for at in np.flatnonzero(unknown | (moves["children"].to_numpy() < 1)):
        faults.add(f"flows, row {at}", "lacks a position or children", "leave the row out")
    faults.refuse_if_any()


def _arrow(row: dict[str, Any], properties: dict[str, Any], width: float) -> list[dict[str, Any]]:
    start = np.array([row["from_lon"], row["from_lat"]], dtype=np.float64)
    end = np.array([row["to_lon"], row["to_lat"]], dtype=np.float64)
    curve = _curve(start, end)
    shared = {**properties, "width_px": width}
    line = {"type": "LineString", "coordinates": np.round(curve, 6).tolist()}
    head = {"type": "Point", "coordinates": np.round(end, 6).tolist()}
    turn = {**shared, "bearing": _bearing(curve[-2], curve[-1])}
    return [
        {"type": "Feature", "properties": shared, "geometry": line},
        {"type": "Feature", "properties": turn, "geometry": head},
    ]


def _curve(start: Floats, end: Floats) -> Floats:
    """Return _STEPS + 1 points of the bent line; bent on the ground, not in bare degrees."""
    stretch = np.array([np.cos(np.radians((start[1] + end[1]) / 2)), 1.0])
    east, north = (end - start) * stretch
    bend = (start + end) / 2 + _BEND * np.array([north, -east]) / stretch
    t = np.linspace(0.0, 1.0, _STEPS + 1)[:, None]
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end)


def _bearing(before: Floats, at: Floats) -> float:
    """Return the direction from one position to another, in degrees clockwise from north."""
    east = (at[0] - before[0]) * np.cos(np.radians(at[1]))
    return round(float(np.degrees(np.arctan2(east, at[1] - before[1])) % 360), 1)
