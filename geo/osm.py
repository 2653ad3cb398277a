"""Which walkable ways does an OpenStreetMap file hold? .osm and .osm.pbf, also cut-out extracts."""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from geo.faults import BadInput
from geo.lines import OSM_LICENCE, DrawnLines
from geo.walkable import FILTER_NAME, TAGS_READ, filter_digest, refusal

OSM_SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")


@dataclass(slots=True)
class _Ways:
    """The walkable ways of a file as lists of node numbers, and what was left out."""

    refs: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    newest_edit: str = ""


def read_osm(path: Path) -> DrawnLines:
    """Read the walkable ways of an OSM file in any order of its objects.

    A way that names nodes absent from the file (usual in extracts) is cut there: its parts on
    either side stay, never joined across the gap, and it is counted as clipped. Raises BadInput
    for a file that is not OSM, is truncated, is a history file, or holds no walkable way.
    """
    try:
        reader = osmium.io.Reader(str(path), osmium.osm.NOTHING)
        header = reader.header()
        reader.close()
        ways = _read_ways(path)
        places = _read_places(path, np.unique(np.asarray(ways.refs, np.int64)))
    except (RuntimeError, OSError, ValueError, osmium.InvalidLocationError) as error:
        raise BadInput.one(
            path.name, f"it cannot be read as OpenStreetMap data ({error})",
            "download the extract again, or check that the file's ending names its format",
        ) from error  # fmt: skip
    if header.has_multiple_object_versions:
        raise BadInput.one(
            path.name, "it is a history file with several versions of each street",
            "use a current extract (.osm or .osm.pbf)",
        )  # fmt: skip
    return _cut_at_absent(ways, places, header)


def _objects(path: Path, kind: Any, only: Any) -> Iterator[Any]:
    objects = osmium.FileProcessor(str(path), kind)
    yield from objects if only is None else objects.with_filter(only)


def _read_ways(path: Path) -> _Ways:
    ways = _Ways()
    for way in _objects(path, osmium.osm.WAY, osmium.filter.KeyFilter("highway")):
        if way.deleted:
            continue
        ways.read += 1
        reason = refusal({tag: way.tags[tag] for tag in TAGS_READ if tag in way.tags})
        if reason is not None:
            ways.refused[reason] += 1
            continue
        ways.sizes.append(len(way.nodes))
        ways.refs.extend(node.ref for node in way.nodes)
        if way.timestamp.year > 1970:
            ways.newest_edit = max(ways.newest_edit, way.timestamp.isoformat())
    return ways


def _read_places(
    path: Path, wanted: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    number, lon, lat = array("q"), array("d"), array("d")
    ids_wanted = set(wanted.tolist())
    # osmium's filter knows no negative numbers, which editors give to unsaved objects.
    saved = len(wanted) == 0 or wanted[0] >= 0
    only = osmium.filter.IdFilter(wanted.tolist()) if saved else None
    for node in _objects(path, osmium.osm.NODE, only):
        if node.deleted or node.id not in ids_wanted or not node.location.valid():
            continue
        number.append(node.id)
        lon.append(node.location.lon)
        lat.append(node.location.lat)
    ids = np.asarray(number, np.int64)
    order = np.argsort(ids, kind="stable")
    return ids[order], np.asarray(lon)[order], np.asarray(lat)[order]


def _cut_at_absent(
    ways: _Ways,
    places: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]],
    header: osmium.io.Header,
) -> DrawnLines:
    ids, lon, lat = places
    refs = np.asarray(ways.refs, np.int64)
    way = np.repeat(np.arange(len(ways.sizes)), np.asarray(ways.sizes, np.int64))
    at = np.minimum(np.searchsorted(ids, refs), max(len(ids) - 1, 0))
    present = ids[at] == refs if len(ids) else np.zeros(len(refs), bool)
    run = np.cumsum(~present)[present]
    kept_way = way[present]
    begins = np.ones(len(kept_way), bool)
    begins[1:] = (kept_way[1:] != kept_way[:-1]) | (run[1:] != run[:-1])
    start = np.append(np.flatnonzero(begins), len(kept_way)).astype(np.int64)
    counts = {
        "ways_read": ways.read,
        "ways_walkable": len(ways.sizes),
        "ways_clipped": len(np.unique(way[~present])),
        "absent_nodes": len(np.unique(refs[~present])),
        "parts_of_one_point": int((np.diff(start) < 2).sum()),
    }
    origin = _origin(ways, header, counts)
    place = at[present]
    return DrawnLines(lon[place], lat[place], place.astype(np.int64), start, origin)


def _origin(ways: _Ways, header: osmium.io.Header, counts: dict[str, int]) -> dict[str, Any]:
    stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    generator = header.get("generator")
    return {
        "kind": "osm",
        "generator": generator or None,
        "date": stamp or None,
        "newest_edit": ways.newest_edit or None,
        "licence": "synthetic data" if "synthetic" in generator else OSM_LICENCE,
        "counts": counts,
        "filter": {
            "name": FILTER_NAME,
            "sha256": filter_digest(),
            "refused": dict(sorted(ways.refused.items())),
        },
    }
