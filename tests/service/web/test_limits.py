"""Too much is put off at once: reports first, then look-ups, submissions last (trust.md §5.7)."""

import asyncio
import time

import pytest

from service.limits import Admission, Lateness, Priority, TokenBuckets, in_time
from service.settings import Limits
from tests.service.web.site import close, new_site

BARS = Limits(late_s=0.1, standing_s=0.1, waiting=10, in_flight=100)


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

    # bars: 0.1 s for reports, 0.2 s for look-ups, 0.4 s for submissions; ticks each 0.005 s
    assert asyncio.run(late_by(0.0)) == set(Priority)
    assert asyncio.run(late_by(0.16)) == {Priority.LOOKUP, Priority.SUBMIT}
    assert asyncio.run(late_by(0.5)) == set()


QUEUE = (1.0, 1.05, 1.1, 1.15, 1.2)  # four ticks, each 0.045 s late, the last at 1.2


def ticking(*instants: float) -> Lateness:
    """Return the lateness of a loop whose clock has ticked so; on time is within 0.01 s."""
    found = Lateness(0.01)
    for now in instants:
        found.tick(now)
    return found


@pytest.mark.parametrize(
    ("instants", "now", "late_s", "stands"),
    [
        ((), 9.0, 0.0, False),
        ((1.0,), 1.005, 0.0, False),
        ((1.0,), 1.035, 0.03, False),
        ((1.0, 1.5), 1.5, 0.0, False),  # one long piece of work
        ((1.0, 1.09, 1.18, 1.27), 1.27, 0.0, False),  # three late ticks
        ((1.0, 1.09, 1.18, 1.27, 1.36), 1.37, 0.005, True),  # four
        ((1.0, 1.03, 1.06, 1.09, 1.12, 1.149), 1.149, 0.0, False),  # five within 0.15 s
        ((1.0, 1.03, 1.06, 1.09, 1.12, 1.151), 1.151, 0.0, True),
        ((*QUEUE, 1.205, 1.21), 1.21, 0.0, True),  # on time again, but not for long
        ((*QUEUE, *(1.2 + 0.005 * tick for tick in range(1, 31))), 1.35, 0.0, True),
        ((*QUEUE, *(1.2 + 0.005 * tick for tick in range(1, 32))), 1.355, 0.0, False),
        ((1.0, 1.05, 1.1, 1.15, 1.164, 1.178), 1.178, 0.0, False),  # one came on time at 1.164
    ],
)
def test_a_queue_stands_where_one_tick_after_the_other_comes_late(instants, now, late_s, stands):
    found = ticking(*instants)

    assert found.late_s(now) == pytest.approx(late_s)
    assert found.stands is stands


@pytest.mark.parametrize(
    ("instants", "after_s", "taken"),
    [
        ((1.0,), 0.035, set(Priority)),
        ((1.0, 1.05, 1.1, 1.15, 1.174), 0.035, {Priority.SUBMIT}),
        ((1.0, 1.05, 1.1, 1.15, 1.174), 0.0, {Priority.LOOKUP, Priority.SUBMIT}),
        ((1.0, 1.05, 1.1, 1.15, 1.2), 0.0, set()),
    ],
)
def test_before_a_standing_queue_less_lateness_is_enough_to_be_put_off(instants, after_s, taken):
    bars, now = Limits(late_s=0.1, standing_s=0.01), instants[-1] + after_s

    # 0.03 s late: below 0.1 for reports, but in a queue above 0.01 and 0.02, below 0.04. What is
    # read at once after a tick that came 0.019 or 0.045 s late has waited for it.
    found = {each for each in Priority if in_time(bars, ticking(*instants), each, now)}

    assert found == taken


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
    site = new_site(tmp_path, Limits(per_ip=0.001, burst=2, late_s=60, standing_s=60))
    body = {"address": "西街1号"}

    ours = [site.web.post("/api/v1/lookup", json=body).status_code for _ in range(3)]
    other = site.web.another("198.51.100.7")
    theirs = site.web.run(other.post("/api/v1/lookup", json=body)).status_code
    spoofed = site.web.post("/api/v1/lookup", json=body, headers={"x-forwarded-for": "1.2.3.4"})
    site.web.run(other.aclose())
    close(site)

    assert (ours, theirs, spoofed.status_code) == ([200, 200, 429], 200, 429)
