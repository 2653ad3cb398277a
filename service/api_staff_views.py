"""What do staff see at one glance? Counts, amendments, jobs, moved children, chains verified."""

from dataclasses import asdict

from admissions.roles import SYSTEM, Role
from admissions.store import amendments, chain, jobs, messages, moved, overviews
from admissions.store.transaction import Tx
from service.api_amendments import AmendmentModel
from service.api_amendments import shown as amendment_shown
from service.api_desks import BUREAU
from service.api_lists import CYCLE
from service.api_models import Model
from service.api_operations import STAFF, Call, Mode, Operation, reading
from service.api_runs import JobModel

_COUNTING = STAFF - {Role.ADMIN}
_DECIDING = frozenset({Role.BUREAU, Role.AUDITOR, Role.CITY})
_MOST_MOVED = 200


class SchoolStageModel(Model):
    """How many registrations lie with a school at a stage."""

    district_id: str
    school_id: str
    stage: str
    count: int


class Overview(Model):
    """Counts by district, school and stage, and the names of both."""

    rows: tuple[SchoolStageModel, ...]
    districts: dict[str, str]
    schools: dict[str, str]


class AmendmentList(Model):
    """Amendments, those to be decided first."""

    amendments: tuple[AmendmentModel, ...]


class ReasonModel(Model):
    """Why an amendment was proposed."""

    reason: str


class JobList(Model):
    """Long work of the district, the newest first."""

    jobs: tuple[JobModel, ...]


class JobFaults(Model):
    """Why queued work failed, in full, a fault on each line; it may quote an address."""

    lines: tuple[str, ...]


class MessageCounts(Model):
    """Messages by state."""

    counts: dict[str, int]


class Flow(Model):
    """How many children go from their own school to another, and how much farther in all."""

    own_school_id: str
    school_id: str
    count: int
    farther_m: int


class MovedModel(Model):
    """One child placed outside its zone: from where, to where, in whole metres, and why."""

    application_id: str
    own_school_id: str
    school_id: str
    own_school_m: str
    metres: str
    reason: str
    tier: str


class WayStep(Model):
    """How many moved children walk so far, from a metre on: to their own school, to the new one."""

    from_m: int
    own: int
    new: int


class Moves(Model):
    """All flows of a run, the ways of all moved children by steps, the first of them by number."""

    flows: tuple[Flow, ...]
    children: tuple[MovedModel, ...]
    ways: tuple[WayStep, ...]
    width_m: int
    count: int


class Verified(Model):
    """Whether every chain of events follows from its beginning; the first faults."""

    whole: bool
    faults: tuple[str, ...]


def overview(tx: Tx, call: Call) -> Overview:
    """Count the caller's registrations by school and stage."""
    found = overviews.counts_by_school(tx, call.path["cycle_id"])
    names = SchoolStageModel.model_fields
    return Overview(
        rows=tuple(SchoolStageModel(**{name: getattr(one, name) for name in names})
                   for one in found),
        districts=overviews.all_districts(tx), schools=overviews.all_schools(tx),
    )  # fmt: skip


def listed(tx: Tx, call: Call) -> AmendmentList:
    """Return the amendments of a cycle."""
    found = overviews.amendments_of(tx, call.path["cycle_id"])
    return AmendmentList(amendments=tuple(amendment_shown(one) for one in found))


def reason(tx: Tx, call: Call) -> ReasonModel:
    """Return why an amendment was proposed, for whoever decides on it."""
    return ReasonModel(reason=amendments.reason_of(tx, call.id))


def own_jobs(tx: Tx, _call: Call) -> JobList:
    """Return the district's long work."""
    return JobList(jobs=tuple(
        JobModel(**{name: getattr(one, name) for name in JobModel.model_fields})
        for one in jobs.jobs_of(tx, limit=20)
    ))  # fmt: skip


def job_faults(tx: Tx, call: Call) -> JobFaults:
    """Return why queued work failed to whoever may see the work."""
    return JobFaults(lines=tuple(jobs.faults_told(tx, call.number).splitlines()))


def moves(tx: Tx, call: Call) -> Moves:
    """Return who is placed outside their zone by a run."""
    found = moved.moved_of(tx, call.id)
    children = tuple(
        MovedModel(application_id=line.application_id, school_id=line.school_id, **{
            name: str(line.reason.get(name, ""))
            for name in ("own_school_id", "own_school_m", "metres", "reason", "tier")})
        for line in moved.moved_lines(tx, call.id, _MOST_MOVED)
    )  # fmt: skip
    own, new = found.own_ways, found.new_ways
    ways = tuple(
        WayStep(from_m=at, own=own.get(at, 0), new=new.get(at, 0))
        for at in range(0, max([*own, *new], default=-1) + 1, moved.WIDTH_M)
    )
    flows = tuple(Flow(**asdict(it)) for it in found.flows)
    return Moves(flows=flows, children=children, ways=ways, width_m=moved.WIDTH_M,
                 count=sum(it.count for it in flows))  # fmt: skip


def message_counts(tx: Tx, _call: Call) -> MessageCounts:
    """Count the district's messages by state."""
    return MessageCounts(counts=messages.message_counts(tx))


async def verified(call: Call) -> Verified:
    """Recompute every chain of the store; whoever asks learns where it breaks, not what is in it.

    The chains of all districts hang together, so the system reads them.
    """
    found = await call.context.reading(SYSTEM, chain.verify_chains)
    return Verified(whole=not found, faults=tuple(f"{it.where}: {it.what}" for it in found[:20]))


OPERATIONS: tuple[Operation, ...] = (
    reading("overview", f"{CYCLE}/overview", _COUNTING, "cycle", overview, Overview,
            words="The caller's registrations by school and stage."),
    reading("amendments", f"{CYCLE}/amendments", _DECIDING, "cycle", listed, AmendmentList,
            words="Amendments, those to be decided first."),
    reading("amendment_reason", "/api/v1/amendments/{id}/reason", BUREAU, "amendment", reason,
            ReasonModel, words="Why an amendment was proposed."),
    reading("jobs", "/api/v1/jobs", BUREAU, "", own_jobs, JobList, words="Long work."),
    reading("job_faults", "/api/v1/jobs/{id}/faults", BUREAU, "job", job_faults, JobFaults,
            words="Why it failed, in full."),
    reading("run_moves", "/api/v1/runs/{id}/moves", BUREAU | {Role.CITY}, "run", moves, Moves,
            words="Who is placed outside their zone."),
    reading("message_counts", "/api/v1/messages/counts", BUREAU, "", message_counts,
            MessageCounts, words="Messages by state."),
    Operation("verify_chains", "POST", "/api/v1/chains/verify",
              frozenset({Role.BUREAU, Role.AUDITOR}), "", "read", Mode.OPEN, Verified,
              opened=verified, words="Does every chain of events follow from its beginning?"),
)  # fmt: skip
