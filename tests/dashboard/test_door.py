"""Does the server let nobody in at /staff who may not be there?"""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse

from admissions.actions.accounts import log_out
from admissions.roles import SYSTEM
from dashboard.document import document
from dashboard.door import BASE, Door, StaffStartsHere
from tests.admissions.season import BUREAU, MU, WEST
from tests.dashboard.bench import Bench

ORIGIN = "http://127.0.0.1:8000"  # the address that the settings name


@pytest.fixture
def door(bench: Bench) -> Door:
    return Door(bench.context, PlainTextResponse("streamlit"))


def get(bench: Bench, app, path: str) -> httpx.Response:
    """GET a path as whoever is signed in."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.get(path, headers={"cookie": f"jiujin={bench.cookie}"})

    return asyncio.run(asked())


def listens(bench: Bench, door: Door, *, origin: str = ORIGIN, path: str = "") -> bool:
    """Say whether a socket is let through to Streamlit."""
    through, sent = [], []

    async def inner(scope, receive, send):
        through.append(scope["path"])

    async def send(message):
        sent.append(message["type"])

    scope = {
        "type": "websocket", "path": path or f"{BASE}/_stcore/stream", "query_string": b"",
        "headers": [(b"origin", origin.encode()), (b"cookie", f"jiujin={bench.cookie}".encode())],
    }  # fmt: skip
    asyncio.run(Door(bench.context, inner)(scope, None, send))
    assert bool(through) != (sent == ["websocket.close"])
    return bool(through)


@pytest.mark.parametrize(("name", "status"), [
    ("", 200), ("verification", 200), ("help_desk", 200),
    ("review", 404), ("accounts", 404), ("audit", 404), ("no_such_page", 404),
])  # fmt: skip
def test_a_school_gets_its_own_pages_and_no_other(bench, door, name, status):
    bench.sign_in(WEST)

    assert get(bench, door, f"{BASE}/{name}").status_code == status


def test_nobody_is_sent_to_the_log_in(bench, door):
    answer = get(bench, door, f"{BASE}/review")

    assert (answer.status_code, answer.headers["location"]) == (303, "/log-in")


def test_a_guardian_is_sent_to_the_log_in_too(bench, door):
    bench.sign_in(MU)

    assert get(bench, door, f"{BASE}/").headers["location"] == "/log-in"


def test_files_of_children_need_a_session_and_the_program_itself_does_not(bench, door):
    assert get(bench, door, f"{BASE}/media/abc.xlsx").status_code == 303
    assert get(bench, door, f"{BASE}/static/js/index.js").text == "streamlit"
    bench.sign_in(BUREAU)
    assert get(bench, door, f"{BASE}/media/abc.xlsx").text == "streamlit"


@pytest.mark.parametrize("path", [f"{BASE}/", f"{BASE}/static/x.js", f"{BASE}/review"])
def test_every_answer_forbids_other_servers_and_framing(bench, door, path):
    bench.sign_in(BUREAU)

    headers = get(bench, door, path).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


def test_a_socket_is_opened_by_our_own_page_of_somebody_signed_in(bench, door):
    assert not listens(bench, door)

    bench.sign_in(WEST)
    assert listens(bench, door)
    assert not listens(bench, door, origin="https://elsewhere.example")
    assert not listens(bench, door, path=f"{BASE}/other")

    bench.season.do(SYSTEM, log_out, token=bench.cookie)
    assert not listens(bench, door)


@pytest.mark.parametrize(("path", "to", "location"), [
    ("/log-in", "/", f"{BASE}/"), ("/log-in", "/children", "/children"),
    ("/password", "/", f"{BASE}/"), ("/log-out", "/", "/"), ("/language", "/", "/"),
])  # fmt: skip
def test_staff_begin_at_the_dashboard_and_families_with_their_children(bench, path, to, location):
    async def inner(scope, receive, send):
        await PlainTextResponse("", 303, {"location": to})(scope, receive, send)

    assert get(bench, StaffStartsHere(inner), path).headers["location"] == location


def test_streamlits_page_knows_where_it_lies():
    page = document(BASE).decode()

    assert f'location.origin + "{BASE}"' in page
    assert '<html lang="zh-Hans">' in page
    assert "stMainBlockContainer" in page
