"""How long does a stroke of the zone editor take at 5,000 blocks, through the operation itself?

    python3 -m benchmarks.zone_editor --columns 100 --rows 50 --schools 60

Server time of one call, stored: read, drawn, figures made, written and answered as JSON.
"""

import argparse
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from tests.admissions.season import BUREAU
from tests.service.web.block_town import DISTRICT, SIDE, X0, Y0
from tests.service.web.site import Site, close, new_site

DRAFTS = "/api/v1/zones/drafts"


def write_grid(folder: Path, columns: int, rows: int, schools: int) -> None:
    """Write squares of 100 m with 0 to 19 children, and schools drawn among them."""
    drawn = np.random.default_rng(1)
    cells = [(c, r) for r in range(rows) for c in range(columns)]
    squares = [shapely.box(X0 + c * SIDE, Y0 + r * SIDE, X0 + (c + 1) * SIDE, Y0 + (r + 1) * SIDE)
               for c, r in cells]  # fmt: skip
    heads = drawn.integers(0, 20, len(cells))
    homes = np.sort(drawn.choice(len(cells), schools, replace=False))
    middles = shapely.centroid(squares)
    nearest = [int(np.argmin(shapely.distance(middles[homes], one))) for one in middles]
    layers = {
        "blocks": gpd.GeoDataFrame({
            "block_id": [f"B{at:05d}" for at in range(len(cells))], "children": heads,
            "children_2027": heads, "school_id": [f"S{at:02d}" for at in nearest],
        }, geometry=squares, crs=4548),
        "schools": gpd.GeoDataFrame({
            "school_id": [f"S{at:02d}" for at in range(schools)],
            "name": [f"school {at}" for at in range(schools)], "level": "primary",
            "places": int(heads.sum() / schools * 1.1),
        }, geometry=list(middles[homes]), crs=4548),
    }  # fmt: skip
    for name, frame in layers.items():
        frame.to_file(folder / f"{name}.gpkg", driver="GPKG")
    (folder / "district.toml").write_text(DISTRICT, encoding="utf-8")


def measure(site: Site, strokes: int, columns: int) -> None:
    """Print the quartiles of strokes of every kind, and of what a page reads between them."""
    began = time.perf_counter()
    draft = site.post(BUREAU, DRAFTS, {"name": "bench"}).json()["id"]
    print(f"first draft, files read: {time.perf_counter() - began:.2f} s")
    said: dict[str, list[float]] = {"paint 1": [], "paint 30": [], "undo": [], "page reads": []}
    step, drawn = 1, np.random.default_rng(2)
    for _ in range(strokes):
        row, school = int(drawn.integers(0, 49)), f"S{int(drawn.integers(0, 60)):02d}"
        many = [f"B{row * columns + column:05d}" for column in range(30)]
        for kind, blocks in (("paint 1", many[:1]), ("paint 30", many), ("undo", [])):
            body = {"after": step, "kind": kind.partition(" ")[0], "blocks": blocks,
                    "school_id": school if blocks else ""}  # fmt: skip
            began = time.perf_counter()
            answer = site.post(BUREAU, f"{DRAFTS}/{draft}/strokes", body)
            said[kind].append(time.perf_counter() - began)
            step = answer.json()["step"]
        began = time.perf_counter()
        site.get(BUREAU, f"{DRAFTS}/{draft}")
        said["page reads"].append(time.perf_counter() - began)
    for kind, seconds in said.items():
        low, middle, high, worst = np.quantile(seconds, (0.25, 0.5, 0.75, 1.0)) * 1000
        print(f"{kind:10} {low:6.0f} {middle:6.0f} {high:6.0f} ms, worst {worst:.0f} ms")


def main() -> None:
    """Draw, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--columns", type=int, default=100)
    parser.add_argument("--rows", type=int, default=50)
    parser.add_argument("--schools", type=int, default=60)
    parser.add_argument("--strokes", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        write_grid(folder, asked.columns, asked.rows, asked.schools)
        site = new_site(folder)
        measure(site, asked.strokes, asked.columns)
        close(site)


if __name__ == "__main__":
    main()
