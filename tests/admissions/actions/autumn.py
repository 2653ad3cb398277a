"""How far has the small season come by July? Confirmed, rostered, notified, arrived children."""

from datetime import datetime

from admissions.actions import arrival, review, roster, verify
from admissions.people import Entry
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.cycles import School, set_places
from admissions.store.frame import add_school
from admissions.store.types import SHANGHAI
from tests.admissions.season import BUREAU as ZHAO
from tests.admissions.season import CYCLE, EXAM, MU, WEST, Season, numbered

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


def confirmed(season: Season, serial: int = 2, who: Actor = MU, entry: Entry | None = None) -> str:
    """Bring a child of the western zone to its confirmation."""
    number = season.verified(entry or numbered(serial), who=who)
    season.do(WEST, verify.accept, application_id=number)
    season.do(ZHAO, review.confirm, application_id=number)
    return number


def rostered(season: Season, serial: int = 2, roster_id: str = "R-west", **words) -> str:
    number = confirmed(season, serial, **words)
    season.do(EXAM, roster.approve_roster, roster_id=roster_id, cycle_id=CYCLE, school_id="west")
    return number


def notified(season: Season, serial: int = 2, roster_id: str = "R-west", **words) -> str:
    number = rostered(season, serial, roster_id, **words)
    season.move_to("notice")
    season.do(WEST, arrival.notify, application_id=number)
    return number


def arrived(season: Season, serial: int = 2, roster_id: str = "R-west", **words) -> str:
    number = notified(season, serial, roster_id, **words)
    season.move_to("arrival")
    season.do(WEST, arrival.arrive, application_id=number)
    return number
