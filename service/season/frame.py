"""Who takes part in the synthetic season? District, schools, offices, accounts, windows, places."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from admissions.calendar import windows_of
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.clock import MovableClock
from admissions.store.cycles import School, open_cycle, open_windows, set_places
from admissions.store.frame import add_district, add_school, add_subdistrict
from admissions.store.store import Store
from admissions.store.transaction import Tx
from geo.district import read_district
from service.desk import Desk
from service.season.people import Family
from zones.read import read_plan
from zones.school import read_schools

DAY = date(2026, 6, 15)
CYCLE, DISTRICT, OTHER = "2026-primary", "mtg", "sjs"
POLICY = builtin_policy("beijing_current")
WINDOWS = windows_of(POLICY)
BUREAU = Actor("bureau-1", Role.BUREAU, DISTRICT)
SECOND = Actor("bureau-2", Role.BUREAU, DISTRICT)
EXAM = Actor("exam-1", Role.EXAM_CENTRE, DISTRICT)
OFFICE = Actor("office-1", Role.SUBDISTRICT, DISTRICT, "", "dayu")
STAFF = (
    BUREAU, SECOND, EXAM, OFFICE, SYSTEM, Actor("city-1", Role.CITY),
    Actor("auditor-1", Role.AUDITOR, DISTRICT), Actor("admin-1", Role.ADMIN, DISTRICT),
)  # fmt: skip
SPECIAL = School("S01", DISTRICT, "培智学校（合成）", "primary", boarding=False, special=True,
                 designated=False)  # fmt: skip
BOARDING = School("B01", DISTRICT, "寄宿学校（合成）", "primary", boarding=True, special=False,
                  designated=False)  # fmt: skip


@dataclass
class Stage:
    """What the scenes of the season share; `numbers` are registration numbers by home."""

    store: Store
    clock: MovableClock
    desk: Desk
    sample: Path
    families: list[Family]
    numbers: dict[str, str] = field(default_factory=dict)
    desks: dict[str, Actor] = field(default_factory=dict)  # a school's account, by its id
    zones: dict[str, tuple[str, ...]] = field(default_factory=dict)  # zone id -> its schools
    pins: dict[str, tuple[float, float]] = field(default_factory=dict)  # a place in each zone


def set_up(stage: Stage) -> None:
    """Write everything the season stands on; the schools are those of the sample's file."""
    schools = _schools(stage.sample)
    stage.zones, stage.pins = _zones(stage.sample)

    def frame(tx: Tx) -> None:
        add_district(tx, district_id=DISTRICT, name="门头沟区")
        add_district(tx, district_id=OTHER, name="石景山区")
        add_subdistrict(tx, subdistrict_id="dayu", district_id=DISTRICT, name="大峪街道（合成）")
        for one, _ in schools:
            add_school(tx, one)
        for actor in STAFF:
            add_account(tx, actor=actor, login=actor.account_id)
        open_cycle(tx, cycle_id=CYCLE, year=2026, level="primary", policy=POLICY)
        for district in (DISTRICT, OTHER):
            open_windows(tx, cycle_id=CYCLE, district_id=district)
        for one, count in schools:
            desk = stage.desks[one.id] = Actor(f"desk-{one.id}", Role.SCHOOL, DISTRICT, one.id)
            add_account(tx, actor=desk, login=desk.account_id)
            set_places(tx, cycle_id=CYCLE, school_id=one.id, planned=count)

    stage.store.write(SYSTEM, frame)


def _schools(sample: Path) -> list[tuple[School, int]]:
    table = read_schools(sample / "schools.geojson", read_district(sample / "district.toml"))
    table = table[table["level"] == "primary"]
    found = [
        (School(row.school_id, DISTRICT, row.name, "primary", boarding=False, special=False,
                designated=True), int(row.places))
        for row in table.itertuples(index=False)
    ]  # fmt: skip
    return [*found, (SPECIAL, 12), (BOARDING, 20)]


def _zones(
    sample: Path,
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[float, float]]]:
    district = read_district(sample / "district.toml")
    plan = read_plan(sample / "zones.geojson", district).on(DAY, "primary")
    points = [polygon.representative_point() for polygon in plan.polygons]
    schools = dict(zip(plan.zone_id, plan.school_ids, strict=True))
    pins = {zone: (at.x, at.y) for zone, at in zip(plan.zone_id, points, strict=True)}
    return schools, pins
