"""The lottery over HTTP: anybody reads what was bound and when; the bureau binds, opens, draws."""

import json

import pytest

from admissions.store import jobs
from capacity.lottery import commitment
from service.seed_job import seed_of_reveals
from tests.admissions.actions.june import finished, taken
from tests.admissions.ceremonies import (
    BEACON,
    CLOSES,
    MINUTE,
    PEOPLE,
    RULESET,
    VALUE,
    announced,
    bound,
    kept,
    ruled,
    secrets_of,
)
from tests.admissions.season import BUREAU, CITY, CYCLE, OTHER_BUREAU
from tests.service.web.site import Site

ALL = f"/api/v1/cycles/{CYCLE}/ceremonies"
RUNS = f"/api/v1/cycles/{CYCLE}/runs"


def announce(site: Site, who=BUREAU, **said):
    body = {"beacon": BEACON, "beacon_at": (CLOSES + MINUTE).isoformat()} | said
    return site.post(who, ALL, body)


def public(site: Site) -> list[dict]:
    """Return what somebody without an account reads."""
    answer = site.web.get(ALL)
    assert answer.status_code == 200
    return answer.json()["ceremonies"]


def to_open(site: Site) -> str:
    """Bind, freeze and wait for the beacon; return the ceremony."""
    number = taken(site.season, 2)
    announced(site.season)
    bound(site.season)
    site.season.clock.forward(MINUTE)
    kept(site.season, "F1", ruled(finished({number: "west"})))
    site.season.clock.forward(MINUTE)
    return "L1"


def opened(site: Site, **changed):
    body = {"ceremony_id": "L1", "reveals": secrets_of(), "beacon": VALUE} | changed
    return site.post(BUREAU, RUNS, {"reveals": body})


def queued(site: Site):
    return site.season.store.read(BUREAU, jobs.jobs_of)


def test_anybody_reads_the_announcement_and_each_commitment_with_its_time(site):
    made = announce(site)
    commitments = f"/api/v1/ceremonies/{made.json()['id']}/commitments"
    told = site.post(BUREAU, commitments, {"person": PEOPLE[0], "digest": commitment("甲的秘密")})

    (found,) = public(site)

    assert (made.status_code, told.status_code) == (201, 201)
    assert (found["state"], found["beacon"], found["number"]) == ("committing", BEACON, 1)
    assert (found["commitments_until"], found["frozen"]) == (CLOSES.isoformat(), None)
    assert found["commitments"] == [{
        "place": 1, "person": PEOPLE[0], "digest": commitment("甲的秘密"),
        "at": site.season.clock().isoformat(),
    }]  # fmt: skip


def test_a_commitment_at_the_closing_second_is_refused_in_words(site):
    made = announce(site).json()["id"]
    site.move_to(CLOSES)

    answer = site.post(BUREAU, f"/api/v1/ceremonies/{made}/commitments",
                       {"person": PEOPLE[0], "digest": "a" * 64})  # fmt: skip

    assert (answer.status_code, answer.json()["code"]) == (409, "outside_window")


@pytest.mark.parametrize("said", [
    {"beacon": ""}, {"beacon": "a" * 201}, {"beacon_at": "2013-06-10T10:00:00"},
    {"beacon_at": "soon"}, {"number": 7},
], ids=["no value", "too long", "no zone", "no time", "a field unknown"])  # fmt: skip
def test_an_announcement_of_a_wrong_form_is_refused(site, said):
    assert announce(site, **said).status_code == 422
    assert public(site) == []


@pytest.mark.parametrize("digest", ["a" * 63, "A" * 64, "承诺"])
def test_a_commitment_of_a_wrong_form_is_refused(site, digest):
    made = announce(site).json()["id"]

    answer = site.post(BUREAU, f"/api/v1/ceremonies/{made}/commitments",
                       {"person": PEOPLE[0], "digest": digest})  # fmt: skip

    assert answer.status_code == 422


def test_the_city_announces_for_the_service_s_district(site):
    assert announce(site, CITY).status_code == 201
    assert [it["district_id"] for it in public(site)] == ["mtg"]


def test_another_district_s_ceremony_is_not_told_as_ours(site):
    assert announce(site, OTHER_BUREAU).status_code == 201
    assert public(site) == []


def test_what_was_opened_stands_in_public_and_makes_the_seed_again(site, tmp_path):
    to_open(site)
    answer = opened(site)
    (found,) = public(site)
    drawn = found["draw"]

    file = tmp_path / "reveals.json"
    file.write_text(json.dumps({
        "input_root": drawn["input_root"], "ruleset_sha256": drawn["ruleset_sha256"],
        "commitments": [it["digest"] for it in found["commitments"]],
        "reveals": drawn["reveals"], "beacon": drawn["beacon_value"],
    }))  # fmt: skip

    assert answer.status_code == 202
    assert seed_of_reveals(file).value == drawn["seed"]
    assert queued(site)[0].payload["seed"] == drawn["seed"]
    assert queued(site)[0].payload["input_root"] == found["frozen"]["input_root"]
    assert (found["state"], found["frozen"]["ruleset_sha256"]) == ("drawn", RULESET)


def test_a_run_begun_again_keeps_the_seed_that_was_drawn(site):
    to_open(site)
    opened(site)

    assert opened(site).status_code == 202
    assert len({job.payload["seed"] for job in queued(site)}) == 1


@pytest.mark.parametrize(("changed", "code"), [
    ({"ceremony_id": "L9"}, "not_there"), ({"reveals": secrets_of()[:2]}, "invalid"),
    ({"reveals": secrets_of()[::-1]}, "invalid"), ({"beacon": ""}, "invalid"),
    ({"commitments": ["a" * 64] * 3}, "invalid"),
], ids=["no such ceremony", "two secrets", "another order", "no value", "own bonds"])  # fmt: skip
def test_secrets_that_do_not_fit_what_is_stored_draw_nothing(site, changed, code):
    to_open(site)

    assert opened(site, **changed).json()["code"] == code
    assert (queued(site), public(site)[0]["draw"]) == ([], None)


def test_secrets_opened_before_the_beacon_draw_nothing(site):
    to_open(site)
    site.season.clock.forward(-MINUTE)

    assert opened(site).json()["code"] == "beacon_not_yet"
    assert queued(site) == []


def test_the_public_page_shows_every_step(site):
    assert "还没有公布抽签办法" in site.web.get("/lottery").text
    to_open(site)
    waiting = site.web.get("/lottery").text
    opened(site)
    drawn = site.web.get("/lottery").text

    bound_to, secret = commitment(secrets_of()[0]), secrets_of()[0]
    seed = public(site)[0]["draw"]["seed"]
    assert [it in waiting for it in (PEOPLE[0], bound_to, secret)] == [True, True, False]
    assert [it in drawn for it in (bound_to, secret, VALUE, seed)] == [True] * 4
