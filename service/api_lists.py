"""Which lists do staff work through? Queues by stage, places, runs' files; narrowed to its own."""

from admissions.roles import Role
from admissions.stages import TABLE, Machine
from admissions.store import desk_lists, directory
from admissions.store.cycles import places_of
from admissions.store.desk_queue import queue_of
from admissions.store.transaction import NotThere, Tx
from service.api_models import Model
from service.api_operations import ANYONE, STAFF, Call, Mode, reading
from service.api_results import Said, stage_said

CYCLE = "/api/v1/cycles/{cycle_id}"
_SEEING_LISTS = STAFF - {Role.ADMIN}
_STAGES = frozenset(move.to for move in TABLE if move.machine == Machine.APPLICATION)


class QueuedModel(Model):
    """One registration in a queue; the name masked as on a public list (张*)."""

    application_id: str
    stage: str
    version: int
    school_id: str | None
    category: str | None
    masked_name: str
    flags: tuple[str, ...]


class QueueModel(Model):
    """One page; `next_after` begins the next one, "" where this is the last."""

    rows: tuple[QueuedModel, ...]
    next_after: str


class StageCount(Model):
    """How many registrations that the caller may see are at a stage."""

    stage: Said
    count: int


class Counts(Model):
    """By stage."""

    counts: tuple[StageCount, ...]


class PlacesModel(Model):
    """A school's places."""

    school_id: str
    name: str
    planned: int
    extra: int
    taken: int


class PlacesList(Model):
    """The places of the district's schools (S48)."""

    schools: tuple[PlacesModel, ...]


class PeriodModel(Model):
    """A period of the cycle: opens <= t < closes."""

    name: str
    opens: str
    closes: str


class Calendar(Model):
    """The periods in order of their opening."""

    periods: tuple[PeriodModel, ...]


def queue(tx: Tx, call: Call) -> QueueModel:
    """Return the caller's registrations at one stage, by number, after one; a read of each."""
    stage = call.query.get("stage", "submitted")
    if stage not in _STAGES:
        raise NotThere("stage")
    found = queue_of(tx, cycle_id=call.path["cycle_id"], stages=(stage,),
                     after=call.query.get("after", ""), purpose="queue")  # fmt: skip
    rows = tuple(
        QueuedModel(flags=tuple(map(str, one.flags)), **{
            name: getattr(one, name) for name in QueuedModel.model_fields if name != "flags"})
        for one in found.rows
    )  # fmt: skip
    return QueueModel(rows=rows, next_after=found.next_after)


def counts(tx: Tx, call: Call) -> Counts:
    """Count the caller's registrations by stage."""
    found = desk_lists.stage_counts(tx, call.path["cycle_id"])
    return Counts(counts=tuple(StageCount(stage=stage_said(stage), count=count)
                               for stage, count in found.items()))  # fmt: skip


def places(tx: Tx, call: Call) -> PlacesList:
    """Return the places of the schools of the service's district."""
    of = places_of(tx, call.path["cycle_id"])
    schools = directory.schools_of(tx, call.context.settings.district_id)
    return PlacesList(schools=tuple(
        PlacesModel(school_id=one.id, name=one.name, planned=of[one.id].planned,
                    extra=of[one.id].extra, taken=of[one.id].taken)
        for one in schools if one.id in of
    ))  # fmt: skip


def calendar(tx: Tx, call: Call) -> Calendar:
    """Return the cycle's periods in the service's district."""
    found = directory.periods_of(tx, call.path["cycle_id"], call.context.settings.district_id)
    return Calendar(periods=tuple(
        PeriodModel(name=it.name, opens=it.opens.isoformat(), closes=it.closes.isoformat())
        for it in found
    ))  # fmt: skip


OPERATIONS = (
    reading("queue", f"{CYCLE}/queue", _SEEING_LISTS, "cycle", queue, QueueModel,
            mode=Mode.NOTED, query=("stage", "after"),
            words="The caller's registrations at one stage, names masked."),
    reading("counts", f"{CYCLE}/counts", _SEEING_LISTS, "cycle", counts, Counts,
            words="The caller's registrations by stage."),
    reading("places", f"{CYCLE}/places", _SEEING_LISTS, "cycle", places, PlacesList,
            words="Planned, extra and taken places."),
    reading("calendar", f"{CYCLE}/calendar", ANYONE, "cycle", calendar, Calendar,
            words="The periods of the cycle (S39)."),
)  # fmt: skip
