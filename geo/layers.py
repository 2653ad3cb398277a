"""Which features does a spatial layer hold, and where on earth are they? Read, checked, located."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.datum import Datum, Reference, crs_of, label
from geo.district import District
from geo.faults import BadInput, FaultList
from geo.gdal_warnings import refuse_warnings
from geo.geojson import parse_json, read_features, topology_layers
from geo.layer_crs import Established, add_misfit, crs_in_file, establish
from geo.layer_files import (
    DRIVER,
    JSON_SUFFIXES,
    PARQUET_SUFFIXES,
    LayerFile,
    layers_in_archive,
    opened,
)
from geo.place_guard import far_places
from geo.projection import NotConvertible, convert
from geo.renaming import renamed
from geo.sandbox import parse_in_child
from geo.sandbox_layers import GEOMETRY
from geo.shapefile import attribute_encoding, require_whole_shapefile
from geo.wkb import decoded, require_places, require_stated_bounds

__all__ = ["in_district", "layer_names", "read_layer"]

_GEOMETRY_COLUMN = "geometry"


def read_layer(
    path: Path | str,
    *,
    crs: str | None = None,
    layer: str | None = None,
    rename: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Read GeoPackage, GeoJSON, Shapefile, FlatGeobuf, GeoParquet, TopoJSON or a zip of one.

    Two-dimensional geometries, attributes as the file types them, index = feature number from 1,
    `frame.crs` always set, x before y. `crs` ("EPSG:25833", "GCJ02") declares what the file does
    not; GCJ-02 and BD-09 vertices come back in WGS-84 (EPSG:4326). `frame.attrs` says `reference`
    (the reference as read) and `crs_said_by`.
    Raises BadInput, with every fault found, for what the trust notes S1 and S2 list.
    """
    path = Path(path)
    with opened(path, layer) as file:
        geometries, attributes, declared, default = _parsed(file)
        require_places(geometries, file.name)
        in_file = crs_in_file(declared, file.name)
        found = establish(shapely.bounds(geometries), in_file, crs, default, file.name)
    frame = _frame(geometries, attributes, found, path.name)
    return renamed(frame, rename or {}, path.name)


def layer_names(path: Path | str) -> list[str]:
    """Name the spatial layers of a file, sorted; its own name for formats that hold one layer."""
    path = Path(path)
    if path.suffix.casefold() == ".zip":
        return layers_in_archive(path)
    with opened(path, None) as file:
        suffix = file.path.suffix.casefold()
        if suffix in {*JSON_SUFFIXES, ".topojson"}:
            objects = topology_layers(parse_json(file.path.read_bytes(), file.name))
            return [path.stem] if objects is None else objects
        if suffix not in DRIVER:
            return [path.stem]
        options = {"driver": DRIVER[suffix]}
        found = parse_in_child("layer_names", file.path, options, name=file.name)
    return sorted(found.facts["layers"])


def in_district(frame: gpd.GeoDataFrame, district: District, name: str) -> gpd.GeoDataFrame:
    """Return a layer of `read_layer` in the district's metres, each vertex converted.

    Same rows, columns and index. Raises BadInput, naming the features of file `name`, for those
    that lie more than 10 km outside the district's bounds, with the mistake that would explain it.
    """
    geometries = frame.geometry.to_numpy()
    reference: Reference = frame.crs
    _require_near(frame, district, name)
    if frame.crs == district.crs:
        return frame.copy()
    try:
        geometries = _moved(geometries, lambda x, y: district.to_metres(x, y, reference))
    except NotConvertible as error:
        raise BadInput.one(name, str(error), "have it delivered in another system") from error
    return frame.set_geometry(gpd.GeoSeries(geometries, index=frame.index, crs=district.crs))


def _require_near(frame: gpd.GeoDataFrame, district: District, name: str) -> None:
    faults, bounds = FaultList(), shapely.bounds(frame.geometry.to_numpy())
    x = np.concatenate([bounds[:, 0], bounds[:, 2]])
    y = np.concatenate([bounds[:, 1], bounds[:, 3]])
    for far in far_places(x, y, frame.crs, district):
        add_misfit(faults, name, far, (x, y), "", frame.index.to_numpy())
    faults.refuse_if_any()


_Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def _moved(
    geometries: NDArray[np.object_], convert_pair: Callable[..., _Pair]
) -> NDArray[np.object_]:
    """Move every vertex by a function of x and y."""
    return shapely.transform(
        geometries, lambda xy: np.column_stack(convert_pair(xy[:, 0], xy[:, 1]))
    )


_Parsed = tuple[NDArray[np.object_], pd.DataFrame, str | None, Datum | None]
"""Geometries, attributes, the CRS as the file writes it, what the format means without one."""


def _parsed(file: LayerFile) -> _Parsed:
    suffix = file.path.suffix.casefold()
    if suffix in {*JSON_SUFFIXES, ".topojson"}:
        document = parse_json(file.path.read_bytes(), file.name)
        if topology_layers(document) is None:
            return _from_geojson(document, file)
        return _from_child(file, "gdal", {"driver": "TopoJSON", "layer": file.layer}, Datum.WGS84)
    if suffix in PARQUET_SUFFIXES:
        return _from_child(file, "geoparquet", {}, None)
    options: dict[str, Any] = {"driver": DRIVER[suffix], "layer": file.layer}
    if suffix == ".shp":
        require_whole_shapefile(file.path, file.name)
        encoding = attribute_encoding(file.path, file.name)
        options |= {"layer": None, "open": {} if encoding is None else {"encoding": encoding}}
    if suffix == ".gpkg":
        _require_closed(file)
        options["open"] = {"IMMUTABLE": "YES"}
    return _from_child(file, "gdal", options, None)


def _require_closed(file: LayerFile) -> None:
    """Refuse a GeoPackage whose newest changes still lie in SQLite's log beside it."""
    log = file.path.with_name(file.path.name + "-wal")
    if log.is_file() and log.stat().st_size:
        what = f"has unfinished changes in {log.name}"
        raise BadInput.one(file.name, what, "close it in QGIS or copy it with that program")


def _from_geojson(document: Any, file: LayerFile) -> _Parsed:
    found = read_features(document, file.name)
    if not len(found.geometries):
        raise BadInput.one(file.name, "holds no features", "export the layer again")
    keys = list(dict.fromkeys(key for values in found.properties for key in values))
    columns = {key: _column([values.get(key) for values in found.properties]) for key in keys}
    attributes = pd.DataFrame(columns, index=range(len(found.properties)))
    return found.geometries, attributes, found.crs, None if found.crs_is_null else Datum.WGS84


def _column(values: list[Any]) -> pd.Series:
    """Keep values as written: whole numbers stay whole where others are missing."""
    column = pd.Series(values, dtype=object)
    return column if any(value is None for value in values) else column.infer_objects()


def _from_child(
    file: LayerFile, task: str, options: dict[str, Any], default: Datum | None
) -> _Parsed:
    parsed = parse_in_child(task, file.path, options, name=file.name)
    refuse_warnings(parsed.facts["warnings"], file.name)
    table = parsed.table
    if table.num_rows == 0:
        raise BadInput.one(file.name, "holds no features", "export the layer again")
    geometries = decoded(table.column(GEOMETRY).to_numpy(zero_copy_only=False), file.name)
    require_stated_bounds(geometries, parsed.facts["bounds"], file.name)
    attributes = table.drop_columns([GEOMETRY]).to_pandas(integer_object_nulls=True)
    return geometries, attributes, parsed.facts["crs"], default


def _frame(
    geometries: NDArray[np.object_], attributes: pd.DataFrame, found: Established, name: str
) -> gpd.GeoDataFrame:
    reference, crs = found.reference, crs_of(found.reference)
    if crs is None:
        geometries = _moved(geometries, lambda x, y: convert(x, y, reference, Datum.WGS84))
        crs = crs_of(Datum.WGS84)
    if _GEOMETRY_COLUMN in attributes.columns:
        what = f"has an attribute named {_GEOMETRY_COLUMN!r}"
        raise BadInput.one(name, what, "rename the attribute in the file")
    attributes.index = pd.RangeIndex(1, len(attributes) + 1, name="feature")
    series = gpd.GeoSeries(geometries, index=attributes.index, crs=crs)
    frame = gpd.GeoDataFrame(attributes, geometry=series)
    frame.attrs = {"reference": label(reference), "crs_said_by": found.said_by}
    return frame
