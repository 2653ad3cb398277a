"""What do the tests of the service stand on? A season behind an application, and its users."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from admissions.actions.accounts import open_session
from admissions.people import Entry
from admissions.roles import SYSTEM, Actor
from service.api_context import Context
from service.app import create_app
from service.sessions import csrf_of
from service.settings import Limits, Settings
from tests.admissions.entries import entry as plain_child
from tests.admissions.season import CYCLE, KEYS, Season, new_season
from tests.service.web.client import BASE, WebClient
from tests.service.web.desks import WEST_STREET, SmallDesk

OPEN_LIMITS = Limits(per_ip=0, logins_per_minute=600, late_s=60, standing_s=60)


@dataclass
class Site:
    """A season, its application, and short ways to call it."""

    season: Season
    context: Context
    web: WebClient
    keys: Any = field(default_factory=lambda: (f"key-{n:06d}" for n in count(1)))
    tokens: dict[str, str] = field(default_factory=dict)

    def as_(self, actor: Actor, *, key: str = "") -> dict[str, str]:
        """Return the headers of a program that acts for somebody; a fresh key unless given."""
        token = self.tokens.get(actor.account_id) or self.token_of(actor)
        self.tokens[actor.account_id] = token
        return {"authorization": f"Bearer {token}", "idempotency-key": key or next(self.keys)}

    def token_of(self, actor: Actor) -> str:
        """Begin a session of an account and return its token."""
        token = f"token-of-{actor.account_id}-{next(self.keys)}"
        self.season.do(SYSTEM, open_session, account_id=actor.account_id, token=token,
                       csrf=csrf_of(KEYS, token))  # fmt: skip
        return token

    def post(self, actor: Actor, path: str, body: Any = None, key: str = "") -> httpx.Response:
        """POST as somebody."""
        return self.web.post(path, json=body or {}, headers=self.as_(actor, key=key))

    def get(self, actor: Actor, path: str) -> httpx.Response:
        """GET as somebody."""
        return self.web.get(path, headers=self.as_(actor))

    def move_to(self, at: datetime) -> None:
        """Set the clock; everybody logs in again."""
        self.season.clock.move_to(at)
        self.tokens.clear()


def new_site(folder: Path, limits: Limits = OPEN_LIMITS, *, sms: bool = False) -> Site:
    """Make a fresh season with its application; `sms`: telephones are verified by a code."""
    season = new_season(folder)
    settings = Settings("", folder / "keys", folder, "mtg", CYCLE, base_url=BASE, limits=limits,
                        sms=f"file:{folder / 'sms.jsonl'}" if sms else "console",
                        sms_verification=sms)  # fmt: skip
    context = Context(season.store, SmallDesk(), season.clock, settings)
    return Site(season, context, WebClient(create_app(context)))


def close(site: Site) -> None:
    """Stop the application and let the store go."""
    site.web.close()
    site.season.store.close()


def registration(child: Entry | None = None, **changed: str) -> dict[str, str]:
    """Return the body that registers a child."""
    child = child or plain_child()
    return {"cycle_id": CYCLE, "district_id": "mtg", "id_kind": str(child.id_kind),
            "id_number": child.id_number} | changed  # fmt: skip


def details(child: Entry | None = None, **changed: Any) -> dict[str, Any]:
    """Return the body that enters a child's details."""
    child = child or plain_child(hukou_address=WEST_STREET)
    values = asdict(child) | {"born": child.born.isoformat()} | changed
    return {"entry": values, "subdistrict_id": "dayu"}
