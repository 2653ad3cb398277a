"""Local services that speak the wire formats of the remote geocoders, well and badly."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from geo.remote_http import HttpFetch, HttpLimits
from geo.remote_limits import TokenBucket

KEY = "k3y-of-the-district"


@dataclass
class FakeTime:
    """A clock that stands still but for its own sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass(frozen=True)
class Reply:
    """One HTTP answer; `hangs` never ends it, `drips` sends it byte by byte for ever."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    hangs: bool = False
    drips: bool = False
    claimed_length: int | None = None
    location: str = ""


def as_json(value: Any, **more: Any) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), **more)


@dataclass
class FakeService:
    """Answers requests in the order of `replies`, the last one for ever."""

    replies: list[Reply]
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def _handler(service: FakeService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            service.asked.append({name: values[0] for name, values in query.items()})
            service.agents.append(self.headers["User-Agent"])
            reply = service.next_reply()
            if reply.hangs:
                service.over.wait(30)
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            if reply.location:
                self.send_header("Location", reply.location)
            length = reply.claimed_length
            if not reply.drips:
                self.send_header(
                    "Content-Length", str(len(reply.body) if length is None else length)
                )
            self.end_headers()
            with suppress(OSError):  # the client hung up, as it should
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.wfile.write(reply.body)
            while reply.drips and not service.over.wait(0.01):
                self.wfile.write(b" ")

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def serving(*replies: Reply) -> Iterator[FakeService]:
    """Run a service on this machine while the block runs."""
    service = FakeService(list(replies))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/geo"
    try:
        yield service
    finally:
        service.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def fetch_in(time: FakeTime, limits: HttpLimits | None = None) -> HttpFetch:
    """Return a fetch on a fake clock that ignores the machine's proxies."""
    session = requests.Session()
    session.trust_env = False
    bucket = TokenBucket(1000.0, 1000, clock=time.clock, sleep=time.sleep)
    return HttpFetch(bucket, clock=time.clock, sleep=time.sleep, limits=limits, session=session)


# Answers as the services give them; the points are made up.


def amap(*places: dict[str, Any]) -> Reply:
    return as_json(
        {
            "status": "1",
            "info": "OK",
            "infocode": "10000",
            "count": str(len(places)),
            "geocodes": list(places),
        }
    )


def amap_place(location: str, address: str, level: str = "门牌号") -> dict[str, Any]:
    return {
        "formatted_address": address,
        "country": "中国",
        "province": "北京市",
        "citycode": "010",
        "city": "北京市",
        "district": "门头沟区",
        "township": [],
        "neighborhood": {"name": [], "type": []},
        "building": {"name": [], "type": []},
        "adcode": "110109",
        "street": "石龙路",
        "number": [],
        "location": location,
        "level": level,
    }


def amap_refusal(info: str, infocode: str) -> Reply:
    return as_json({"status": "0", "info": info, "infocode": infocode})


def tianditu(lon: str, lat: str, *, level: str = "门址", score: int = 100) -> Reply:
    location = {"score": score, "level": level, "lon": lon, "lat": lat, "keyWord": "石龙路7号"}
    return as_json({"msg": "ok", "location": location, "searchVersion": "6.4.9V", "status": "0"})


def baidu(lng: float, lat: float, **more: Any) -> Reply:
    result = {
        "location": {"lng": lng, "lat": lat},
        "precise": 1,
        "confidence": 90,
        "comprehension": 100,
        "level": "门址",
        **more,
    }
    return as_json({"status": 0, "result": result})


def nominatim(*places: dict[str, Any]) -> Reply:
    return as_json(list(places))


def nominatim_place(lon: str, lat: str, kind: str, **address: str) -> dict[str, Any]:
    return {
        "place_id": 100149,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "lat": lat,
        "lon": lon,
        "category": "place",
        "type": kind,
        "place_rank": 30,
        "importance": 0.1,
        "addresstype": kind,
        "name": address.pop("name", ""),
        "display_name": "7, 石龙路, 门头沟区, 北京市",
        "address": {"city": "北京市", "country": "中国", "country_code": "cn", **address},
    }


def photon(*features: dict[str, Any]) -> Reply:
    return as_json({"type": "FeatureCollection", "features": list(features)})


def photon_feature(lon: float, lat: float, kind: str, **properties: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"osm_type": "N", "osm_key": "place", "type": kind, **properties},
    }
