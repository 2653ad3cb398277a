"""A child is registered, entered, confirmed and withdrawn over HTTP, as the workflow says."""

from datetime import datetime, timedelta

import pytest

from admissions.calendar import SHANGHAI
from tests.admissions.entries import citizen_number, entry
from tests.admissions.season import LIN, MU, WEST, home_in
from tests.service.test_desk import desk
from tests.service.web.desks import SmallDesk
from tests.service.web.site import Site, details, registration

DEADLINE = datetime(2013, 6, 1, tzinfo=SHANGHAI)  # S60: until 31 May, half-open
INSTANT = timedelta(microseconds=1)
HOME = "/api/v1/applications"


def registered(site: Site) -> str:
    return site.post(MU, HOME, registration()).json()["id"]


def entered(site: Site) -> str:
    number = registered(site)
    assert site.post(MU, f"{HOME}/{number}/entry", details()).status_code == 200
    return number


def test_a_child_goes_from_registration_to_confirmation(site):
    number = registered(site)
    site.post(MU, f"{HOME}/{number}/entry", details())

    answer = site.post(MU, f"{HOME}/{number}/submit", {"declaration": "2013-1"})

    assert answer.status_code == 200
    assert answer.json()["stage"] == "submitted"
    assert site.season.stage(number) == "submitted"
    assert site.get(MU, f"{HOME}/{number}").json()["school_id"] == "west"


def test_the_details_come_back_to_their_guardian_alone(site):
    number = entered(site)

    own, other = site.get(MU, f"{HOME}/{number}/entry"), site.get(LIN, f"{HOME}/{number}/entry")

    assert own.json()["child_name"] == "张小禾"
    assert other.status_code == 404


def test_not_yours_and_not_there_are_told_in_the_same_bytes(site):
    number = entered(site)

    not_yours = site.get(LIN, f"{HOME}/{number}")
    not_there = site.get(LIN, f"{HOME}/2013-AAAAA-AAAAA")

    assert not_yours.status_code == not_there.status_code == 404
    assert not_yours.content == not_there.content
    told = [dict(answer.headers) for answer in (not_yours, not_there)]
    for headers in told:
        headers.pop("x-request-id")
    assert told[0] == told[1]


def test_a_second_registration_is_refused_and_does_not_say_where_the_first_is(site):
    site.post(MU, HOME, registration(district_id="sjs"))

    answer = site.post(LIN, HOME, registration())

    assert answer.status_code == 409
    assert answer.json()["code"] == "child_already_registered"
    assert "sjs" not in answer.text
    assert "石景山" not in answer.text


@pytest.mark.parametrize(("at", "status"), [(DEADLINE - INSTANT, 200), (DEADLINE, 409)])
@pytest.mark.parametrize("move", ["entry", "submit", "withdraw"])
def test_the_deadline_is_one_microsecond_sharp_over_http(site, at, status, move):
    number = entered(site)
    site.move_to(at)
    body = {"entry": details(), "submit": {"declaration": "2013-1"}, "withdraw": {}}[move]

    answer = site.post(MU, f"{HOME}/{number}/{move}", body)

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["code"] == "outside_window"


@pytest.mark.parametrize(("at", "status"), [(DEADLINE - INSTANT, 201), (DEADLINE, 409)])
def test_registering_ends_with_the_deadline(site, at, status):
    site.move_to(at)

    assert site.post(MU, HOME, registration()).status_code == status


def test_every_fault_of_an_entry_is_told_at_once_and_repeats_nothing_typed(site):
    number = registered(site)
    wrong = details(child_name="小明123", guardian_phone="12345", hukou_address="")

    answer = site.post(MU, f"{HOME}/{number}/entry", wrong)

    assert answer.status_code == 422
    assert {fault["where"] for fault in answer.json()["faults"]} == {
        "child_name", "guardian_phone", "hukou_address",
    }  # fmt: skip
    assert "小明123" not in answer.text
    assert "12345" not in answer.text


def test_a_child_too_young_is_refused_with_the_reason(site):
    born = datetime(2008, 3, 1).date()  # noqa: DTZ001  a date of birth has no time
    young = entry(born=born, id_number=citizen_number(born), hukou_address="西街1号")
    number = site.post(MU, HOME, registration(young)).json()["id"]

    answer = site.post(MU, f"{HOME}/{number}/entry", details(young))

    assert answer.status_code == 409
    assert answer.json()["code"] == "too_young"


def test_a_school_cannot_register_a_child(site):
    answer = site.post(WEST, HOME, registration())

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_your_move"


def test_without_a_session_nothing_is_told(site):
    answers = [site.web.get(HOME), site.web.get(f"{HOME}/2013-AAAAA-AAAAA")]

    assert {answer.status_code for answer in answers} == {401}


def test_an_answer_with_anything_personal_is_stored_by_nobody(site):
    number = entered(site)

    answer = site.get(MU, f"{HOME}/{number}/entry")

    assert answer.headers["cache-control"] == "no-store"


def test_the_home_is_where_its_guardian_points(site, monkeypatch):
    asked = []
    monkeypatch.setattr(
        SmallDesk, "anchor", lambda _, *words: asked.append(words) or home_in("west"))  # fmt: skip
    number = registered(site)
    pin = {"x": 116.1079867, "y": 39.9407674, "datum": "WGS84"}

    answer = site.post(MU, f"{HOME}/{number}/entry", details() | {"pin": pin})

    assert answer.status_code == 200, answer.text
    assert asked == [(details()["entry"]["hukou_address"], *pin.values())]


@pytest.mark.parametrize("pin", [
    {"x": 116.1, "y": 39.9}, {"x": 116.1, "y": 39.9, "datum": "nowhere"},
    {"x": 39.9, "y": 116.1, "datum": "WGS84"}, {"x": 0.0, "y": 0.0, "datum": "WGS84"},
], ids=["no datum", "an unknown datum", "swapped", "far away"])  # fmt: skip
def test_a_faulty_pair_is_refused_and_nothing_is_entered(site, pin):
    site.context.desk = desk()
    number = registered(site)

    answer = site.post(MU, f"{HOME}/{number}/entry", details() | {"pin": pin})

    assert answer.status_code == 422
    assert site.season.stage(number) == "registered"
