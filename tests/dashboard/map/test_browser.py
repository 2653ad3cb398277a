"""Does the map work in a browser? Drawn without any other server, clicked, painted, dragged."""

import geopandas as gpd
import pytest
from shapely.geometry import Point

from tests.dashboard.map.browser import WAIT_MS, Mercator, drawn, listen, needs_chromium
from tests.dashboard.map.sample_page import SAMPLE, TOWN

pytestmark = needs_chromium
CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; worker-src blob:; img-src 'self' data: blob:; "
    "connect-src 'self' ws:; font-src 'self' data:; frame-src 'none'; object-src 'none'"
)


def opened(page, address: str, query: str = "") -> Mercator:
    page.goto(f"{address}/?near=1&{query}")
    drawn(page)
    return Mercator(TOWN, page.locator(".jm-canvas canvas").bounding_box())


def zone_at(lon: float, lat: float) -> str:
    zones = gpd.read_file(SAMPLE / "zones.geojson")
    now = zones[(zones["level"] == "primary") & (zones["valid_from"] < "2027")]
    return str(now[now.geometry.contains(Point(lon, lat))]["zone_id"].item())


def said(page, start: str) -> str:
    found = page.get_by_text(start)
    found.wait_for(timeout=WAIT_MS)
    return str(found.inner_text())


def test_the_sample_is_drawn_with_no_error_and_nothing_asked_from_outside(page, address):
    heard = listen(page)

    opened(page, address)

    assert heard.outside(address) == []
    assert heard.said == []
    assert page.locator(".jm-legend li span:last-child").all_inner_texts() == [
        "缺 50 个以上", "缺 1 至 50 个", "余 0 至 50 个", "余 50 个以上",
        "学校已满", "学校有余", "儿童住处", "调剂去向",
    ]  # fmt: skip


def with_policy(route):
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": CSP})


def test_the_map_works_under_a_policy_that_allows_this_server_only(page, address):
    heard = listen(page)
    page.route(lambda url: url.startswith(f"{address}/?"), with_policy)

    opened(page, address)

    assert heard.said == []


def test_a_click_on_a_zone_comes_back_with_its_id_and_its_place(page, address):
    ground = opened(page, address)
    lon, lat = 116.06, 39.895

    page.mouse.click(*ground.pixel(lon, lat))

    name, east, north = said(page, "told: zones/").removeprefix("told: ").split()
    assert name == f"zones/{zone_at(lon, lat)}"
    assert float(east) == pytest.approx(lon, abs=2e-4)
    assert float(north) == pytest.approx(lat, abs=2e-4)


def test_a_click_on_a_school_is_not_taken_for_its_zone(page, address):
    ground = opened(page, address)
    schools = gpd.read_file(SAMPLE / "schools.geojson").set_index("school_id")
    gate = schools.geometry["P03"].representative_point()

    page.mouse.click(*ground.pixel(gate.x, gate.y))

    assert said(page, "told: schools/").startswith("told: schools/P03 ")


def test_a_click_is_told_in_one_run_only(page, address):
    ground = opened(page, address)
    page.mouse.click(*ground.pixel(116.06, 39.895))
    said(page, "told: zones/")

    page.get_by_role("button", name="放大").click()
    page.keyboard.press("r")

    page.get_by_text("told: nothing").wait_for(timeout=WAIT_MS)


def test_blocks_are_painted_by_a_drag_and_the_strokes_come_back(page, address):
    ground = opened(page, address, "mode=paint")
    start, end = (116.06, 39.895), (116.06, 39.935)

    page.mouse.move(*ground.pixel(*start))
    page.mouse.down()
    page.mouse.move(*ground.pixel(*end), steps=3)
    page.mouse.up()

    wanted = sorted({zone_at(*start), zone_at(*end)})
    assert len(wanted) == 2
    assert said(page, "told: painted") == f"told: painted {[(z, 'Z99') for z in wanted]}"


def test_strokes_drawn_faster_than_python_answers_are_all_told_once(page, address):
    ground = opened(page, address, "mode=paint")

    for place in ((116.06, 39.895), (116.06, 39.935), (116.09, 39.97)):
        page.mouse.click(*ground.pixel(*place))

    page.get_by_text("all painted: 3").wait_for(timeout=WAIT_MS)


def around(place, reach: float = 0.004):
    """Return the corners of a square around a place, in degrees."""
    lon, lat = place
    return [(lon + dx * reach, lat + dy * reach) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]


def middle_of(zone_id: str) -> tuple[float, float]:
    zones = gpd.read_file(SAMPLE / "zones.geojson")
    point = zones[zones["zone_id"] == zone_id].geometry.iloc[0].representative_point()
    return point.x, point.y


def test_a_lasso_in_one_sweep_comes_back_with_what_it_takes_in(page, address):
    ground = opened(page, address, "mode=lasso")
    corners = [ground.pixel(*it) for it in around(middle_of("Z09"))]

    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=5)
    page.mouse.up()

    assert said(page, "told: lasso") == "told: lasso Z99 ['Z09']"


def test_a_lasso_of_corners_is_closed_by_enter_and_forgotten_by_escape(page, address):
    ground = opened(page, address, "mode=lasso")
    line = page.locator(".jm-lasso polygon")

    for corner in around(middle_of("Z03")):
        page.mouse.click(*ground.pixel(*corner))
    page.keyboard.press("Escape")
    assert line.get_attribute("points") == ""
    for corner in around(middle_of("Z09")):
        page.mouse.click(*ground.pixel(*corner))
    page.keyboard.press("Enter")

    assert said(page, "told: lasso") == "told: lasso Z99 ['Z09']"
    page.wait_for_function(
        "() => document.querySelector('.stBidiComponent > * > *').shadowRoot"
        ".querySelector('.jm-lasso polygon').getAttribute('points') === ''"
    )  # answered, and free for the next


def test_a_dragged_corner_comes_back_as_the_border(page, address):
    ground = opened(page, address, "mode=border")
    zones = gpd.read_file(SAMPLE / "zones.geojson").set_index("zone_id")
    corner = zones.geometry["Z01"].exterior.coords[0]
    x, y = ground.pixel(*corner)

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 10, steps=4)
    page.mouse.up()

    assert said(page, "told: border").startswith("told: border Z01")


def test_the_keyboard_zooms_by_named_buttons(page, address):
    opened(page, address)
    before = page.locator(".maplibregl-ctrl-scale").inner_text()

    page.get_by_role("button", name="放大").focus()
    page.keyboard.press("Enter")

    page.wait_for_function(
        "before => document.querySelector('.stBidiComponent > * > *').shadowRoot"
        ".querySelector('.maplibregl-ctrl-scale').textContent !== before",
        arg=before,
        timeout=WAIT_MS,
    )


def test_on_a_narrow_page_the_legend_stands_below_the_map(page, address):
    page.set_viewport_size({"width": 400, "height": 900})
    opened(page, address)

    stage = page.locator(".jm-stage").bounding_box()
    legend = page.locator(".jm-legend").bounding_box()

    assert stage["width"] > 340
    assert legend["y"] >= stage["y"] + stage["height"]


def test_a_selected_zone_is_outlined_in_the_next_run(page, address):
    ground = opened(page, address)
    x, y = ground.pixel(116.06, 39.895)
    page.mouse.click(x, y)
    said(page, "told: zones/")
    before = page.locator(".jm-stage").screenshot()

    page.mouse.click(x + 1, y)
    page.get_by_text("runs: 3").wait_for(timeout=WAIT_MS)
    drawn(page, 2)

    assert page.locator(".jm-stage").screenshot() != before
