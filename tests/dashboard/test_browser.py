"""A whole season through the browser: guardian, school, bureau, guardian again, planner."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotSeen

from admissions.roles import Role
from dashboard.gates import PAGES, pages_of
from tests.dashboard.town_server import FIRST_PASSWORD, LOGIN, SCHOOL

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[2]
SHOTS = os.environ.get("JIUJIN_SHOTS", "")  # a folder, to take the pictures of the docs
PASSWORD = "four odd words of my own"
expect.set_options(timeout=30_000)  # the machine may be busy
pytestmark = pytest.mark.skipif(
    not CHROMIUM.is_file(), reason="no Chromium here: apt-get install -y chromium"
)


TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# A page that stands may not have begun to answer yet: its runs are counted as they begin.
COUNTED = """
window.runsBegun = 0;
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.dataset.testScriptState !== "notRunning") window.runsBegun += 1;
  }
}).observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });
"""


class Town:
    """The served town, and its commands."""

    def __init__(self, process: subprocess.Popen[str], base: str) -> None:
        self.process, self.base = process, base
        assert self._line() == "ready"

    def ask(self, do: str, **words: Any) -> Any:
        """Send a command and return its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the town's process ended; see its output above"
        return json.loads(line)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.dashboard.town_server", str(tmp_path), str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield Town(process, f"http://127.0.0.1:{port}")
        process.stdin.close()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        offline = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        found = running.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", offline]
        )
        yield found
        found.close()


@contextmanager
def visiting(browser: Browser, town: Town, account: str = "") -> Iterator[Page]:
    """Open a browser of somebody; afterwards nothing was logged and nothing asked outside."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    if account:
        context.add_cookies([{"name": "jiujin", "value": town.ask("session", account=account),
                              "url": town.base}])  # fmt: skip
    context.add_init_script(COUNTED)
    page, wrong = context.new_page(), []
    page.set_default_timeout(30_000)
    page.on("console", lambda it: it.type == "error" and wrong.append(it.text))
    page.on("pageerror", lambda it: wrong.append(str(it)))
    page.on("request", lambda it: it.url.startswith(("http:", "https:", "ws:", "wss:"))
            and "//127.0.0.1" not in it.url and wrong.append(it.url))  # fmt: skip
    yield page
    context.close()
    assert wrong == []


def staff(page: Page, town: Town, name: str = "") -> None:
    """Open a page of the dashboard and wait until it stands."""
    page.goto(f"{town.base}/staff/{name}")
    settled(page)


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Do something and wait until the page has run for it, and stands again."""
    before = page.evaluate("window.runsBegun")
    yield
    page.wait_for_function("before => window.runsBegun > before", arg=before)
    settled(page)


def settled(page: Page) -> None:
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()
    expect(page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-script-state", "notRunning"
    )
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)  # parts load on their own


def shot(page: Page, name: str) -> None:
    """Take a picture for the docs where a folder for them was named."""
    if SHOTS:
        page.wait_for_timeout(900)  # maps and fonts come in softly
        page.screenshot(path=f"{SHOTS}/dashboard_{name}.png")


def choose(page: Page, label: str, number: str) -> None:
    """Open an entry of a list by typing it; the list may still show others by then."""
    box = page.get_by_role("combobox", name=label, exact=True)
    entry = page.get_by_role("option").filter(has_text=number).first
    for _ in range(3):  # a list that is open while the page moves closes again
        box.scroll_into_view_if_needed()
        page.evaluate(TWO_FRAMES)
        box.click()
        box.fill(number)
        try:
            entry.wait_for(timeout=5_000)
        except NotSeen:
            continue
        break
    with answered(page):
        entry.click()


def press(page: Page, label: str) -> None:
    with answered(page):
        page.get_by_role("button", name=label, exact=True).last.click()


def records_papers(page: Page) -> None:
    """Tick the two papers and the copy, and record them."""
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(3)  # `all` does not wait: a slow browser has drawn none so far
    for at, box in enumerate(page.locator("[data-testid=stCheckbox] label").all()):
        box.click()
        expect(boxes.nth(at)).to_be_checked()
    shot(page, "verification")
    press(page, "记录材料")


def send(page: Page) -> None:
    """Send the form of a server page and wait for what is answered."""
    with page.expect_navigation():
        page.locator("main form button.button").last.click()


