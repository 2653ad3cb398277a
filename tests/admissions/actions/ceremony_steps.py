"""How do tests try the steps of a ceremony one by one? Each returns the code of its refusal."""

from typing import Any

from admissions.actions import ceremony
from admissions.actions.ceremony import Announcement
from admissions.roles import Actor
from capacity.lottery import commitment
from tests.admissions.actions.june import code_of, finished, taken
from tests.admissions.ceremonies import (
    BEACON,
    CLOSES,
    MINUTE,
    PEOPLE,
    VALUE,
    announced,
    bound,
    kept,
    ruled,
    secrets_of,
)
from tests.admissions.season import BUREAU, CYCLE, Season


def announce(season: Season, who: Actor = BUREAU, name: str = "L2", **said: Any) -> str:
    """Announce with what is `said` besides; return the code of a refusal, "" for none."""
    given = {"beacon": BEACON, "beacon_at": CLOSES + MINUTE} | said
    return code_of(season, who, ceremony.announce, cycle_id=CYCLE, district_id="mtg",
                   said=Announcement(name, **given))  # fmt: skip


def after(season: Season) -> dict[str, Any]:
    """Return what is right to announce once registration has closed."""
    now = season.clock()
    return {"commitments_until": now + MINUTE, "beacon_at": now + 2 * MINUTE, "reason": "重抽"}


def commit(season: Season, who: Actor = BUREAU, name: str = "L1", **said: Any) -> str:
    """Store a fourth person's commitment, or what is `said` instead."""
    given = {"person": PEOPLE[0], "digest": commitment("又一个不好猜的秘密")} | said
    return code_of(season, who, ceremony.commit, ceremony_id=name, **given)


def draw(season: Season, name: str = "L1", **said: Any) -> str:
    """Open the secrets, or what is `said` instead."""
    given = {"reveals": secrets_of(name), "beacon_value": VALUE} | said
    return code_of(season, BUREAU, ceremony.draw, cycle_id=CYCLE, ceremony_id=name, **given)


def state(season: Season, name: str = "L1") -> str:
    """Return how far a ceremony is."""
    found = season.store.read(BUREAU, lambda tx: ceremony.standings(tx, CYCLE, "mtg"))
    return next(str(it.state) for it in found if it.ceremony.id == name)


def frozen(season: Season) -> str:
    """Announce, bind and freeze after registration; return the one child that is placed."""
    number = taken(season, 2)
    announced(season)
    bound(season)
    season.clock.forward(MINUTE)
    kept(season, "F1", ruled(finished({number: "west"})))
    return number
