"""How are walking streets kept? One frozen folder: nodes, edges, adjacency and a manifest."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from geo.district import District
from geo.faults import BadInput
from geo.network import Streets

FORMAT = "jiujin-streets/1"
MANIFEST = "manifest.json"
ADJACENCY = ("arc_start", "arc_node", "arc_edge")


def write_streets(streets: Streets, folder: Path) -> None:
    """Write the artefact `folder`; the same streets give the same bytes.

    `nodes.parquet` (node, x_m, y_m, component), `edges.parquet` (GeoParquet in the district's
    CRS: edge, u, v, length_mm, component, geometry), `arc_*.npy` (adjacency), `manifest.json`.
    The folder appears whole or not at all. An older artefact there is replaced; any other
    folder or file there is refused (BadInput).
    """
    if folder.exists() and not is_artefact(folder):
        raise BadInput.one(
            str(folder), "it exists and is no street artefact, so it is not overwritten",
            "name a new folder, or remove this one yourself",
        )  # fmt: skip
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".streets-", dir=folder.parent) as held:
        fresh = Path(held) / "new"
        fresh.mkdir()
        _write_tables(streets, fresh)
        for name in ADJACENCY:
            np.save(fresh / f"{name}.npy", getattr(streets, name), allow_pickle=False)
        told = {"format": FORMAT, **streets.manifest}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
        (fresh / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rename(Path(held) / "old")
        shutil.move(fresh, folder)


def is_artefact(folder: Path) -> bool:
    """Say whether `folder` is a street artefact, whole or damaged."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and str(told.get("format", "")).startswith("jiujin-streets/")


def load_streets(folder: Path, district: District) -> Streets:
    """Read an artefact and check its arrays against the digest in its manifest.

    Raises BadInput if it is no artefact, is of another version, damaged, or was made for
    another district CRS.
    """
    manifest = _read_manifest(folder)
    _require_same_crs(manifest, district, folder)
    try:
        streets = _read_arrays(folder, manifest)
    except (OSError, ValueError, KeyError) as error:
        raise _damaged(folder, f"a part of it cannot be read ({error})") from error
    if streets.digest() != manifest.get("network_sha256"):
        raise _damaged(folder, "its contents do not match the digest in its manifest")
    return streets


def _damaged(folder: Path, what: str) -> BadInput:
    return BadInput.one(str(folder), what, "build the artefact again from its source")


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not is_artefact(folder):
        raise BadInput.one(
            str(folder), "it is a folder, but no street artefact (no valid manifest.json)",
            "name an artefact written by `jiujin streets build`, or a street file",
        )  # fmt: skip
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if told["format"] != FORMAT:
        raise _damaged(folder, f"its format is {told['format']}, this version reads {FORMAT}")
    return {key: value for key, value in told.items() if key != "format"}


def _require_same_crs(manifest: dict[str, Any], district: District, folder: Path) -> None:
    try:
        made_for = pyproj.CRS.from_user_input(manifest.get("crs", ""))
    except CRSError as error:
        raise _damaged(folder, f"its manifest names no known system ({error})") from error
    if made_for != district.crs:
        raise BadInput.one(
            str(folder),
            f"it was built in {made_for.name}, the district measures in {district.crs.name}",
            "build the artefact again from its source for this district",
        )


def _write_tables(streets: Streets, folder: Path) -> None:
    nodes = pd.DataFrame(
        {
            "node": np.arange(streets.n_nodes, dtype=np.int32),
            "x_m": streets.node_xy_m[:, 0],
            "y_m": streets.node_xy_m[:, 1],
            "component": streets.component,
        }
    )
    nodes.to_parquet(folder / "nodes.parquet", index=False)
    which = np.repeat(np.arange(streets.n_edges), np.diff(streets.edge_start))
    edges = gpd.GeoDataFrame(
        {
            "edge": np.arange(streets.n_edges, dtype=np.int32),
            "u": streets.edge_u,
            "v": streets.edge_v,
            "length_mm": streets.edge_mm,
            "component": streets.component[streets.edge_u],
        },
        geometry=shapely.linestrings(streets.point_xy_m, indices=which),
        crs=streets.manifest["crs"],
    )
    edges.to_parquet(folder / "edges.parquet", index=False)


def _read_arrays(folder: Path, manifest: dict[str, Any]) -> Streets:
    nodes = pq.read_table(folder / "nodes.parquet")
    edges = pq.read_table(folder / "edges.parquet")
    drawn = shapely.from_wkb(edges["geometry"].to_numpy())
    start = np.zeros(len(drawn) + 1, np.int64)
    np.cumsum(shapely.get_num_coordinates(drawn), out=start[1:])
    arc_start, arc_node, arc_edge = (_array(folder / f"{name}.npy") for name in ADJACENCY)
    return Streets(
        np.column_stack([nodes["x_m"].to_numpy(), nodes["y_m"].to_numpy()]),
        edges["u"].to_numpy(),
        edges["v"].to_numpy(),
        edges["length_mm"].to_numpy(),
        shapely.get_coordinates(drawn),
        start,
        nodes["component"].to_numpy(),
        arc_start,
        arc_node,
        arc_edge,
        manifest,
    )


def _array(path: Path) -> NDArray[Any]:
    return np.load(path, allow_pickle=False)
