"""Which blocks do the tests of drawing zones stand on? Six squares in a row, two schools."""

from pathlib import Path

import geopandas as gpd
import shapely

X0, Y0, SIDE = 440_000.0, 4_420_000.0, 100.0
NAMES = tuple(f"A{at:02d}" for at in range(6))
TODAY = dict(zip(NAMES, ["west"] * 3 + ["east"] * 3, strict=True))
DISTRICT = 'name = "试验区"\ncrs = "EPSG:4548"\n'


def square(at: int) -> shapely.Polygon:
    """Return one block, counted from the west, in EPSG:4548."""
    return shapely.box(X0 + at * SIDE, Y0, X0 + (at + 1) * SIDE, Y0 + SIDE)


def in_degrees(shape: shapely.Geometry) -> dict:
    """Return an area as GeoJSON in WGS84."""
    return gpd.GeoSeries([shape], crs=4548).to_crs(4326).iloc[0].__geo_interface__


def write_town(folder: Path) -> None:
    """Write ten children in each block, 35 places at each school, and today's zones."""
    layers = {
        "blocks": gpd.GeoDataFrame({
            "block_id": NAMES, "children": 10, "children_2014": [10, 10, 10, 14, 14, 14],
            "school_id": list(TODAY.values()), "enrolled": 50, "siblings": 2,
        }, geometry=[square(at) for at in range(6)], crs=4548),
        "schools": gpd.GeoDataFrame({
            "school_id": ["west", "east"], "name": ["西小学", "东小学"], "level": "primary",
            "places": 35,
        }, geometry=[square(0).centroid, square(5).centroid], crs=4548),
        "zones": gpd.GeoDataFrame({
            "zone_id": ["zone-west", "zone-east"], "name": ["西片", "东片"], "level": "primary",
            "school_ids": ["west", "east"], "valid_from": "2013-01-01", "valid_to": "",
        }, geometry=[shapely.union_all([square(at) for at in three])
                     for three in ((0, 1, 2), (3, 4, 5))], crs=4548),
    }  # fmt: skip
    for name, frame in layers.items():
        frame.to_crs(4326).to_file(
            folder / f"{name}.geojson", driver="GeoJSON", COORDINATE_PRECISION=9
        )
    (folder / "district.toml").write_text(DISTRICT, encoding="utf-8")
