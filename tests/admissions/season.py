"""What is the small season of the tests? One city, two districts, four schools, a movable clock."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from admissions.actions import register as guardian_moves
from admissions.calendar import SHANGHAI
from admissions.homes import HomeFacts
from admissions.papers import Paper
from admissions.people import Entry
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.clock import MovableClock
from admissions.store.cycles import School, open_cycle, open_windows, set_places
from admissions.store.frame import add_district, add_school, add_subdistrict
from admissions.store.keys import KeyRing
from admissions.store.migrate import new_database
from admissions.store.store import Store, open_store
from tests.admissions.entries import citizen_number
from tests.admissions.entries import entry as plain_child

CYCLE = "2013-primary"
KEYS = KeyRing(bytes(32), {"k1": bytes(range(32))}, "k1")
OPENS = datetime(2013, 5, 10, 9, tzinfo=SHANGHAI)  # inside the register window of the pack

MU = Actor("guardian-mu", Role.GUARDIAN)
LIN = Actor("guardian-lin", Role.GUARDIAN)
WEST = Actor("west-desk", Role.SCHOOL, "mtg", "west")
EAST = Actor("east-desk", Role.SCHOOL, "mtg", "east")
DAYU = Actor("dayu-office", Role.SUBDISTRICT, "mtg", "", "dayu")
BUREAU = Actor("bureau-zhao", Role.BUREAU, "mtg")
BUREAU_2 = Actor("bureau-qian", Role.BUREAU, "mtg")
OTHER_BUREAU = Actor("bureau-sjs", Role.BUREAU, "sjs")
EXAM = Actor("exam-centre", Role.EXAM_CENTRE, "mtg")
CITY = Actor("city", Role.CITY)
AUDITOR = Actor("auditor", Role.AUDITOR, "mtg")
ACTORS = (MU, LIN, WEST, EAST, DAYU, BUREAU, BUREAU_2, OTHER_BUREAU, EXAM, CITY, AUDITOR, SYSTEM)
SCHOOLS = (
    School("west", "mtg", "西小学", "primary", boarding=False, special=False, designated=True),
    School("east", "mtg", "东小学", "primary", boarding=False, special=False, designated=False),
    School("hill", "mtg", "山寄宿学校", "primary", boarding=True, special=False, designated=False),
    School("care", "mtg", "培智学校", "primary", boarding=False, special=True, designated=False),
)


@dataclass
class Season:
    """A store with its clock, and short ways to act in it."""

    store: Store
    clock: MovableClock
    folder: Path
    counter: int = 0

    def do(self, actor: Actor, action: Any, **words: Any) -> Any:
        """Run one action in one transaction."""
        return self.store.write(actor, lambda tx: action(tx, **words))

    def number(self) -> str:
        """Return a fresh registration number."""
        self.counter += 1
        return f"A{self.counter:06d}"

    def registered(self, who: Actor = MU, entry: Entry | None = None) -> str:
        """Register a child; return its number."""
        entry = entry or plain_child()
        number = self.number()
        self.do(who, guardian_moves.register, application_id=number, cycle_id=CYCLE,
                district_id="mtg", id_kind=entry.id_kind, id_number=entry.id_number)  # fmt: skip
        return number

    def entered(self, who: Actor = MU, entry: Entry | None = None,
                home: HomeFacts | None = None) -> str:  # fmt: skip
        """Register a child and enter its details."""
        entry = entry or plain_child()
        number = self.registered(who, entry)
        self.do(who, guardian_moves.enter, application_id=number, entry=entry,
                home=home or home_in("west"), subdistrict_id="dayu")  # fmt: skip
        return number

    def submitted(self, who: Actor = MU, entry: Entry | None = None,
                  home: HomeFacts | None = None) -> str:  # fmt: skip
        """Register a child, enter and confirm."""
        number = self.entered(who, entry, home)
        self.do(who, guardian_moves.submit, application_id=number, declaration="2013-1")
        return number

    def papers(self, who: Actor, number: str, entry: Entry) -> None:
        """Show one desk everything it asks for, in order."""
        from admissions.actions.papers import note_papers

        self.do(who, note_papers, application_id=number, papers=all_papers(entry))

    def verified(self, entry: Entry | None = None, home: HomeFacts | None = None,
                 who: Actor = MU) -> str:  # fmt: skip
        """Register a child, confirm it, and show its papers at the western school."""
        entry = entry or plain_child()
        self.clock.move_to(OPENS)
        number = self.submitted(who, entry, home)
        self.move_to("verify")
        self.papers(WEST, number, entry)
        return number

    def stage(self, number: str) -> str:
        """Return the stage at which an application is."""
        from admissions.store.applications import get_application

        return self.store.read(SYSTEM, lambda tx: get_application(tx, number)).stage

    def move_to(self, window: str) -> None:
        """Set the clock to one hour into a period of the cycle."""
        from admissions.calendar import windows_of

        found = windows_of(builtin_policy("mentougou_2013"))[window]
        self.clock.move_to(found.opens + timedelta(hours=1))


def all_papers(entry: Entry) -> tuple[Paper, ...]:
    """Return one right paper of every kind a child of the 2013 plan may have to show."""
    from admissions.papers import IssuerLevel

    policy = builtin_policy("mentougou_2013")
    return tuple(
        Paper(
            kind=rule.kind, issuer="发证单位",
            issuer_level=(rule.issuer_levels or (IssuerLevel.OTHER,))[0],
            issued_on=date(2013, 5, 2), valid_until=date(2014, 5, 1),
            names=(entry.guardian_name, entry.child_name), copy=True,
        )
        for rule in policy.papers
    )  # fmt: skip


def numbered(serial: int, **changed: Any) -> Entry:
    """Return the plain child with another number (and so another child)."""
    found = plain_child(**changed)
    return replace(found, id_number=citizen_number(found.born, serial=f"{serial:03d}"))


def home_in(school: str, **changed: Any) -> HomeFacts:
    """Return a home in the zone of one school, 300 m away from it and 800 m from the others."""
    walk = {one.id: 800 for one in SCHOOLS[:2]} | {school: 300}
    facts = HomeFacts(
        x_m=20_000.0, y_m=10_000.0, crs="EPSG:4548", source="register", precision="building",
        building_id="B1", zone_state="unique", zone_ids=(f"zone-{school}",), school_ids=(school,),
        basis="polygon", line_distance_m=120.0, walk_m=walk, plan_digest="p" * 64,
    )  # fmt: skip
    return replace(facts, **changed)


def fill(store: Store) -> None:
    """Write districts, schools, accounts, cycle, windows and places."""

    def frame(tx: Any) -> None:
        for district, name in (("mtg", "门头沟区"), ("sjs", "石景山区")):
            add_district(tx, district_id=district, name=name)
        add_subdistrict(tx, subdistrict_id="dayu", district_id="mtg", name="大峪街道")
        for school in SCHOOLS:
            add_school(tx, school)
        for actor in ACTORS:
            add_account(tx, actor=actor, login=actor.account_id)
        open_cycle(tx, cycle_id=CYCLE, year=2013, level="primary",
                   policy=builtin_policy("mentougou_2013"))  # fmt: skip
        for district in ("mtg", "sjs"):
            open_windows(tx, cycle_id=CYCLE, district_id=district)
        for school, planned in (("west", 2), ("east", 3), ("hill", 2), ("care", 2)):
            set_places(tx, cycle_id=CYCLE, school_id=school, planned=planned)

    store.write(SYSTEM, frame)


@cache
def _model() -> bytes:
    """Return a season's file as it is on its first day; migrated and filled once a process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.db"
        new_database(f"sqlite:///{path}")
        store = open_store(f"sqlite:///{path}", KEYS, MovableClock(OPENS))
        fill(store)
        store.close()
        assert not path.with_name("model.db-wal").exists(), "the model is not whole"
        return path.read_bytes()


def new_season(folder: Path) -> Season:
    """Make a fresh season on SQLite in `folder`: a copy of the model."""
    path = folder / "season.db"
    path.write_bytes(_model())
    clock = MovableClock(OPENS)
    return Season(open_store(f"sqlite:///{path}", KEYS, clock), clock, folder)
