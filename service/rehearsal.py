"""How is the service rehearsed before the opening day? A synthetic installation, its clock in May.

Load and kill tests use it, and so may a bureau: nothing in it is of any real family.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from admissions.actions.accounts import open_session
from admissions.calendar import windows_of
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.clock import clock_from
from admissions.store.keys import KeyRing, new_key_ring, read_key_ring, write_key_ring
from admissions.store.migrate import new_database
from admissions.store.store import Store, open_store
from admissions.store.transaction import Tx
from admissions.totp import SECRET_BYTES
from service.api_context import Context
from service.desk import Desk, DeskSources
from service.installation import FirstLogin, Installation, read_installation, set_up
from service.progress import Progress
from service.season.people import id_number
from service.sessions import csrf_of
from service.settings import Limits, Settings

DATABASE, KEYS, GUARDIANS = "rehearsal.db", "keys.json", "guardians.json"
LIMITS = Limits(per_ip=0, logins_per_minute=600)
_AT_ONCE = 40
_NOBODY = FirstLogin("!", bytes(SECRET_BYTES))  # no password has this hash: nobody logs in by it
_BORN_FROM = date(2019, 9, 1)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A prepared folder: `tokens` are sessions of guardians, one child for each to register."""

    folder: Path
    sample: Path
    tokens: tuple[str, ...]
    given: Installation

    @property
    def url(self) -> str:
        """Return the database's address."""
        return f"sqlite:///{self.folder / DATABASE}"

    @property
    def keys(self) -> KeyRing:
        """Return the installation's secrets."""
        return read_key_ring(self.folder / KEYS)

    def registration(self, number: int) -> dict[str, str]:
        """Return what guardian `number` sends to register its child."""
        return {"cycle_id": self.given.file.cycle.id, "district_id": self.given.file.district.id,
                "id_kind": "id_card", "id_number": synthetic_id(number)}  # fmt: skip


def prepare(folder: Path, sample: Path, guardians: int) -> Rehearsal:
    """Make a new installation of the `sample` in an empty `folder`, with guardians logged in."""
    write_key_ring(new_key_ring(), folder / KEYS)
    tokens = tuple(f"rehearsal-session-of-guardian-{number:06d}" for number in range(guardians))
    (folder / GUARDIANS).write_text(json.dumps(tokens), encoding="utf-8")
    made = opened(folder, sample)
    new_database(made.url)
    store = _store(made)
    try:
        set_up(store, made.given, _NOBODY)
        for start in range(0, guardians, _AT_ONCE):
            part = range(start, min(start + _AT_ONCE, guardians))
            store.write(SYSTEM, partial(_add, tokens=tokens, numbers=part))
    finally:
        store.close()
    return made


def opened(folder: Path, sample: Path) -> Rehearsal:
    """Return a rehearsal that was prepared."""
    tokens = tuple(json.loads((folder / GUARDIANS).read_text(encoding="utf-8")))
    return Rehearsal(
        folder, sample, tokens, read_installation(sample / "installation.toml", sample)
    )


def context_of(made: Rehearsal, port: int = 8000, limits: Limits = LIMITS) -> Context:
    """Return what serves it on this machine's `port`; the caller closes the store."""
    day = starts(made.given).date()
    desk = Desk.load(DeskSources.in_folder(made.sample, day, made.given.file.cycle.level),
                     Progress(quiet=True))  # fmt: skip
    file, store = made.given.file, _store(made)
    settings = Settings(
        made.url, made.folder / KEYS, made.sample, file.district.id, file.cycle.id,
        base_url=f"http://127.0.0.1:{port}", limits=limits,
    )  # fmt: skip
    return Context(store, desk, store.clock, settings)


def synthetic_id(number: int) -> str:
    """Return the id number of child `number`, of school age; the region 000000 is nobody's."""
    region, serial = divmod(number // 365, 1000)
    return id_number(_BORN_FROM + timedelta(days=number % 365), f"{region:06d}", serial)


def starts(given: Installation) -> datetime:
    """Return the instant at which every rehearsal starts: an hour after registration opens."""
    return windows_of(given.policy)["register"].opens + timedelta(hours=1)


def _store(made: Rehearsal) -> Store:
    return open_store(made.url, made.keys, clock_from(starts(made.given)))


def _add(tx: Tx, *, tokens: tuple[str, ...], numbers: range) -> None:
    for number in numbers:
        actor = Actor(f"guardian-{number}", Role.GUARDIAN)
        add_account(tx, actor=actor, login=f"1{number:010d}")
        open_session(tx, account_id=actor.account_id, token=tokens[number],
                     csrf=csrf_of(tx.keys, tokens[number]))  # fmt: skip
