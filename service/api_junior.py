"""How do pupils go up to junior school over HTTP? Named by their school, paired, counted (S10)."""

from collections.abc import Callable
from datetime import datetime

from admissions.actions import junior
from admissions.people import check_entry, normalise
from admissions.roles import SYSTEM, Role
from admissions.store import directory, pairings
from admissions.store.cycles import PlacesOf, School, level_of, places_of, policy_of, window_of
from admissions.store.pairings import NamedPupils
from admissions.store.placements import claims_by_pairing
from admissions.store.transaction import Refused, Tx
from service.api_desks import BUREAU, SCHOOL
from service.api_guardian import entry_of, home_of, told
from service.api_lists import CYCLE
from service.api_models import EntryBody, Model, Pin, ReceiptModel
from service.api_operations import Call, Mode, Operation, writing

_COUNTING = SCHOOL | BUREAU | frozenset({Role.CITY})
_WAITING = frozenset({"nominated"})
_REFERRED = frozenset({"referred"})


class NominationBody(Model):
    """A pupil of the caller's school, and the home as it was pointed at, which goes first."""

    entry: EntryBody
    pin: Pin | None = None


class PairedModel(Model):
    """How many pupils a step took on: placed by pairing, referred, and left for a decision."""

    placed: int
    referred: int
    in_doubt: int


class PrimaryModel(Model):
    """A primary school: its junior school, None without a pairing, and where its pupils are.

    `placed_there` and `placed_elsewhere` hold a place; `gone` hold none and wait for none.
    """

    school_id: str
    name: str
    junior_school_id: str | None
    named: int
    waiting: int
    referred: int
    placed_there: int
    placed_elsewhere: int
    gone: int


class JuniorModel(Model):
    """A junior school: its places, those taken, and who holds or claims one by a pairing."""

    school_id: str
    name: str
    places: int
    taken: int
    claims: int


class PairingsModel(Model):
    """A season's pairings; pairing begins once no more pupils are named, at `naming_closes`."""

    level: str
    naming_closes: datetime
    naming_is_over: bool
    primary: tuple[PrimaryModel, ...]
    junior: tuple[JuniorModel, ...]


def nominate(tx: Tx, call: Call) -> ReceiptModel:
    """Name a pupil under a fresh number."""
    cycle_id, asked = call.path["cycle_id"], call.body
    if call.actor.district_id != call.context.settings.district_id:
        raise Refused("other_district", "this service measures in another district")
    entry = entry_of(asked.entry)
    if call.prepared is None:  # no address: told together with all other faults
        check_entry(normalise(entry), policy_of(tx, cycle_id))
        raise AssertionError
    return told(junior.nominate(
        tx, application_id=call.context.new_number(cycle_id[:4]), cycle_id=cycle_id, entry=entry,
        home=call.prepared,
    ))  # fmt: skip


def pair_next(tx: Tx, call: Call) -> PairedModel:
    """Pair or refer the next named pupils."""
    found = junior.pair_next(tx, cycle_id=call.path["cycle_id"])
    return PairedModel(placed=found.placed, referred=found.referred, in_doubt=found.in_doubt)


async def pairings_of(call: Call) -> PairingsModel:
    """Count by schools; a school learns of its own pairing alone.

    Read as the system: a pupil who went up is no longer on the desk of the school that named it.
    """
    whole = await call.context.reading(SYSTEM, lambda tx: _counted(tx, call))
    own = call.actor.school_id
    if call.actor.role != Role.SCHOOL:
        return whole
    rows = tuple(it for it in whole.primary if own in {it.school_id, it.junior_school_id})
    seen = {own, *(it.junior_school_id for it in rows)}
    return whole.model_copy(update={
        "primary": rows, "junior": tuple(it for it in whole.junior if it.school_id in seen),
    })  # fmt: skip


def _counted(tx: Tx, call: Call) -> PairingsModel:
    cycle_id, district_id = call.path["cycle_id"], call.actor.district_id
    district_id = district_id or call.context.settings.district_id
    level = level_of(tx, cycle_id)
    _, closes = window_of(tx, cycle_id, district_id, "register")
    paired, pupils = pairings.pairings_of(tx, cycle_id), pairings.named_pupils(tx, cycle_id)
    schools = directory.schools_of(tx, district_id) if level == "junior" else []
    places = places_of(tx, cycle_id)
    return PairingsModel(
        level=level, naming_closes=closes, naming_is_over=tx.now >= closes,
        primary=tuple(_primary(it, paired.get(it.id), pupils) for it in schools
                      if it.level == "primary"),
        junior=tuple(_junior(tx, cycle_id, it, places[it.id]) for it in schools
                     if it.level == "junior" and it.id in places),
    )  # fmt: skip


def _primary(school: School, paired: str | None, pupils: list[NamedPupils]) -> PrimaryModel:
    own = [it for it in pupils if it.primary_school_id == school.id]

    def count(of: Callable[[NamedPupils], object]) -> int:
        return sum(it.count for it in own if of(it))

    return PrimaryModel(
        school_id=school.id, name=school.name, junior_school_id=paired,
        named=sum(it.count for it in own), waiting=count(lambda it: it.stage in _WAITING),
        referred=count(lambda it: it.stage in _REFERRED),
        placed_there=count(lambda it: it.school_id and it.school_id == paired),
        placed_elsewhere=count(lambda it: it.school_id and it.school_id != paired),
        gone=count(lambda it: not it.school_id and it.stage not in _WAITING | _REFERRED),
    )  # fmt: skip


def _junior(tx: Tx, cycle_id: str, school: School, places: PlacesOf) -> JuniorModel:
    return JuniorModel(
        school_id=school.id, name=school.name, places=places.planned + places.extra,
        taken=places.taken, claims=claims_by_pairing(tx, cycle_id, school.id),
    )  # fmt: skip


OPERATIONS = (
    writing("nominate", f"{CYCLE}/nominations", SCHOOL, "cycle", "nominate", nominate,
            ReceiptModel, NominationBody, status=201, prepare=home_of,
            words="Name a pupil who leaves this primary school (S10)."),
    writing("pair_next", f"{CYCLE}/pairings/next", BUREAU, "cycle", "pair", pair_next,
            PairedModel, words="Pair or refer the next named pupils (S10, S29)."),
    Operation("pairings", "GET", f"{CYCLE}/pairings", _COUNTING, "cycle", "read", Mode.OPEN,
              PairingsModel, opened=pairings_of,
              words="Who is paired with whom, and where the pupils are."),
)  # fmt: skip
