"""Are streets fetched through OSMnx from a map server, and is its absence said within seconds?"""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qs

import geopandas as gpd
import pytest
from shapely import Polygon, box, to_geojson

from geo.faults import BadInput
from geo.streets import read_streets
from geo.streets_online import Area, Servers, fetch_streets
from tests.geo.street_town import (
    MENTOUGOU,
    SQUARE_NODES,
    SQUARE_WAYS,
    degrees,
    square_map,
)

AROUND = box(*degrees(-500, -500), *degrees(800, 800))


def square_answer() -> dict[str, object]:
    """Answer as Overpass does to `(way[...](poly:...);>;);out;`."""
    nodes = [
        {"type": "node", "id": n, "lon": degrees(*xy)[0], "lat": degrees(*xy)[1]}
        for n, xy in SQUARE_NODES.items()
    ]
    ways = [
        {"type": "way", "id": number, "nodes": refs, "tags": tags}
        for number, (refs, tags) in enumerate(SQUARE_WAYS, start=1)
    ]
    stamp = {"timestamp_osm_base": "2024-05-01T00:00:00Z"}
    return {"version": 0.6, "osm3s": stamp, "elements": nodes + ways}


@dataclass
class MapServer:
    """A server on this machine that speaks Overpass and Nominatim well enough for OSMnx."""

    answer: dict[str, object] = field(default_factory=square_answer)
    status: int = 200
    boundary: Polygon = AROUND
    questions: list[str] = field(default_factory=list)
    port: int = 0

    def servers(self) -> Servers:
        here = f"http://127.0.0.1:{self.port}"
        return Servers(f"{here}/api", f"{here}/", timeout_s=5)


@pytest.fixture
def server() -> Iterator[MapServer]:
    state = MapServer()

    class Handler(BaseHTTPRequestHandler):
        def reply(self, thing: object) -> None:
            body = json.dumps(thing).encode()
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            state.questions.append(parse_qs(form)["data"][0])
            self.reply(state.answer)

        def do_GET(self) -> None:
            state.questions.append(self.path)
            place = {
                "place_id": 1, "osm_type": "relation", "osm_id": 1, "lat": "39.9", "lon": "116.1",
                "display_name": "门头沟区", "importance": 1.0, "class": "boundary",
                "type": "administrative", "boundingbox": ["39.9", "40", "116", "116.2"],
                "geojson": json.loads(to_geojson(state.boundary)),
            }  # fmt: skip
            self.reply([place])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        state.port = httpd.server_address[1]
        worker = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        worker.start()
        yield state
        httpd.shutdown()
        worker.join()


def test_a_boundary_gives_the_network_of_the_same_map_as_a_file(
    server: MapServer, tmp_path: Path
) -> None:
    streets = fetch_streets(Area(boundary=AROUND), MENTOUGOU, server.servers())

    assert streets.digest() == read_streets(square_map(tmp_path), MENTOUGOU).digest()
    assert streets.manifest["date"] == "2024-05-01T00:00:00Z"
    assert streets.manifest["filter"]["name"] == "walking-1"
    assert "access=private" in streets.manifest["filter"]["refused"]
    assert len(streets.manifest["source"]["sha256"]) == 64
    assert len(server.questions) == 1
    assert 'way["highway"](poly:' in server.questions[0]


def test_a_box_cuts_the_streets_that_leave_it(server: MapServer) -> None:
    west_of_the_spur = (*degrees(-500, -500), *degrees(120, 800))

    streets = fetch_streets(Area(bbox=west_of_the_spur), MENTOUGOU, server.servers())

    # OSMnx keeps the first node beyond the border: the spur ends at its halfway point.
    assert sorted(round(mm / 1000) for mm in streets.edge_mm.tolist()) == [50, 402]
    assert streets.manifest["source"]["bbox"] == list(west_of_the_spur)


def test_a_place_is_asked_for_by_name(server: MapServer) -> None:
    streets = fetch_streets(Area(place="门头沟区"), MENTOUGOU, server.servers())

    assert streets.n_edges == 2
    assert server.questions[0].startswith("/search?")
    assert streets.manifest["source"]["place"] == "门头沟区"


def test_osmnx_and_the_resolver_are_left_as_they_were(server: MapServer) -> None:
    import osmnx as ox

    before = dict(vars(ox.settings))
    resolver = socket.getaddrinfo

    fetch_streets(Area(boundary=AROUND), MENTOUGOU, server.servers())

    assert dict(vars(ox.settings)) == before
    assert socket.getaddrinfo is resolver


def test_files_that_osmnx_saves_give_the_same_network(server: MapServer, tmp_path: Path) -> None:
    import osmnx as ox

    from geo.streets_online import _Answers, _ask, _settings

    with _settings(server.servers(), _Answers()):
        graph = ox.simplify_graph(_ask(Area(boundary=AROUND), "square"))
    ox.save_graphml(graph, tmp_path / "saved.graphml")
    ox.save_graph_geopackage(graph, tmp_path / "saved.gpkg")
    expected = read_streets(square_map(tmp_path), MENTOUGOU)

    by_graphml = read_streets(tmp_path / "saved.graphml", MENTOUGOU)
    by_layer = read_streets(tmp_path / "saved.gpkg", MENTOUGOU)

    assert by_graphml.edge_mm.tolist() == expected.edge_mm.tolist()
    assert by_layer.edge_mm.tolist() == expected.edge_mm.tolist()
    assert by_graphml.digest() == by_layer.digest()


def test_without_a_server_the_advice_comes_within_two_seconds() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = Servers(f"http://127.0.0.1:{unused.getsockname()[1]}/api")
        began = time.monotonic()

        with pytest.raises(BadInput, match=r"cannot be reached.*build from the file"):
            fetch_streets(Area(boundary=AROUND), MENTOUGOU, nobody)

    assert time.monotonic() - began < 3


def test_a_resolver_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()

    def never(*_: object) -> None:
        answered.wait(5)
        raise OSError

    monkeypatch.setattr("geo.streets_online.PROBE_SECONDS", 0.05)
    monkeypatch.setattr("socket.create_connection", never)
    began = time.monotonic()

    with pytest.raises(BadInput, match="no answer in"):
        fetch_streets(Area(boundary=AROUND), MENTOUGOU, Servers("http://map.invalid/api"))

    assert time.monotonic() - began < 2
    answered.set()


@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_not_waited_for(server: MapServer, status: int) -> None:
    server.status = status

    with pytest.raises(BadInput, match=f"busy .HTTP {status}"):
        fetch_streets(Area(boundary=AROUND), MENTOUGOU, server.servers())

    assert len(server.questions) == 1


def test_an_area_without_streets_is_refused(server: MapServer) -> None:
    server.answer = {"version": 0.6, "elements": []}

    with pytest.raises(BadInput, match="has no streets"):
        fetch_streets(Area(boundary=AROUND), MENTOUGOU, server.servers())


@pytest.mark.parametrize("area", [{}, {"place": "x", "bbox": (0.0, 0.0, 1.0, 1.0)}])
def test_an_area_is_named_in_exactly_one_way(area: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="exactly one way"):
        Area(**area)


def test_an_area_must_be_in_degrees() -> None:
    metres = gpd.GeoSeries([AROUND], crs=4326).to_crs(4548).iloc[0]

    with pytest.raises(BadInput, match="no box in degrees"):
        Area(boundary=metres)
    with pytest.raises(BadInput, match="no box in degrees"):
        Area(bbox=(117.0, 39.0, 116.0, 40.0))
