"""How is a repaired plan written? As a new layer and a difference report, beside the input."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from geo.district import District
from geo.faults import BadInput
from zones.layer import ReadOptions, rows_of_frame
from zones.layer_file import DRIVERS, write_layer
from zones.repair import Repaired, repair_rows
from zones.survey import CheckOptions


def repair_file(
    path: str | Path,
    out: str | Path,
    district: District,
    *,
    reading: ReadOptions | None = None,
    options: CheckOptions | None = None,
) -> Repaired:
    """Write a repaired copy of a zone file, in the district's CRS, and beside it what changed.

    `out` (.gpkg, .geojson or .fgb) gets the zones with all their attributes; `<out>.changes.json`
    the difference report; `<out>.changes.geojson` the ground that changed hands, where any did.
    Raises BadInput as reading and `repair_rows` do, and where one of the files is there already.
    """
    from geo.layers import read_layer

    path, out = Path(path), Path(out)
    report, ground = (Path(f"{out}.changes.{suffix}") for suffix in ("json", "geojson"))
    _require_free(path, out, report, ground)
    reading = reading or ReadOptions()
    frame = read_layer(path, crs=reading.crs, layer=reading.layer, rename=reading.rename)
    rows = rows_of_frame(frame, district, path.name, level=reading.level)
    repaired = repair_rows(rows, district, options)
    zones = frame.set_geometry(np.array(repaired.rows.polygons), crs=district.crs)
    write_layer(zones, out)
    if repaired.changes:
        write_layer(changes_frame(repaired, district), ground)
    document = repaired.document() | {"input": path.name, "output": out.name}
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    _put(report, text.encode() + b"\n")
    return repaired


def changes_frame(repaired: Repaired, district: District) -> Any:
    """Return the changed ground as a GeoDataFrame in the district's CRS."""
    import geopandas as gpd

    rows = [change.document() | {"other": ";".join(change.other)} for change in repaired.changes]
    geometry = [change.geometry for change in repaired.changes]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=district.crs)


def _require_free(path: Path, out: Path, *beside: Path) -> None:
    if out.suffix.lower() not in DRIVERS:
        raise BadInput.one(
            out.name, "the repaired copy cannot be written in this format",
            f"give a name that ends in {', '.join(DRIVERS)}",
        )  # fmt: skip
    for each in (out, *beside):
        if each.exists():
            what = "is the input" if path.exists() and each.samefile(path) else "is there already"
            raise BadInput.one(each.name, what, "give the repaired copy a name of its own")


def _put(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
