"""How does a frame become features of a map? GeoJSON text in WGS84 with the columns asked for."""

import json
import math
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.faults import BadInput

_DECIMALS = 6  # a decimetre


def geojson_text(
    frame: gpd.GeoDataFrame, columns: Sequence[str], *, decimals: int = _DECIMALS
) -> str:
    """Return `frame` as the text of a FeatureCollection in WGS84 with these columns only.

    Coordinates are rounded to `decimals` of a degree, corners that areas share alike. Rows
    without a geometry are left out. Unknown numbers and times (NaN, NaT) become null. Raises
    BadInput for a frame without a CRS and for columns it has not.
    """
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise BadInput.one(
            "map features", f"no column {', '.join(absent)}", "name columns of the frame"
        )
    if frame.crs is None:
        raise BadInput.one("map features", "the frame has no CRS", "set_crs() before drawing it")
    drawn = frame[frame.geometry.notna()]
    shapes = drawn.geometry.to_crs(4326).to_numpy()
    rounded = shapely.transform(shapes, lambda pairs: np.round(pairs, decimals))
    geometries = shapely.to_geojson(rounded)
    rows = drawn[list(columns)].to_dict("records")
    features = (
        f'{{"type":"Feature","properties":{_json(row)},"geometry":{geometry}}}'
        for row, geometry in zip(rows, geometries, strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _json(row: dict[str, Any]) -> str:
    plain = {str(name): _plain(value) for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> str | int | float | bool | None:
    """Return a cell as JSON has it; what JSON has not is said as text."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