def signs_up(page: Page, town: Town, phone: str) -> None:
    for path in ("sign-up", "log-in"):
        page.goto(f"{town.base}/{path}")
        page.fill("[name=login]", phone)
        page.fill("[name=password]", PASSWORD)
        send(page)


def registers(page: Page, town: Town) -> str:
    """Fill the guardians' form in and confirm it; return the number."""
    given = town.ask("family")
    page.goto(f"{town.base}/children/new")
    page.select_option("[name=id_kind]", "id_card")
    page.fill("[name=guardian_phone]", "13900139000")
    for name in ("relation", "hukou_kind", "residence_kind"):
        page.check(f"[name={name}][value={given.pop(name)}]")
    for name, text in given.items():
        page.fill(f"[name={name}]", text)
    page.check("[name=long_resident][value=true]")
    page.check("[name=anchor][value=hukou]")
    page.select_option("[name=subdistrict_id]", "dayu")
    send(page)
    page.check("[name=agreed]")
    send(page)
    page.wait_for_url("**/done")
    return page.url.split("/")[-2]


def test_a_season_goes_through_the_browser_from_registration_to_the_result(town, browser):
    with visiting(browser, town) as page:
        signs_up(page, town, "13900139000")
        number = registers(page, town)

    town.ask("move", to="verify")
    with visiting(browser, town, f"desk-{SCHOOL}") as page:
        _the_school_verifies(page, town, number)

    town.ask("others")
    town.ask("move", to="follow_up")
    with visiting(browser, town) as page:
        _the_bureau_places(page, town)

    town.ask("move", to="review", hours=24 * 5)
    with visiting(browser, town, "bureau-1") as page:
        staff(page, town, "review")
        shot(page, "review")
        press(page, "确认接收本页 4 名孩子")
        expect(page.get_by_text("已确认接收 4 名孩子。")).to_be_visible()

    with visiting(browser, town) as page:
        _the_guardian_reads(page, town, number)

    with visiting(browser, town, "bureau-1") as page:
        _the_planner_sees(page, town)
        _the_planner_forecasts(page, town)


def _the_school_verifies(page: Page, town: Town, number: str) -> None:
    staff(page, town, "verification")
    expect(page.get_by_text("登记的孩子比学位多 2 名")).to_be_visible()
    choose(page, "打开一份登记", number)
    expect(page.get_by_role("button", name="预录取", exact=True).last).to_be_visible()
    records_papers(page)
    expect(page.get_by_text("材料齐全有效。")).to_be_visible()
    press(page, "预录取")
    expect(page.get_by_text("须报区教委统筹")).to_be_visible()  # a school with too many refers
    press(page, "报区教委统筹")
    expect(page.get_by_text(f"{number}：已报区教委统筹。")).to_be_visible()


def _the_bureau_places(page: Page, town: Town) -> None:
    page.goto(f"{town.base}/staff/")
    page.fill("[name=login]", LOGIN)
    page.fill("[name=password]", FIRST_PASSWORD)
    page.locator("summary").click()
    page.fill("[name=totp]", town.ask("totp"))
    send(page)
    page.fill("[name=old]", FIRST_PASSWORD)
    page.fill("[name=new]", PASSWORD)
    send(page)
    settled(page)
    assert page.url == f"{town.base}/staff/"
    shot(page, "today")
    page.get_by_role("link", name="统筹安排").click()
    settled(page)
    press(page, "开始试算")
    expect(page.get_by_text("排队中").first).to_be_visible()
    assert town.ask("work") == 1
    expect(page.get_by_role("button", name="封存结果")).to_be_visible()  # found by itself
    expect(page.get_by_text("名单已锁定")).to_be_visible()
    secrets = town.ask("secrets")
    staff(page, town, "overflow")
    for place, secret in enumerate(secrets[:-1], 1):
        page.get_by_label(f"秘密 {place}：").fill(secret)
    page.get_by_label("揭晓的数值").fill(secrets[-1])
    press(page, "核对、抽签并开始计算")
    expect(page.get_by_text("已抽签。").first).to_be_visible()
    assert town.ask("work") == 1
    staff(page, town, "overflow")
    shot(page, "lottery")
    press(page, "封存结果")
    expect(page.get_by_text("结果已封存")).to_be_visible()
    press(page, "按结果安排")
    expect(page.get_by_text("已按结果安排 4 名孩子。")).to_be_visible()
    shot(page, "overflow")


