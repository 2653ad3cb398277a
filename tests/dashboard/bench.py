"""Before what do the dashboard's tests sit? A season, a service, and one browser for a role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from admissions.actions.accounts import open_session
from admissions.roles import SYSTEM, Actor
from dashboard import access
from service.api_context import Context
from service.sessions import cookie_name, csrf_of
from service.settings import Settings
from tests.admissions.season import CYCLE, KEYS, Season, new_season
from tests.service.web.desks import SmallDesk
from tests.service.web.site import OPEN_LIMITS

MAIN = Path(access.__file__).parent / "main.py"


@dataclass
class Bench:
    """A season behind the dashboard, and whoever sits at the browser."""

    season: Season
    context: Context
    cookie: str = ""
    counter: int = 0

    def sign_in(self, actor: Actor) -> None:
        """Begin a session of an account; the browser keeps its cookie."""
        self.counter += 1
        self.cookie = f"token-of-{actor.account_id}-{self.counter}"
        self.season.do(SYSTEM, open_session, account_id=actor.account_id, token=self.cookie,
                       csrf=csrf_of(KEYS, self.cookie))  # fmt: skip

    def open(self, page: str = "", language: str = "zh") -> AppTest:
        """Open a page as whoever is signed in."""
        found = AppTest.from_file(str(MAIN), default_timeout=60)
        found.session_state["language"] = language
        found._page_hash = calc_hash(page)
        return found.run()

    def cookies(self) -> dict[str, str]:
        """Return what the browser sends."""
        return {cookie_name(secure=False): self.cookie}


@contextmanager
def new_bench(folder: Path) -> Iterator[Bench]:
    """Make a season and stand the dashboard before it."""
    season = new_season(folder)
    settings = Settings("", folder / "keys", folder, "mtg", CYCLE, limits=OPEN_LIMITS)
    context = Context(season.store, SmallDesk(), season.clock, settings)
    bench = Bench(season, context)
    access.install(context)
    with patch.object(access, "cookies", bench.cookies):
        yield bench
    context.close()
    season.store.close()


def read(page: AppTest) -> str:
    """Return everything that a person reads on a page, but for its sidebar."""
    parts = [str(getattr(it, "value", "")) for it in page.main]
    parts += [frame.value.to_string() for frame in (*page.table, *page.dataframe)]
    for it in page.metric:
        parts += [it.label, str(it.value)]
    parts += [it.label for it in page.button]
    return "\n".join(parts)


def titles(page: AppTest) -> list[str]:
    """Return the page's titles."""
    return [it.value for it in page.title]


def errors(page: AppTest) -> str:
    """Return every refusal shown."""
    assert not page.exception, page.exception
    return "\n".join(it.value for it in page.error)
