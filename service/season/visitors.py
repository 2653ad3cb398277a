"""Who may look around after the demo's season? Every staff role and three families, one password.

Only a database that the demo itself has made gets such accounts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from admissions.passwords import hash_password
from admissions.policy_terms import Category
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.applications import Application, own_entry
from admissions.store.desk_lists import at_stages
from admissions.store.logins import set_login
from admissions.store.placements import placement_of
from admissions.store.runs import lines_of
from admissions.store.store import Store
from admissions.store.transaction import Tx
from service.season.frame import BUREAU, CYCLE, STAFF
from service.season.summer import RUN

PASSWORD = "jiujin-demo-2026"  # noqa: S105  printed by the demo, for synthetic data alone


_ON_ROLL, _EVERYBODY = "on_roll", 100_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """An account to log in with, and what it shows."""

    login: str
    account_id: str
    shows: str


def open_doors(store: Store) -> tuple[Visitor, ...]:
    """Give the demo's accounts their one password and return them, staff first."""
    visitors = (*_staff(store), *_families(store))
    hashed = hash_password(PASSWORD, login="", staff=True)

    def work(tx: Tx) -> None:
        for one in visitors:
            set_login(tx, one.account_id, password_hash=hashed, password_initial=False)

    store.write(SYSTEM, work)
    return visitors


def lines(visitors: tuple[Visitor, ...]) -> list[str]:
    """Return what the demo prints of them."""
    told = [f"  {one.login:14} {one.shows}" for one in visitors]
    return [f"password of every account: {PASSWORD} (synthetic data, this machine only)", *told]


def _staff(store: Store) -> Iterator[Visitor]:
    for actor in STAFF:
        if actor.role != Role.SYSTEM:
            yield Visitor(actor.account_id, actor.account_id, str(actor.role))
    busiest = (_moved(store) or _everybody(store))[0].school_id
    yield Visitor(f"desk-{busiest}", f"desk-{busiest}", f"school {busiest}")


def _families(store: Store) -> Iterator[Visitor]:
    """Yield a family for each story that the season has; a small one may have moved nobody."""
    moved, everybody = _moved(store), _everybody(store)
    apart = {one.id for one in moved}
    first_of = {one.category: one for one in reversed(everybody) if one.id not in apart}
    stories = {
        "a family placed in its own zone": first_of[Category.ONE],
        "a family whose papers the sub-district reviewed": first_of[Category.THREE],
    }
    for one in moved:
        if store.read(BUREAU, partial(placement_of, application_id=one.id)).kind == "overflow":
            stories = {"a family whose child was moved to a nearby school": one} | stories
            break
    for shows, one in stories.items():
        account = str(one.account_id)
        guardian = Actor(account, Role.GUARDIAN)
        phone = store.read(guardian, partial(own_entry, application_id=one.id)).guardian_phone
        yield Visitor(phone, account, shows)


def _moved(store: Store) -> list[Application]:
    """Return the children on the roll whom the sealed run placed outside their zone, by number."""
    moved = {
        line.application_id for line in store.read(BUREAU, lambda tx: lines_of(tx, RUN))
        if line.reason["moved"] == "1"
    }  # fmt: skip
    return [one for one in _everybody(store) if one.id in moved]


def _everybody(store: Store) -> list[Application]:
    return store.read(BUREAU, lambda tx: at_stages(tx, CYCLE, (_ON_ROLL,), limit=_EVERYBODY))