def _the_guardian_reads(page: Page, town: Town, number: str) -> None:
    page.goto(f"{town.base}/log-in")
    page.fill("[name=login]", "13900139000")
    page.fill("[name=password]", PASSWORD)
    send(page)
    page.goto(f"{town.base}/children/{number}")
    expect(page.locator(".school-got, .panel").first).to_contain_text("小学")
    expect(page.locator("main")).to_contain_text("确认接收")


def _the_planner_sees(page: Page, town: Town) -> None:
    staff(page, town, "demand")
    expect(page.get_by_text("学位不足的学校")).to_be_visible()
    expect(page.get_by_role("cell", name="冯村小学（合成）").first).to_be_visible()
    shot(page, "demand")


def _the_planner_forecasts(page: Page, town: Town) -> None:
    """Queue a forecast, leave, find it done; ask what if; see the warnings on the map."""
    staff(page, town, "forecast")
    page.get_by_text("做一次新的预测").click()
    start = page.get_by_role("button", name="开始预测", exact=True).last
    expect(start).to_be_enabled()
    with answered(page):
        start.press("Enter")  # by key: a click is lost while the box still unfolds
    expect(page.get_by_text("可以离开本页，预测会继续")).to_be_visible()
    staff(page, town, "scenarios")
    expect(page.get_by_text("各校起始年级学位余缺")).to_be_visible()
    assert town.ask("work") == 1
    staff(page, town, "forecast")
    expect(page.get_by_text("已完成")).to_be_visible()
    choose(page, "学校", "滨河小学")
    expect(page.get_by_text("起始年级需要几个班")).to_be_visible()
    shot(page, "forecast")
    staff(page, town, "scenarios")
    box = page.get_by_role("spinbutton", name="非本市户籍入学")
    box.fill("50")
    box.press("Tab")
    settled(page)
    changed = page.get_by_role("row", name="非本市户籍").get_by_role("cell").last
    expect(changed).to_contain_text("-")
    shot(page, "scenarios")
    staff(page, town, "warnings")
    expect(page.get_by_text("红色：学位不够").first).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    shot(page, "warnings")


def test_a_hidden_page_and_a_stranger_are_turned_away_by_the_server(town, browser):
    with visiting(browser, town) as page:
        page.goto(f"{town.base}/staff/overflow")
        assert page.url == f"{town.base}/log-in"
    school = {"cookie": f"jiujin={town.ask('session', account=f'desk-{SCHOOL}')}"}
    context = browser.new_context(extra_http_headers=school)

    for name, status in (("verification", 200), ("overflow", 404), ("accounts", 404)):
        assert context.request.get(f"{town.base}/staff/{name}").status == status, name
    context.close()


# Streamlit draws its menu as a list whose groups are no list items: not ours to change.
STREAMLITS_OWN = ("[data-testid=stSidebarNavItems]", "[data-testid=stHeader]")


EVERY_DESK = {
    "bureau-1": Role.BUREAU, f"desk-{SCHOOL}": Role.SCHOOL, "office-1": Role.SUBDISTRICT,
    "exam-1": Role.EXAM_CENTRE, "city-1": Role.CITY, "admin-1": Role.ADMIN,
}  # fmt: skip


def test_no_page_keeps_anybody_out(town, browser):
    heavy, seen = [], set()
    for account, role in EVERY_DESK.items():
        with visiting(browser, town, account) as page:
            for one in pages_of(role):
                if one.name not in seen:
                    heavy += barriers(page, town, one.path)
                seen.add(one.name)

    assert heavy == []
    assert seen == {page.name for page in PAGES}


def barriers(page: Page, town: Town, path: str) -> list[str]:
    """Return what is serious or critical on a page, its closed parts opened."""
    staff(page, town, path)
    for closed in page.locator("[data-testid=stMain] summary").all():
        closed.click()
    settled(page)
    found = Axe().run(page, context={"exclude": [[it] for it in STREAMLITS_OWN]},
                      options={"resultTypes": ["violations"]})  # fmt: skip
    return [
        f"{path} {it['id']}: {it['nodes'][0]['html'][:120]}"
        for it in found.response["violations"] if it["impact"] in {"serious", "critical"}
    ]  # fmt: skip
