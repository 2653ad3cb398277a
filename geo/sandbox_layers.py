"""Which features do the untrusted bytes of a spatial file hold? Runs in the child process only."""

import json
import warnings
from pathlib import Path
from typing import Any

Found = tuple[Any, dict[str, Any]]

GEOMETRY = "__geometry__"

_STATES_BOUNDS = ("ESRI Shapefile", "FlatGeobuf")  # exactly; a GeoPackage may keep older ones
_DAMAGED = "export the layer again; the file may be damaged or cut short"


def list_layers(path: Path) -> dict[str, Any]:
    """Name the layers that hold geometry."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            layers = pyogrio.list_layers(path)
    except (DataSourceError, DataLayerError, RuntimeError, OSError, ValueError) as error:
        return _refused(f"cannot be opened ({first_line(error)})", _DAMAGED)
    return {"layers": [str(name) for name, kind in layers if kind is not None]}


def read_by_gdal(path: Path, options: dict[str, Any]) -> Found:
    """Read one layer with GDAL: attributes as Arrow columns, geometry as WKB."""
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError

    listed = list_layers(path)
    if "faults" in listed:
        return None, listed
    layer, faults = _chosen(listed["layers"], options.get("layer"))
    if faults is not None:
        return None, faults
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            table, facts = _read(path, layer, options)
    # What pyogrio lets through on damaged files; a NameError is a slip in its reading of a .prj.
    except (
        DataSourceError, DataLayerError, FeatureError, CRSError, RuntimeError, OSError, ValueError,
        NameError,
    ) as error:  # fmt: skip
        return None, _refused(f"cannot be read ({first_line(error)})", _DAMAGED)
    said = sorted({first_line(warning.message) for warning in caught})
    return table, facts | {"warnings": said}


def _read(path: Path, layer: str, options: dict[str, Any]) -> Found:
    import pyogrio

    if options["driver"] == "GPKG":
        _, check = pyogrio.read_arrow(path, sql="PRAGMA quick_check")
        found = check.column(0).to_pylist()
        if found != ["ok"]:
            return None, _refused(f"is damaged inside ({first_line(found[0])})", _DAMAGED)
    info = pyogrio.read_info(path, layer=layer)
    meta, table = pyogrio.read_arrow(path, layer=layer, **options.get("open", {}))
    if 0 <= info["features"] != table.num_rows:
        what = f"says it holds {info['features']} features, but {table.num_rows} can be read"
        return None, _refused(what, _DAMAGED)
    table.validate(full=True)  # text that is not UTF-8 would only fail in the reader's process
    geometry = meta["geometry_name"] or "wkb_geometry"
    if geometry not in table.column_names:
        return None, _refused("has no geometry", "export the layer with its geometry")
    names = [GEOMETRY if name == geometry else name for name in table.column_names]
    bounds = info["total_bounds"] if options["driver"] in _STATES_BOUNDS else None
    return table.rename_columns(names), {"crs": meta["crs"], "bounds": bounds}


def _chosen(layers: list[str], wanted: str | None) -> tuple[str, dict[str, Any] | None]:
    names = ", ".join(repr(name) for name in sorted(layers))
    if not layers:
        return "", _refused("holds no layer with geometry", "export the layer with its geometry")
    if wanted is not None and wanted not in layers:
        return "", _refused(f"holds no layer {wanted!r}, only {names}", "name one of them")
    if wanted is None and len(layers) > 1:
        return "", _refused(f"holds several layers: {names}", "choose one with --layer")
    return wanted or layers[0], None


def read_geoparquet(path: Path) -> Found:
    """Read a GeoParquet file with geopandas: attributes as Arrow columns, geometry as WKB."""
    import geopandas as gpd
    import pyarrow as pa
    from pyproj.exceptions import ProjError
    from shapely.errors import ShapelyError

    try:
        frame = gpd.read_parquet(path)
    except (
        pa.ArrowException,
        ProjError,
        ShapelyError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:  # fmt: skip - what geopandas lets through on damaged files
        what = f"is no readable GeoParquet file ({first_line(error)})"
        return None, _refused(what, "export it as GeoParquet 1.0 or later")
    geometry = frame.geometry.name
    others = [name for name in frame.columns[frame.dtypes == "geometry"] if name != geometry]
    attributes = frame.drop(columns=[geometry, *others])
    table = pa.Table.from_pandas(attributes, preserve_index=False)
    table = table.append_column(GEOMETRY, pa.array(frame.geometry.to_wkb(), type=pa.binary()))
    crs = None if frame.crs is None else json.dumps(frame.crs.to_json_dict())
    return table, {"crs": crs, "bounds": None, "warnings": []}


def _refused(what: str, repair: str) -> dict[str, Any]:
    return {"faults": [("", what, repair)]}


def first_line(error: object) -> str:
    """Return the first line of a message, cut to a readable length."""
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]
