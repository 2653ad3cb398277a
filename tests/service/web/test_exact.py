"""Does a path that stands in the table answer as one that is matched against every route?"""

import pytest

from service.app_exact import ExactPaths

KEPT = ("content-security-policy", "x-content-type-options", "cache-control", "x-frame-options")


def test_every_path_without_an_id_stands_in_the_table(site):
    exact = site.web.app.exact

    assert ("POST", "/api/v1/lookup") in exact
    assert ("POST", "/api/v1/applications") in exact
    assert not [path for _, path in exact if "{" in path]


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/schools", "/api/v1/session", "/"])
def test_both_ways_answer_alike(site, path, monkeypatch):
    straight = site.web.get(path)

    monkeypatch.setattr(site.web.app, "exact", {})
    around = site.web.get(path)

    assert (around.status_code, around.content) == (straight.status_code, straight.content)
    assert [around.headers.get(it) for it in KEPT] == [straight.headers.get(it) for it in KEPT]
    assert len(straight.headers["x-request-id"]) == 16


def test_another_method_on_a_path_of_the_table_is_told_as_before(site):
    answer = site.web.get("/api/v1/lookup")

    assert (answer.status_code, answer.json()["code"]) == (405, "wrong_method")


def test_a_defect_behind_an_exact_path_tells_nothing(site, monkeypatch):
    def broken(*_args):
        raise RuntimeError("机密")

    monkeypatch.setattr(site.context.desk, "ask", broken)

    answer = site.web.post("/api/v1/lookup", json={"address": "西街1号"})

    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "机密" not in answer.text


def test_what_is_put_off_has_cost_nothing_and_says_when_to_come_again(site, monkeypatch):
    monkeypatch.setattr(site.context.admission, "takes", lambda _priority: False)
    monkeypatch.setattr(site.context.desk, "ask", None)  # nobody asks it

    answer = site.web.post("/api/v1/lookup", json={"address": "西街1号"})

    assert (answer.status_code, answer.json()["code"]) == (503, "try_again")
    assert answer.headers["retry-after"] == "2"
    assert answer.headers["cache-control"] == "no-store"
    told = site.context.metrics.text(waiting=0, late_s=0.0).decode()
    assert 'jiujin_put_off_total{priority="lookup"} 1.0' in told


def test_sockets_and_the_start_of_the_process_go_to_the_application():
    seen = []

    async def inner(scope, _receive, _send):
        seen.append(scope["type"])

    app = ExactPaths(inner, {("GET", "/"): inner})
    for kind in ("lifespan", "websocket"):
        with pytest.raises(StopIteration):
            app({"type": kind, "path": "/"}, None, None).send(None)

    assert seen == ["lifespan", "websocket"]


@pytest.mark.parametrize(("known", "status"), [('"etag"', 304), ('"older", "etag"', 304),
                                               ('"older"', 200), ("", 200)])  # fmt: skip
def test_whoever_holds_the_zones_of_the_day_is_not_sent_them_again(site, known, status):
    answer = site.web.get("/api/v1/zones", headers={"if-none-match": known})

    assert answer.status_code == status
    assert (answer.content == b"") is (status == 304)
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"etag"', "no-cache")
