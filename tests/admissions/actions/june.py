"""How far has the small season come in June? Children on desks, runs worked out by hand."""

from typing import Any

from admissions.actions import overflow, verify
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.placements import Placement, placement_of
from admissions.store.runs import Line
from admissions.store.transaction import NotThere, Refused
from tests.admissions.ceremonies import kept_as_drawn
from tests.admissions.season import (
    BUREAU,
    CYCLE,
    MU,
    OPENS,
    WEST,
    Season,
    home_in,
    numbered,
)

HILL = Actor("hill-desk", Role.SCHOOL, "mtg", "hill")


def with_hill(season: Season) -> None:
    """Add the desk of the boarding school."""
    season.store.write(SYSTEM, lambda tx: add_account(tx, actor=HILL, login=HILL.account_id))


def on_desk(season: Season, serial: int, *, desk: Actor = WEST, zone: str = "west",
            who: Actor = MU, papers: bool = True, **entered: Any) -> str:  # fmt: skip
    """Register and confirm a child; on the verification days show its papers at a desk."""
    given = numbered(serial, **entered)
    season.clock.move_to(OPENS)
    number = season.submitted(who, given, home_in(zone))
    season.move_to("verify")
    if papers:
        season.papers(desk, number, given)
    return number


def taken(season: Season, serial: int, **words: Any) -> str:
    """Return a child that the western school has accepted provisionally."""
    number = on_desk(season, serial, **words)
    season.do(words.get("desk", WEST), verify.accept, application_id=number)
    return number


def three_referred(season: Season) -> list[str]:
    """Return three children whom the western school, with two places, referred to the bureau."""
    numbers = [on_desk(season, serial) for serial in (2, 4, 6)]
    for number in numbers:
        season.do(WEST, verify.refer, application_id=number)
    return numbers


def gathered(season: Season) -> overflow.Gathered:
    """Return what a run would start from."""
    return season.do(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")


def finished(lines: dict[str, str], status: str = "placed") -> overflow.Finished:
    """Return a run worked out by hand: registration number -> school."""
    told = tuple(Line(number, school, {"reason": "by hand"}) for number, school in lines.items())
    return overflow.Finished(told, "1" * 64, "2" * 64, {"status": status}, b"PK")


def previewed(season: Season, lines: dict[str, str], run_id: str = "R1",
              status: str = "placed") -> str:  # fmt: skip
    """Gather and keep a run that says `lines`."""
    season.do(BUREAU, overflow.record_preview, run_id=run_id, cycle_id=CYCLE, district_id="mtg",
              state=gathered(season).state, done=finished(lines, status))  # fmt: skip
    return run_id


def drawn(season: Season, lines: dict[str, str], run_id: str = "R1") -> str:
    """Hold the lottery's ceremony, and keep the run by its seed that says `lines`."""
    kept_as_drawn(season, run_id, finished(lines))
    return run_id


def sealed(season: Season, lines: dict[str, str]) -> str:
    """Draw, preview and seal; where nobody is placed there is nothing to draw."""
    run_id = drawn(season, lines) if lines else previewed(season, lines)
    season.do(BUREAU, overflow.seal, run_id=run_id)
    return run_id


def carried_out(season: Season, lines: dict[str, str]) -> str:
    """Preview, seal, and place every referred child."""
    run_id = sealed(season, lines)
    while season.do(BUREAU, overflow.place_by_run, run_id=run_id):
        pass
    return run_id


def place_of(season: Season, number: str) -> Placement | None:
    """Return the place of a child, or None."""

    def read(tx: Any) -> Placement | None:
        try:
            return placement_of(tx, number)
        except NotThere:
            return None

    return season.store.read(BUREAU, read)


def code_of(season: Season, who: Actor, action: Any, **words: Any) -> str:
    """Return the code with which an action is refused, "" if it is not."""
    try:
        season.do(who, action, **words)
    except Refused as refused:
        return refused.code
    return ""


def messages(season: Season, number: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what was queued for a child's guardian: template and parameters."""
    from sqlalchemy import select

    from admissions.store.schema import message

    rows = season.store.read(SYSTEM, lambda tx: tx.conn.execute(
        select(message.c.template, message.c.params)
        .where(message.c.application_id == number).order_by(message.c.id)).all())  # fmt: skip
    return [(row.template, row.params) for row in rows]
