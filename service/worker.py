"""What is done beside answering requests? Queued jobs, messages, and what a day brings.

Everything here may be stopped at any moment and begun again: jobs and messages are leased, duties
do nothing where nothing is due. `run_once` does one round; the command line calls it in a loop.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event

from admissions.actions.outbox import (
    Backoff,
    Outgoing,
    note_delivery,
    note_not_sent,
    note_sent,
    put_back,
    take_messages,
)
from admissions.roles import SYSTEM
from admissions.store.jobs import Job, claim_job, end_job, fail_job, renew
from admissions.store.store import Store
from admissions.store.transaction import Refused, Unavailable
from geo.faults import BadInput
from service.jobs import JobProgress, LeaseLost, Registry, Work
from service.sms import NotSent, SmsGateway

LOG = logging.getLogger("jiujin.worker")
JOB_LEASE = timedelta(minutes=15)
JOB_TRIES = 3
JOB_WAIT = timedelta(minutes=1)
DOWN_AFTER = 3  # failures one after the other: the provider is down, leave the others for later
IN_HAND = 20  # messages claimed at once


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do again and again; returns how much it did."""

    name: str
    every: timedelta
    do: Callable[[Store], int]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: jobs ended, messages sent and not sent, duties by name."""

    jobs: int
    sent: int
    not_sent: int
    duties: dict[str, int]


@dataclass
class Worker:
    """One worker of one installation. `token` gives a fresh secret for each lease."""

    store: Store
    gateway: SmsGateway
    registry: Registry
    duties: Sequence[Duty]
    token: Callable[[], str]
    backoff: Backoff = field(default_factory=Backoff)
    _done_at: dict[str, datetime] = field(default_factory=dict)

    def run_once(self, now: datetime) -> Round:
        """Do what is due at `now`; an aware moment, the same as the store's clock shows."""
        duties = self._do_duties(now)
        sent, not_sent = self._send()
        self._receive()
        jobs = 1 if self._do_job() else 0
        return Round(jobs, sent, not_sent, duties)

    def _do_duties(self, now: datetime) -> dict[str, int]:
        done = {}
        for duty in self.duties:
            last = self._done_at.get(duty.name)
            if last is not None and now - last < duty.every:
                continue
            self._done_at[duty.name] = now
            try:
                done[duty.name] = duty.do(self.store)
            except (Refused, Unavailable) as error:  # the others go on; this one when due again
                LOG.warning("duty %s: %s", duty.name, type(error).__name__)
        return done

    def _send(self) -> tuple[int, int]:
        taken = self.store.write(SYSTEM, partial(take_messages, limit=IN_HAND))
        sent = not_sent = down = 0
        for at, one in enumerate(taken):
            if down >= DOWN_AFTER:
                rest = taken[at:]
                self.store.write(
                    SYSTEM, partial(put_back, messages=rest, wait=self.backoff.after(1))
                )
                break
            error = self._send_one(one)
            sent, not_sent = sent + (error is None), not_sent + (error is not None)
            down = down + 1 if error is not None and not error.for_good else 0
        return sent, not_sent

    def _send_one(self, one: Outgoing) -> NotSent | None:
        try:
            ref = self.gateway.send(key=one.key, telephone=one.telephone, text=one.text)
        except NotSent as error:
            LOG.warning("message %s, attempt %s: %s", one.id, one.attempt, error.code)
            self.store.write(SYSTEM, partial(
                note_not_sent, message_id=one.id, attempt=one.attempt, code=error.code,
                for_good=error.for_good, backoff=self.backoff,
            ))  # fmt: skip
            return error
        self.store.write(
            SYSTEM, partial(note_sent, message_id=one.id, attempt=one.attempt, ref=ref)
        )
        return None

    def _receive(self) -> None:
        try:
            found = self.gateway.receipts()
        except NotSent as error:  # asked again in the next round
            LOG.warning("receipts: %s", error.code)
            return
        for one in found:
            self.store.write(SYSTEM, partial(note_delivery, key=one.key, delivered=one.delivered))

    def _do_job(self) -> bool:
        token = self.token()
        kinds = sorted(self.registry)
        job = self.store.write(
            SYSTEM, partial(claim_job, kinds=kinds, lease=JOB_LEASE, token=token)
        )
        if job is None:
            return False
        work = Work(self.store, job, JobProgress(partial(self._tell, job, token)))
        try:
            result = self.registry[job.kind](work)
        except LeaseLost:
            LOG.warning("job %s: the lease was lost", job.id)
        except Refused as error:  # the same again would be refused again
            self._fail(job, token, error.code)
        except BadInput as error:
            self._fail(job, token, "bad_input", told=str(error))
        except Exception as error:  # a fault of one job must not end the worker
            LOG.exception("job %s", job.id)
            self._fail(job, token, type(error).__name__, again=job.attempts < JOB_TRIES)
        else:
            self.store.write(SYSTEM, lambda tx: end_job(tx, job.id, token, result))
        return True

    def _tell(self, job: Job, token: str, text: str) -> None:
        held = self.store.write(
            SYSTEM, lambda tx: renew(tx, job.id, token, progress=text, lease=JOB_LEASE)
        )
        if not held:
            raise LeaseLost

    def _fail(self, job: Job, token: str, error: str, *, told: str = "",
              again: bool = False) -> None:  # fmt: skip
        self.store.write(SYSTEM, lambda tx: fail_job(
            tx, job.id, token, error=error, told=told,
            again_at=tx.now + JOB_WAIT * job.attempts if again else None,
        ))  # fmt: skip


def run(worker: Worker, stop: Event, pause_s: float = 2.0) -> None:
    """Do rounds until `stop` is set, each after a pause unless something was done or sent.

    A season's messages come by the ten thousand: a pause after each twenty would take all day.
    """
    while not stop.is_set():
        try:
            done = worker.run_once(worker.store.clock())
            busy = done.jobs + done.sent > 0
        except Unavailable as error:  # the database is down: nothing was done, try the same again
            LOG.warning("round: %s", error)
            busy = False
        stop.wait(0 if busy else pause_s)
