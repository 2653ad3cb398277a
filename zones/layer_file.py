"""How is a layer written so that the same content gives the same bytes, whole or not at all?"""

import json
import re
from pathlib import Path
from typing import Any

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf"}
# GDAL stamps GeoPackages with the time of writing; the same content gives the same bytes.
_STAMP = "1970-01-01T00:00:00.000Z"


def write_layer(frame: Any, path: Path) -> None:
    """Write a layer whole or not at all: to a name of its own first, then moved."""
    import pyogrio

    partial = path.with_name(f".{path.stem}.partial{path.suffix}")
    partial.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        pyogrio.write_dataframe(
            _flat(frame), partial, layer=re.sub(r"\W", "_", path.stem),
            driver=DRIVERS[path.suffix.lower()],
        )  # fmt: skip
        partial.replace(path)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        partial.unlink(missing_ok=True)


def _flat(frame: Any) -> Any:
    """Write lists and objects inside cells (GeoJSON) as JSON text: layers hold plain cells."""
    flat = frame.copy()
    for column in flat.columns.drop(flat.geometry.name):
        nested = [isinstance(value, list | dict) for value in flat[column]]
        if any(nested):
            flat[column] = [
                json.dumps(value, ensure_ascii=False) if inside else value
                for value, inside in zip(flat[column], nested, strict=True)
            ]
    return flat
