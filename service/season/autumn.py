"""What happens from July on? Confirmed, amended, late ones placed, rosters, notices, the roll."""

from datetime import timedelta
from functools import partial

from admissions.actions import amend, arrival, late, review, roll, roster
from admissions.people import Anchor
from admissions.store.cycles import places_of
from admissions.store.placements import placement_of
from admissions.store.transaction import Refused
from service.progress import Progress
from service.season.frame import BUREAU, CYCLE, EXAM, SECOND, WINDOWS, Stage
from service.season.people import Family
from service.season.summer import at


def autumn(stage: Stage, progress: Progress) -> roll.RollExport:
    """Play review to roll; returns the export of the roll."""
    with progress.step("review, amendments, late children, rosters"):
        for one in at(stage, BUREAU, "provisional", "placed"):
            stage.store.write(BUREAU, partial(review.confirm, application_id=one.id))
        _amend(stage)
        for number, family in enumerate(one for one in stage.families if one.story == "late"):
            _late(stage, f"MTG26-L{number:03d}", f"late-{number}", family)
        for school in sorted(stage.desks):
            _roster(stage, school)
    with progress.step("notices, arrival, the roll"):
        return _arrive(stage)


def _amend(stage: Stage) -> None:
    """Two special cases: a moved child to a school that has room, by two people."""
    moved = [one for one in at(stage, BUREAU, "confirmed") if _kind(stage, one.id) == "overflow"]
    for number, one in enumerate(moved[:2]):
        _two_people(stage, f"special-{number}", one.id, _roomy(stage, str(one.school_id)))


def _kind(stage: Stage, number: str) -> str:
    return stage.store.read(BUREAU, lambda tx: placement_of(tx, number)).kind


def _two_people(stage: Stage, amendment_id: str, application_id: str, school_id: str) -> None:
    stage.store.write(BUREAU, partial(
        amend.propose, amendment_id=amendment_id, cycle_id=CYCLE, kind="place", basis="G6",
        reason="（合成）特殊情况", after={"school_id": school_id}, application_id=application_id,
    ))  # fmt: skip
    stage.store.write(SECOND, partial(amend.approve, amendment_id=amendment_id))
    stage.store.write(BUREAU, partial(amend.apply_place, amendment_id=amendment_id))


def _roomy(stage: Stage, besides: str) -> str:
    """Return the ordinary school with most room, but for one."""
    left = {
        school: of.left
        for school, of in stage.store.read(BUREAU, lambda tx: places_of(tx, CYCLE)).items()
        if of.left > 0 and school not in {"S01", "B01", besides}
    }
    return min(left, key=lambda school: (-left[school], school))


def _late(stage: Stage, number: str, amendment_id: str, family: Family) -> None:
    given = family.entry
    address = given.hukou_address if given.anchor == Anchor.HUKOU else given.residence_address
    home = stage.desk.anchor(address, family.x, family.y, family.datum or None)
    stage.store.write(BUREAU, partial(
        late.propose_late, amendment_id=amendment_id, cycle_id=CYCLE, id_kind=given.id_kind,
        id_number=given.id_number, basis="S29", reason="（合成）未在规定时间登记",
    ))  # fmt: skip
    stage.store.write(SECOND, partial(amend.approve, amendment_id=amendment_id))
    stage.store.write(BUREAU, partial(
        late.register_late, application_id=number, amendment_id=amendment_id, entry=given,
        home=home, subdistrict_id="dayu",
    ))  # fmt: skip
    stage.numbers[family.home_id] = number
    try:
        stage.store.write(BUREAU, partial(late.place_late, application_id=number))
    except Refused as refused:
        if refused.code != "no_school_has_room":
            raise
        # Its own zone is full and no other walk is measured: two people choose the school.
        stage.store.write(BUREAU, partial(review.refer_onward, application_id=number))
        _two_people(stage, f"{amendment_id}-place", number, _roomy(stage, ""))


def _roster(stage: Stage, school: str) -> None:
    approve = partial(
        roster.approve_roster, roster_id=f"roster-{school}", cycle_id=CYCLE, school_id=school
    )
    try:
        stage.store.write(EXAM, approve)
    except Refused as refused:
        if refused.code != "nobody_confirmed":
            raise


def _arrive(stage: Stage) -> roll.RollExport:
    stage.clock.move_to(WINDOWS["notice"].opens + timedelta(hours=9))
    for one in at(stage, BUREAU, "rostered"):
        desk = stage.desks[str(one.school_id)]
        stage.store.write(desk, partial(arrival.notify, application_id=one.id))
    stage.clock.move_to(WINDOWS["arrival"].opens + timedelta(hours=9))
    for number, one in enumerate(at(stage, BUREAU, "notified")):
        desk = stage.desks[str(one.school_id)]
        came = arrival.note_no_show if number % 400 == 399 else arrival.arrive
        stage.store.write(desk, partial(came, application_id=one.id))
    return stage.store.write(EXAM, partial(roll.export_roll, export_id="roll-1", cycle_id=CYCLE))
