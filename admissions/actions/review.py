"""What does the bureau decide about one child? Confirm, return, refer onward, decide a zone."""

from admissions.actions.register import MACHINE, Receipt, desk_of, receipt_of
from admissions.actions.verify import require_reason
from admissions.roles import Role
from admissions.store.applications import get_application, set_desk
from admissions.store.cycles import get_school
from admissions.store.events import append_event, require_role
from admissions.store.homes import decide_home, get_home
from admissions.store.outbox import queue_message
from admissions.store.placements import placement_of, take_place_back
from admissions.store.transaction import Refused, Tx


def confirm(tx: Tx, *, application_id: str) -> Receipt:
    """Confirm a provisional or placed child (确认接收); its guardian is told (S68)."""
    require_role(tx, Role.BUREAU)
    found = get_application(tx, application_id)
    place = placement_of(tx, application_id)
    _, version = append_event(tx, MACHINE, application_id, "confirm",
                              facts={"school": place.school_id, "kind": place.kind})  # fmt: skip
    set_desk(tx, application_id, school_id=place.school_id)
    queue_message(tx, machine=MACHINE, subject_id=application_id, seq=version,
                  template="confirmed", district_id=found.district_id,
                  application_id=application_id, params={"school": place.school_id})  # fmt: skip
    return receipt_of(tx, application_id)


def return_to_school(tx: Tx, *, application_id: str, reason: str) -> Receipt:
    """Return a provisional child (审核未通过): the school must tell the guardian at once (S69)."""
    found = get_application(tx, application_id)
    require_reason(tx, found, reason)
    _, version = append_event(tx, MACHINE, application_id, "return", reason=reason)
    take_place_back(tx, application_id)
    queue_message(tx, machine=MACHINE, subject_id=application_id, seq=version,
                  template="returned", district_id=found.district_id,
                  application_id=application_id, params={"reason": reason})  # fmt: skip
    return receipt_of(tx, application_id)


def refer_onward(tx: Tx, *, application_id: str) -> Receipt:
    """Take a declined, absent or returned child to the bureau's placing: nobody is lost (S29)."""
    append_event(tx, MACHINE, application_id, "refer_onward")
    return receipt_of(tx, application_id)


def decide_zone(
    tx: Tx, *, application_id: str, zone_id: str, school_ids: tuple[str, ...],
    pin: tuple[float, float] | None = None,
) -> Receipt:  # fmt: skip
    """Decide the zone of a home that lies on a line, in a gap, in none or was not found.

    `pin`: metres in the district's CRS, needed where the home was not located: without a place no
    walk can be measured. Refused ("zone_is_certain") where the map or the legal list decided.
    """
    found = get_application(tx, application_id)
    facts, decided = get_home(tx, application_id)
    if facts.zone_state in {"unique", "shared"} and decided is None:
        raise Refused("zone_is_certain", "the zone of this home is not in doubt")
    if facts.x_m is None and pin is None:
        raise Refused("place_missing", "the home was not located: set a pin on the map")
    if not zone_id or not school_ids:
        raise Refused("zone_missing", "name the zone and its schools")
    for school_id in school_ids:
        if get_school(tx, school_id).district_id != found.district_id:
            raise Refused("school_elsewhere", "the school is of another district")
    _, version = append_event(tx, MACHINE, application_id, "decide_zone", facts={
        "zone": zone_id, "schools": sorted(school_ids), "before": facts.zone_state,
        "pinned": pin is not None,
    })  # fmt: skip
    decide_home(tx, application_id, version, zone_id=zone_id, school_ids=school_ids, pin=pin)
    facts, _ = get_home(tx, application_id)
    set_desk(tx, application_id, school_id=desk_of(facts))
    return receipt_of(tx, application_id)
