"""How do pupils go up to junior school? By the pairing of schools (对口直升, S10), no other way.

The source's part on going up (III.2) is missing: gap G1. What is not paired is the bureau's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from admissions.actions.register import MACHINE, Receipt, receipt_of
from admissions.actions.review import refer_onward
from admissions.homes import HomeFacts
from admissions.people import Entry, check_entry, normalise
from admissions.roles import Role
from admissions.store.applications import (
    add_application,
    entry_digest,
    get_application,
    save_entry,
    set_desk,
)
from admissions.store.cycles import level_of, paired_school, places_of, policy_of, window_of
from admissions.store.desk_lists import at_stages
from admissions.store.events import append_event, require_role
from admissions.store.homes import save_home
from admissions.store.placements import claims_by_pairing, give_place
from admissions.store.transaction import Refused, Tx

_CANNOT_PAIR = frozenset({"not_paired", "over_capacity_refer"})


@dataclass(frozen=True, slots=True)
class Paired:
    """How many pupils a step took on: placed by pairing, referred, and left for a decision."""

    placed: int
    referred: int
    in_doubt: int


def nominate(tx: Tx, *, application_id: str, cycle_id: str, entry: Entry,
             home: HomeFacts) -> Receipt:  # fmt: skip
    """Name a pupil of this primary school who leaves it this year, with hukou or treated so."""
    require_role(tx, Role.SCHOOL)
    if level_of(tx, cycle_id) != "junior":
        raise Refused("not_junior", "pupils are named in a junior cycle")
    entry = normalise(entry)
    if entry.primary_school_id != tx.actor.school_id:
        raise Refused("not_your_pupil", "a school names its own pupils")
    check_entry(entry, policy_of(tx, cycle_id))
    child_key = tx.keys.child_key(str(entry.id_kind), entry.id_number)
    add_application(tx, application_id, cycle_id=cycle_id, district_id=tx.actor.district_id,
                    child_key=child_key, school_id=tx.actor.school_id)  # fmt: skip
    _, version = append_event(tx, MACHINE, application_id, "nominate",
                              facts={"entry": entry_digest(tx.keys, entry)})  # fmt: skip
    save_entry(tx, application_id, version, entry)
    save_home(tx, application_id, version, home)
    return receipt_of(tx, application_id)


def pair(tx: Tx, *, application_id: str) -> Receipt:
    """Place a named pupil at the junior school its primary school is paired with (S10).

    Refused: "naming_not_over" while schools may still name pupils, or a place would depend on who
    was asked first; "not_paired" without a pairing; "over_capacity_refer" where more pupils are
    paired with the junior school than it has places: then all of them are the bureau's, not the
    last.
    """
    require_role(tx, Role.BUREAU)
    found = get_application(tx, application_id)
    _, closes = window_of(tx, found.cycle_id, found.district_id, "register")
    if tx.now < closes:
        raise Refused("naming_not_over", "schools may still name pupils: pair once all are named")
    school_id = paired_school(tx, found.cycle_id, str(found.school_id))
    if school_id is None:
        raise Refused("not_paired", "no junior school is paired with this primary school")
    places = places_of(tx, found.cycle_id).get(school_id)
    room = 0 if places is None else places.planned + places.extra
    if claims_by_pairing(tx, found.cycle_id, school_id) > room:
        raise Refused("over_capacity_refer", "more pupils are paired with it than it has places")
    _, version = append_event(tx, MACHINE, application_id, "pair", facts={"school": school_id})
    give_place(tx, application_id, version, school_id=school_id, kind="paired",
               reason={"reason": "paired", "primary": found.school_id})  # fmt: skip
    set_desk(tx, application_id, school_id=school_id)
    return receipt_of(tx, application_id)


def pair_or_refer(tx: Tx, *, application_id: str) -> Receipt:
    """Pair a named pupil, or refer it to the bureau's placing where it cannot be paired (S29)."""
    try:
        return pair(tx, application_id=application_id)
    except Refused as refused:
        if refused.code not in _CANNOT_PAIR:
            raise
    return refer_onward(tx, application_id=application_id)


def pair_next(tx: Tx, *, cycle_id: str, limit: int = 200) -> Paired:
    """Pair or refer the next named pupils, by number; those whose home is in doubt are left.

    Refused as `pair` while naming is not over. `in_doubt` counts who was passed over: their zone
    is decided first, since the run must know it (docs/adr/0007).
    """
    require_role(tx, Role.BUREAU)
    done, in_doubt = {"placed": 0, "referred": 0}, 0
    for number in _waiting(tx, cycle_id):
        if sum(done.values()) >= limit:
            break
        try:
            done[pair_or_refer(tx, application_id=number).stage] += 1
        except Refused as refused:
            if refused.code != "zone_not_decided":
                raise
            in_doubt += 1
    return Paired(done["placed"], done["referred"], in_doubt)


def _waiting(tx: Tx, cycle_id: str) -> Iterator[str]:
    """Return the numbers of the named pupils in order, page by page."""
    after = ""
    while page := at_stages(tx, cycle_id, ("nominated",), after=after):
        after = page[-1].id
        yield from (one.id for one in page)
