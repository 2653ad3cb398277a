"""Too much is put off at once: reports first, then look-ups, submissions last (trust.md §5.7)."""

import asyncio
import time

import pytest

from service.limits import Admission, Priority, TokenBuckets
from service.settings import Limits
from tests.service.web.site import close, new_site

BARS = Limits(late_s=0.1, waiting=10, in_flight=100)


class Seconds:
    """A clock for buckets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate():
    clock = Seconds()
    buckets = TokenBuckets(2, 3, clock)

    at_once = [buckets.take("a") for _ in range(4)]
    clock.now = 0.49
    too_soon = buckets.take("a")
    clock.now = 1.0
    later = [buckets.take("a") for _ in range(3)]

    # 3 at once; two a second: at 0.49 s 0.98 of one, at 1.0 s two.
    assert (at_once, too_soon, later) == ([True] * 3 + [False], False, [True, True, False])


def test_each_key_has_its_own_bucket_and_none_means_no_limit():
    buckets, open_ones = TokenBuckets(1, 1, Seconds()), TokenBuckets(0, 1, Seconds())

    assert [buckets.take("a"), buckets.take("b"), buckets.take("a")] == [True, True, False]
    assert all(open_ones.take("a") for _ in range(100))


@pytest.mark.parametrize(
    ("in_flight", "taken"),
    [
        (24, {Priority.REPORT, Priority.LOOKUP, Priority.SUBMIT}),
        (25, {Priority.LOOKUP, Priority.SUBMIT}),
        (49, {Priority.LOOKUP, Priority.SUBMIT}),
        (50, {Priority.SUBMIT}),
        (99, {Priority.SUBMIT}),
        (100, set()),
    ],
)
def test_the_more_is_in_flight_the_less_is_taken_in(in_flight, taken):
    admission = Admission(BARS, lambda: 0)
    admission.in_flight = in_flight

    assert {priority for priority in Priority if admission.takes(priority)} == taken


@pytest.mark.parametrize(("waiting", "taken"), [(9, True), (10, False)])
def test_submissions_are_put_off_when_too_many_writes_wait(waiting, taken):
    admission = Admission(BARS, lambda: waiting)

    assert admission.takes(Priority.SUBMIT) is taken
    assert admission.takes(Priority.LOOKUP)


def test_a_loop_that_runs_late_puts_off_reports_before_submissions():
    async def late_by(seconds: float) -> set[Priority]:
        admission = Admission(BARS, lambda: 0)
        admission.start()
        await asyncio.sleep(0)
        end = time.monotonic() + seconds
        while time.monotonic() < end:  # what is ready is done before the clock ticks again
            pass
        found = {priority for priority in Priority if admission.takes(priority)}
        admission.stop()
        return found

    # bars: 0.1 s for reports, 0.2 s for look-ups, 0.4 s for submissions; ticks each 0.02 s
    assert asyncio.run(late_by(0.0)) == set(Priority)
    assert asyncio.run(late_by(0.16)) == {Priority.LOOKUP, Priority.SUBMIT}
    assert asyncio.run(late_by(0.5)) == set()


def test_what_is_put_off_is_told_to_come_again(tmp_path):
    site = new_site(tmp_path, Limits(per_ip=0, in_flight=0))

    api = site.web.post("/api/v1/lookup", json={"address": "西街1号"})
    page = site.web.get("/lookup")
    live = site.web.get("/healthz")
    close(site)

    assert [api.status_code, page.status_code, live.status_code] == [503, 503, 200]
    assert api.json()["code"] == "try_again"
    assert int(api.headers["retry-after"]) > 0
    assert int(page.headers["retry-after"]) > 0
    assert "先后与入学结果无关" in page.text


def test_one_address_is_slowed_and_another_is_not(tmp_path):
    site = new_site(tmp_path, Limits(per_ip=0.001, burst=2, late_s=60))
    body = {"address": "西街1号"}

    ours = [site.web.post("/api/v1/lookup", json=body).status_code for _ in range(3)]
    other = site.web.another("198.51.100.7")
    theirs = site.web.run(other.post("/api/v1/lookup", json=body)).status_code
    spoofed = site.web.post("/api/v1/lookup", json=body, headers={"x-forwarded-for": "1.2.3.4"})
    site.web.run(other.aclose())
    close(site)

    assert (ours, theirs, spoofed.status_code) == ([200, 200, 429], 200, 429)
