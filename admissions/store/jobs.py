"""How is long work queued and done once at a time? A job is leased, renewed, ended by its token.

Only whoever holds the lease may end a job: a worker that was away too long finds its token gone
and its result dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, insert, or_, select, true, update

from admissions.roles import Role
from admissions.store.schema import job
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import columns_of


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work; payload, progress, result and error hold ids and counts only."""

    id: int
    kind: str
    district_id: str | None
    payload: dict[str, Any]
    state: str
    progress: str
    attempts: int
    run_after: datetime
    result: dict[str, Any] | None
    error: str | None
    made_by: str | None
    made_at: datetime
    ended_at: datetime | None


_COLUMNS = columns_of(job, Job)


def queue_job(tx: Tx, *, kind: str, payload: dict[str, Any],
              run_after: datetime | None = None) -> int:  # fmt: skip
    """Queue work for the actor's district; returns its number."""
    found = tx.conn.execute(insert(job).returning(job.c.id), {
        "kind": kind, "district_id": tx.actor.district_id or None, "payload": payload,
        "state": "queued", "progress": "", "attempts": 0, "run_after": run_after or tx.now,
        "made_by": tx.actor.account_id, "made_at": tx.now,
    }).scalar_one()  # fmt: skip
    return int(found)


def claim_job(tx: Tx, *, kinds: Sequence[str], lease: timedelta, token: str) -> Job | None:
    """Lease the oldest job that is due, or whose lease ran out; None if there is none."""
    due = or_(
        and_(job.c.state == "queued", job.c.run_after <= tx.now),
        and_(job.c.state == "running", job.c.lease_until <= tx.now),
    )
    found = tx.conn.execute(
        select(job.c.id).where(due, job.c.kind.in_(kinds)).order_by(job.c.run_after, job.c.id)
        .limit(1).with_for_update(skip_locked=True)
    ).scalar_one_or_none()  # fmt: skip
    if found is None:
        return None
    tx.conn.execute(
        update(job).where(job.c.id == found).values(
            state="running", lease_until=tx.now + lease, lease_token=token,
            attempts=job.c.attempts + 1,
        )
    )  # fmt: skip
    return Job(*tx.conn.execute(select(*_COLUMNS).where(job.c.id == found)).one())


def renew(tx: Tx, job_id: int, token: str, *, progress: str, lease: timedelta) -> bool:
    """Say how far a job is and keep it; False if the lease is lost."""
    return _held(tx, job_id, token, progress=progress, lease_until=tx.now + lease)


def end_job(tx: Tx, job_id: int, token: str, result: dict[str, Any]) -> bool:
    """Keep the result of a job that is done; False if the lease is lost."""
    return _held(tx, job_id, token, state="done", result=result, error=None, ended_at=tx.now,
                 lease_until=None, lease_token=None)  # fmt: skip


def fail_job(tx: Tx, job_id: int, token: str, *, error: str, told: str = "",
             again_at: datetime | None = None) -> bool:  # fmt: skip
    """Note why a try failed; it is tried at `again_at`, or never. False if the lease is lost.

    `error`: one word. `told`: the faults in full, sealed, since they may quote an address.
    """
    result = {"sealed": tx.keys.seal(told, f"job:{job_id}").hex()} if told else None
    free: dict[str, Any] = {"lease_until": None, "lease_token": None, "result": result}
    if again_at is None:
        return _held(tx, job_id, token, state="failed", error=error, ended_at=tx.now, **free)
    return _held(tx, job_id, token, state="queued", error=error, run_after=again_at, **free)


def faults_told(tx: Tx, job_id: int) -> str:
    """Return the faults of a failed job in full, "" if there are none; raises NotThere."""
    sealed = (get_job(tx, job_id).result or {}).get("sealed", "")
    return tx.keys.open(bytes.fromhex(sealed), f"job:{job_id}") if sealed else ""


def get_job(tx: Tx, job_id: int) -> Job:
    """Return a job the actor queued or whose district it acts for; raises NotThere."""
    row = tx.conn.execute(
        select(*_COLUMNS).where(job.c.id == job_id, _seen(tx))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotThere("job")
    return Job(*row)


def jobs_of(tx: Tx, *, limit: int = 50) -> list[Job]:
    """Return the jobs the actor may see, the newest first."""
    rows = tx.conn.execute(
        select(*_COLUMNS).where(_seen(tx)).order_by(job.c.id.desc()).limit(limit)
    ).all()
    return [Job(*row) for row in rows]


def _held(tx: Tx, job_id: int, token: str, **columns: Any) -> bool:
    done = tx.conn.execute(
        update(job).where(
            job.c.id == job_id, job.c.state == "running", job.c.lease_token == token
        ).values(**columns)
    )  # fmt: skip
    return done.rowcount == 1


def _seen(tx: Tx) -> ColumnElement[bool]:
    match tx.actor.role:
        case Role.SYSTEM:
            return true()
        case Role.BUREAU | Role.EXAM_CENTRE:
            return job.c.district_id == tx.actor.district_id
    return false()
