"""Two planners draw zones in a browser: paint, undo, lasso, lock, remark, compare, approve."""

import json
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from dashboard.block_layers import blocks_of
from tests.dashboard import browsing
from tests.dashboard.browsing import choose, press, shot, staff, visiting
from tests.dashboard.map.browser import Mercator
from tests.dashboard.town_server import FILES, SAMPLE

pytestmark = browsing.needs_chromium
town, browser = browsing.town, browsing.browser  # its fixtures
BLOCKS = {it["properties"]["block_id"]: it["properties"]
          for it in json.loads((SAMPLE / "blocks.geojson").read_bytes())["features"]}  # fmt: skip
# Three blocks by a place inside them. The first is of 石门营小学, the two beside it of 龙山小学.
WEST, LOCKED, FREE = "M00177", "M00219", "M00246"
AT = {WEST: (116.1056, 39.9094), LOCKED: (116.1120, 39.9148), FREE: (116.1158, 39.9119)}


def children(*blocks: str) -> str:
    return f"{sum(BLOCKS[it]['children'] for it in blocks):,}"


def test_a_plan_is_drawn_by_one_planner_and_put_in_force_by_another(town, browser, tmp_path):
    with visiting(browser, town, "bureau-1") as page:
        _begins(page, town)
        _paints_and_takes_it_back(page)
        _locks_and_lassoes(page)
        _remarks_and_proposes(page)
        _compares(page, town)

    with visiting(browser, town, "bureau-2") as page:
        staff(page, town, "zone_editor")
        press(page, "批准施行")
        expect(page.get_by_text("已批准").first).to_be_visible()

    assert _schools_of_zones(tmp_path / FILES, date(2027, 3, 1)) == _schools_of_zones(
        SAMPLE, date(2027, 2, 28)
    )  # the same zones, the two shared ones too


def _begins(page: Page, town: browsing.Town) -> None:
    staff(page, town, "zone_editor")
    page.get_by_role("textbox", name="草稿名称").fill("方案甲")
    press(page, "新建")
    _sees(page, page.get_by_text("已新建草稿“方案甲”。"))
    _sees_moved(page, "0")
    shot(page, "zone_editor")


def _paints_and_takes_it_back(page: Page) -> None:
    choose(page, "划给", "龙山小学")
    _clicks(page, WEST)
    _sees_moved(page, children(WEST))
    press(page, "撤销")
    _sees_moved(page, "0")
    press(page, "重做")
    _sees_moved(page, children(WEST))


def _locks_and_lassoes(page: Page) -> None:
    """Lock one of two blocks, then draw a line around both."""
    _takes(page, "锁定")
    _clicks(page, LOCKED)
    _sees(page, page.get_by_text("已锁定 1 个地块。"))
    _sees_lock(page)
    _takes(page, "圈选地块")
    choose(page, "划给", "石门营小学")
    ground = _ready(page, "lasso")
    (west, south), (east, north) = AT[LOCKED], AT[FREE]
    corners = [(west - 0.0004, south + 0.0004), (west - 0.0004, north - 0.0004),
               (east + 0.0004, north - 0.0004), (east + 0.0004, south + 0.0004)]  # fmt: skip
    page.mouse.move(*ground.pixel(*corners[0]))
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*ground.pixel(*corner), steps=8)
    with browsing.answered(page):
        page.mouse.up()
    _sees(page, page.get_by_text(f"1 个锁定的地块保持不变：{LOCKED}。"))
    # The school is still chosen for the next stroke, though its figures have changed.
    expect(page.get_by_role("button", name="划给石门营小学", exact=True)).to_be_visible()
    _sees_moved(page, children(WEST, FREE))


