"""Where do the walking streets come from? Any street file or artefact, read into one network."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.artefact import is_artefact, load_streets, write_streets
from geo.cleaner import build_streets
from geo.district import District
from geo.faults import BadInput
from geo.graphml import read_graphml
from geo.lines import DrawnLines
from geo.network import Streets
from geo.osm import OSM_SUFFIXES, read_osm
from geo.street_layers import LAYER_SUFFIXES, read_street_layer

__all__ = ["Streets", "is_artefact", "read_streets", "write_streets"]


def read_streets(
    path: Path, district: District, *, crs: str | None = None, layer: str | None = None
) -> Streets:
    """Return the walking network in an artefact folder or a street file, in the district's CRS.

    Files: .osm, .osm.pbf, GraphML, GeoPackage and other layers of lines. `crs` declares the
    system of a file that does not say it; `layer` names one of several layers. The manifest
    says what was read, left out and cut. Raises BadInput with every fault that was found.
    """
    if path.is_dir():
        return load_streets(path, district)
    if not path.exists():
        raise BadInput.one(
            str(path), "there is no such file or folder", "check the path of the streets"
        )
    lines = _read_file(path, crs, layer)
    origin = {**lines.origin, "source": _source(path)}
    return build_streets(replace(lines, origin=origin), district, path.name)


def _read_file(path: Path, crs: str | None, layer: str | None) -> DrawnLines:
    name = path.name.lower()
    if name.endswith(OSM_SUFFIXES):
        return read_osm(path)
    if name.endswith(".graphml"):
        return read_graphml(path, crs)
    if name.endswith(LAYER_SUFFIXES):
        return read_street_layer(path, crs, layer)
    raise BadInput.one(
        path.name,
        "its ending names no street format",
        "use .osm, .osm.pbf, .graphml, .gpkg or another layer of lines, or an artefact folder",
    )


def _source(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return {"name": path.name, "sha256": digest.hexdigest(), "bytes": path.stat().st_size}
