"""Who logs in gets a session of its own, that ends; nobody else makes it act (trust.md S5)."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from admissions.roles import SYSTEM
from tests.admissions.season import LIN, MU, WEST
from tests.service.web.client import BASE
from tests.service.web.site import Site, registration

PHONE, PASSWORD = "13900139000", "three odd words"
APPLICATIONS, LOG_IN = "/api/v1/applications", "/api/v1/log-in"
INSTANT = timedelta(microseconds=1)


def signed_up(site: Site) -> None:
    site.web.post("/api/v1/sign-up", json={"login": PHONE, "password": PASSWORD})


def log_in(site: Site, password: str = PASSWORD, **headers: str):
    body = {"login": PHONE, "password": password}
    return site.web.post(LOG_IN, json=body, headers=headers)


def test_signing_up_twice_tells_nobody_that_there_was_an_account(site):
    first = site.web.post("/api/v1/sign-up", json={"login": PHONE, "password": PASSWORD})

    second = site.web.post("/api/v1/sign-up", json={"login": PHONE, "password": "other odd words"})

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert log_in(site).status_code == 200
    assert log_in(site, "other odd words").status_code == 401


def test_an_unknown_account_and_a_wrong_password_are_told_alike(site):
    signed_up(site)

    wrong = log_in(site, "four odd words")
    unknown = site.web.post(LOG_IN, json={"login": "13700137000", "password": PASSWORD})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content


def test_after_five_failures_the_right_password_is_wrong_for_a_quarter_of_an_hour(site):
    signed_up(site)
    for _ in range(5):
        log_in(site, "four odd words")

    during = log_in(site)
    site.season.clock.forward(timedelta(minutes=15) - INSTANT)
    at_the_end = log_in(site)
    site.season.clock.forward(INSTANT)
    after = log_in(site)

    assert [it.status_code for it in (during, at_the_end, after)] == [401, 401, 200]


def test_more_tries_than_the_limit_are_not_even_checked(tmp_path):
    from service.settings import Limits
    from tests.service.web.site import close, new_site

    site = new_site(tmp_path, Limits(per_ip=0, logins_per_minute=5, late_s=60, standing_s=60))
    signed_up(site)

    answers = [log_in(site, "four odd words").status_code for _ in range(6)]
    close(site)

    assert answers == [401] * 5 + [429]


def cookie_of(answer) -> SimpleCookie:
    return SimpleCookie(answer.headers["set-cookie"])


def test_the_cookie_is_for_this_site_and_no_script(site):
    signed_up(site)

    found = cookie_of(log_in(site))["jiujin"]

    assert found["httponly"]
    assert found["samesite"] == "lax"
    assert found["path"] == "/"


def test_a_token_that_somebody_planted_is_not_taken_over(site):
    signed_up(site)

    answer = log_in(site, cookie="jiujin=planted-by-somebody")

    assert cookie_of(answer)["jiujin"].value != "planted-by-somebody"
    planted = site.web.get(APPLICATIONS, headers={"authorization": "Bearer planted-by-somebody"})
    assert planted.status_code == 401


def test_logging_in_again_ends_the_session_before(site):
    signed_up(site)
    old = log_in(site).json()["token"]

    log_in(site, cookie=f"jiujin={old}")

    site.web.http.cookies.clear()
    answer = site.web.get(APPLICATIONS, headers={"authorization": f"Bearer {old}"})
    assert answer.status_code == 401


def test_logging_out_ends_the_session_at_once(site):
    signed_up(site)
    headers = {"authorization": f"Bearer {log_in(site).json()['token']}"}
    site.web.http.cookies.clear()

    site.web.post("/api/v1/log-out", json={}, headers=headers)

    assert site.web.get(APPLICATIONS, headers=headers).status_code == 401


@pytest.mark.parametrize(("idle", "status"), [(timedelta(hours=2) - INSTANT, 200),
                                              (timedelta(hours=2), 401)])  # fmt: skip
def test_a_guardians_session_ends_after_two_hours_idle(site, idle, status):
    headers = site.as_(MU)

    site.season.clock.forward(idle)

    assert site.web.get(APPLICATIONS, headers=headers).status_code == status


def test_use_lets_the_idle_time_begin_anew(site):
    headers = site.as_(MU)
    for _ in range(3):
        site.season.clock.forward(timedelta(minutes=90))

        assert site.web.get(APPLICATIONS, headers=headers).status_code == 200
        site.season.store.write(SYSTEM, lambda _tx: None)  # what was queued before is done


@pytest.mark.parametrize("word", [None, "", "0" * 64, "falsch"])
def test_a_cookie_alone_writes_nothing(site, word):
    token = site.token_of(MU)
    headers = {"cookie": f"jiujin={token}", "idempotency-key": "csrf-0001"}
    if word is not None:
        headers["x-csrf-token"] = word

    answer = site.web.post(APPLICATIONS, json=registration(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_writing_lets_the_idle_time_begin_anew_also_where_it_is_refused(site):
    headers = site.as_(MU)
    site.post(LIN, APPLICATIONS, registration())
    for number in range(3):
        site.season.clock.forward(timedelta(minutes=90))
        again = headers | {"idempotency-key": f"awake-{number:06d}"}

        answer = site.web.post(APPLICATIONS, json=registration(), headers=again)

        assert answer.json()["code"] == "child_already_registered"
        site.season.store.write(SYSTEM, lambda _tx: None)  # what was queued before is done
    site.season.clock.forward(timedelta(hours=2))
    assert site.web.post(APPLICATIONS, json=registration(), headers=headers).status_code == 401


@pytest.mark.parametrize("sent", [{}, {"cycle_id": "2013-primary"}, "words"])
def test_whoever_is_not_signed_in_is_told_that_before_what_is_wrong_with_the_call(site, sent):
    headers = {"authorization": "Bearer of-nobody", "idempotency-key": "nobody-0001"}

    answer = site.web.post(APPLICATIONS, json=sent, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


def test_a_cookie_with_the_sessions_word_writes(site):
    token = site.token_of(MU)
    cookie = {"cookie": f"jiujin={token}"}
    word = site.web.get("/api/v1/session", headers=cookie).json()["csrf"]

    answer = site.web.post(APPLICATIONS, json=registration(), headers=cookie | {
        "x-csrf-token": word, "idempotency-key": "csrf-0001"})  # fmt: skip

    assert answer.status_code == 201


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"},
                                     {"origin": ""}, {"sec-fetch-site": "cross-site"}])  # fmt: skip
@pytest.mark.parametrize("path", [LOG_IN, "/api/v1/lookup"])
def test_another_site_makes_a_browser_send_nothing(site, headers, path):
    body = {"login": PHONE, "password": PASSWORD} if path == LOG_IN else {"address": "西街1号"}

    answer = site.web.post(path, json=body, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def test_our_own_site_may(site):
    answer = site.web.post("/api/v1/lookup", json={"address": "西街1号"}, headers={"origin": BASE})

    assert answer.status_code == 200


def test_an_initial_password_is_changed_before_anything_else(site):
    from admissions import passwords
    from admissions.store.logins import set_login

    hashed = passwords.hash_password("initial odd words", login="w-1", staff=True)
    site.season.store.write(SYSTEM, lambda tx: set_login(
        tx, WEST.account_id, password_hash=hashed, password_initial=True))  # fmt: skip
    token = site.token_of(WEST)
    headers = {"authorization": f"Bearer {token}"}

    before = site.web.get("/api/v1/cycles/2013-primary/counts", headers=headers)
    body = {"old": "initial odd words", "new": "my own odd words"}
    changed = site.web.post("/api/v1/password", json=body, headers=headers)
    after = site.web.get("/api/v1/cycles/2013-primary/counts", headers=headers)

    assert before.json()["code"] == "password_is_initial"
    assert [changed.status_code, after.status_code] == [200, 200]


def test_a_closed_account_has_no_session(site):
    from admissions.store.logins import set_login

    headers = site.as_(WEST)
    site.season.store.write(SYSTEM, lambda tx: set_login(tx, WEST.account_id, active=False))

    answer = site.web.get("/api/v1/cycles/2013-primary/counts", headers=headers)

    assert answer.status_code == 401
