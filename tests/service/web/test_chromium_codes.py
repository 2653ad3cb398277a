"""A guardian verifies and comes back in a real browser, on a desk and on a telephone."""

import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn

from admissions.actions.desk_codes import make_desk_code
from admissions.people_kinds import IdentitySeen
from service.api_context import Context
from service.app import create_app
from service.pages_frame import LANGUAGE_COOKIE
from service.settings import Settings
from tests.admissions.season import CYCLE, WEST, new_season
from tests.service.web.desks import SmallDesk
from tests.service.web.site import OPEN_LIMITS
from tests.service.web.test_chromium import (  # noqa: F401  browser is a fixture
    CHROMIUM,
    NARROW,
    WIDE,
    Seen,
    browser,
)
from tests.service.web.test_codes import read_code
from tests.service.web.test_killed import free_port

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (Debian: apt-get install "
                                "chromium)")  # fmt: skip
SHOTS = os.environ.get("JIUJIN_SHOTS", "")  # a folder, to look at the pages
PASSWORD, OTHER = "three odd words", "four odd words more"
_phones = iter(f"139001390{number:02d}" for number in range(100))


def serving(folder, *, sms):
    """Serve a season in a thread; return it with its address and how to stop it."""
    season, port = new_season(folder), free_port()
    base = f"http://127.0.0.1:{port}"
    settings = Settings("", folder / "keys", folder, "mtg", CYCLE, base_url=base,
                        limits=OPEN_LIMITS, sms_verification=sms)  # fmt: skip
    context = Context(season.store, SmallDesk(), season.clock, settings)
    server = uvicorn.Server(uvicorn.Config(create_app(context), host="127.0.0.1", port=port,
                                           log_level="warning", ws="none"))  # fmt: skip
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)

    def stop():
        server.should_exit = True
        thread.join()
        season.store.close()

    return SimpleNamespace(season=season, base=base, stop=stop)


@pytest.fixture(scope="module")
def on(tmp_path_factory):
    found = serving(tmp_path_factory.mktemp("on"), sms=True)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def off(tmp_path_factory):
    found = serving(tmp_path_factory.mktemp("off"), sms=False)
    yield found
    found.stop()


class Visitor(Seen):
    """A browser; refusals of forms (409) are no errors of the page."""

    def __init__(self, chromium, base, size, name):
        super().__init__(chromium, base, size)
        self.name, self.taken = name, 0

    def _said(self, message):
        if "409" not in message.text:
            super()._said(message)

    def looks(self):
        """Check the page as it stands, and take its picture where a folder is named."""
        self.checks()
        if SHOTS:
            self.taken += 1
            path = Path(SHOTS) / f"account-{self.name}-{self.taken:02d}.png"
            self.page.screenshot(path=str(path), full_page=True)

    def fills(self, **fields):
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", value)

    def gets_in(self, phone, password=PASSWORD):
        self.goes("/log-in")
        self.fills(login=phone, password=password)
        self.sends()


# The usual language on the wide screen, the longer words on the narrow one.
@pytest.fixture(params=["zh-desk", "en-telephone"])
def visit(request, browser):  # noqa: F811
    language, _, size = request.param.partition("-")
    made = []

    def opened(base, name):
        one = Visitor(browser, base, WIDE if size == "desk" else NARROW, f"{name}-{request.param}")
        one.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": base}])
        made.append(one)
        return one

    yield opened
    for one in made:
        one.context.close()


def signs_up(one, phone):
    one.goes("/sign-up")
    one.fills(login=phone, password=PASSWORD)
    one.sends()


def test_a_telephone_is_verified_and_then_stands_on_the_account(on, visit):
    one, phone = visit(on.base, "verify"), next(_phones)
    signs_up(one, phone)
    one.gets_in(phone)
    assert one.page.url.endswith("/telephone")
    one.looks()
    one.sends()
    one.looks()
    one.fills(code="1")
    one.sends()
    assert one.page.evaluate("document.querySelector('[name=code]').getAttribute('aria-invalid')")
    one.looks()
    one.fills(code=read_code(on, phone))
    one.sends()
    one.looks()
    one.goes("/account")
    assert f"{phone[:3]}****{phone[-4:]}" in one.text()
    one.looks()


def test_a_forgotten_password_is_renewed(on, visit):
    one, phone = visit(on.base, "forgotten"), next(_phones)
    signs_up(one, phone)
    one.goes("/log-in")
    one.follows("/forgotten")
    one.looks()
    one.fills(login=phone)
    one.sends()
    one.looks()
    one.fills(code=read_code(on, phone), new="12345678")  # too weak: told, and nothing used up
    one.sends()
    assert one.page.evaluate("document.querySelector('[name=new]').getAttribute('aria-invalid')")
    one.looks()
    one.fills(new=OTHER)
    one.sends()
    one.looks()
    one.fills(login=phone, password=OTHER)
    one.sends()
    assert one.page.url.endswith("/children")  # the code has verified the telephone too


def test_a_paper_code_is_used(off, visit):
    one, phone = visit(off.base, "paper"), next(_phones)
    number = off.season.submitted() if not off.season.counter else "A000001"
    code = f"7KQ2M-XW9{phone[-2:]}"
    off.season.do(WEST, make_desk_code, application_id=number, ref=f"D{phone}", code=code,
                  seen=IdentitySeen.ID_CARD)  # fmt: skip
    one.goes("/forgotten")
    one.looks()
    one.follows("/desk-code")
    one.looks()
    one.fills(application_id=number, code="22222-22222", login=phone, new=OTHER)
    one.sends()
    one.looks()
    assert "22222-22222" in one.page.input_value("[name=code]")
    one.fills(code=code, new=OTHER)
    one.sends()
    one.looks()
    one.fills(login=phone, password=OTHER)
    one.sends()
    assert one.page.url.endswith("/children")
    one.looks()


@pytest.mark.parametrize("path", ["/sign-up", "/account", "/telephone"])
def test_a_district_without_messages_says_so_on_a_page_for_everybody(off, visit, path):
    one, phone = visit(off.base, "off" + path.replace("/", "-")), next(_phones)
    signs_up(one, phone)
    one.gets_in(phone)
    one.goes(path)

    assert "sms_verification = off" in one.text()
    one.looks()
