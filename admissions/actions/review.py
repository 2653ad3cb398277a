"""What does the bureau decide about one child? Confirm, return, refer onward, decide a zone."""

from admissions.actions.gathering import NO_ZONE
from admissions.actions.register import MACHINE, Receipt, desk_of, receipt_of
from admissions.actions.verify import require_reason
from admissions.homes import HomeFacts
from admissions.roles import Role
from admissions.store.applications import (
    Application,
    get_application,
    own_boarding_school,
    set_desk,
)
from admissions.store.cycles import get_school, level_of, window_of
from admissions.store.events import append_event, require_role
from admissions.store.homes import decide_home, get_home
from admissions.store.outbox import tell_guardian
from admissions.store.placements import is_late, placement_of, take_place_back
from admissions.store.runs import sealed_run
from admissions.store.transaction import Refused, Tx


def confirm(tx: Tx, *, application_id: str) -> Receipt:
    """Confirm a provisional or placed child (确认接收); its guardian is told (S68).

    Refused ("run_not_sealed") for a child of a zone before the district's result is sealed: a
    place that somebody has been told must not depend on who was confirmed first.
    """
    require_role(tx, Role.BUREAU)
    found = get_application(tx, application_id)
    place = placement_of(tx, application_id)
    sealed = sealed_run(tx, found.cycle_id, found.district_id)
    if place.kind == "zone" and sealed is None:
        raise Refused("run_not_sealed", "zones are confirmed once the result is sealed")
    _, version = append_event(tx, MACHINE, application_id, "confirm",
                              facts={"school": place.school_id, "kind": place.kind})  # fmt: skip
    set_desk(tx, application_id, school_id=place.school_id)
    tell_guardian(
        tx,
        "confirmed",
        application_id,
        version,
        district_id=found.district_id,
        school=place.school_id,
    )
    return receipt_of(tx, application_id)


def return_to_school(tx: Tx, *, application_id: str, reason: str) -> Receipt:
    """Return a provisional child (审核未通过): the school must tell the guardian at once (S69)."""
    found = get_application(tx, application_id)
    require_reason(tx, found, reason)
    _, version = append_event(tx, MACHINE, application_id, "return", reason=reason)
    take_place_back(tx, application_id)
    tell_guardian(
        tx, "returned", application_id, version, district_id=found.district_id, reason=reason
    )
    return receipt_of(tx, application_id)


def refer_onward(tx: Tx, *, application_id: str) -> Receipt:
    """Take a child that no school accepted to the bureau's placing: nobody is lost (S29).

    These are the declined, absent and returned, who came late, and who is still with a school
    after the verification days. Refused: "zone_not_decided" for a home in doubt that is to be in
    the run; "school_verifies_first" while the school can still decide.
    """
    found = get_application(tx, application_id)
    if not is_late(tx, application_id):
        facts, decided = get_home(tx, application_id)
        if facts.zone_state not in {"unique", "shared"} and decided is None:
            raise Refused("zone_not_decided", "decide the zone of the home first")
        _, closes = window_of(tx, found.cycle_id, found.district_id, "verify")
        if found.stage == "submitted" and found.school_id is not None and tx.now < closes:
            raise Refused("school_verifies_first", "the verification days are not over")
    append_event(tx, MACHINE, application_id, "refer_onward")
    return receipt_of(tx, application_id)


def decide_zone(
    tx: Tx, *, application_id: str, zone_id: str, school_ids: tuple[str, ...],
    pin: tuple[float, float] | None = None,
) -> Receipt:  # fmt: skip
    """Decide the zone of a home that lies on a line, in a gap, in none or was not found.

    `pin`: metres in the district's CRS, needed where the home was not located: without a place no
    walk can be measured. `zone_id` "none" with no school: found to lie in no zone (docs/adr/0007),
    so no school verifies and the bureau refers the child onward. Refused ("zone_is_certain") where
    the map or the legal list decided.
    """
    found = get_application(tx, application_id)
    facts, decided = get_home(tx, application_id)
    _require_decidable(facts, decided, pin)
    if not zone_id or (zone_id == NO_ZONE) != (not school_ids):
        raise Refused("zone_missing", f"name the zone and its schools, or {NO_ZONE} and no school")
    for school_id in school_ids:
        require_school_of(tx, found, school_id)
    _, version = append_event(tx, MACHINE, application_id, "decide_zone", facts={
        "zone": zone_id, "schools": sorted(school_ids), "before": facts.zone_state,
        "pinned": pin is not None,
    })  # fmt: skip
    decide_home(tx, application_id, version, zone_id=zone_id, school_ids=school_ids, pin=pin)
    facts, _ = get_home(tx, application_id)
    if found.stage == "submitted" and not _boards(tx, found):
        set_desk(tx, application_id, school_id=desk_of(facts))
    return receipt_of(tx, application_id)


def _require_decidable(
    facts: HomeFacts, decided: str | None, pin: tuple[float, float] | None
) -> None:
    if facts.zone_state in {"unique", "shared"} and decided is None:
        raise Refused("zone_is_certain", "the zone of this home is not in doubt")
    if facts.x_m is None and pin is None:
        raise Refused("place_missing", "the home was not located: set a pin on the map")


def _boards(tx: Tx, found: Application) -> bool:
    """Say whether the application lies at the boarding school that was chosen, and stays there."""
    return bool(found.school_id) and found.school_id == own_boarding_school(tx, found.id)


def require_school_of(tx: Tx, found: Application, school_id: str) -> None:
    """Refuse a school of another district ("school_elsewhere") or level ("school_unfit")."""
    school = get_school(tx, school_id)
    if school.district_id != found.district_id:
        raise Refused("school_elsewhere", "the school is of another district")
    if school.level != level_of(tx, found.cycle_id):
        raise Refused("school_unfit", "the school is of another level")
