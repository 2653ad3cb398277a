"""What does the service hold while it runs? Store, desk, clock, limits; all passed in."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol, TypeVar

import httpx

from admissions.homes import HomeFacts
from admissions.roles import SYSTEM, Actor
from admissions.store.clock import Clock
from admissions.store.cycles import level_of
from admissions.store.store import Store
from admissions.store.transaction import Tx
from service.desk_paths import Paths
from service.drawing_ground import Planning
from service.limits import Admission, TokenBuckets
from service.metrics import Metrics
from service.settings import Settings

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no sign that is read as another
READERS = 4
T = TypeVar("T")


class DeskOfAddresses(Protocol):
    """What is asked of service.desk.Desk."""

    def ask(
        self,
        address: str = "",
        x: float | None = None,
        y: float | None = None,
        datum: str | None = None,
    ) -> Any:
        """Answer a question, keep nothing."""
        ...  # fmt: skip

    def anchor(
        self,
        address: str = "",
        x: float | None = None,
        y: float | None = None,
        datum: str | None = None,
    ) -> HomeFacts:
        """Return what is kept with an application."""
        ...  # fmt: skip

    @property
    def paths(self) -> Paths | None:
        """Return the ways on foot, None without streets."""
        ...

    def suggest(self, text: str, limit: int = 8) -> list[str]:
        """Return register addresses that begin so."""
        ...

    def public_zones_geojson(self) -> Any:
        """Return the zones as a finished file."""
        ...

    def schools(self) -> Any:
        """Return the schools as a finished file."""
        ...


def drawn_number(prefix: str) -> str:
    """Return a fresh number such as 2026-7KQ2M-XW94D: 10 signs of 30, nobody guesses the next."""
    left, signs = secrets.randbelow(len(_SIGNS) ** 10), ""
    for _ in range(10):
        left, sign = divmod(left, len(_SIGNS))
        signs += _SIGNS[sign]
    return f"{prefix}-{signs[:5]}-{signs[5:]}"


def drawn_code() -> str:
    """Return fresh six digits for a text message."""
    return f"{secrets.randbelow(10**6):06d}"


def drawn_token() -> str:
    """Return a fresh secret of 256 bits for a session."""
    return secrets.token_urlsafe(32)


@dataclass(slots=True)
class Context:
    """Everything an answer is made from. `new_number`, `new_token`, `new_code`: its only chance."""

    store: Store
    desk: DeskOfAddresses
    clock: Clock
    settings: Settings
    new_number: Callable[[str], str] = drawn_number
    new_token: Callable[[], str] = drawn_token
    new_code: Callable[[], str] = drawn_code
    new_http: Callable[[], httpx.AsyncClient] = httpx.AsyncClient
    metrics: Metrics = field(default_factory=Metrics)
    admission: Admission = field(init=False)
    by_address: TokenBuckets = field(init=False)
    by_login: TokenBuckets = field(init=False)
    hashing: int = 0  # passwords that wait to be checked
    planning: Planning = field(init=False)
    readers: ThreadPoolExecutor = field(init=False)
    hashers: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        limits = self.settings.limits
        self.admission = Admission(limits, lambda: self.store.engine.waiting)
        self.by_address = TokenBuckets(limits.per_ip, limits.burst, monotonic)
        per_minute = limits.logins_per_minute
        self.by_login = TokenBuckets(per_minute / 60, per_minute, monotonic)
        self.planning = Planning(self.settings.district_folder, self._level)
        self.readers = ThreadPoolExecutor(READERS, thread_name_prefix="jiujin-reader")
        self.hashers = ThreadPoolExecutor(limits.logins, thread_name_prefix="jiujin-password")

    async def reading(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run a read in one of the readers' threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.readers, self.store.read, actor, work)

    def _level(self) -> str:
        return self.store.read(SYSTEM, lambda tx: level_of(tx, self.settings.cycle_id))

    def close(self) -> None:
        """Let go of the threads; the store is its owner's to close."""
        self.readers.shutdown(wait=True)
        self.hashers.shutdown(wait=True)
