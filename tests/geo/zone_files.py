"""Small zone layers of named squares of 100 m beside Mentougou's town, in every format."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from pyproj import CRS

EAST_M, NORTH_M = 423_000, 4_423_000  # in EPSG:4548, near 116.10 E, 39.94 N
NAMES = ("west", "middle", "east")


def square(column: int, row: int = 0) -> shapely.Polygon:
    """Return the square of 100 m that many squares east and north of the first."""
    x, y = EAST_M + 100 * column, NORTH_M + 100 * row
    return shapely.box(x, y, x + 100, y + 100)


def zones(crs: str | int = 4548) -> gpd.GeoDataFrame:
    """Return three zones side by side."""
    frame = gpd.GeoDataFrame(
        {
            "zone_id": ["Z1", "Z2", "Z3"],
            "name": ["城子", "龙门", "大峪"],
            "places": [120, 240, 360],
        },
        geometry=[square(at) for at in range(3)],
        crs=4548,
    )
    return frame if CRS.from_user_input(crs) == frame.crs else frame.to_crs(crs)


def written(folder: Path, kind: str, frame: gpd.GeoDataFrame | None = None) -> Path:
    """Write a layer as folder/zones.kind and return its path."""
    path, frame = folder / f"zones.{kind}", zones() if frame is None else frame
    if kind == "parquet":
        frame.to_parquet(path)
    elif kind == "topojson":
        path.write_text(json.dumps(topology(frame)), encoding="utf-8")
    else:
        frame.to_file(path)
    return path


def topology(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Form TopoJSON with one arc per ring."""
    arcs = [shapely.get_coordinates(polygon).tolist() for polygon in frame.geometry]
    geometries = [
        {"type": "Polygon", "arcs": [[at]], "properties": {"zone_id": zone}}
        for at, zone in enumerate(frame["zone_id"])
    ]
    objects = {"zones": {"type": "GeometryCollection", "geometries": geometries}}
    return {"type": "Topology", "arcs": arcs, "objects": objects}


def document(frame: gpd.GeoDataFrame | None = None, crs: str | None = None) -> dict[str, Any]:
    """Form GeoJSON as a dictionary, with a crs member only where one is given."""
    frame = zones(4326) if frame is None else frame
    features = [
        {
            "type": "Feature",
            "properties": {"zone_id": zone},
            "geometry": {
                "type": "Polygon",
                "coordinates": [shapely.get_coordinates(polygon).tolist()],
            },
        }
        for zone, polygon in zip(frame["zone_id"], frame.geometry, strict=True)
    ]
    result: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs is not None:
        result["crs"] = {"type": "name", "properties": {"name": crs}}
    return result


def geojson(folder: Path, content: Any, name: str = "zones.geojson") -> Path:
    """Write a document (or raw text or bytes) and return its path."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
    return path
