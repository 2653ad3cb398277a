"""The worker does each piece of work once, tries again what failed, and loses nothing."""

import random
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from admissions.actions.transfers import CollectDays
from admissions.roles import SYSTEM
from admissions.store.jobs import faults_told, get_job, jobs_of, queue_job
from admissions.store.messages import message_counts
from admissions.store.transaction import NotThere, Refused
from geo.faults import BadInput
from service.duties import standing_duties
from service.jobs import LeaseLost, Work
from service.sms import DeliveryReceipt, FileGateway, NotSent
from service.worker import Duty, Worker, run
from tests.admissions.actions import test_publish, test_transfers
from tests.admissions.actions.autumn import at
from tests.admissions.season import BUREAU, MU, OTHER_BUREAU, Season, new_season, numbered


@pytest.fixture
def season(tmp_path: Path):
    found = new_season(tmp_path)
    yield found
    found.store.close()


def worker_of(season: Season, registry=None, duties=(), gateway=None) -> Worker:
    tokens = count(1)
    gateway = gateway or FileGateway(season.folder / "sent.jsonl")
    return Worker(season.store, gateway, registry or {}, duties, lambda: f"t{next(tokens)}")


def once(season: Season, worker: Worker):
    return worker.run_once(season.clock())


def queued(season: Season, kind: str = "count", **words) -> int:
    return season.do(BUREAU, queue_job, kind=kind, payload={"to": 3}, **words)


def job(season: Season, job_id: int):
    return season.store.read(BUREAU, lambda tx: get_job(tx, job_id))


def counting(work: Work):
    with work.progress.step("counting"):
        return {"counted": work.job.payload["to"]}


def test_a_queued_job_is_done_once_and_keeps_its_result(season):
    job_id = queued(season)
    worker = worker_of(season, {"count": counting})

    rounds = [once(season, worker).jobs for _ in range(2)]

    done = job(season, job_id)
    assert rounds == [1, 0]
    assert (done.state, done.result, done.progress) == ("done", {"counted": 3}, "counting")


def test_a_job_waits_for_its_time_and_for_somebody_who_can_do_it(season):
    queued(season, run_after=season.clock() + timedelta(hours=1))
    queued(season, kind="unknown")
    worker = worker_of(season, {"count": counting})

    assert once(season, worker).jobs == 0
    season.clock.forward(timedelta(hours=1))
    assert once(season, worker).jobs == 1


@pytest.mark.parametrize(
    ("later", "jobs"),
    [(timedelta(minutes=15) - timedelta(microseconds=1), 0), (timedelta(minutes=15), 1)],
    ids=["the lease holds", "the lease ran out"],
)
def test_a_job_whose_worker_died_is_done_by_another_after_its_lease(season, later, jobs):
    job_id = queued(season)

    def dies(work: Work):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(season, worker_of(season, {"count": dies}))
    season.clock.forward(later)

    assert once(season, worker_of(season, {"count": counting})).jobs == jobs
    assert job(season, job_id).state == ("done" if jobs else "running")


def test_a_worker_that_was_away_too_long_stops_and_writes_nothing(season):
    job_id = queued(season)
    stopped = []

    def slow(work: Work):
        season.clock.forward(timedelta(minutes=16))
        second = Worker(season.store, FileGateway(season.folder / "x"), {"count": counting}, (),
                        lambda: "other")  # fmt: skip
        once(season, second)
        try:
            work.progress.note("still here")
        except LeaseLost:
            stopped.append(work.job.id)
            raise
        return {"counted": -1}

    once(season, worker_of(season, {"count": slow}))

    assert stopped == [job_id]
    assert job(season, job_id).result == {"counted": 3}


def test_a_result_that_comes_after_the_lease_is_dropped(season):
    job_id = queued(season)

    def silent(work: Work):
        season.clock.forward(timedelta(minutes=16))
        second = Worker(season.store, FileGateway(season.folder / "x"), {"count": counting}, (),
                        lambda: "other")  # fmt: skip
        once(season, second)
        return {"counted": -1}

    once(season, worker_of(season, {"count": silent}))

    assert job(season, job_id).result == {"counted": 3}


def test_a_job_that_breaks_is_tried_three_times_each_later(season):
    job_id = queued(season)

    def breaks(work: Work):
        raise ZeroDivisionError

    worker = worker_of(season, {"count": breaks})
    tried = []
    for _ in range(4):
        tried.append(once(season, worker).jobs)
        tried.append(once(season, worker).jobs)
        season.clock.forward(timedelta(minutes=2))

    found = job(season, job_id)
    assert tried == [1, 0, 1, 0, 1, 0, 0, 0]
    assert (found.state, found.attempts, found.error) == ("failed", 3, "ZeroDivisionError")


def test_a_refusal_is_not_tried_again_and_its_code_is_told(season):
    job_id = queued(season)

    def refuses(work: Work):
        raise Refused("children_have_changed")

    once(season, worker_of(season, {"count": refuses}))

    found = job(season, job_id)
    assert (found.state, found.attempts, found.error) == ("failed", 1, "children_have_changed")


def test_faults_are_told_to_the_bureau_and_lie_sealed_in_the_database(season):
    job_id = queued(season)

    def faulty(work: Work):
        raise BadInput.one("homes, row 3", "新桥大街1号 is in no zone", "decide it")

    once(season, worker_of(season, {"count": faulty}))

    told = season.store.read(BUREAU, lambda tx: faults_told(tx, job_id))
    raw = b"".join(path.read_bytes() for path in season.folder.iterdir())
    assert "新桥大街1号" in told
    assert "新桥大街1号".encode() not in raw


