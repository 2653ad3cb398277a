"""How far has the small season come by July? Confirmed, rostered, notified, arrived children."""

from datetime import datetime

from admissions.actions import arrival, overflow, review, roster, verify
from admissions.people import Entry
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.cycles import School, set_places
from admissions.store.frame import add_school
from admissions.store.types import SHANGHAI
from tests.admissions.actions.test_season import finished
from tests.admissions.season import BUREAU, CYCLE, EXAM, LIN, MU, WEST, Season, numbered

STONE = Actor("stone-desk", Role.SCHOOL, "sjs", "stone")


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
    found = season.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")
    season.do(BUREAU, overflow.record_preview, run_id="R1", cycle_id=CYCLE, district_id="mtg",
              state=found.state, done=finished([(one, "west") for one in numbers]))  # fmt: skip
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
