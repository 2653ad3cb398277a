"""Hostile input is refused in words that repeat nothing; nothing of a look-up is kept (S59)."""

import json
import logging

import pytest

from tests.admissions.season import MU
from tests.service.web.desks import NOWHERE, WEST_STREET
from tests.service.web.site import registration

LOOKUP, APPLICATIONS = "/api/v1/lookup", "/api/v1/applications"
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b'{"address": 5}',
        b'{"address": "\\ud800"}',
        b'{"address": "\\u0000"}', b'{"other": "x"}', b'{"address": NaN}',
        json.dumps({"address": "长" * 201}).encode(), b'{"x": 1e999, "y": 1, "datum": "WGS84"}',
        b"[" * 5_000, b'{"address": "x", "address": ["y"]}',
    ],
    ids=range(15),
)  # fmt: skip
def test_a_body_of_a_wrong_form_is_refused(site, raw):
    answer = site.web.post(LOOKUP, content=raw, headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"


def test_a_body_that_is_too_large_is_refused_while_it_comes(site):
    answer = site.web.post(LOOKUP, content=b"x" * 70_000, headers=JSON)

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken_by_the_api(site, kind):
    answer = site.web.post(LOOKUP, content=b'{"address": "x"}', headers={"content-type": kind})

    assert answer.status_code == 415


@pytest.mark.parametrize("number", ["..", "%2e%2e%2f", "a'--", "%00", "x" * 65, "号"])
def test_an_id_that_is_no_id_is_not_there(site, number):
    answer = site.web.get(f"{APPLICATIONS}/{number}", headers=site.as_(MU))

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_there"


@pytest.mark.parametrize("query", ["?debug=1", "?stage=x&stage=y", "?stage=%27"])
def test_a_parameter_that_is_not_named_is_refused(site, query):
    answer = site.web.get(f"{APPLICATIONS}{query}", headers=site.as_(MU))

    assert answer.status_code == 400


def test_what_was_typed_is_shown_as_text_and_never_as_markup(site):
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}'

    answer = site.web.post("/lookup", data={"csrf": "", "address": hostile})

    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "{{7*7}}" in answer.text


def test_a_look_up_leaves_no_trace_in_database_or_log(site, caplog):
    caplog.set_level(logging.DEBUG)
    before = sizes(site)

    for address in (WEST_STREET, NOWHERE):
        site.web.post(LOOKUP, json={"address": address})
        site.web.post("/lookup", data={"csrf": "", "address": address})

    assert sizes(site) == before
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "asyncio"))]
    assert not [r for r in ours if "街" in r.getMessage() or "无名" in r.getMessage()]


def sizes(site) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in site.season.folder.iterdir()}


def test_a_defect_says_nothing_of_itself_nor_of_what_was_typed(site, monkeypatch, caplog):
    def broken(*_asked):
        raise RuntimeError("张小禾 13800138000 in the text of an error")

    monkeypatch.setattr(site.context.desk, "ask", broken, raising=False)

    answer = site.web.post(LOOKUP, json={"address": WEST_STREET})

    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "RuntimeError" not in answer.text
    assert "RuntimeError" in caplog.text  # so that somebody can repair it
    assert "张小禾" not in answer.text + caplog.text
    assert answer.headers["x-request-id"] in caplog.text
    assert "content-security-policy" in answer.headers


def test_every_answer_carries_the_security_headers(site):
    answers = [
        site.web.get("/"), site.web.get("/nothing"), site.web.get("/api/v1/nothing"),
        site.web.get("/static/web.css"), site.web.post(LOOKUP, content=b"{", headers=JSON),
        site.web.post(APPLICATIONS, json=registration()), site.web.get("/healthz"),
    ]  # fmt: skip

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] in {"no-store", "public, max-age=3600"}


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example",
                                  "javascript:alert(1)", "/a\r\nset-cookie: x=y"])  # fmt: skip
def test_choosing_a_language_leads_nowhere_else(site, back):
    answer = site.web.post("/language", data={"csrf": "", "language": "en", "back": back})

    assert answer.headers["location"] == "/"
