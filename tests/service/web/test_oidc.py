"""Staff sign in through the provider; a word that is not its own, or not for us, lets nobody in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey

from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from service.settings import Oidc
from tests.service.web.provider import ISSUER, FakeProvider
from tests.service.web.site import Site

CLERK = Actor("clerk", Role.SCHOOL, "mtg", "west")


@pytest.fixture
def provider(site: Site) -> FakeProvider:
    found = FakeProvider(site.season.clock.at.timestamp())
    site.context.settings = replace(site.context.settings, oidc=Oidc(ISSUER, "jiujin"))
    site.context.new_http = found.http
    site.season.store.write(SYSTEM, lambda tx: add_account(
        tx, actor=CLERK, login="clerk", oidc_subject=f"{ISSUER}|u-1001"))  # fmt: skip
    return found


def started(site: Site) -> str:
    answer = site.web.get("/staff/log-in")
    assert answer.status_code == 303
    return answer.headers["location"]


def came_back(site: Site, code: str, state: str):
    return site.web.get(f"/staff/back?code={code}&state={state}")


def logged_in(site: Site) -> bool:
    return site.web.get("/api/v1/session").status_code == 200


def test_whom_the_provider_vouches_for_gets_our_own_session(site, provider):
    answer = came_back(site, *provider.signs_in(started(site)))

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert site.web.get("/api/v1/session").json()["role"] == "school"


def test_our_own_end_applies_whatever_the_provider_says(site, provider):
    provider.claims = {"exp": int(provider.seconds) + 10**6}
    came_back(site, *provider.signs_in(started(site)))

    site.season.clock.forward(timedelta(minutes=30))

    assert not logged_in(site)


def test_a_subject_without_an_account_is_let_in_nowhere(site, provider):
    provider.subject = "u-9999"

    answer = came_back(site, *provider.signs_in(started(site)))

    assert answer.status_code == 401
    assert not logged_in(site)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"}, {"iss": "https://evil.example"}, {"nonce": "another"},
        {"exp": 1_000_000_000}, {"aud": ["jiujin", "another"]}, {"azp": "another"}, {"sub": ""},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(site, provider, claims):
    provider.claims = claims

    answer = came_back(site, *provider.signs_in(started(site)))

    assert answer.status_code == 401
    assert not logged_in(site)


def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(site, provider):
    provider.signed_by = RSAKey.generate_key(2048)

    answer = came_back(site, *provider.signs_in(started(site)))

    assert answer.status_code == 401


def test_another_state_and_a_code_that_was_used_let_nobody_in(site, provider):
    code, state = provider.signs_in(started(site))

    wrong = came_back(site, code, "another-state")
    right = came_back(site, code, state)
    site.web.http.cookies.delete("jiujin")
    again = came_back(site, code, state)

    assert [wrong.status_code, right.status_code, again.status_code] == [401, 303, 401]


def test_another_browser_cannot_come_back_in_its_place(site, provider):
    code, state = provider.signs_in(started(site))
    site.web.http.cookies.clear()

    assert came_back(site, code, state).status_code == 401


@pytest.mark.parametrize(("after", "status"), [(timedelta(minutes=10), 401),
                                               (timedelta(minutes=9), 303)])  # fmt: skip
def test_a_sign_in_takes_less_than_ten_minutes(site, provider, after, status):
    code, state = provider.signs_in(started(site))
    site.season.clock.forward(after)
    provider.seconds = site.season.clock.at.timestamp()

    assert came_back(site, code, state).status_code == status


def test_without_a_provider_there_is_no_such_page(site):
    assert site.web.get("/staff/log-in").status_code == 404
