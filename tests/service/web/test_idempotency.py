"""The same key and body: the same answer; another body: refused; however many at once (R6)."""

import pytest

from admissions.roles import SYSTEM
from admissions.store.desk_lists import own_applications
from tests.admissions.season import LIN, MU
from tests.service.web.site import Site, details, registration

HOME = "/api/v1/applications"


def rows_of(site: Site) -> int:
    return len(site.season.store.read(SYSTEM, own_applications))


def test_a_retry_gets_the_first_answer_and_changes_nothing(site):
    first = site.post(MU, HOME, registration(), key="one-and-only")

    again = site.post(MU, HOME, registration(), key="one-and-only")

    assert again.status_code == first.status_code == 201
    assert again.content == first.content
    assert rows_of(site) == 1


def test_the_first_answer_is_given_again_after_the_stage_has_changed(site):
    number = site.post(MU, HOME, registration()).json()["id"]
    first = site.post(MU, f"{HOME}/{number}/entry", details(), key="entry-0001")
    site.post(MU, f"{HOME}/{number}/submit", {"declaration": "2013-1"})

    again = site.post(MU, f"{HOME}/{number}/entry", details(), key="entry-0001")

    assert again.content == first.content
    assert site.season.stage(number) == "submitted"


def test_a_key_is_one_persons_own(site):
    site.post(MU, HOME, registration(), key="shared-key")

    other = site.post(LIN, HOME, registration(), key="shared-key")

    assert other.json()["code"] == "child_already_registered"


def test_twenty_equal_and_twenty_other_calls_at_once_make_one_row(site):
    headers = site.as_(MU, key="at-once-0001")
    same, other = registration(), registration(district_id="sjs")
    calls = [(HOME, {"json": body, "headers": headers}) for body in [same, other] * 20]

    answers = site.web.together(calls)

    told = [answer.status_code for answer in answers]
    assert sorted(set(told)) == [201, 422]
    assert told.count(201) == 20
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert rows_of(site) == 1


def test_a_refusal_is_not_remembered(site):
    number = site.post(MU, HOME, registration()).json()["id"]
    early = site.post(MU, f"{HOME}/{number}/submit", {"declaration": "2013-1"}, key="submit-01")
    site.post(MU, f"{HOME}/{number}/entry", details())

    later = site.post(MU, f"{HOME}/{number}/submit", {"declaration": "2013-1"}, key="submit-01")

    assert early.status_code == 409
    assert later.status_code == 200


@pytest.mark.parametrize("key", ["", "short", "with blanks", "x" * 81, "键键键键键键键键"])
def test_a_write_without_a_proper_key_is_refused(site, key):
    headers = {name: text.encode() for name, text in site.as_(MU).items()}
    headers["idempotency-key"] = key.encode()

    answer = site.web.post(HOME, json=registration(), headers=headers)

    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"
    assert rows_of(site) == 0


def test_nothing_personal_is_kept_with_a_key(site):
    number = site.post(MU, HOME, registration()).json()["id"]
    site.post(MU, f"{HOME}/{number}/entry", details())

    kept = (site.season.folder / "season.db").read_bytes()
    kept += (site.season.folder / "season.db-wal").read_bytes()

    for secret in ("110109200703010024", "13800138000", "张小禾", "李静"):
        assert secret.encode() not in kept
