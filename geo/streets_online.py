"""Which streets does OpenStreetMap hold today? Asks Overpass through OSMnx when there is a net."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import requests

from geo.cleaner import build_streets
from geo.district import District
from geo.edge_list import EdgeTags
from geo.faults import BadInput
from geo.lines import OSM_LICENCE, DrawnLines, keys_of_names
from geo.network import Streets
from geo.walkable import TAGS_READ

PROBE_SECONDS = 2.0
_EARTH = (-180.0, -90.0, 180.0, 90.0)
OFFLINE_ADVICE = (
    "connect to the internet, or download an extract (.osm.pbf) elsewhere and build from the file"
)


@dataclass(frozen=True, slots=True)
class Area:
    """What to fetch: exactly one of a place name, west-south-east-north, a WGS84 polygon."""

    place: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    boundary: Any = None

    def __post_init__(self) -> None:
        """Refuse none and several."""
        if sum(value is not None for value in (self.place, self.bbox, self.boundary)) != 1:
            raise BadInput.one(
                "the area to fetch", "it is not named in exactly one way",
                "give one of --place, --bbox and --boundary",
            )  # fmt: skip
        bounds = self.bbox or (self.boundary.bounds if self.boundary is not None else _EARTH)
        west, south, east, north = bounds
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise BadInput.one(
                "the area to fetch", f"{bounds} is no box in degrees",
                "give west, south, east, north, or a boundary, in WGS84 degrees",
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Servers:
    """Who is asked; a bureau with its own mirror names it here."""

    overpass: str = "https://overpass-api.de/api"
    nominatim: str = "https://nominatim.openstreetmap.org/"
    timeout_s: float = 180.0


@dataclass(slots=True)
class _Answers:
    """Listens to the answers of a server: their digest, and a refusal that OSMnx would sit out."""

    digest: Any = field(default_factory=hashlib.sha256)
    date: str | None = None
    size: int = 0

    def hear(self, response: requests.Response, *_: Any, **__: Any) -> None:
        if response.status_code in {429, 504}:
            # OSMnx would sleep 55 s and ask again without end.
            raise _Busy(response.status_code)
        self.digest.update(response.content)
        self.size += len(response.content)
        if "json" in response.headers.get("Content-Type", ""):
            told = response.json()
            if isinstance(told, dict):
                self.date = told.get("osm3s", {}).get("timestamp_osm_base") or self.date


class _Busy(Exception):
    """The server asked for patience."""


def fetch_streets(area: Area, district: District, servers: Servers | None = None) -> Streets:
    """Fetch every street of `area` and return the walking network in the district's CRS.

    Streets leaving the area are cut at its border. Asks all ways with a `highway` tag and then
    applies the project's own walking filter, as for a file. Raises BadInput with advice within
    about 2 s when a server cannot be reached, and when it is busy, fails or has no streets.
    """
    servers = servers or Servers()
    for url in [servers.overpass] + ([servers.nominatim] if area.place else []):
        _require_server(url)
    answers = _Answers()
    name = area.place or "the area asked for"
    with _settings(servers, answers):
        graph = _ask(area, name)
    return build_streets(_lines(graph, answers, area, servers), district, name)


def _require_server(url: str) -> None:
    """Open and close a connection within PROBE_SECONDS, name resolution included."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    outcome: list[OSError | None] = []

    def probe() -> None:
        try:
            socket.create_connection((parts.hostname or "", port), PROBE_SECONDS).close()
            outcome.append(None)
        except OSError as error:
            outcome.append(error)

    # Name resolution has no time limit of its own, so it is left behind in a daemon thread.
    worker = threading.Thread(target=probe, daemon=True)
    worker.start()
    worker.join(PROBE_SECONDS)
    if outcome == [None]:
        return
    reason = str(outcome[0]) if outcome else f"no answer in {PROBE_SECONDS:.0f} s"
    raise BadInput.one(url, f"the map server cannot be reached ({reason})", OFFLINE_ADVICE)


@contextmanager
def _settings(servers: Servers, answers: _Answers) -> Iterator[None]:
    """Lend OSMnx our settings, and take back those and the resolver that it replaces."""
    import osmnx as ox  # slow to import, and only needed online

    ours = {
        "overpass_url": servers.overpass,
        "nominatim_url": servers.nominatim,
        "overpass_rate_limit": False,
        "doh_url_template": None,
        "use_cache": False,
        "requests_timeout": servers.timeout_s,
        "requests_kwargs": {"hooks": {"response": answers.hear}},
        "useful_tags_way": list(TAGS_READ),
    }
    theirs = {key: getattr(ox.settings, key) for key in ours}
    resolver = socket.getaddrinfo
    try:
        for key, value in ours.items():
            setattr(ox.settings, key, value)
        yield
    finally:
        socket.getaddrinfo = resolver
        for key, value in theirs.items():
            setattr(ox.settings, key, value)


def _ask(area: Area, name: str) -> Any:
    import osmnx as ox
    from osmnx._errors import (
        InsufficientResponseError,
        ResponseStatusCodeError,
    )

    try:
        polygon = area.boundary
        if area.place is not None:
            polygon = ox.geocode_to_gdf(area.place).union_all()
        elif area.bbox is not None:
            polygon = ox.utils_geo.bbox_to_poly(area.bbox)
        return ox.graph_from_polygon(
            polygon, simplify=False, retain_all=True, truncate_by_edge=True,
            custom_filter='["highway"]',
        )  # fmt: skip
    except _Busy as error:
        raise BadInput.one(
            name, f"the map server is busy (HTTP {error})", "try again later, or use a file"
        ) from error
    except (InsufficientResponseError, ResponseStatusCodeError, TypeError, ValueError) as error:
        raise BadInput.one(
            name, f"the map server has no streets for it ({error})",
            "check the name or the coordinates (west, south, east, north in degrees)",
        ) from error  # fmt: skip
    except requests.RequestException as error:
        raise BadInput.one(
            name, f"the map server did not answer ({error})", OFFLINE_ADVICE
        ) from error


def _lines(graph: Any, answers: _Answers, area: Area, servers: Servers) -> DrawnLines:
    tags, ends = EdgeTags(), []
    for u, v, data in graph.edges(data=True):
        ends.append((u, v))
        tags.add({name: str(data[name]) for name in TAGS_READ if name in data})
    kept = tags.walkable()
    names = np.array(ends, np.int64).reshape(-1, 2)[kept].ravel()
    lon = np.array([graph.nodes[node]["x"] for node in names.tolist()], np.float64)
    lat = np.array([graph.nodes[node]["y"] for node in names.tolist()], np.float64)
    origin = {
        "kind": "overpass",
        "date": answers.date,
        "licence": OSM_LICENCE,
        "filter": tags.manifest(),
        "counts": {"ways_read": len(ends), "ways_walkable": len(kept)},
        "source": {
            "name": servers.overpass,
            "sha256": answers.digest.hexdigest(),
            "bytes": answers.size,
            "place": area.place,
            "bbox": list(area.bbox) if area.bbox else None,
        },
    }
    return DrawnLines(lon, lat, keys_of_names(names), np.arange(0, len(names) + 1, 2), origin)
