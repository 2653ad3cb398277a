"""Which lists do staff work through? Queues by stage, places, runs' files; narrowed to its own."""

from admissions.roles import Role
from admissions.stages import TABLE, Machine
from admissions.store import desk_lists, directory
from admissions.store.cycles import places_of
from admissions.store.transaction import NotThere, Tx
from service.api_guardian import listed
from service.api_models import ApplicationList, Model
from service.api_operations import ANYONE, STAFF, Call, reading
from service.api_results import Said, stage_said

CYCLE = "/api/v1/cycles/{cycle_id}"
_SEEING_LISTS = STAFF - {Role.ADMIN}
_STAGES = frozenset(move.to for move in TABLE if move.machine == Machine.APPLICATION)


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


def queue(tx: Tx, call: Call) -> ApplicationList:
    """Return the caller's registrations at one stage, by number, after one."""
    stage = call.query.get("stage", "submitted")
    if stage not in _STAGES:
        raise NotThere("stage")
    found = desk_lists.at_stages(
        tx, call.path["cycle_id"], (stage,), after=call.query.get("after", "")
    )
    return ApplicationList(applications=tuple(listed(one) for one in found))


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
    reading("queue", f"{CYCLE}/queue", _SEEING_LISTS, "cycle", queue, ApplicationList,
            query=("stage", "after"), words="The caller's registrations at one stage."),
    reading("counts", f"{CYCLE}/counts", _SEEING_LISTS, "cycle", counts, Counts,
            words="The caller's registrations by stage."),
    reading("places", f"{CYCLE}/places", _SEEING_LISTS, "cycle", places, PlacesList,
            words="Planned, extra and taken places."),
    reading("calendar", f"{CYCLE}/calendar", ANYONE, "cycle", calendar, Calendar,
            words="The periods of the cycle (S39)."),
)  # fmt: skip
