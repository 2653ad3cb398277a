"""Which streets does a layer of lines hold? GeoPackage and every other format GDAL reads."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.edge_list import EdgeTags, degrees_of, draw_between
from geo.faults import BadInput, FaultList
from geo.layers import layer_names, read_layer
from geo.lines import DrawnLines, keys_at_ends, keys_of_names, keys_of_places
from geo.walkable import TAGS_READ

LAYER_SUFFIXES = (
    ".gpkg", ".geojson", ".json", ".fgb", ".parquet", ".geoparquet", ".shp", ".zip", ".topojson",
)  # fmt: skip


def read_street_layer(path: Path, crs: str | None = None, layer: str | None = None) -> DrawnLines:
    """Read the walkable lines of a layer, by `highway` where the layer has that column.

    With columns `u` and `v` (as OSMnx writes its layer `edges`) these name the junctions;
    without, lines meet where their ends coincide to 1e-7 degrees, never where they only cross.
    Raises BadInput for features that are no lines, missing u or v, or a node in two places.
    """
    frame = _read(path, crs, layer)
    tags = _tags(frame)
    kept = frame.iloc[tags.walkable()]
    _require_lines(kept, path.name)
    origin: dict[str, Any] = {
        "kind": "layer",
        "date": None,
        "licence": f"as stated by the owner of {path.name}",
        "filter": tags.manifest(),
        "counts": {"ways_read": len(frame), "ways_walkable": len(kept)},
    }
    if {"u", "v"} <= set(frame.columns):
        return _named(kept, path.name, origin)
    return _met(kept, path.name, origin)


def _read(path: Path, crs: str | None, layer: str | None) -> gpd.GeoDataFrame:
    if layer is None and path.suffix.lower() == ".gpkg" and "edges" in layer_names(path):
        layer = "edges"
    return read_layer(path, crs=crs, layer=layer)


def _tags(frame: gpd.GeoDataFrame) -> EdgeTags:
    present = [name for name in TAGS_READ if name in frame.columns]
    values = frame[present].astype(object).where(frame[present].notna(), "")
    tags = EdgeTags()
    for row in values.itertuples(index=False, name=None):
        tags.add({name: str(value) for name, value in zip(present, row, strict=True)})
    return tags


def _require_lines(frame: gpd.GeoDataFrame, name: str) -> None:
    kind = shapely.get_type_id(frame.geometry.to_numpy())
    faults = FaultList()
    for at in np.flatnonzero((kind != 1) & (kind != 5))[:20]:
        faults.add(
            f"{name} feature {frame.index[at]}",
            f"it is a {frame.geometry.iloc[at].geom_type}, not a line",
            "give a layer of street centre lines",
        )
    faults.refuse_if_any()


def _points(
    frame: gpd.GeoDataFrame, name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return lon, lat, start of every single line, and the row of the frame it belongs to."""
    parts, row = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    start = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(shapely.get_num_coordinates(parts), out=start[1:])
    xy = shapely.get_coordinates(parts)
    lon, lat = degrees_of(xy[:, 0], xy[:, 1], frame.crs, name)
    return lon, lat, start, row


def _met(frame: gpd.GeoDataFrame, name: str, origin: dict[str, Any]) -> DrawnLines:
    lon, lat, start, _ = _points(frame, name)
    at = np.column_stack([start[:-1], start[1:] - 1])
    keys = keys_of_places(lon[at.ravel()], lat[at.ravel()]).reshape(-1, 2)
    return DrawnLines(lon, lat, keys_at_ends(keys, start, len(lon)), start, origin)


def _named(frame: gpd.GeoDataFrame, name: str, origin: dict[str, Any]) -> DrawnLines:
    lon, lat, start, row = _points(frame, name)
    where = [f"{name} feature {number}" for number in frame.index]
    _require_whole(frame, row, where)
    names = keys_of_names(frame[["u", "v"]].astype(str).to_numpy().ravel())
    ends = names.reshape(-1, 2)
    at = np.column_stack([start[:-1], start[1:] - 1])
    place = keys_of_places(lon[at.ravel()], lat[at.ravel()]).reshape(-1, 2)
    point = np.empty(int(place.max(initial=-1)) + 1, np.int64)
    point[place.ravel()] = at.ravel()
    node = point[places_of_nodes(ends, place)]
    return draw_between((lon[node], lat[node]), ends, (lon, lat, start), where, origin)


def places_of_nodes(ends: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Say at which place each named node lies; both arrays (edges, 2), lines may be written turned.

    OSMnx turns some lines when it saves an undirected layer, so the place of a node is the one
    that all its edges end at. Dead ends take the end that is left, lonely edges are as written.
    """
    n = int(ends.max(initial=-1)) + 1
    edge = np.repeat(np.arange(len(ends)), 4)
    claim = np.column_stack([edge, np.repeat(ends, 2, axis=1).ravel(), np.tile(place, 2).ravel()])
    claim = np.unique(claim, axis=0)
    edges_of = np.bincount(np.unique(claim[:, :2], axis=0)[:, 1], minlength=n)
    pair, votes = np.unique(claim[:, 1:], axis=0, return_counts=True)
    shared = pair[votes == edges_of[pair[:, 0]]]
    choices = np.bincount(shared[:, 0], minlength=n)
    found = np.empty(n, np.int64)
    found[ends[::-1].ravel()] = place[::-1].ravel()
    sure = choices == 1
    found[shared[sure[shared[:, 0]], 0]] = shared[sure[shared[:, 0]], 1]
    for side in (0, 1):
        here, there = ends[:, side], ends[:, 1 - side]
        left = ~sure[here] & sure[there]
        taken = found[there] == place[:, 0]
        found[here[left]] = np.where(taken, place[:, 1], place[:, 0])[left]
    return found


def _require_whole(frame: gpd.GeoDataFrame, row: NDArray[np.int64], where: list[str]) -> None:
    faults = FaultList()
    for at in np.flatnonzero(frame[["u", "v"]].isna().any(axis=1).to_numpy())[:20]:
        faults.add(where[at], "u or v is missing", "name both end nodes of every edge")
    for at in np.flatnonzero(np.bincount(row, minlength=len(frame)) != 1)[:20]:
        faults.add(where[at], "it has several lines between u and v", "give one line per edge")
    if faults.faults:
        raise BadInput(faults.faults)
