"""How does the bureau run, seal and publish a placement over HTTP?"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from admissions.actions import ceremony, overflow
from admissions.roles import Role
from admissions.store import jobs, runs
from admissions.store.jobs import Job
from admissions.store.runs import Run
from admissions.store.transaction import Tx
from service.api_desks import BUREAU
from service.api_lists import CYCLE
from service.api_models import Id, Line, Model
from service.api_operations import Call, Document, reading, writing

RUN = "/api/v1/runs/{id}"
JOB_KIND = "overflow_preview"
_SEEING = frozenset({Role.BUREAU, Role.CITY, Role.AUDITOR})
_PLACED_AT_ONCE = 200


class RevealsBody(Model):
    """The opened secrets of a ceremony, in the order of its stored commitments, and its beacon."""

    ceremony_id: Id
    reveals: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    beacon: Annotated[Line, Field(min_length=1)]


class RunBody(Model):
    """How a preview draws its lots: by a ceremony, or by a stand-in that nobody drew."""

    reveals: RevealsBody | None = None


class RunModel(Model):
    """A run: digests of what went in and came out, and its report with counts only."""

    id: str
    cycle_id: str
    district_id: str
    stage: str
    version: int
    input_digest: str
    bundle_digest: str
    report: dict[str, Any]


class RunList(Model):
    """All runs of a cycle."""

    runs: tuple[RunModel, ...]


class JobModel(Model):
    """Long work: how far it is, and what came of it."""

    id: int
    kind: str
    state: str
    progress: str
    result: dict[str, Any] | None
    error: str | None
    made_at: datetime


class Started(Model):
    """The number under which to ask for queued work, and that of the run it will make."""

    job_id: int
    run_id: str


class Placed(Model):
    """How many children were placed by this call; 0 when all are."""

    placed: int


class DifferenceModel(Model):
    """Where a child is not where the sealed run placed it, and the amendment behind it."""

    application_id: str
    sealed_school_id: str
    present_school_id: str | None
    amendment_id: str | None
    stage: str


class Differences(Model):
    """All of them; one without an amendment is a breach."""

    differences: tuple[DifferenceModel, ...]


def run_told(found: Run) -> RunModel:
    """Return a run's form."""
    return RunModel(**{name: getattr(found, name) for name in RunModel.model_fields})


def start(tx: Tx, call: Call) -> Started:
    """Queue a preview; it is made by a worker from what is in the store then."""
    run_id = call.context.new_number("RUN")
    payload: dict[str, Any] = {
        "run_id": run_id, "cycle_id": call.path["cycle_id"],
        "district_id": call.actor.district_id, "actor_id": call.actor.account_id,
    }  # fmt: skip
    asked: RevealsBody | None = call.body.reveals
    if asked is not None:
        drawn = ceremony.draw(
            tx, cycle_id=call.path["cycle_id"], ceremony_id=asked.ceremony_id,
            reveals=list(asked.reveals), beacon_value=asked.beacon,
        )  # fmt: skip
        payload |= {"seed": drawn.seed, "input_root": drawn.input_root}
    return Started(job_id=jobs.queue_job(tx, kind=JOB_KIND, payload=payload), run_id=run_id)


def all_runs(tx: Tx, call: Call) -> RunList:
    """Return the runs of a cycle."""
    return RunList(runs=tuple(run_told(it) for it in runs.runs_of(tx, call.path["cycle_id"])))


def one(tx: Tx, call: Call) -> RunModel:
    """Return one run."""
    return run_told(runs.get_run(tx, call.id))


def bundle(tx: Tx, call: Call) -> Document:
    """Return a run's bundle, to be verified by anybody who may have it."""
    return Document(runs.bundle_of(tx, call.id), "application/zip", f"{call.id}.zip")


def differences(tx: Tx, call: Call) -> Differences:
    """Return where children are not where the sealed run placed them (S70)."""
    runs.get_run(tx, call.id)
    return Differences(differences=tuple(
        DifferenceModel(**{name: getattr(it, name) for name in DifferenceModel.model_fields})
        for it in runs.differences(tx, call.id)
    ))  # fmt: skip


def job(tx: Tx, call: Call) -> JobModel:
    """Return how far queued work is."""
    found: Job = jobs.get_job(tx, call.number)
    return JobModel(**{name: getattr(found, name) for name in JobModel.model_fields})


def place(tx: Tx, call: Call) -> Placed:
    """Place the next referred children as the sealed run says."""
    return Placed(placed=overflow.place_by_run(tx, run_id=call.id, limit=_PLACED_AT_ONCE))


OPERATIONS = (
    writing("start_run", f"{CYCLE}/runs", BUREAU, "cycle", "preview", start, Started, RunBody,
            status=202, words="Queue a preview of the placement (S29)."),
    reading("runs", f"{CYCLE}/runs", _SEEING, "cycle", all_runs, RunList, words="All runs."),
    reading("job", "/api/v1/jobs/{id}", BUREAU, "job", job, JobModel, words="Queued work."),
    reading("run", RUN, _SEEING, "run", one, RunModel, words="One run."),
    reading("bundle", f"{RUN}/bundle.zip", _SEEING, "run", bundle, "application/zip",
            words="The bundle, for the verifier."),
    reading("differences", f"{RUN}/differences", _SEEING, "run", differences, Differences,
            words="Where children are not where the run placed them."),
    writing("seal_run", f"{RUN}/seal", BUREAU, "run", "seal",
            lambda tx, call: run_told(overflow.seal(tx, run_id=call.id)), RunModel,
            words="Seal it; nothing of it can be changed."),
    writing("discard_run", f"{RUN}/discard", BUREAU, "run", "discard",
            lambda tx, call: run_told(overflow.discard(tx, run_id=call.id)), RunModel,
            words="Discard a preview."),
    writing("publish_run", f"{RUN}/publish", BUREAU, "run", "publish",
            lambda tx, call: run_told(overflow.publish_run(tx, run_id=call.id)), RunModel,
            words="Publish the sealed run."),
    writing("place_by_run", f"{RUN}/place", BUREAU, "run", "place", place, Placed,
            words="Place the next referred children by the sealed run."),
)  # fmt: skip
