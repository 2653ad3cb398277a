"""How far has the small season come by July? Confirmed, rostered, notified, arrived children."""

from datetime import datetime

from admissions.actions import arrival, junior, overflow, review, roster, verify
from admissions.actions.special import place_special
from admissions.calendar import SHANGHAI
from admissions.homes import HomeFacts
from admissions.people import Entry, SpecialNeeds
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.cycles import School, open_cycle, open_windows, set_places
from admissions.store.frame import add_pairing, add_school
from tests.admissions.actions.test_season import finished
from tests.admissions.ceremonies import kept_as_drawn
from tests.admissions.season import (
    BUREAU,
    CYCLE,
    EXAM,
    LIN,
    MU,
    WEST,
    Season,
    home_in,
    numbered,
)

JUNIOR = "2013-junior"
STONE = Actor("stone-desk", Role.SCHOOL, "sjs", "stone")
CARE = Actor("care-desk", Role.SCHOOL, "mtg", "care")
STEM = Actor("stem-desk", Role.SCHOOL, "mtg", "stem")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2013, month, day, hour, tzinfo=SHANGHAI)


def with_stone(season: Season) -> None:
    """Add a school of the other district, its desk and its places."""

    def frame(tx):
        add_school(tx, School("stone", "sjs", "石小学", "primary", boarding=False, special=False,
                              designated=False))  # fmt: skip
        add_account(tx, actor=STONE, login=STONE.account_id)
        set_places(tx, cycle_id=CYCLE, school_id="stone", planned=3)

    season.store.write(SYSTEM, frame)


def confirmed(season: Season, serial: int = 2) -> str:
    """Bring a child of the western zone to its confirmation, by a sealed run of its district."""
    (number,) = all_confirmed(season, numbered(serial))
    return number


def all_confirmed(season: Season, *children: Entry) -> list[str]:
    """Bring children of the western zone, no more than it holds, to their confirmation."""
    numbers = [season.verified(child, who=who)
               for child, who in zip(children, (MU, LIN), strict=False)]  # fmt: skip
    for number in numbers:
        season.do(WEST, verify.accept, application_id=number)
    kept_as_drawn(season, "R1", finished([(one, "west") for one in numbers]))
    season.do(BUREAU, overflow.seal, run_id="R1")
    season.clock.move_to(at(7, 5))
    for number in numbers:
        season.do(BUREAU, review.confirm, application_id=number)
    return numbers


def rostered(season: Season, serial: int = 2) -> str:
    number = confirmed(season, serial)
    season.do(EXAM, roster.approve_roster, roster_id="R-west", cycle_id=CYCLE, school_id="west")
    return number


def notified(season: Season, serial: int = 2) -> str:
    number = rostered(season, serial)
    season.move_to("notice")
    season.do(WEST, arrival.notify, application_id=number)
    return number


def arrived(season: Season, serial: int = 2) -> str:
    number = notified(season, serial)
    season.move_to("arrival")
    season.do(WEST, arrival.arrive, application_id=number)
    return number


def with_desk(season: Season, desk: Actor) -> None:
    """Add the account of a school's desk."""
    season.store.write(SYSTEM, lambda tx: add_account(tx, actor=desk, login=desk.account_id))


def arrived_at_care(season: Season, home: HomeFacts | None = None) -> str:
    """Bring a child in the western zone to its arrival at the special school."""
    with_desk(season, CARE)
    child = numbered(8, special_needs=SpecialNeeds.SPECIAL_SCHOOL)
    number = season.submitted(MU, child, home)
    season.move_to("verify")
    season.do(BUREAU, place_special, application_id=number, school_id="care",
              kind="special_school")  # fmt: skip
    season.do(BUREAU, review.confirm, application_id=number)
    season.do(EXAM, roster.approve_roster, roster_id="R-care", cycle_id=CYCLE, school_id="care")
    season.move_to("notice")
    season.do(CARE, arrival.notify, application_id=number)
    season.move_to("arrival")
    season.do(CARE, arrival.arrive, application_id=number)
    return number


def paired_pupil(season: Season) -> str:
    """Bring a pupil of the western school to its notice from the paired junior school (S10)."""

    def frame(tx):
        add_school(tx, School("stem", "mtg", "一中", "junior", boarding=False, special=False,
                              designated=False))  # fmt: skip
        open_cycle(tx, cycle_id=JUNIOR, year=2013, level="junior",
                   policy=builtin_policy("mentougou_2013"))  # fmt: skip
        open_windows(tx, cycle_id=JUNIOR, district_id="mtg")
        set_places(tx, cycle_id=JUNIOR, school_id="stem", planned=3)
        add_pairing(tx, cycle_id=JUNIOR, primary_school_id="west", junior_school_id="stem")

    season.store.write(SYSTEM, frame)
    with_desk(season, STEM)
    season.do(WEST, junior.nominate, application_id="J1", cycle_id=JUNIOR, home=home_in("west"),
              entry=numbered(2, primary_school_id="west"))  # fmt: skip
    season.move_to("review")
    season.do(BUREAU, junior.pair, application_id="J1")
    season.do(BUREAU, review.confirm, application_id="J1")
    season.do(EXAM, roster.approve_roster, roster_id="R-stem", cycle_id=JUNIOR, school_id="stem")
    season.move_to("notice")
    season.do(STEM, arrival.notify, application_id="J1")
    return "J1"
