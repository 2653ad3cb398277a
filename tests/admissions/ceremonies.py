"""How do tests hold a lottery's ceremony? Three made-up people, their secrets, a made-up beacon."""

from dataclasses import replace
from datetime import timedelta

from admissions.actions import ceremony, overflow
from admissions.actions.ceremony import Announcement
from admissions.calendar import windows_of
from admissions.policy import builtin_policy
from admissions.store.ceremonies import ceremonies_of
from capacity.lottery import commitment
from tests.admissions.season import BUREAU, CYCLE, Season

PEOPLE = ("公证员", "家长代表", "教委副主任")
SECRETS = ("春天的第一场雨", "夏夜里的长明灯", "秋天河边的老船")
BEACON, VALUE = "（合成）市福彩公开摇号", "07 11 13"
RULESET = "3" * 64
MINUTE = timedelta(minutes=1)
CLOSES = windows_of(builtin_policy("mentougou_2013"))["register"].closes


def announced(season: Season, ceremony_id: str = "L1", cycle_id: str = CYCLE) -> None:
    """Announce a ceremony: until registration closes, or after that within a minute."""
    early = season.clock() < CLOSES
    until = CLOSES if early else season.clock() + MINUTE
    reason = "" if early else "报名截止前未公布承诺"
    said = Announcement(ceremony_id, BEACON, until + MINUTE, None if early else until, reason)
    season.do(BUREAU, ceremony.announce, cycle_id=cycle_id, district_id="mtg", said=said)


def bound(season: Season, ceremony_id: str = "L1", count: int = 3) -> None:
    """Let people commit."""
    for person, secret in list(zip(PEOPLE, SECRETS, strict=True))[:count]:
        season.do(BUREAU, ceremony.commit, ceremony_id=ceremony_id, person=person,
                  digest=commitment(f"{secret}，{ceremony_id}"))  # fmt: skip


def secrets_of(ceremony_id: str = "L1") -> list[str]:
    """Return what the three people are bound to in a ceremony."""
    return [f"{secret}，{ceremony_id}" for secret in SECRETS]


def opened(season: Season, ceremony_id: str = "L1", cycle_id: str = CYCLE) -> str:
    """Open the secrets with the beacon; return the seed."""
    found = season.do(BUREAU, ceremony.draw, cycle_id=cycle_id, ceremony_id=ceremony_id,
                      reveals=secrets_of(ceremony_id), beacon_value=VALUE)  # fmt: skip
    return found.seed


def kept(season: Season, run_id: str, done: overflow.Finished, cycle_id: str = CYCLE) -> None:
    """Keep a run that was worked out by hand as a preview."""
    words = {"cycle_id": cycle_id, "district_id": "mtg"}
    state = season.do(BUREAU, overflow.children_to_place, **words).state
    season.do(BUREAU, overflow.record_preview, run_id=run_id, state=state, done=done, **words)


def with_seed(done: overflow.Finished, seed: str) -> overflow.Finished:
    """Return the run as it says when its lots were drawn by a public seed."""
    return replace(done, report=done.report | {"seed": {"kind": "public", "value": seed}})


def ruled(done: overflow.Finished) -> overflow.Finished:
    """Return the run with the digest of its rules, by which its input freezes."""
    return replace(done, report=done.report | {"digests": {"ruleset": RULESET}})


def kept_as_drawn(season: Season, run_id: str, done: overflow.Finished,
                  cycle_id: str = CYCLE) -> None:  # fmt: skip
    """Keep a run by the seed of the season's ceremony, held within two minutes if none was yet."""
    name = f"L-{cycle_id}"
    if not season.store.read(BUREAU, lambda tx: ceremonies_of(tx, cycle_id, "mtg")):
        announced(season, name, cycle_id)
        bound(season, name)
        season.clock.forward(MINUTE)
        kept(season, f"F-{run_id}", ruled(done), cycle_id)
        season.clock.forward(MINUTE)
    kept(season, run_id, with_seed(ruled(done), opened(season, name, cycle_id)), cycle_id)
