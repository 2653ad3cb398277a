"""A gateway hands a message over or says why not; what a broken provider does loses nothing."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo.faults import BadInput
from service.sms import (
    ConsoleGateway,
    DeliveryReceipt,
    FileGateway,
    HttpGateway,
    NotSent,
    gateway_from,
)

MESSAGE = {"key": "1-abc", "telephone": "13800138000", "text": "登记编号尾号0001：信息已确认。"}


class Provider(ThreadingHTTPServer):
    """A provider on this machine; `script` says how it answers each request, in turn."""

    daemon_threads = True

    def __init__(self, script: list[int | str]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.script = list(script)
        self.taken: dict[str, dict[str, str]] = {}
        self.headers: list[dict[str, str]] = []
        self.waiting = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.headers.append(dict(self.headers))
        answer = self.server.script.pop(0) if self.server.script else 200
        if answer == "hang":
            self.server.waiting.wait(5)
            return
        if answer == "taken, then hang":
            self.server.taken.setdefault(body["key"], body)
            self.server.waiting.wait(5)
            return
        if answer == 200:
            self.server.taken.setdefault(body["key"], body)
            self._say(200, {"ref": f"ref-{body['key']}"})
        elif answer == "nonsense":
            self._say(200, ["?"])
        else:
            self._say(int(answer), {"error": "no"})

    def do_GET(self) -> None:
        after = int(self.path.partition("after=")[2] or 0)
        keys = list(self.server.taken)[after:]
        told = [{"key": key, "delivered": True} for key in keys for _ in range(2)]  # each twice
        self._say(200, {"receipts": told, "cursor": after + len(keys)})

    def _say(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider([])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.waiting.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def gateway(provider: Provider) -> Iterator[HttpGateway]:
    found = HttpGateway(provider.url + "/", token="secret", timeout_s=0.3)  # noqa: S106
    yield found
    found.close()


def test_a_provider_over_http_takes_a_message_under_its_key(provider, gateway):
    ref = gateway.send(**MESSAGE)

    assert ref == "ref-1-abc"
    assert provider.taken == {"1-abc": MESSAGE}
    (headers,) = provider.headers
    assert (headers["Idempotency-Key"], headers["Authorization"]) == ("1-abc", "Bearer secret")


@pytest.mark.parametrize(
    ("answer", "code", "for_good"),
    [
        (400, "status_400", True), (413, "status_413", True), (422, "status_422", True),
        (401, "status_401", False), (408, "status_408", False), (429, "status_429", False),
        (500, "status_500", False), (503, "status_503", False), (302, "status_302", False),
        ("hang", "timed_out", False), ("nonsense", "answer_not_understood", False),
    ],
)  # fmt: skip
def test_only_a_message_at_fault_is_refused_for_good(provider, gateway, answer, code, for_good):
    provider.script = [answer]

    with pytest.raises(NotSent) as refused:
        gateway.send(**MESSAGE)

    assert (refused.value.code, refused.value.for_good) == (code, for_good)
    assert "13800138000" not in str(refused.value)


def test_a_provider_that_is_not_there_is_tried_again():
    gateway = HttpGateway("http://127.0.0.1:1", timeout_s=0.3)

    with pytest.raises(NotSent) as refused:
        gateway.send(**MESSAGE)

    gateway.close()
    assert (refused.value.code, refused.value.for_good) == ("not_reached", False)


def test_receipts_go_on_from_where_they_were_read_last(provider, gateway):
    gateway.send(**MESSAGE)
    first = gateway.receipts()
    gateway.send(**MESSAGE | {"key": "2-abc"})
    second = gateway.receipts()

    assert list(first) == [DeliveryReceipt("1-abc", delivered=True)] * 2
    assert list(second) == [DeliveryReceipt("2-abc", delivered=True)] * 2
    assert list(gateway.receipts()) == []


def test_the_console_shows_no_telephone():
    out = io.StringIO()

    ConsoleGateway(out).send(**MESSAGE)

    assert "138****8000" in out.getvalue()
    assert "13800138000" not in out.getvalue()
    assert ConsoleGateway(out).receipts() == ()


def test_the_made_up_provider_keeps_one_line_for_each_key(tmp_path):
    gateway = FileGateway(tmp_path / "sent.jsonl", failing=frozenset({1}))
    with pytest.raises(NotSent):
        gateway.send(**MESSAGE)

    refs = [gateway.send(**MESSAGE), gateway.send(**MESSAGE)]

    assert refs == ["file-1-abc"] * 2
    assert gateway.taken() == [MESSAGE]
    assert list(gateway.receipts()) == [DeliveryReceipt("1-abc", delivered=True)]
    assert list(gateway.receipts()) == []


@pytest.mark.parametrize(
    ("setting", "kind"),
    [("console", ConsoleGateway), ("file:sent.jsonl", FileGateway),
     ("https://sms.example", HttpGateway)],
)  # fmt: skip
def test_a_setting_names_the_gateway(setting, kind):
    found = gateway_from(setting, io.StringIO())

    assert isinstance(found, kind)
    if isinstance(found, HttpGateway):
        found.close()


@pytest.mark.parametrize("setting", ["", "file:", "ftp://x", "Console"])
def test_any_other_setting_is_refused(setting):
    with pytest.raises(BadInput, match="JIUJIN_SMS"):
        gateway_from(setting, io.StringIO())
