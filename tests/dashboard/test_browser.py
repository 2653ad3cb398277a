"""A whole season through the browser: guardian, school, bureau, guardian again, planner."""

from playwright.sync_api import Page, expect

from tests.dashboard import browsing
from tests.dashboard.browsing import (
    Town,
    choose,
    press,
    send,
    settled,
    shot,
    staff,
    visiting,
)
from tests.dashboard.town_server import FIRST_PASSWORD, LOGIN, SCHOOL

pytestmark = browsing.needs_chromium
town, browser = browsing.town, browsing.browser  # its fixtures
PASSWORD = "four odd words of my own"


def records_papers(page: Page) -> None:
    """Tick the two papers and the copy, and record them."""
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(3)  # `all` does not wait: a slow browser has drawn none so far
    for at, box in enumerate(page.locator("[data-testid=stCheckbox] label").all()):
        box.click()
        expect(boxes.nth(at)).to_be_checked()
    shot(page, "verification")
    press(page, "记录材料")


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
        expect(page.get_by_text("已确认接收 4 名孩子。").first).to_be_visible()

    with visiting(browser, town) as page:
        _the_guardian_reads(page, town, number)

    with visiting(browser, town, "bureau-1") as page:
        _the_planner_sees(page, town)
        _the_planner_forecasts(page, town)


def _the_school_verifies(page: Page, town: Town, number: str) -> None:
    staff(page, town, "verification")
    expect(page.get_by_text("登记的孩子比学位多 2 名").first).to_be_visible()
    choose(page, "打开一份登记", number)
    expect(page.get_by_role("button", name="预录取", exact=True).last).to_be_visible()
    records_papers(page)
    expect(page.get_by_text("材料齐全有效。").first).to_be_visible()
    press(page, "预录取")
    # A school with too many children refers them.
    expect(page.get_by_text("须报区教委统筹").first).to_be_visible()
    press(page, "报区教委统筹")
    expect(page.get_by_text(f"{number}：已报区教委统筹。").first).to_be_visible()


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
    expect(page.get_by_text("名单已锁定").first).to_be_visible()
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
    expect(page.get_by_text("结果已封存").first).to_be_visible()
    press(page, "按结果安排")
    expect(page.get_by_text("已按结果安排 4 名孩子。").first).to_be_visible()
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
    expect(page.get_by_text("学位不足的学校").first).to_be_visible()
    expect(page.get_by_role("cell", name="冯村小学（合成）").first).to_be_visible()
    shot(page, "demand")


def _the_planner_forecasts(page: Page, town: Town) -> None:
    """Queue a forecast, leave, find it done; ask what if; see the warnings on the map."""
    staff(page, town, "forecast")
    page.get_by_text("做一次新的预测").click()
    press(page, "开始预测")
    expect(page.get_by_text("可以离开本页，预测会继续").first).to_be_visible()
    staff(page, town, "scenarios")
    expect(page.get_by_text("各校起始年级学位余缺").first).to_be_visible()
    assert town.ask("work") == 1
    staff(page, town, "forecast")
    expect(page.get_by_text("已完成").first).to_be_visible()
    choose(page, "学校", "滨河小学")
    expect(page.get_by_text("起始年级需要几个班").first).to_be_visible()
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
