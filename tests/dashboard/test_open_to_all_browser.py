"""Who gets in? Strangers and other desks are turned away, and no page keeps anybody out (WCAG)."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from admissions.roles import Role
from dashboard.gates import PAGES, pages_of
from tests.dashboard import browsing
from tests.dashboard.browsing import Town, settled, staff, visiting
from tests.dashboard.town_server import SCHOOL

pytestmark = browsing.needs_chromium
one_town, browser = browsing.one_town, browsing.browser  # its fixtures
# Streamlit draws its menu as a list whose groups are no list items: not ours to change.
STREAMLITS_OWN = ("[data-testid=stSidebarNavItems]", "[data-testid=stHeader]")
EVERY_DESK = {
    "bureau-1": Role.BUREAU, f"desk-{SCHOOL}": Role.SCHOOL, "office-1": Role.SUBDISTRICT,
    "exam-1": Role.EXAM_CENTRE, "city-1": Role.CITY, "admin-1": Role.ADMIN,
}  # fmt: skip


def first_seen() -> dict[str, dict[str, str]]:
    """Return the pages of each desk that no desk before it has, by name with their paths."""
    seen: set[str] = set()
    found = {}
    for account, role in EVERY_DESK.items():
        found[account] = {it.name: it.path for it in pages_of(role) if it.name not in seen}
        seen |= set(found[account])
    return found


def test_a_hidden_page_and_a_stranger_are_turned_away_by_the_server(one_town, browser):
    with visiting(browser, one_town) as page:
        page.goto(f"{one_town.base}/staff/overflow")
        assert page.url == f"{one_town.base}/log-in"
    school = {"cookie": f"jiujin={one_town.ask('session', account=f'desk-{SCHOOL}')}"}
    context = browser.new_context(extra_http_headers=school)

    for name, status in (("verification", 200), ("overflow", 404), ("accounts", 404)):
        assert context.request.get(f"{one_town.base}/staff/{name}").status == status, name
    context.close()


def test_every_page_is_looked_at():
    looked_at = {name for pages in first_seen().values() for name in pages}

    assert looked_at == {page.name for page in PAGES}


def test_no_page_keeps_anybody_out(one_town, browser):
    heavy = []
    for account, pages in first_seen().items():
        with visiting(browser, one_town, account) as page:
            for path in pages.values():
                heavy += barriers(page, one_town, path)

    assert heavy == []


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
