"""A guardian's way in a real browser: it works, harms nobody's eyes, and asks nobody else."""

import shutil
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from service.pages_frame import LANGUAGE_COOKIE
from service.rehearsal import prepare, synthetic_id
from tests.service.web.live import SAMPLE
from tests.service.web.test_killed import free_port, started

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (Debian: apt-get install "
                                "chromium)")  # fmt: skip
WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 320, "height": 640}
PASSWORD = "一个够长的密码2026"
HOME = "大峪街道永新小区6号楼"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Serve a rehearsal with the sample's own desk; return its address."""
    folder = tmp_path_factory.mktemp("rehearsal")
    prepare(folder, SAMPLE, 3)
    port = free_port()
    process = started(folder, port, "desk")
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Seen:
    """A page with what went wrong on it: console errors, requests to others."""

    def __init__(self, browser: Browser, base: str, size: dict[str, int]) -> None:
        self.base, self.errors, self.outside = base, [], []
        self.context = browser.new_context(viewport=size, locale="zh-CN")
        self.page: Page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._asked)

    def _said(self, message):
        # The browser reports a form that was told its faults (422) as an error of the network.
        if message.type == "error" and "422" not in message.text:
            self.errors.append(message.text)

    def _asked(self, request):
        if not request.url.startswith((self.base, "data:")):
            self.outside.append(request.url)

    def goes(self, path: str) -> None:
        self.page.goto(self.base + path)

    def sends(self) -> None:
        """Press the page's own button."""
        with self.page.expect_navigation():
            self.page.click("main form button.button")

    def follows(self, path: str) -> None:
        """Follow a link of the page and wait for what it leads to."""
        with self.page.expect_navigation():
            self.page.click(f"a[href='{path}']")

    def text(self) -> str:
        return self.page.inner_text("main")

    def checks(self) -> None:
        """Assert that the page as it stands is usable by everybody and quiet."""
        found = Axe().run(self.page)
        heavy = [
            f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]  # fmt: skip
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert heavy == [], self.page.url
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"
        assert self.errors == []
        assert self.outside == []


@pytest.fixture(params=[WIDE, NARROW], ids=["desk", "telephone"])
def seen(request, browser, base):
    found = Seen(browser, base, request.param)
    yield found
    found.context.close()


def fill(page: Page, serial: int) -> None:
    """Type in what the details ask for."""
    number = synthetic_id(serial)
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    for name, value in (("child_name", "张小禾"), ("id_number", number), ("born", f"{born}"),
                        ("guardian_name", "李静"), ("guardian_phone", "13800138000"),
                        ("hukou_address", HOME), ("residence_address", HOME)):  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("[name=id_kind]", "id_card")
    page.select_option("[name=subdistrict_id]", "dayu")
    for name, value in (("relation", "mother"), ("hukou_kind", "district"), ("anchor", "hukou"),
                        ("residence_kind", "owned"), ("long_resident", "true")):  # fmt: skip
        page.check(f"[name={name}][value={value}]")


def signs_up(seen: Seen, phone: str) -> None:
    seen.goes("/sign-up")
    seen.page.fill("[name=login]", phone)
    seen.page.fill("[name=password]", PASSWORD)
    seen.sends()
    seen.goes("/log-in")
    seen.page.fill("[name=login]", phone)
    seen.page.fill("[name=password]", PASSWORD)
    seen.sends()


@pytest.mark.parametrize("path", ["/", "/lookup", "/calendar", "/papers", "/contacts", "/privacy",
                                  "/lottery", "/sign-up", "/log-in", "/no-such-page"])  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_open_page_is_usable_by_everybody(seen, path, language):
    seen.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": seen.base}])

    seen.goes(path)
    seen.errors = [error for error in seen.errors if "404" not in error or path == "/"]

    seen.checks()


def test_an_address_is_looked_up_by_keyboard_alone(seen):
    seen.goes("/")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        seen.page.keyboard.press("Tab")
        if seen.page.evaluate("document.activeElement.getAttribute('href')") == "/lookup" and (
            seen.page.evaluate("document.activeElement.className") == "button"
        ):
            break
    with seen.page.expect_navigation():
        seen.page.keyboard.press("Enter")
    while seen.page.evaluate("document.activeElement.name") != "address":
        seen.page.keyboard.press("Tab")
    seen.page.keyboard.type(HOME)
    with seen.page.expect_navigation():
        seen.page.keyboard.press("Enter")

    assert "新桥小学（合成）" in seen.text()
    assert "步行约" in seen.text()
    seen.checks()


def test_an_address_that_is_not_known_is_told_so_in_the_readers_language(seen):
    seen.goes("/lookup")
    seen.page.fill("[name=address]", "火星路1号")
    seen.sends()

    assert "地址库里没有这个道路" in seen.text()
    assert "no such road" not in seen.text()
    seen.checks()


def test_a_guardian_gets_from_an_account_to_a_printed_form(seen, request):
    serial = 100 + len(request.node.name)
    signs_up(seen, f"139{serial:08d}")
    seen.goes("/children")
    seen.checks()
    seen.goes("/children/new")
    seen.checks()

    seen.sends()  # nothing filled in: every fault is told, and the page stays usable
    assert "aria-invalid" in seen.page.content()
    seen.checks()
    fill(seen.page, serial)
    seen.sends()
    assert HOME in seen.text()
    seen.checks()
    seen.page.check("[name=agreed]")
    seen.sends()
    seen.checks()
    number = seen.page.url.split("/")[-2]
    seen.goes(f"/children/{number}")
    seen.checks()
    form = seen.context.request.get(f"{seen.base}/children/{number}/form.pdf")

    assert "已确认，待学校验证" in seen.text()
    assert form.body()[:5] == b"%PDF-"


def test_leaving_a_page_without_logging_in_shows_nothing_of_a_child(seen):
    seen.goes("/children")

    assert "/log-in" in seen.page.url or "登录" in seen.text()
    seen.checks()