@pytest.mark.parametrize("who", [OTHER_BUREAU, MU], ids=lambda who: who.account_id)
def test_a_job_is_not_there_for_others(season, who):
    job_id = queued(season)

    with pytest.raises(NotThere):
        season.store.read(who, lambda tx: get_job(tx, job_id))
    assert season.store.read(who, jobs_of) == []
    assert [one.id for one in season.store.read(BUREAU, jobs_of)] == [job_id]


def test_messages_are_sent_and_their_delivery_noted(season):
    season.submitted()

    done = once(season, worker_of(season))

    assert (done.sent, done.not_sent) == (1, 0)
    assert season.store.read(SYSTEM, message_counts) == {"delivered": 1}


class Flaky:
    """A provider that fails 30 % of the time, also after it took the message, and tells twice."""

    def __init__(self) -> None:
        self.random = random.Random(20130531)
        self.taken: list[str] = []
        self.calls = 0

    def send(self, *, key: str, telephone: str, text: str) -> str:  # noqa: ARG002
        self.calls += 1
        fate = self.random.random()
        if fate < 0.2:
            raise NotSent("status_500")
        if key not in self.taken:  # one for each key: what the protocol asks of a provider
            self.taken.append(key)
        if fate < 0.3:
            raise NotSent("timed_out")
        return f"r-{key}"

    def receipts(self):
        return [DeliveryReceipt(key, delivered=True) for key in self.taken[-5:] * 2]


def test_a_provider_that_fails_thirty_per_cent_loses_nothing_and_sends_nothing_twice(season):
    for serial in range(30):
        season.submitted(MU, numbered(serial + 10))
    gateway = Flaky()
    worker = worker_of(season, gateway=gateway)

    for _ in range(60):  # an hour
        once(season, worker)
        season.clock.forward(timedelta(minutes=1))

    counts = season.store.read(SYSTEM, message_counts)
    assert len(gateway.taken) == len(set(gateway.taken)) == 30
    assert gateway.calls > 30
    assert sum(counts.values()) == counts["sent"] + counts["delivered"] == 30


def test_a_provider_that_is_down_is_asked_three_times_a_round_and_the_others_keep_their_tries(
    season,
):
    for serial in range(8):
        season.submitted(MU, numbered(serial + 10))

    class Down(FileGateway):
        def send(self, *, key: str, telephone: str, text: str) -> str:  # noqa: ARG002
            self.asked += 1
            raise NotSent("timed_out")

    gateway = Down(season.folder / "sent.jsonl")
    done = once(season, worker_of(season, gateway=gateway))

    assert (gateway.asked, done.sent, done.not_sent) == (3, 0, 3)
    assert season.store.read(SYSTEM, message_counts) == {"queued": 8}


def test_receipts_that_cannot_be_read_hold_up_nothing(season):
    season.submitted()
    job_id = queued(season)

    class Mute(FileGateway):
        def receipts(self):
            raise NotSent("timed_out")

    gateway = Mute(season.folder / "sent.jsonl")
    once(season, worker_of(season, {"count": counting}, gateway=gateway))

    assert job(season, job_id).state == "done"


def test_a_duty_is_done_when_it_is_due_and_a_refused_one_holds_up_no_other(season):
    done: list[str] = []

    def refused(_):
        raise Refused("too_early")

    duties = (
        Duty("refused", timedelta(minutes=1), refused),
        Duty("hourly", timedelta(hours=1), lambda _: done.append("hourly") or 1),
    )
    worker = worker_of(season, duties=duties)
    for minutes in (0, 59, 1):
        season.clock.forward(timedelta(minutes=minutes))
        once(season, worker)

    assert done == ["hourly", "hourly"]


def test_a_season_s_duties_come_by_themselves(season):
    unfinished = season.entered(MU, numbered(40))
    worker = worker_of(season, duties=standing_duties())
    assert once(season, worker).duties["lapse_registrations"] == 0

    season.clock.move_to(at(6, 1, 0))
    lapsed = once(season, worker)
    confirmed = test_publish.confirmed_in_the_west(season)
    test_publish.list_published(season)
    season.clock.move_to(at(7, 13, 0))
    taken_down = once(season, worker)

    assert (season.stage(unfinished), lapsed.duties["lapse_registrations"]) == ("lapsed", 1)
    assert [season.stage(number) for number in confirmed] == ["confirmed"] * 3
    assert taken_down.duties["take_down_notices"] == 1


def test_a_transfer_that_was_not_collected_lapses_by_itself(season):
    test_transfers.with_letter(season)
    worker = worker_of(season, duties=standing_duties())

    season.clock.move_to(datetime.combine(test_transfers.DAYS.last, at(7, 1).timetz()))
    before = once(season, worker).duties["lapse_transfers"]
    season.clock.forward(timedelta(days=1))
    after = once(season, worker).duties["lapse_transfers"]

    assert isinstance(test_transfers.DAYS, CollectDays)
    assert (before, after) == (0, 1)


def test_rounds_go_on_until_they_are_stopped(season):
    stop = Event()
    job_id = queued(season)

    def last(work: Work):
        stop.set()
        return {}

    run(worker_of(season, {"count": last}), stop, pause_s=0)

    assert job(season, job_id).state == "done"


class Pauses(Event):
    """Notes how long each pause was to be, and stops at the first real one."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def wait(self, timeout=None):
        self.asked.append(timeout)
        if timeout:
            self.set()
        return self.is_set()


def test_there_is_no_pause_as_long_as_messages_go_out(season):
    for serial in range(45):
        season.submitted(MU, numbered(serial + 10))
    stop = Pauses()

    run(worker_of(season), stop, pause_s=2)

    assert season.store.read(SYSTEM, message_counts) == {"delivered": 45}
    assert stop.asked == [0, 0, 0, 2]  # twenty, twenty and five; then nothing was left