def _remarks_and_proposes(page: Page) -> None:
    page.get_by_role("textbox", name="写意见").fill("过河不便")
    press(page, "提交意见")
    _sees(page, page.get_by_text("意见已提交。"))
    expect(page.get_by_text("过河不便", exact=True)).to_be_visible()
    day = page.get_by_role("group", name="从哪一天起").get_by_role("spinbutton")
    for at, number in enumerate(("2027", "03", "01")):
        day.nth(at).press_sequentially(number)
    page.get_by_role("textbox", name="依据").fill("门教发〔2026〕12号")
    press(page, "提出")
    expect(page.get_by_text("请另一位工作人员批准").first).to_be_visible()


def _compares(page: Page, town: browsing.Town) -> None:
    staff(page, town, "plan_comparison")
    expect(page.locator(".jm-stage[data-still]")).to_have_count(2)
    _sees_moved(page, children(WEST, FREE))
    page.get_by_text("逐块变更").click()
    expect(page.get_by_role("cell", name=FREE, exact=True)).to_be_visible()
    shot(page, "plan_comparison")


def _sees(page: Page, found: Locator) -> None:
    """Wait until something is seen and the page stands: only then is the next thing done."""
    expect(found).to_be_visible()
    browsing.settled(page)


def _sees_moved(page: Page, count: str) -> None:
    """Wait until so many children change school."""
    figure = page.get_by_test_id("stMetric").filter(has_text="变更学校的儿童")
    _sees(page, figure.get_by_test_id("stMetricValue").get_by_text(count, exact=True))


def _takes(page: Page, tool: str) -> None:
    with browsing.answered(page):
        page.get_by_test_id("stButtonGroup").get_by_text(tool, exact=True).click()


def _clicks(page: Page, block: str) -> None:
    """Click a block on the map while blocks are painted or locked."""
    place = _ready(page, "paint").pixel(*AT[block])
    with browsing.answered(page):
        page.mouse.click(*place)


def _ready(page: Page, mode: str) -> Mercator:
    """Wait until the map stands still in an edit mode; return where its places are on the page."""
    stage = page.locator(f".jm-stage[data-mode={mode}][data-still]")
    expect(stage).to_be_visible()
    browsing.settled(page)
    stage.scroll_into_view_if_needed()
    bounds = blocks_of((SAMPLE / "blocks.geojson").read_bytes()).lived_in
    return Mercator(bounds, page.locator(".jm-canvas canvas").bounding_box())


def _sees_lock(page: Page) -> None:
    """Find the locked block marked in the list of its school's blocks."""
    page.get_by_text("不用鼠标：从列表选地块").click()
    choose(page, "列出哪所学校的地块", "龙山小学")
    page.get_by_role("combobox", name="地块", exact=True).fill(LOCKED)
    expect(page.get_by_role("option", name=f"{LOCKED}（22 人） 〔锁〕")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("option")).to_have_count(0)


def _schools_of_zones(folder: Path, day: date) -> dict[str, str]:
    """Return the schools of each primary zone that is in force on a day."""
    told = [
        it["properties"] for it in json.loads((folder / "zones.geojson").read_bytes())["features"]
    ]
    return {it["zone_id"]: it["school_ids"] for it in told
            if it["level"] == "primary" and str(it["valid_from"])[:10] <= day.isoformat()
            and (not it["valid_to"] or day.isoformat() < str(it["valid_to"])[:10])}  # fmt: skip


def test_no_tool_and_no_figure_is_cut_off(town, browser):
    with visiting(browser, town, "bureau-1") as page:
        _begins(page, town)
        for width in (900, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            browsing.settled(page)
            assert _cut_off(page) == [], width


def _cut_off(page: Page) -> list[str]:
    """Return the texts of tools and figures that do not fit."""
    found = (page.get_by_test_id("stMetricLabel"), page.get_by_test_id("stMetricValue"),
             page.get_by_test_id("stButtonGroup").locator("button"),
             page.get_by_role("button", name="撤销"))  # fmt: skip
    return [one.inner_text() for each in found for one in each.all()
            if one.evaluate("it => it.scrollWidth > it.clientWidth")]  # fmt: skip
